// SPDX-License-Identifier: GPL-3.0-or-later
#include "execution/block_executor.h"

#include "execution/dao.h"
#include "execution/system_contracts.h"

#include <QTest>

#include <algorithm>

using namespace lanescope;

/// The protocol's own steps around a block's transactions.
class BlockRulesTest : public QObject {
    Q_OBJECT

private slots:
    void theSlotsThatSystemCallsWriteAreNamed();
    void theBalancesThatTheDaosTransitionMovesAreNamed();
    void withoutEitherNothingIsWritten();
};

namespace {

/// What is written before the transactions of an empty block on this state.
std::vector<Location> written(Revision revision, bool dao_transition, const GivenState& state,
                              WorldState& world)
{
    Block block;
    block.header.gas_limit = 30'000'000;
    block.header.parent_beacon_block_root = Hash{};
    block.header.parent_beacon_block_root->bytes[0] = 1;
    block.header.parent_hash.bytes[0] = 2;
    Fork fork;
    fork.revision = revision;
    fork.dao_transition = dao_transition;
    world = WorldState(state, true, {});
    const BlockContext context(block.header, fork);
    BlockRules rules(block, context);
    evm::CodeCache cache;
    TransactionExecutor executor(cache);
    return rules.begin(executor, world, {}) ? rules.written_before() : std::vector<Location>{};
}

bool contains(const std::vector<Location>& locations, const Location& wanted)
{
    return std::find(locations.begin(), locations.end(), wanted) != locations.end();
}

/// Stores the call's first word in slot 3: PUSH0 CALLDATALOAD PUSH1 3 SSTORE.
const Bytes storing_code{0x5f, 0x35, 0x60, 0x03, 0x55};

}  // namespace

void BlockRulesTest::theSlotsThatSystemCallsWriteAreNamed()
{
    GivenState state;
    state[beacon_roots_address].code = storing_code;
    state[history_storage_address].code = storing_code;
    WorldState world({}, true, {});
    const Location root{LocationKind::storage_slot, beacon_roots_address, Uint256{3}};
    const Location history{LocationKind::storage_slot, history_storage_address, Uint256{3}};
    const auto of_cancun = written(Revision::cancun, false, state, world);
    QCOMPARE(of_cancun.size(), std::size_t{1});
    QVERIFY(of_cancun.front() == root);
    const auto of_prague = written(Revision::prague, false, state, world);
    QCOMPARE(of_prague.size(), std::size_t{2});
    QVERIFY(contains(of_prague, root) && contains(of_prague, history));
    Uint256 value;
    QCOMPARE(world.storage(history_storage_address, Uint256{3}, value), Answer::value);
}

void BlockRulesTest::theBalancesThatTheDaosTransitionMovesAreNamed()
{
    GivenState state;
    state[dao_accounts().front()].balance = Uint256{1000};
    WorldState world({}, true, {});
    const auto locations = written(Revision::homestead, true, state, world);
    QVERIFY(contains(locations, {LocationKind::balance, dao_accounts().front(), {}}));
    QVERIFY(contains(locations, {LocationKind::balance, dao_refund_contract, {}}));
    QVERIFY(contains(locations, {LocationKind::existence, dao_refund_contract, {}}));
}

void BlockRulesTest::withoutEitherNothingIsWritten()
{
    WorldState world({}, true, {});
    QVERIFY(written(Revision::prague, false, {}, world).empty());
    QVERIFY(written(Revision::frontier, false, {}, world).empty());
}

QTEST_GUILESS_MAIN(BlockRulesTest)
#include "block_rules_test.moc"
