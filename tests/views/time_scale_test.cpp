// SPDX-License-Identifier: GPL-3.0-or-later
#include <QObject>
// moc 6.4 stumbles over <chrono> when that is among the first that it meets.
#ifndef Q_MOC_RUN
#include "views/shared/axis_ticks.h"
#include "views/shared/quantity_text.h"
#include "views/timeline/time_scale.h"
#include "views/timeline/zoom_history.h"

#include <QtTest>
#endif

using namespace lanescope;
using namespace lanescope::views;

class TimeScaleTest : public QObject {
    Q_OBJECT

private slots:
    void aZoomKeepsTheTimeUnderTheMouse()
    {
        const VisibleTime before{1000, 9000};
        const TimeScale scale{before, 800};
        const double anchor = scale.timeAt(600);
        const VisibleTime after = zoomed(before, 0.5, anchor, 10'000);
        QCOMPARE((TimeScale{after, 800}.timeAt(600)), anchor);
        QCOMPARE(after.span(), 4000.0);
    }

    void nobodyZoomsBeyondTheLimits()
    {
        VisibleTime window{0, 1000};
        for (int i = 0; i < 100; ++i) {
            window = zoomed(window, 0.5, 500, 1000);
        }
        QCOMPARE(window.span(), leastVisibleTicks);
        for (int i = 0; i < 100; ++i) {
            window = zoomed(window, 2, 500, 1000);
        }
        QCOMPARE(window.span(), 1100.0);
    }

    void aPanNeverLosesTheRun()
    {
        const VisibleTime left = panned({0, 1000}, -1e9, 5000);
        QVERIFY(left.end >= 500 - 1e-6);
        const VisibleTime right = panned({0, 1000}, 1e9, 5000);
        QVERIFY(right.begin <= 4500 + 1e-6);
        QCOMPARE(right.span(), 1000.0);
    }

    void aColumnBeginsAtItsFirstTick()
    {
        const TimeScale scale{{0, 1000}, 300};
        for (int x = 0; x < 300; ++x) {
            const Ticks first = scale.firstTickFrom(x);
            QCOMPARE(static_cast<int>(scale.xOf(static_cast<double>(first)) + 1e-9), x);
            QVERIFY(first == 0 || scale.xOf(static_cast<double>(first - 1)) < x);
        }
    }

    void theStepsOfOneGestureAreUndoneAtOnce()
    {
        using Moment = ZoomHistory::Moment;
        ZoomHistory history;
        history.leave({0, 100}, Moment(1000));
        history.leave({0, 90}, Moment(1100));
        history.leave({0, 80}, Moment(1300));
        history.leave({0, 70}, Moment(5000));
        QCOMPARE(history.undo({0, 60}), (VisibleTime{0, 70}));
        QCOMPARE(history.undo({0, 70}), (VisibleTime{0, 100}));
        QVERIFY(!history.undo({0, 100}));
        QCOMPARE(history.redo({0, 100}), (VisibleTime{0, 70}));
        QCOMPARE(history.redo({0, 70}), (VisibleTime{0, 60}));
        QVERIFY(!history.canRedo());
    }

    void aMoveAfterAnUndoForgetsWhatLayAhead()
    {
        ZoomHistory history;
        history.leave({0, 100}, ZoomHistory::Moment(0));
        QVERIFY(history.undo({0, 50}));
        history.leave({0, 100}, ZoomHistory::Moment(1));
        QVERIFY(!history.canRedo());
        QVERIFY(history.canUndo());
    }

    void axisMarksAreRoundAndInside()
    {
        const AxisTicks ticks = axisTicks(0.13, 8.7, 6);
        QCOMPARE(ticks.step, 2.0);
        QCOMPARE(ticks.at, (std::vector<double>{2, 4, 6, 8}));
        QCOMPARE(decimalsOf(0.05), 2);
        QCOMPARE(decimalsOf(20), 0);
        QVERIFY(axisTicks(5, 5, 10).at.empty());
    }

    void quantitiesAreReadable()
    {
        QCOMPARE(groupedText(12345678), QString("12,345,678"));
        QCOMPARE(groupedText(999), QString("999"));
        QCOMPARE(decimalText(-1234.5, 2), QString("-1,234.50"));
        QCOMPARE(durationText(412), QString("412 ns"));
        QCOMPARE(durationText(12340), QString("12.34 µs"));
        QCOMPARE(durationText(999'999), QString("1.000 ms"));
        QCOMPARE(durationText(8.68e6), QString("8.680 ms"));
        QCOMPARE(exactDurationText(1'234'567), QString("1,234.567 µs"));
        QCOMPARE(shortText(141'210), QString("141 k"));
        QCOMPARE(shortText(3'450'000), QString("3.45 M"));
        QCOMPARE(shortText(30), QString("30"));
        QCOMPARE(percentText(0.184), QString("18.4 %"));
    }
};

QTEST_GUILESS_MAIN(TimeScaleTest)
#include "time_scale_test.moc"
