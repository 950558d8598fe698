// SPDX-License-Identifier: GPL-3.0-or-later
// The versions of one location: what a reader finds, whatever writers do meanwhile.
#include "strategies/block_stm/versions.h"

#include "support/dice.h"

#include <QtTest>

#include <array>
#include <atomic>
#include <deque>
#include <map>
#include <thread>
#include <vector>

using namespace lanescope;
using namespace lanescope::block_stm;

namespace {

class Writer {
public:
    Version& make(std::uint32_t index, std::uint32_t incarnation)
    {
        Version& version = versions_.emplace_back();
        version.write.writer = {index, incarnation};
        version.write.value = Uint256{index * 1000ull + incarnation};
        return version;
    }

private:
    std::deque<Version> versions_;
};

std::vector<TxVersion> found_from(const LocationCell& cell, std::uint32_t index)
{
    std::vector<TxVersion> found;
    for (const Version* version = cell.below(index); version != nullptr;
         version = version->next_lower()) {
        found.push_back(version->write.writer);
    }
    return found;
}

}  // namespace

class VersionsTest : public QObject {
    Q_OBJECT

private slots:
    void theHighestBelowTheReaderIsFound()
    {
        LocationCell cell;
        Writer writer;
        QVERIFY(cell.below(9) == nullptr);
        for (const std::uint32_t index : {5u, 1u, 3u}) {
            QVERIFY(cell.add(writer.make(index, 0)) == nullptr);
        }
        QVERIFY(cell.below(1) == nullptr);
        QCOMPARE(cell.below(2)->index(), 1u);
        QCOMPARE(cell.below(5)->index(), 3u);
        QCOMPARE(cell.below(6)->index(), 5u);
        QVERIFY((found_from(cell, 6) == std::vector<TxVersion>{{5, 0}, {3, 0}, {1, 0}}));
    }

    void theLatestOfATransactionHidesTheOthers()
    {
        LocationCell cell;
        Writer writer;
        Version& first = writer.make(3, 0);
        (void)cell.add(first);
        (void)cell.add(writer.make(1, 0));
        QVERIFY(cell.add(writer.make(3, 1)) == &first);
        QVERIFY((found_from(cell, 4) == std::vector<TxVersion>{{3, 1}, {1, 0}}));
    }

    void whatIsRemovedIsPassedOver()
    {
        LocationCell cell;
        Writer writer;
        (void)cell.add(writer.make(1, 0));
        (void)cell.add(writer.make(3, 0));
        Version& second = writer.make(3, 2);
        (void)cell.add(second);
        LocationCell::remove(second);
        QVERIFY((found_from(cell, 9) == std::vector<TxVersion>{{1, 0}}));
        // And comes back with a later incarnation, which takes the place of what is removed.
        QVERIFY(cell.add(writer.make(3, 5)) == &second);
        QVERIFY((found_from(cell, 9) == std::vector<TxVersion>{{3, 5}, {1, 0}}));
    }

    /// Searches that go far down begin where others came by: they must find what a search from the top finds,
    /// with other locations' versions in the same place, and whatever was removed or written again.
    void longListsAreSearchedAsShortOnesAre()
    {
        const std::uint64_t seed = QDateTime::currentMSecsSinceEpoch();
        qInfo("seed %llu", static_cast<unsigned long long>(seed));
        test::Dice dice(seed);
        constexpr std::uint32_t locations = 200, indices = 300;
        LongLists lists;
        std::vector<LocationCell> cells(locations);
        Writer writer;
        std::vector<Version*> latest(locations * indices, nullptr);
        for (std::uint32_t round = 0; round < 60'000; ++round) {
            // Few get most, and most of it in ascending order, as in a chain.
            const auto location =
                static_cast<std::uint32_t>(dice.chance(90) ? dice.below(4) : dice.below(locations));
            const auto index = dice.chance(70) ? round / 40 % indices
                                               : static_cast<std::uint32_t>(dice.below(indices));
            Version*& own = latest[location * indices + index];
            switch (dice.below(4)) {
            case 0: {
                Version& fresh = writer.make(index, round);
                fresh.write.location = LocationId::of_slot(location);
                QVERIFY(lists.add(cells[location], fresh) == own);
                own = &fresh;
                break;
            }
            case 1:
                if (own != nullptr && dice.chance(20)) {
                    LocationCell::remove(*own);
                }
                break;
            default:
                QVERIFY(lists.below(cells[location], index) == cells[location].below(index));
                break;
            }
        }
    }

    /// The same, while others add: each finds what it added itself, at once and in the end.
    void whoAddsAtOnceFindsItsOwnFarDown()
    {
        constexpr std::uint32_t writers = 4, indices = 4000;
        const std::uint64_t seed = QDateTime::currentMSecsSinceEpoch();
        qInfo("seed %llu", static_cast<unsigned long long>(seed));
        LongLists lists;
        std::array<LocationCell, 3> cells;
        std::vector<Writer> memory(writers);
        std::atomic<unsigned> wrong{0};
        std::vector<std::thread> threads;
        for (std::uint32_t w = 0; w < writers; ++w) {
            threads.emplace_back([&, w] {
                test::Dice dice(seed + w);
                for (std::uint32_t round = 0; round < indices; ++round) {
                    // Some go up, the others down: there is always much above somebody.
                    const std::uint32_t index =
                        (w % 2 == 0 ? round : indices - 1 - round) * writers + w;
                    const auto location = static_cast<std::uint32_t>(dice.below(cells.size()));
                    Version& fresh = memory[w].make(index, 0);
                    fresh.write.location = LocationId::of_slot(location);
                    wrong += lists.add(cells[location], fresh) != nullptr ? 1 : 0;
                    wrong += lists.below(cells[location], index + 1) != &fresh ? 1 : 0;
                }
            });
        }
        for (std::thread& thread : threads) {
            thread.join();
        }
        QCOMPARE(wrong.load(), 0u);
        std::size_t found = 0;
        for (const LocationCell& cell : cells) {
            std::uint32_t last = ~0u;
            for (const TxVersion seen : found_from(cell, ~0u)) {
                QVERIFY(seen.index < last);
                last = seen.index;
                ++found;
            }
        }
        QCOMPARE(found, std::size_t{writers} * indices);
    }

    /// Every writer writes, rewrites and removes at indices of its own. Readers never see the indices in
    /// disorder, nor twice; and in the end the list says what the last operations were.
    void writersAtOnceLoseNothing()
    {
        constexpr std::uint32_t writers = 4, indices = 24, rounds = 400;
        const std::uint64_t seed = QDateTime::currentMSecsSinceEpoch();
        qInfo("seed %llu", static_cast<unsigned long long>(seed));
        LocationCell cell;
        std::vector<Writer> memory(writers);
        std::vector<std::map<std::uint32_t, std::uint32_t>> standing(writers);
        std::atomic<bool> done{false};
        std::atomic<unsigned> disorders{0};
        std::thread reader([&] {
            while (!done) {
                std::uint32_t last = ~0u;
                for (const TxVersion seen : found_from(cell, ~0u)) {
                    disorders += seen.index >= last ? 1 : 0;
                    last = seen.index;
                }
            }
        });
        std::vector<std::thread> threads;
        for (std::uint32_t w = 0; w < writers; ++w) {
            threads.emplace_back([&, w] {
                test::Dice dice(seed + w);
                std::map<std::uint32_t, Version*> latest;
                for (std::uint32_t round = 0; round < rounds; ++round) {
                    const auto index =
                        static_cast<std::uint32_t>(dice.below(indices)) * writers + w;
                    if (const auto at = latest.find(index); at != latest.end() && dice.chance(30)) {
                        LocationCell::remove(*at->second);
                        latest.erase(at);
                        standing[w].erase(index);
                        continue;
                    }
                    Version& fresh = memory[w].make(index, round);
                    (void)cell.add(fresh);
                    latest[index] = &fresh;
                    standing[w][index] = round;
                }
            });
        }
        for (std::thread& thread : threads) {
            thread.join();
        }
        done = true;
        reader.join();
        QCOMPARE(disorders.load(), 0u);
        std::map<std::uint32_t, std::uint32_t> expected, found;
        for (const auto& own : standing) {
            expected.insert(own.begin(), own.end());
        }
        for (const TxVersion seen : found_from(cell, ~0u)) {
            found[seen.index] = seen.incarnation;
        }
        QVERIFY(found == expected);
    }
};

QTEST_GUILESS_MAIN(VersionsTest)
#include "versions_test.moc"
