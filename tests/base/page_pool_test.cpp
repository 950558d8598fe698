// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/page_pool.h"

#include <QtTest>

#include <algorithm>
#include <vector>

using namespace lanescope;

class PagePoolTest : public QObject {
    Q_OBJECT

private slots:
    void whatIsGivenBackIsTakenAgain()
    {
        PagePool& pool = PagePool::get();
        std::uint8_t* const two = pool.take(2 * PagePool::page);
        std::uint8_t* const one = pool.take(PagePool::page);
        QVERIFY(reinterpret_cast<std::uintptr_t>(two) % PagePool::page == 0);
        two[2 * PagePool::page - 1] = 7;
        const std::size_t kept = pool.kept();
        pool.give_back(two, 2 * PagePool::page);
        pool.give_back(one, PagePool::page);
        QCOMPARE(pool.kept(), kept + 3 * PagePool::page);
        QCOMPARE(pool.take(2 * PagePool::page), two);
        QCOMPARE(pool.take(PagePool::page), one);
        QCOMPARE(pool.kept(), kept);
        pool.give_back(two, 2 * PagePool::page);
        pool.give_back(one, PagePool::page);
    }

    void piecesLieInOnePageAndAreTakenAgain()
    {
        PagePool& pool = PagePool::get();
        constexpr std::size_t size = PagePool::page / 4;
        std::vector<std::uint8_t*> pieces;
        for (int i = 0; i < 4; ++i) {
            pieces.push_back(pool.take(size - 5));
            QVERIFY(reinterpret_cast<std::uintptr_t>(pieces.back()) % size == 0);
            std::fill_n(pieces.back(), size, static_cast<std::uint8_t>(i));
        }
        for (std::uint8_t i = 0; i < 4; ++i) {
            QVERIFY(std::all_of(pieces[i], pieces[i] + size,
                                [&](std::uint8_t byte) { return byte == i; }));
        }
        for (std::uint8_t* piece : pieces) {
            pool.give_back(piece, size - 5);
        }
        std::vector<std::uint8_t*> again;
        for (int i = 0; i < 4; ++i) {
            again.push_back(pool.take(size));
        }
        std::ranges::sort(pieces);
        std::ranges::sort(again);
        QVERIFY(again == pieces);
        for (std::uint8_t* piece : again) {
            pool.give_back(piece, size);
        }
    }

    void whatIsGivenIsAtLeastWhatWasAskedFor_data()
    {
        QTest::addColumn<qulonglong>("bytes");
        QTest::addColumn<qulonglong>("rounded");
        constexpr qulonglong page = PagePool::page;
        QTest::newRow("one byte") << 1ull << qulonglong{PagePool::smallest};
        QTest::newRow("the smallest")
            << qulonglong{PagePool::smallest} << qulonglong{PagePool::smallest};
        QTest::newRow("one more") << PagePool::smallest + 1ull << 2ull * PagePool::smallest;
        QTest::newRow("half a page") << page / 2 << page / 2;
        QTest::newRow("more than half a page") << page / 2 + 1 << page;
        QTest::newRow("a page and a byte") << page + 1 << 2 * page;
    }
    void whatIsGivenIsAtLeastWhatWasAskedFor()
    {
        QFETCH(const qulonglong, bytes);
        QTEST(qulonglong{PagePool::rounded(bytes)}, "rounded");
        std::uint8_t* const memory = PagePool::get().take(bytes);
        std::fill_n(memory, PagePool::rounded(bytes), std::uint8_t{1});
        PagePool::get().give_back(memory, bytes);
    }

    void noMoreIsKeptThanTheLimit()
    {
        PagePool& pool = PagePool::get();
        constexpr std::size_t large = PagePool::page * 200;
        std::uint8_t* const first = pool.take(large);
        std::uint8_t* const second = pool.take(large);
        pool.give_back(first, large);
        const std::size_t kept = pool.kept();
        pool.give_back(second, large);
        QCOMPARE(pool.kept(), kept);
    }
};

QTEST_GUILESS_MAIN(PagePoolTest)
#include "page_pool_test.moc"
