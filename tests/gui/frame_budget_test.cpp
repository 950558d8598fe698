// SPDX-License-Identifier: GPL-3.0-or-later
// When the next picture of a live run may be made.
#include "app/window/frame_budget.h"

#include <QtTest>

using namespace lanescope::app;
using namespace std::chrono_literals;

namespace {

/// Makes pictures that cost always the same, each as soon as it may be; how many begin in a second.
int picturesInASecond(FrameBudget& budget, FrameBudget::Duration making,
                      FrameBudget::Duration showing)
{
    FrameBudget::Moment now{1h};
    const FrameBudget::Moment end = now + 1s;
    int count = 0;
    for (; now < end; ++count) {
        budget.begin(now);
        budget.made(making);
        budget.shown(showing);
        now = std::max(now + making + showing, budget.next());
    }
    return count;
}

}  // namespace

class FrameBudgetTest : public QObject {
    Q_OBJECT

private slots:
    void theFirstPictureMayBeginAtOnce() { QVERIFY(FrameBudget().next() <= FrameBudget::Moment{}); }

    void cheapPicturesComeSixtyTimesASecond()
    {
        FrameBudget budget;
        QCOMPARE(picturesInASecond(budget, 10us, 50us), 60);
    }

    void dearPicturesKeepToTheirShareOfACore_data()
    {
        QTest::addColumn<int>("making");
        QTest::addColumn<int>("showing");
        for (const auto& [making, showing] :
             {std::pair(1, 9), std::pair(9, 1), std::pair(0, 40), std::pair(40, 0)}) {
            QTest::addRow("%d ms to make, %d to show", making, showing) << making << showing;
        }
    }
    void dearPicturesKeepToTheirShareOfACore()
    {
        QFETCH(int, making);
        QFETCH(int, showing);
        for (const int cores : {1, 2, 16}) {
            FrameBudget budget({60, 0.10, 0.03, cores});
            const std::chrono::milliseconds make(making);
            const std::chrono::milliseconds show(showing);
            const int count = picturesInASecond(budget, make, show);
            QVERIFY(count >= 1);
            // The last one that began may end after the second.
            QVERIFY((count - 1) * (make + show) <= 100ms);
            QVERIFY((count - 1) * make <= 30ms * cores);
            QVERIFY2(count == 1 || budget.share() < 0.101,
                     qPrintable(QString::number(budget.share())));
        }
    }

    void whatIsPaintedLateCountsToo()
    {
        FrameBudget budget({60, 0.10, 1, 1});
        const FrameBudget::Moment begin{1h};
        budget.begin(begin);
        budget.made(1ms);
        budget.shown(1ms);
        QCOMPARE(budget.next(), begin + 20ms);
        budget.shown(3ms);
        QCOMPARE(budget.next(), begin + 50ms);
        budget.begin(begin + 50ms);
        QCOMPARE(budget.lastCost(), FrameBudget::Duration(5ms));
        QCOMPARE(budget.share(), 0.1);
        // A cheap one ends the wait.
        budget.shown(10us);
        QVERIFY(budget.next() < begin + 50ms + 17ms);
    }

    void whatTheGuiDoesBesidesCountsForTheNext()
    {
        FrameBudget budget({60, 0.10, 1, 1});
        const FrameBudget::Moment begin{1h};
        budget.begin(begin);
        budget.made(1ms);
        budget.shown(1ms);
        budget.besides(2ms);
        QCOMPARE(budget.next(), begin + 40ms);
        budget.begin(begin + 40ms);
        QCOMPARE(budget.share(), 0.1);
        budget.made(1ms);
        QCOMPARE(budget.next(), begin + 40ms + 30ms);
        budget.besides(0ms);
        QVERIFY(budget.next() < begin + 40ms + 17ms);
    }

    void othersLimitsCountFromTheNextPicture()
    {
        FrameBudget budget;
        budget.setLimits({5, 0.5, 1, 1});
        QCOMPARE(picturesInASecond(budget, 1ms, 1ms), 5);
        budget.setLimits({60, 0.5, 1, 1});
        QCOMPARE(picturesInASecond(budget, 10ms, 40ms), 10);
    }
};

QTEST_GUILESS_MAIN(FrameBudgetTest)
#include "frame_budget_test.moc"
