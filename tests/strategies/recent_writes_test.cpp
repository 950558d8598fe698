// SPDX-License-Identifier: GPL-3.0-or-later
#include "strategies/recent_writes.h"

#include "state/world_state.h"

#include <QtTest>

using namespace lanescope;

namespace {

/// Reads a slot of one contract, and adds `added` to it.
bool add(RecentWrites& writes, std::uint8_t sender, std::uint64_t slot, std::uint64_t added)
{
    static WorldState world({}, true, {});
    static Journal journal;
    journal.begin(world, Revision::prague, nullptr);
    const AccountIndex contract = journal.account(Address{{0xcc}});
    journal.make_exist(contract);
    const std::uint32_t index = journal.slot(contract, Uint256{slot});
    const Uint256 before = journal.load_slot(index).current;
    journal.store_slot(index, before + Uint256{added});
    Transaction transaction;
    transaction.sender = Address{{sender}};
    return writes.add(transaction, journal);
}

}  // namespace

class RecentWritesTest : public QObject {
    Q_OBJECT
private slots:
    void whoReadsASlotDependsOnWhoWroteItAFewBefore()
    {
        RecentWrites writes(2);
        QVERIFY(!add(writes, 1, 7, 1));
        QVERIFY(!add(writes, 2, 8, 1));
        QVERIFY(add(writes, 3, 7, 0));
        QVERIFY(!add(writes, 4, 7, 0));  // out of reach by now
    }

    void aSlotThatWasOnlyReadIsNobodys()
    {
        RecentWrites writes(2);
        QVERIFY(!add(writes, 1, 7, 0));
        QVERIFY(!add(writes, 2, 7, 0));
    }

    void aSendersNextTransactionDependsOnTheOneBefore()
    {
        RecentWrites writes(2);
        QVERIFY(!add(writes, 1, 7, 1));
        QVERIFY(add(writes, 1, 8, 1));
    }
};

QTEST_GUILESS_MAIN(RecentWritesTest)
#include "recent_writes_test.moc"
