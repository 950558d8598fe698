// SPDX-License-Identifier: GPL-3.0-or-later
#include "workload/contract_blocks.h"
#include "execution/block_executor.h"
#include "support/sample_contract.h"
#include "workload/call_data.h"

#include <QtTest>

#include <array>
#include <map>
#include <set>

using namespace lanescope;
using namespace lanescope::workload;

namespace {

/// A word of call data or of a log, counted from 0 after `skip` bytes.
Uint256 word_at(ByteView bytes, std::size_t index, std::size_t skip = 0)
{
    return bytes.size() < skip + 32 * (index + 1)
               ? Uint256{}
               : load_big_endian(bytes.data() + skip + 32 * index);
}

Address address_at(const Bytes& data, std::size_t index)
{
    return Address::from(ByteView(data).subspan(4 + 32 * index + 12, 20));
}

Uint256 stored(const GivenState& state, const Address& account, const Hash& slot)
{
    const auto found = state.find(account);
    if (found == state.end() || !found->second.storage.contains(slot)) {
        return {};
    }
    return found->second.storage.at(slot);
}

/// Executes a made block afresh: receipts are not part of it.
Result<BlockResult> executed(const GeneratedBlock& made)
{
    evm::CodeCache cache;
    TransactionExecutor executor(cache);
    WorldState world(made.pre_state, true, {});
    return execute_block(made.block, made.fork, world, executor);
}

std::uint64_t sum_of_gas(const BlockResult& result)
{
    std::uint64_t gas = 0;
    for (const Receipt& receipt : result.receipts) {
        gas += receipt.gas_used;
    }
    return gas;
}

}  // namespace

class ContractBlocksTest : public QObject {
    Q_OBJECT

private:
    ContractCode erc20_;
    ContractCode amm_pair_;

    [[nodiscard]] Uint256 balance(const GivenState& state, const Address& token,
                                  const Address& holder) const
    {
        const Hash mapping = word_of_number(erc20_.variables.at("balanceOf").slot);
        return stored(state, token, mapping_slot(holder, mapping));
    }
    [[nodiscard]] Uint256 pair_variable(const GivenState& state, const Address& pair,
                                        const char* name, unsigned bits) const
    {
        const StoragePlace& place = amm_pair_.variables.at(name);
        const Uint256 word = stored(state, pair, word_of_number(place.slot));
        return (word >> (8 * place.offset)) & ((Uint256{1} << bits) - Uint256{1});
    }
    [[nodiscard]] Address token_of(const GivenState& state, const Address& pair, bool first) const
    {
        const Hash word =
            word_of_number(pair_variable(state, pair, first ? "token0" : "token1", 160));
        return Address::from(word.view().subspan(12));
    }

private slots:
    void initTestCase()
    {
        const auto erc20 = test::sample_contract("Erc20");
        QVERIFY2(erc20.has_value(), erc20 ? "" : erc20.error().message.c_str());
        erc20_ = *erc20;
        const auto amm_pair = test::sample_contract("AmmPair");
        QVERIFY2(amm_pair.has_value(), amm_pair ? "" : amm_pair.error().message.c_str());
        amm_pair_ = *amm_pair;
    }

    void reservesAndTimeOfAPairShareOneSlot()
    {
        const StoragePlace& first = amm_pair_.variables.at("reserve0");
        const StoragePlace& second = amm_pair_.variables.at("reserve1");
        QVERIFY(first.slot == second.slot);
        QVERIFY(first.slot == amm_pair_.variables.at("lastSync").slot);
        QCOMPARE(first.offset, 0u);
        QCOMPARE(second.offset, 14u);
    }

    void equalDialsGiveEqualBlocksAndOtherSeedsOthers()
    {
        const auto hash = [&](std::uint64_t seed) {
            return *generate_amm_swaps(erc20_, amm_pair_, {20, 2, seed})->block.claimed_hash;
        };
        QVERIFY(hash(1) == hash(1));
        QVERIFY(hash(1) != hash(2));
        const auto transfers = [&](std::uint64_t seed) {
            return *generate_erc20_transfers(erc20_, {20, 7, seed})->block.claimed_hash;
        };
        QVERIFY(transfers(1) == transfers(1));
        QVERIFY(transfers(1) != transfers(2));
    }

    void transfersMoveWhatTheySayAndLogIt_data()
    {
        QTest::addColumn<int>("senders");
        QTest::newRow("each its own sender") << 60;
        QTest::newRow("seven senders in turn") << 7;
        QTest::newRow("one sender") << 1;
    }
    void transfersMoveWhatTheySayAndLogIt()
    {
        QFETCH(int, senders);
        Erc20TransferOptions options;
        options.transactions = 60;
        options.senders = static_cast<std::uint32_t>(senders);
        const auto made = generate_erc20_transfers(erc20_, options);
        QVERIFY2(made.has_value(), made ? "" : made.error().message.c_str());
        const auto result = executed(*made);
        QVERIFY(result.has_value());
        QCOMPARE(result->receipts.size(), std::size_t{60});
        QCOMPARE(sum_of_gas(*result), made->block.header.gas_used);

        std::map<Address, Uint256> expected;  // balances after the transfers so far
        std::set<Address> seen_senders;
        std::set<Address> seen_recipients;
        const Address token = *made->block.transactions[0].to;
        for (std::size_t i = 0; i < 60; ++i) {
            const Transaction& transaction = made->block.transactions[i];
            const Receipt& receipt = result->receipts[i];
            QVERIFY(*transaction.to == token);
            const Address from = *transaction.sender;
            const Address to = address_at(transaction.data, 0);
            const Uint256 amount = word_at(transaction.data, 1, 4);
            QVERIFY(!amount.is_zero());
            for (const Address& holder : {from, to}) {
                expected.try_emplace(holder, balance(made->pre_state, token, holder));
            }
            expected[from] = expected[from] - amount;
            expected[to] = expected[to] + amount;
            seen_senders.insert(from);
            seen_recipients.insert(to);

            QVERIFY(receipt.success);
            QCOMPARE(receipt.logs.size(), std::size_t{1});
            const Log& log = receipt.logs[0];
            QVERIFY(log.address == token);
            QVERIFY(log.topics == Topics({signature_hash("Transfer(address,address,uint256)"),
                                          word_of_address(from), word_of_address(to)}));
            QVERIFY(word_at(log.data, 0) == amount);
        }
        QCOMPARE(seen_senders.size(), static_cast<std::size_t>(senders));
        QCOMPARE(seen_recipients.size(), static_cast<std::size_t>(senders));
        for (const auto& [holder, amount] : expected) {
            QVERIFY(balance(made->post_state, token, holder) == amount);
            QVERIFY(amount != balance(made->pre_state, token, holder));
        }
    }

    void swapsPayByTheProductAndKeepThreePerMille_data()
    {
        QTest::addColumn<int>("pairs");
        QTest::newRow("one pair") << 1;
        QTest::newRow("three pairs") << 3;
        QTest::newRow("each its own pair") << 40;
    }
    void swapsPayByTheProductAndKeepThreePerMille()
    {
        QFETCH(int, pairs);
        AmmSwapOptions options;
        options.transactions = 40;
        options.pairs = static_cast<std::uint32_t>(pairs);
        const auto made = generate_amm_swaps(erc20_, amm_pair_, options);
        QVERIFY2(made.has_value(), made ? "" : made.error().message.c_str());
        const auto result = executed(*made);
        QVERIFY(result.has_value());

        std::map<Address, std::array<Uint256, 2>> reserves;
        std::array<int, 2> paid_with{};
        for (std::size_t i = 0; i < 40; ++i) {
            const Transaction& transaction = made->block.transactions[i];
            const Receipt& receipt = result->receipts[i];
            const Address pair = *transaction.to;
            const std::array<Address, 2> tokens{token_of(made->pre_state, pair, true),
                                                token_of(made->pre_state, pair, false)};
            const auto known = reserves.try_emplace(
                pair, std::array{pair_variable(made->pre_state, pair, "reserve0", 112),
                                 pair_variable(made->pre_state, pair, "reserve1", 112)});
            auto& reserve = known.first->second;
            const std::size_t in = address_at(transaction.data, 0) == tokens[0] ? 0 : 1;
            QVERIFY(address_at(transaction.data, 0) == tokens[in]);
            ++paid_with[in];
            const Uint256 amount = word_at(transaction.data, 1, 4);
            const Uint256 with_fee = amount * Uint256{997};
            const Uint256 out =
                (with_fee * reserve[1 - in]) / (reserve[in] * Uint256{1000} + with_fee);
            const Uint256 product = reserve[0] * reserve[1];
            reserve[in] = reserve[in] + amount;
            reserve[1 - in] = reserve[1 - in] - out;
            QVERIFY(product < reserve[0] * reserve[1]);

            QVERIFY(receipt.success);
            // Transfer in, Transfer out, Swap, Sync.
            QCOMPARE(receipt.logs.size(), std::size_t{4});
            QVERIFY(receipt.logs[0].address == tokens[in]);
            QVERIFY(word_at(receipt.logs[0].data, 0) == amount);
            QVERIFY(receipt.logs[1].address == tokens[1 - in]);
            QVERIFY(word_at(receipt.logs[1].data, 0) == out);
            QVERIFY(receipt.logs[2].topics[0] ==
                    signature_hash("Swap(address,address,uint256,uint256,address)"));
            QVERIFY(word_at(receipt.logs[2].data, 1) == out);
            QVERIFY(receipt.logs[3].topics[0] == signature_hash("Sync(uint112,uint112)"));
            QVERIFY(word_at(receipt.logs[3].data, 0) == reserve[0]);
            QVERIFY(word_at(receipt.logs[3].data, 1) == reserve[1]);

            // Each trader swaps once: its balances are those of the whole block.
            const Address trader = *transaction.sender;
            for (const std::size_t side : {in, 1 - in}) {
                const Uint256 before = balance(made->pre_state, tokens[side], trader);
                QVERIFY(balance(made->post_state, tokens[side], trader) ==
                        (side == in ? before - amount : before + out));
            }
        }
        QVERIFY(paid_with[0] > 0 && paid_with[1] > 0);
        QCOMPARE(reserves.size(), static_cast<std::size_t>(pairs));
        for (const auto& [pair, reserve] : reserves) {
            for (const bool first : {true, false}) {
                const Uint256& expected = reserve[first ? 0 : 1];
                QVERIFY(pair_variable(made->post_state, pair, first ? "reserve0" : "reserve1",
                                      112) == expected);
                QVERIFY(balance(made->post_state, token_of(made->pre_state, pair, first), pair) ==
                        expected);
            }
            QVERIFY(pair_variable(made->post_state, pair, "lastSync", 32) ==
                    Uint256{made->block.header.timestamp});
            QVERIFY(pair_variable(made->post_state, pair, "entered", 256) == Uint256{1});
        }
    }

    void aContractWithoutTheVariablesIsAnErrorThatNamesThem()
    {
        ContractCode bare = erc20_;
        bare.variables.erase("balanceOf");
        const auto transfers = generate_erc20_transfers(bare, {});
        QVERIFY(!transfers.has_value());
        QVERIFY(transfers.error().message.find("Erc20") != std::string::npos);
        QVERIFY(transfers.error().message.find("balanceOf") != std::string::npos);
        QVERIFY(!generate_amm_swaps(bare, amm_pair_, {}));
        const auto swapped = generate_amm_swaps(erc20_, erc20_, {});
        QVERIFY(!swapped.has_value());
        QVERIFY(swapped.error().message.find("token0") != std::string::npos);
    }
    void badDialsAreErrors()
    {
        QVERIFY(!generate_erc20_transfers(erc20_, {0, {}, 1}));
        QVERIFY(!generate_erc20_transfers(erc20_, {1'000'001, 1, 1}));
        QVERIFY(!generate_erc20_transfers(erc20_, {10, 0, 1}));
        QVERIFY(!generate_amm_swaps(erc20_, amm_pair_, {0, 1, 1}));
        QVERIFY(!generate_amm_swaps(erc20_, amm_pair_, {10, 0, 1}));
        QVERIFY(!generate_amm_swaps(erc20_, amm_pair_, {10, 10'001, 1}));
    }
    void aStopEndsTheMaking()
    {
        StopSource source;
        source.request_stop();
        const auto transfers = generate_erc20_transfers(erc20_, {}, StopToken(source));
        QVERIFY(!transfers && transfers.error().code == ErrorCode::cancelled);
        const auto swaps = generate_amm_swaps(erc20_, amm_pair_, {}, StopToken(source));
        QVERIFY(!swaps && swaps.error().code == ErrorCode::cancelled);
    }
};

QTEST_GUILESS_MAIN(ContractBlocksTest)
#include "contract_blocks_test.moc"
