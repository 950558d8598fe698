// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/lazy_array.h"

#include <QtTest>

#include <memory>

using namespace lanescope;

class LazyArrayTest : public QObject {
    Q_OBJECT

private slots:
    void valuesAreMadeOnceAndDestroyed()
    {
        const auto counted = std::make_shared<int>(7);
        {
            LazyArray<std::shared_ptr<int>> array(100'000);
            QVERIFY(array.make(5) == nullptr);
            array.make(5) = counted;
            array.make(99'999) = counted;
            QCOMPARE(*array.make(5), 7);
            QCOMPARE(*array[99'999], 7);
            QCOMPARE(counted.use_count(), 3l);
        }
        QCOMPARE(counted.use_count(), 1l);
    }

    void anEmptyOneHoldsNothing()
    {
        const LazyArray<std::shared_ptr<int>> array(0);
        (void)array;
    }
};

QTEST_GUILESS_MAIN(LazyArrayTest)
#include "lazy_array_test.moc"
