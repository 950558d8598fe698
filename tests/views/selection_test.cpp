// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shared/selection.h"

#include <QSignalSpy>
#include <QtTest>

using namespace lanescope;
using namespace lanescope::views;

class SelectionTest : public QObject {
    Q_OBJECT

private slots:
    void aTransactionReplacesTheIncarnationAndKeepsTheLocation()
    {
        Selection selection;
        selection.selectLocation({8});
        selection.selectVersion({7, 2});
        QCOMPARE(selection.version(), (TxVersion{7, 2}));
        selection.selectTransaction(7);
        QVERIFY(!selection.version());
        QCOMPARE(selection.current().transaction, 7u);
        QCOMPARE(selection.current().location, LocationId{8});
    }

    void theSameSelectionAgainSaysNothing()
    {
        Selection selection;
        int changes = 0;
        Selected told;
        connect(&selection, &Selection::changed, this,
                [&](const Selected& now, const Selected& before) {
                    ++changes;
                    told = before;
                    QCOMPARE(now, selection.current());
                });
        selection.selectTime({3, 9});
        selection.selectTime({3, 9});
        QCOMPARE(changes, 1);
        selection.clear();
        QCOMPARE(changes, 2);
        QCOMPARE(told.time, (TimeRange{3, 9}));
    }
};

QTEST_GUILESS_MAIN(SelectionTest)
#include "selection_test.moc"
