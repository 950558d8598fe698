// SPDX-License-Identifier: GPL-3.0-or-later
// The timeline's index and what is painted, against a walk through all spans.
#include "views/timeline/timeline_index.h"
#include "analysis/hand_built_run.h"
#include "support/many_spans.h"
#include "views/timeline/lane_painter.h"

#include <QtTest>

#include <cmath>

using namespace lanescope;
using namespace lanescope::views;

namespace {

std::shared_ptr<const TimelineIndex> indexOf(const std::shared_ptr<RunRecord>& run)
{
    return std::make_shared<const TimelineIndex>(
        std::make_shared<const analysis::RunAnalysis>(Machine{"", 4, "", 1, ""}, Recording(run)));
}

/// Ticks of work in a stretch, by walking through all spans.
double workBetween(const LaneIndex& lane, double begin, double end, bool wastedOnly)
{
    double sum = 0;
    for (std::size_t i = 0; i < lane.size(); ++i) {
        const SpanLook look = lane.look(i);
        const bool isWaste = look == SpanLook::aborted || look == SpanLook::suspended;
        if (look == SpanLook::idle || (wastedOnly && !isWaste)) {
            continue;
        }
        sum += std::max(0.0, std::min(end, static_cast<double>(lane.span(i).end)) -
                                 std::max(begin, static_cast<double>(lane.span(i).begin)));
    }
    return sum;
}

}  // namespace

class TimelineIndexTest : public QObject {
    Q_OBJECT

private slots:
    void aSearchFindsWhatAWalkFinds()
    {
        const auto run = test::many_spans(20'000, 3);
        const auto index = indexOf(run);
        for (const LaneIndex& lane : index->lanes()) {
            std::size_t walked = 0;
            for (Ticks time = 0; time < index->duration() + 10'000; time += 9'973) {
                const std::size_t from = walked;
                while (walked < lane.size() && lane.span(walked).begin < time) {
                    ++walked;
                }
                QCOMPARE(lane.firstBeginningAt(time), walked);
                QCOMPARE(lane.firstBeginningAt(time, from), walked);
            }
        }
    }

    void sumsOfBlocksAreSumsOfSpans()
    {
        const auto run = test::many_spans(5'000, 2);
        const auto index = indexOf(run);
        for (const LaneIndex& lane : index->lanes()) {
            LookTimes sum;
            for (std::size_t i = 0; i <= lane.size(); ++i) {
                QCOMPARE(lane.timesBefore(i).of, sum.of);
                if (i < lane.size()) {
                    sum.add(lane.look(i), lane.span(i).end - lane.span(i).begin);
                }
            }
        }
    }

    void sumsUntilATimeAreThoseOfTheSpansBeforeIt()
    {
        const auto index = indexOf(test::many_spans(9'000, 2));
        for (const LaneIndex& lane : index->lanes()) {
            std::size_t from = 0;
            for (Ticks time = 1; time < index->duration(); time += 777'777) {
                const LaneIndex::Walk all = lane.allUntil(time, from);
                QCOMPARE(all.end, lane.firstBeginningAt(time));
                QCOMPARE(all.times.of, lane.timesBefore(all.end).of);
                from = all.end;
            }
        }
    }

    void aHintChangesNothingInWhatWasCommitted()
    {
        const auto index = indexOf(test::many_spans(9'000, 3));
        const auto& times = index->commitTimes();
        const auto duration = static_cast<double>(index->duration());
        std::size_t before = 0;
        for (double time = -5; time < duration * 1.1; time += duration / 713) {
            const auto walked =
                static_cast<std::size_t>(std::count_if(times.begin(), times.end(), [&](Ticks at) {
                    return time >= 0 && at <= static_cast<Ticks>(time);
                }));
            for (const std::size_t hint :
                 {std::size_t{0}, before, walked, times.size(), times.size() + 9}) {
                QCOMPARE(index->committedAt(time, hint), walked);
            }
            before = walked;
        }
    }

    void fatesAreThoseOfTheirIncarnations()
    {
        const auto run = test::many_spans(9'000, 3);
        const analysis::Incarnations incarnations((Recording(run)));
        for (std::uint32_t transaction = 0; transaction < incarnations.transaction_count() + 2;
             ++transaction) {
            for (std::uint32_t incarnation = 0; incarnation < 5; ++incarnation) {
                const TxVersion version{transaction, incarnation};
                const auto found = incarnations.find(version);
                QCOMPARE(incarnations.fate_of(version),
                         found ? found->fate : analysis::Fate::undecided);
            }
        }
    }

    void everyAbortIsSeenAtEveryZoom_data()
    {
        QTest::addColumn<int>("width");
        for (const int width : {40, 300, 1700, 20'000}) {
            QTest::addRow("%d columns", width) << width;
        }
    }
    void everyAbortIsSeenAtEveryZoom()
    {
        QFETCH(int, width);
        const auto run = test::many_spans(8'000, 2);
        const auto index = indexOf(run);
        const TimeScale scale{wholeRun(static_cast<double>(index->duration())),
                              static_cast<double>(width)};
        for (const LaneIndex& lane : index->lanes()) {
            std::vector<LanePiece> pieces;
            Load load(width);
            layOutLane(lane, scale, pieces, load);
            for (std::size_t i = 0; i < lane.size(); ++i) {
                if (lane.look(i) != SpanLook::aborted) {
                    continue;
                }
                const int column =
                    static_cast<int>(scale.xOf(static_cast<double>(lane.span(i).begin)));
                // A span that begins at the edge of another's column may show in the next.
                bool isSeen = false;
                for (int x = column; x <= column + 1 && !isSeen; ++x) {
                    const LanePiece* piece = pieceAt(pieces, x);
                    isSeen =
                        piece != nullptr &&
                        (piece->isDense
                             ? denseHeights(*piece,
                                            20)[static_cast<std::size_t>(SpanLook::aborted)] >= 2
                             : piece->look == SpanLook::aborted);
                }
                QVERIFY2(isSeen, qPrintable(QString("span %1 of %2").arg(i).arg(lane.size())));
            }
        }
    }

    void piecesStandInOrderAndDoNotOverlap()
    {
        const auto run = test::many_spans(8'000, 2);
        const auto index = indexOf(run);
        for (const double span : {1.0, 0.3, 0.01, 0.0004}) {
            const auto duration = static_cast<double>(index->duration());
            const TimeScale scale{{duration * 0.4, duration * (0.4 + span)}, 997};
            std::vector<LanePiece> pieces;
            Load load(997);
            layOutLane(index->lanes()[0], scale, pieces, load);
            QVERIFY(!pieces.empty());
            int column = 0;
            for (const LanePiece& piece : pieces) {
                QVERIFY(piece.begin >= column);
                QVERIFY(piece.end > piece.begin);
                QVERIFY(piece.end <= 997);
                column = piece.end;
            }
        }
    }

    void theLoadOfAColumnIsTheWorkInIt()
    {
        const auto run = test::many_spans(3'000, 1);
        const auto index = indexOf(run);
        const LaneIndex& lane = index->lanes()[0];
        for (const int width : {180, 700, 9'000}) {
            const TimeScale scale{wholeRun(static_cast<double>(index->duration())),
                                  static_cast<double>(width)};
            std::vector<LanePiece> pieces;
            Load load(width);
            layOutLane(lane, scale, pieces, load);
            double busy = 0;
            double wasted = 0;
            for (int x = 0; x < width; ++x) {
                busy += static_cast<double>(load.busy[static_cast<std::size_t>(x)]);
                wasted += static_cast<double>(load.wasted[static_cast<std::size_t>(x)]);
                const double exact =
                    workBetween(lane, scale.timeAt(x), scale.timeAt(x + 1), false) /
                    scale.timePerPixel();
                QVERIFY2(
                    std::abs(exact - static_cast<double>(load.busy[static_cast<std::size_t>(x)])) <
                        0.01,
                    qPrintable(QString("column %1 of %2: %3, not %4")
                                   .arg(x)
                                   .arg(width)
                                   .arg(static_cast<double>(load.busy[static_cast<std::size_t>(x)]))
                                   .arg(exact)));
            }
            const double all = scale.timePerPixel();
            QVERIFY(std::abs(busy * all / workBetween(lane, 0, 1e18, false) - 1) < 0.01);
            QVERIFY(std::abs(wasted * all / workBetween(lane, 0, 1e18, true) - 1) < 0.01);
        }
    }

    void columnsOfVeryManySpansAddUpToTheWork_data()
    {
        QTest::addColumn<int>("spansAColumn");
        // About where whole blocks of spans begin to be summed up, and far above.
        for (const int spans : {24, 32, 36, 40, 48, 70, 300}) {
            QTest::addRow("%d spans a column", spans) << spans;
        }
    }
    void columnsOfVeryManySpansAddUpToTheWork()
    {
        QFETCH(int, spansAColumn);
        const auto run = test::many_spans(60'000, 1);
        const auto index = indexOf(run);
        const LaneIndex& lane = index->lanes()[0];
        const int width = static_cast<int>(lane.size()) / spansAColumn;
        const TimeScale scale{{0, static_cast<double>(index->duration())},
                              static_cast<double>(width)};
        std::vector<LanePiece> pieces;
        Load load(width);
        layOutLane(lane, scale, pieces, load);
        double busy = 0;
        double wasted = 0;
        double worst = 0;
        for (int x = 0; x < width; ++x) {
            const auto column = static_cast<std::size_t>(x);
            busy += static_cast<double>(load.busy[column]);
            wasted += static_cast<double>(load.wasted[column]);
            worst = std::max(worst, static_cast<double>(load.busy[column]));
        }
        const double all = scale.timePerPixel();
        QVERIFY2(worst < 1.001, qPrintable(QString::number(worst)));
        const double busyPart = busy * all / workBetween(lane, 0, 1e18, false);
        const double wastedPart = wasted * all / workBetween(lane, 0, 1e18, true);
        QVERIFY2(std::abs(busyPart - 1) < 0.002, qPrintable(QString::number(busyPart)));
        QVERIFY2(std::abs(wastedPart - 1) < 0.03, qPrintable(QString::number(wastedPart)));
    }

    void aHitIsWhatWasPainted()
    {
        const auto run = test::many_spans(2'000, 2);
        const auto index = indexOf(run);
        const auto duration = static_cast<double>(index->duration());
        const LanePainter painter(Palette::light(), 1);
        for (const double span : {1.0, 0.1, 0.005}) {
            const TimeScale scale{{duration * 0.3, duration * (0.3 + span)}, 800};
            std::vector<LanePiece> pieces;
            Load load(800);
            layOutLane(index->lanes()[1], scale, pieces, load);
            QImage image(800, 24, QImage::Format_RGB32);
            painter.paint(image, 0, 0, 800, 24, pieces);
            for (int x = 0; x < 800; ++x) {
                const LanePiece* piece = pieceAt(pieces, x);
                const QRgb pixel = image.pixel(x, piece != nullptr && piece->isDense ? 23 : 12);
                const QRgb idle = Palette::light().span(SpanLook::idle).rgb();
                if (piece == nullptr) {
                    QCOMPARE(pixel, idle);
                } else if (piece->width() >= 4 && x == piece->end - 1) {
                    QCOMPARE(pixel, idle);  // the gap between neighbours
                } else if (!piece->isDense) {
                    const SpanInk ink = inkOf(piece->look, Palette::light());
                    QVERIFY(pixel == ink.fill.rgb() || pixel == ink.mark.rgb() ||
                            pixel == Palette::light().span(piece->look).rgb());
                }
            }
        }
    }

    void aLiveRunIsIndexedAsIfItWereWhole()
    {
        const auto whole = test::many_spans(900, 2);
        RunSettings settings = whole->settings;
        const auto growing = std::make_shared<RunRecord>(whole->input, settings);
        std::shared_ptr<const TimelineIndex> index;
        std::size_t taken[2] = {0, 0};
        std::size_t commits[2] = {0, 0};
        std::size_t aborts[2] = {0, 0};
        for (int round = 1; round <= 10; ++round) {
            for (std::size_t worker = 0; worker < 2; ++worker) {
                const WorkerLog& from = *whole->workers[worker];
                WorkerLog& to = *growing->workers[worker];
                const std::size_t end = from.spans.size() * static_cast<std::size_t>(round) / 10;
                while (taken[worker] < end) {
                    to.spans.push_back(from.spans[taken[worker]++]);
                }
                const Ticks now = to.spans[end - 1].end;
                while (commits[worker] < from.decisions.size() &&
                       from.decisions[commits[worker]].at <= now) {
                    to.decisions.push_back(from.decisions[commits[worker]++]);
                }
                while (aborts[worker] < from.aborts.size() &&
                       from.aborts[aborts[worker]].at <= now) {
                    to.aborts.push_back(from.aborts[aborts[worker]++]);
                }
                to.now.set({now, {1, 0}, SpanKind::execution, round < 10});
            }
            if (round == 10) {
                growing->finish(whole->summary);
            }
            index = std::make_shared<const TimelineIndex>(
                std::make_shared<const analysis::RunAnalysis>(Machine{"", 4, "", 1, ""},
                                                              Recording(growing)),
                index.get());
        }
        const auto expected = indexOf(whole);
        QCOMPARE(index->spanCount(), expected->spanCount());
        for (std::uint32_t lane = 0; lane < 2; ++lane) {
            for (std::size_t i = 0; i < index->lanes()[lane].size(); ++i) {
                QCOMPARE(index->look({lane, i}), expected->look({lane, i}));
            }
            QCOMPARE(index->lanes()[lane].timesBefore(index->lanes()[lane].size()).of,
                     expected->lanes()[lane].timesBefore(index->lanes()[lane].size()).of);
        }
        QCOMPARE(index->commitTimes(), expected->commitTimes());
    }

    void theIndexIsSmall()
    {
        const auto run = test::many_spans(200'000, 4);
        const auto index = indexOf(run);
        QVERIFY(index->bytes() <= 8 * index->spanCount());
    }
};

QTEST_GUILESS_MAIN(TimelineIndexTest)
#include "timeline_index_test.moc"
