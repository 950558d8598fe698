// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/page_pool.h"

#include <QtTest>

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
