// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/chunk_allocator.h"

#include <QtTest>

#include <cstring>
#include <map>
#include <random>
#include <thread>
#include <vector>

using namespace lanescope;

namespace {

using Words = std::vector<std::uint64_t, ChunkAllocator<std::uint64_t>>;

}  // namespace

class ChunkAllocatorTest : public QObject {
    Q_OBJECT
private slots:
    void piecesDoNotOverlapAndAreAligned()
    {
        std::map<std::uintptr_t, std::size_t> taken;
        std::vector<void*> pieces;
        for (std::size_t i = 0; i < 20'000; ++i) {
            const std::size_t bytes = 1 + i * 37 % ChunkMemory::largest;
            void* const piece = ChunkMemory::take(bytes);
            std::memset(piece, static_cast<int>(i), bytes);
            const auto at = reinterpret_cast<std::uintptr_t>(piece);
            QCOMPARE(at % alignof(std::max_align_t), std::size_t{0});
            const auto above = taken.lower_bound(at);
            QVERIFY(above == taken.end() || at + bytes <= above->first);
            if (above != taken.begin()) {
                const auto below = std::prev(above);
                QVERIFY(below->first + below->second <= at);
            }
            taken[at] = bytes;
            pieces.push_back(piece);
        }
        for (void* const piece : pieces) {
            ChunkMemory::give_back(piece);
        }
    }

    void aChunkComesBackWhenAllOfItIsGivenBack()
    {
        // Far more than the pool keeps: without that this takes ten gigabytes.
        for (std::size_t i = 0; i < 2'000'000; ++i) {
            void* const piece = ChunkMemory::take(5'000);
            *static_cast<std::size_t*>(piece) = i;
            ChunkMemory::give_back(piece);
        }
        QFile status(QStringLiteral("/proc/self/statm"));
        QVERIFY(status.open(QIODevice::ReadOnly));
        const qint64 pages = status.readAll().split(' ').at(1).toLongLong();
        QVERIFY2(pages * 4 < 2 * 1024 * 1024, QByteArray::number(pages * 4) + " KB resident");
    }

    void whatManyThreadsMakeOneOtherDrops()
    {
        const unsigned seed = std::random_device()();
        qInfo("seed %u", seed);
        std::vector<std::vector<Words>> made(4);
        std::vector<std::thread> threads;
        for (std::size_t t = 0; t < made.size(); ++t) {
            threads.emplace_back([&made, t, seed] {
                std::mt19937 random(seed + static_cast<unsigned>(t));
                for (std::size_t i = 0; i < 5'000; ++i) {
                    // Some are larger than what is cut off.
                    made[t].emplace_back(random() % 1'500, t * 1'000'000 + i);
                    if (random() % 3 == 0) {
                        made[t].pop_back();
                        made[t].emplace_back(random() % 20, t * 1'000'000 + i);
                    }
                }
            });
        }
        for (std::thread& thread : threads) {
            thread.join();
        }
        for (std::size_t t = 0; t < made.size(); ++t) {
            QCOMPARE(made[t].size(), std::size_t{5'000});
            for (std::size_t i = 0; i < made[t].size(); ++i) {
                for (const std::uint64_t word : made[t][i]) {
                    QCOMPARE(word, t * 1'000'000 + i);
                }
            }
        }
    }
};

QTEST_GUILESS_MAIN(ChunkAllocatorTest)
#include "chunk_allocator_test.moc"
