// SPDX-License-Identifier: GPL-3.0-or-later
// The table of cells: what was added is found, and once, whatever collides and whoever adds meanwhile.
#include "strategies/block_stm/cell_index.h"

#include "support/dice.h"

#include <QtTest>

#include <atomic>
#include <set>
#include <thread>
#include <vector>

using namespace lanescope;
using namespace lanescope::block_stm;

namespace {

struct Numbered {
    std::uint64_t key = 0;
    std::uint32_t ordinal = 0;
    std::atomic<std::uint32_t> next{0};
};

template <unsigned ordinal_bits>
class Table {
public:
    explicit Table(std::size_t expected) : index_(expected) {}

    Numbered* find(std::uint64_t key, std::uint64_t hash)
    {
        typename CellIndex<Numbered, ordinal_bits>::End end;
        return index_.find(cells_, hash, is(key), end);
    }
    /// The cell of the key; made with that ordinal if there is none.
    Numbered& get(std::uint64_t key, std::uint64_t hash, std::uint32_t ordinal)
    {
        typename CellIndex<Numbered, ordinal_bits>::End end;
        if (Numbered* const known = index_.find(cells_, hash, is(key), end)) {
            return *known;
        }
        Numbered& fresh = cells_.make(ordinal);
        fresh.key = key;
        fresh.ordinal = ordinal;
        (void)index_.prefetch(cells_, hash);
        return index_.add(cells_, hash, fresh, end, is(key));
    }

private:
    static auto is(std::uint64_t key)
    {
        return [key](const Numbered& cell, std::uint32_t) { return cell.key == key; };
    }
    OrdinalChunks<Numbered> cells_;
    CellIndex<Numbered, ordinal_bits> index_;
};

/// Few of its bits are different: entries that look alike, and windows that overlap.
std::uint64_t poor_hash(std::uint64_t key)
{
    return (key % 7) << 32 | key % 40;
}
std::uint64_t good_hash(std::uint64_t key)
{
    return key * 0x9e3779b97f4a7c15ull;
}

/// Threads look up the same keys at once, each with ordinals of its own for what it makes. All must be
/// given the same cell of a key, and find it ever after.
template <unsigned ordinal_bits>
bool agree(std::uint64_t (*hash)(std::uint64_t), std::size_t expected, std::uint64_t keys,
           std::uint64_t seed)
{
    constexpr std::uint32_t threads = 4, stretch = 64;
    Table<ordinal_bits> table(expected);
    std::atomic<std::uint32_t> next{0};
    std::vector<std::vector<const Numbered*>> got(threads,
                                                  std::vector<const Numbered*>(keys, nullptr));
    std::atomic<unsigned> wrong{0};
    std::atomic<std::uint32_t> waiting{threads};
    std::vector<std::thread> crowd;
    for (std::uint32_t thread = 0; thread < threads; ++thread) {
        crowd.emplace_back([&, thread] {
            test::Dice dice(seed + thread);
            std::vector<std::uint64_t> order(keys);
            for (std::uint64_t key = 0; key < keys; ++key) {
                order[key] = key;
            }
            // Nearly the same order, so that they meet.
            for (std::uint64_t at = 0; at + 4 < keys; ++at) {
                std::swap(order[at], order[at + dice.below(4)]);
            }
            std::uint32_t ordinal = 0, left = 0;
            --waiting;
            while (waiting != 0) {
            }
            for (const std::uint64_t key : order) {
                if (left == 0) {
                    ordinal = next.fetch_add(stretch);
                    left = stretch;
                }
                const Numbered& cell = table.get(key, hash(key), ordinal);
                wrong += cell.key == key ? 0 : 1;
                got[thread][key] = &cell;
                if (cell.ordinal == ordinal) {
                    ++ordinal;
                    --left;
                }
            }
        });
    }
    for (std::thread& each : crowd) {
        each.join();
    }
    std::set<const Numbered*> all;
    for (std::uint64_t key = 0; key < keys; ++key) {
        const Numbered* const cell = table.find(key, hash(key));
        wrong += cell != nullptr && cell->key == key && all.insert(cell).second ? 0 : 1;
        for (const auto& own : got) {
            wrong += own[key] == cell ? 0 : 1;
        }
        wrong += table.find(key + keys, hash(key)) == nullptr ? 0 : 1;
    }
    return wrong == 0;
}

}  // namespace

class CellIndexTest : public QObject {
    Q_OBJECT

private slots:
    void nothingIsFoundInAnEmptyOne()
    {
        Table<24> table(0);
        QVERIFY(table.find(1, 1) == nullptr);
        QVERIFY(table.find(0, 0) == nullptr);
    }

    void whatIsAddedIsFound_data()
    {
        QTest::addColumn<bool>("isPoor");
        QTest::addColumn<int>("expected");
        QTest::addColumn<int>("keys");
        QTest::newRow("as expected") << false << 1000 << 1000;
        QTest::newRow("many more than expected") << false << 10 << 5000;
        QTest::newRow("of hashes that look alike") << true << 100 << 300;
        QTest::newRow("of hashes that look alike, more than expected") << true << 10 << 600;
    }
    void whatIsAddedIsFound()
    {
        QFETCH(bool, isPoor);
        QFETCH(int, expected);
        QFETCH(int, keys);
        const auto hash = isPoor ? poor_hash : good_hash;
        Table<24> table(static_cast<std::size_t>(expected));
        for (std::uint32_t key = 0; key < static_cast<std::uint32_t>(keys); ++key) {
            QVERIFY(table.find(key, hash(key)) == nullptr);
            const Numbered& cell = table.get(key, hash(key), key);
            QCOMPARE(cell.ordinal, key);
        }
        for (std::uint32_t key = 0; key < static_cast<std::uint32_t>(keys); ++key) {
            const Numbered* const cell = table.find(key, hash(key));
            QVERIFY(cell != nullptr);
            QCOMPARE(cell->key, std::uint64_t{key});
            QCOMPARE(&table.get(key, hash(key), 100'000 + key), cell);
        }
    }

    /// With six bits the first sixty-two ordinals lie in entries, and all others in chains.
    void ordinalsThatAnEntryHasNoRoomForAreFoundToo()
    {
        Table<6> table(400);
        for (const std::uint32_t key : {500u, 3u, 62u, 63u, 64u, 61u, 0u, 499u}) {
            QCOMPARE(table.get(key, good_hash(key), key).ordinal, key);
        }
        for (std::uint32_t key = 100; key < 300; ++key) {
            (void)table.get(key, poor_hash(key), key);
        }
        for (std::uint32_t key = 100; key < 300; ++key) {
            QVERIFY(table.find(key, poor_hash(key)) != nullptr);
            QCOMPARE(table.find(key, poor_hash(key))->ordinal, key);
        }
        QCOMPARE(table.find(500, good_hash(500))->ordinal, 500u);
        QCOMPARE(table.find(61, good_hash(61))->ordinal, 61u);
        QVERIFY(table.find(1, good_hash(1)) == nullptr);
    }

    void whoeverAddsAtOnceGetsTheSame()
    {
        const std::uint64_t seed = QDateTime::currentMSecsSinceEpoch();
        qInfo("seed %llu", static_cast<unsigned long long>(seed));
        const bool is_sanitized = qEnvironmentVariableIsSet("LANESCOPE_SANITIZER_RUN");
        for (int round = 0; round < (is_sanitized ? 10 : 60); ++round) {
            QVERIFY(agree<24>(good_hash, 2000, 2000, seed));
            QVERIFY(agree<24>(good_hash, 20, 2000, seed));
            QVERIFY(agree<24>(poor_hash, 100, 250, seed));
            QVERIFY(agree<6>(good_hash, 500, 500, seed));
            QVERIFY(agree<6>(poor_hash, 100, 250, seed));
        }
    }
};

QTEST_GUILESS_MAIN(CellIndexTest)
#include "cell_index_test.moc"
