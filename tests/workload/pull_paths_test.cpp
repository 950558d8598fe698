// SPDX-License-Identifier: GPL-3.0-or-later
// Where the parallel-friendly contracts of samples/contracts leave money or results to be fetched later:
// each is fetched by real calls, and what came of it is read through the contracts' own getters.
#include "base/keccak.h"
#include "execution/transaction_executor.h"
#include "state/world_state.h"
#include "workload/call_data.h"
#include "workload/generated_block.h"
#include "workload/sample_contracts.h"

#include <QtTest>

#include <map>
#include <string>

using namespace lanescope;
using namespace lanescope::workload;

namespace {

const Address owner = named_address("owner");
const Address alice = named_address("alice");
const Address bob = named_address("bob");
const Address carol = named_address("carol");

/// Nobody has ether here, so gas is free.
GeneratedBlock free_block()
{
    GeneratedBlock made = empty_block("pull paths", 0);
    made.block.header.base_fee_per_gas = Uint256{};
    return made;
}

/// One contract, deployed by `owner` on a state of its own, and called.
class Deployed {
public:
    explicit Deployed(std::string_view contract, ByteView arguments = {})
        : made_(free_block()),
          context_(made_.block.header, made_.fork),
          world_(made_.pre_state, true, {}),
          executor_(cache_)
    {
        Bytes code = creation_code(contract);
        code.insert(code.end(), arguments.begin(), arguments.end());
        address_ = execute(owner, std::nullopt, std::move(code)).created.value_or(Address{});
    }

    /// False where it reverts.
    [[nodiscard]] bool call(const Address& from, CallData data)
    {
        return execute(from, address_, data.finish()).status == evm::Status::success;
    }
    /// A word of what a getter answers; the greatest where it does not answer so much.
    [[nodiscard]] Uint256 ask(CallData data, std::size_t word = 0)
    {
        const TransactionResult result = execute(owner, address_, data.finish());
        const ByteView output = executor_.output();
        return result.status == evm::Status::success && output.size() >= 32 * (word + 1)
                   ? load_big_endian(output.data() + 32 * word)
                   : Uint256::max();
    }

private:
    TransactionResult execute(const Address& from, const std::optional<Address>& to, Bytes data)
    {
        Transaction transaction;
        transaction.nonce = nonces_[from]++;
        transaction.gas_limit = 10'000'000;
        transaction.to = to;
        transaction.data = std::move(data);
        transaction.sender = from;
        TransactionResult result = executor_.execute(transaction, context_, world_, {});
        if (result.kind == TransactionResult::Kind::executed) {
            world_.apply(executor_.journal());
        }
        return result;
    }

    GeneratedBlock made_;
    BlockContext context_;
    WorldState world_;
    evm::CodeCache cache_;
    TransactionExecutor executor_;
    std::map<Address, std::uint64_t> nonces_;
    Address address_;
};

Uint256 number_of(const Address& address)
{
    return load_big_endian(word_of_address(address).bytes.data());
}

/// Of a signed word.
Uint256 minus(std::uint64_t value)
{
    return Uint256{} - Uint256{value};
}

/// A call whose one argument is a list of one number.
CallData with_list(std::string_view signature, const Uint256& only)
{
    return CallData(signature).add(Uint256{32}).add(Uint256{1}).add(only);
}

}  // namespace

class PullPathsTest : public QObject {
    Q_OBJECT

private slots:
    void aShopCollectsWhatItsPayersLeftInTheTills()
    {
        Deployed token("ShardedShopToken");
        const auto balance = [&](const Address& of) {
            return token.ask(CallData("balanceOf(address)").add(of));
        };
        const auto pay = [&](const Address& from, const Address& shop, std::uint64_t value) {
            return token.call(from, CallData("pay(address,uint256)").add(shop).add(Uint256{value}));
        };
        for (const Address& payer : {alice, bob}) {
            QVERIFY(token.call(owner,
                               CallData("fund(address,uint256)").add(payer).add(Uint256{10'000})));
        }
        QVERIFY(pay(alice, carol, 4000));
        QVERIFY(pay(bob, carol, 5000));
        QVERIFY(balance(alice) == Uint256{6000});
        // One in a thousand is the treasury's.
        QVERIFY(balance(carol) == Uint256{8991});
        QVERIFY(token.ask(CallData("treasury()")) == Uint256{9});
        QVERIFY(token.ask(CallData("payments()")) == Uint256{2});

        QVERIFY(!pay(carol, alice, 8000));  // it lies in the tills
        QVERIFY(token.call(carol, CallData("collect()")));
        QVERIFY(balance(carol) == Uint256{8991});
        QVERIFY(pay(carol, alice, 8000));
        QVERIFY(balance(carol) == Uint256{991});
        QVERIFY(balance(alice) == Uint256{6000 + 7992});
        QVERIFY(token.call(carol, CallData("collect()")));
        QVERIFY(balance(carol) == Uint256{991});
    }

    void aSalesEscrowIsFetchedOnceAndByAnybody()
    {
        Deployed market("EscrowMarketplace");
        const Uint256 item{7};
        const auto credit = [&](const Address& of) {
            return market.ask(CallData("credit(address)").add(of));
        };
        const auto list = [&](const Address& from, std::uint64_t price) {
            return market.call(from,
                               CallData("list(uint256,uint256)").add(item).add(Uint256{price}));
        };
        QVERIFY(market.call(owner, CallData("fund(address,uint256)").add(bob).add(Uint256{5000})));
        QVERIFY(list(alice, 4000));
        QVERIFY(market.call(bob, CallData("buy(uint256)").add(item)));
        QVERIFY(credit(bob) == Uint256{1000});
        QVERIFY(credit(alice) == Uint256{});
        const auto escrow = [&](std::size_t word) {
            return market.ask(CallData("escrows(uint256)").add(item), word);
        };
        QVERIFY(escrow(0) == number_of(alice));
        QVERIFY(escrow(1) == Uint256{4000});
        QVERIFY(market.ask(CallData("items(uint256)").add(item)) == number_of(bob));

        QVERIFY(!list(bob, 9000));  // before the last sale is fetched
        QVERIFY(market.call(carol, with_list("fetch(uint256[])", item)));
        QVERIFY(credit(alice) == Uint256{3900});
        QVERIFY(market.ask(CallData("house()")) == number_of(owner));
        QVERIFY(credit(owner) == Uint256{100});
        QVERIFY(escrow(0) == Uint256{});
        QVERIFY(escrow(1) == Uint256{});
        QVERIFY(market.call(carol, with_list("fetch(uint256[])", item)));
        QVERIFY(credit(alice) == Uint256{3900});
        QVERIFY(list(bob, 9000));
    }

    void aMakerAndNobodyElseCollectsWhatItsOrderEarned()
    {
        Deployed book("OpenOrders");
        QVERIFY(book.call(alice, CallData("place(uint256,uint256,uint256,uint256)")
                                     .add(Uint256{1})
                                     .add(Uint256{2})
                                     .add(Uint256{30})
                                     .add(Uint256{10})));
        Bytes named;
        for (const Hash& word :
             {word_of_number(Uint256{1}), word_of_address(alice), word_of_number(Uint256{2})}) {
            named.insert(named.end(), word.bytes.begin(), word.bytes.end());
        }
        const Uint256 order = load_big_endian(keccak256(named).bytes.data());
        const auto take = [&](const Address& from, std::uint64_t amount) {
            return book.call(from, CallData("take(uint256,bytes32,uint256)")
                                       .add(Uint256{1})
                                       .add(order)
                                       .add(Uint256{amount}));
        };
        const auto cash = [&](const Address& of) {
            return book.ask(CallData("cash(address)").add(of));
        };
        const auto goods = [&](const Address& of) {
            return book.ask(CallData("goods(address)").add(of));
        };
        QVERIFY(take(bob, 4));
        QVERIFY(take(carol, 5));
        QVERIFY(!take(carol, 2));
        QVERIFY(goods(alice) == minus(10));
        QVERIFY(goods(carol) == Uint256{5});
        QVERIFY(cash(bob) == minus(120));
        QVERIFY(cash(alice) == Uint256{});
        const auto collect = [&] { return CallData("collect(bytes32)").add(order); };
        const auto earned = [&] { return book.ask(CallData("orders(bytes32)").add(order), 3); };
        QVERIFY(earned() == Uint256{270});

        QVERIFY(!book.call(bob, collect()));
        QVERIFY(book.call(alice, collect()));
        QVERIFY(cash(alice) == Uint256{270});
        QVERIFY(earned() == Uint256{});
        QVERIFY(book.call(alice, collect()));
        QVERIFY(cash(alice) == Uint256{270});
        QVERIFY(take(bob, 1));  // what is left can still be taken
        QVERIFY(earned() == Uint256{30});
    }

    void aClaimIsMadeOnceAndMovedByWhoHoldsIt()
    {
        // A tree of one leaf: its root is the leaf, and its proof is empty.
        Bytes leaf;
        for (const Hash& word :
             {word_of_number(Uint256{5}), word_of_address(alice), word_of_number(Uint256{900})}) {
            leaf.insert(leaf.end(), word.bytes.begin(), word.bytes.end());
        }
        const Hash root = keccak256(leaf);
        const Hash supply = word_of_number(Uint256{900});
        Bytes arguments(root.bytes.begin(), root.bytes.end());
        arguments.insert(arguments.end(), supply.bytes.begin(), supply.bytes.end());
        Deployed airdrop("OwnSlotAirdrop", arguments);
        const auto claim = [&](const Address& from, std::uint64_t amount) {
            return airdrop.call(from, CallData("claim(uint256,uint256,address,bytes32[])")
                                          .add(Uint256{5})
                                          .add(Uint256{amount})
                                          .add(bob)
                                          .add(Uint256{128})
                                          .add(Uint256{}));
        };
        const auto held = [&](std::size_t word) {
            return airdrop.ask(CallData("claims(uint256)").add(Uint256{5}), word);
        };
        QVERIFY(!claim(carol, 900));
        QVERIFY(!claim(alice, 901));
        QVERIFY(claim(alice, 900));
        QVERIFY(!claim(alice, 900));
        QVERIFY(held(0) == number_of(bob));
        QVERIFY(held(1) == Uint256{900});
        QVERIFY(airdrop.ask(CallData("totalSupply()")) == Uint256{900});

        const auto move = [&](const Address& from) {
            return airdrop.call(from, CallData("move(uint256,address)").add(Uint256{5}).add(carol));
        };
        QVERIFY(!move(alice));
        QVERIFY(move(bob));
        QVERIFY(held(0) == number_of(carol));
        QVERIFY(held(1) == Uint256{900});
        QVERIFY(!move(bob));
    }

    void reportsCountOnceTheyAreSettled()
    {
        Deployed oracle("EpochOracle");
        const Uint256 feed{3};
        const auto trade = [&] {
            return oracle.call(carol, CallData("trade(uint256,uint256)").add(feed).add(Uint256{2}));
        };
        const auto report = [&](const Address& from, std::uint64_t price) {
            return oracle.call(from,
                               CallData("report(uint256,uint256)").add(feed).add(Uint256{price}));
        };
        const auto settled = [&] { return oracle.ask(CallData("settled(uint256)").add(feed)); };
        QVERIFY(report(alice, 100));
        QVERIFY(report(bob, 120));
        QVERIFY(settled() == Uint256{});
        QVERIFY(!trade());
        QVERIFY(oracle.call(owner, CallData("settle(uint256,address[])")
                                       .add(feed)
                                       .add(Uint256{64})
                                       .add(Uint256{2})
                                       .add(alice)
                                       .add(bob)));
        QVERIFY(settled() == Uint256{110});
        QVERIFY(report(bob, 500));
        QVERIFY(trade());
        QVERIFY(oracle.ask(CallData("cash(address)").add(carol)) == minus(220));
        QVERIFY(oracle.ask(CallData("positions(address)").add(carol)) == Uint256{2});
    }

    void theBestScoreIsClaimedByWhoHasIt()
    {
        Deployed world("PlayerWorld");
        const auto move = [&](const Address& player) {
            return world.call(player, CallData("move(uint256)").add(Uint256{9}));
        };
        const auto claim = [&](const Address& player) {
            return world.call(player, CallData("claimBest()"));
        };
        const auto best = [&] { return world.ask(CallData("bestScore()")); };
        QVERIFY(move(alice) && move(alice) && move(bob));
        QVERIFY(best() == Uint256{});
        QVERIFY(claim(bob));
        QVERIFY(best() == Uint256{1});
        QVERIFY(claim(alice));
        QVERIFY(best() == Uint256{2});
        QVERIFY(!claim(alice) && !claim(bob));
        QVERIFY(world.ask(CallData("players(address)").add(alice), 2) == best());
    }
};

QTEST_GUILESS_MAIN(PullPathsTest)
#include "pull_paths_test.moc"
