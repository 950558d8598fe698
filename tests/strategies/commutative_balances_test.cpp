// SPDX-License-Identifier: GPL-3.0-or-later
// Payments that do not conflict, and what still does: who reads a balance, and who cannot pay.
#include "analysis/run_analysis.h"
#include "support/assembler.h"
#include "support/strategy_equality.h"

#include <QtTest>

#include <algorithm>

using namespace lanescope;
using test::Code;
using test::op;
using test::push;
using test::when;

namespace {

Address numbered(std::uint8_t kind, std::size_t number)
{
    Address address;
    address.bytes[0] = kind;
    address.bytes[18] = static_cast<std::uint8_t>(number >> 8);
    address.bytes[19] = static_cast<std::uint8_t>(number);
    return address;
}

const Address till = numbered(0xcc, 1);         ///< a contract, or who everybody pays
const Address beneficiary = numbered(0xbe, 1);  ///< there before the block
constexpr std::uint64_t rich = 1'000'000'000'000;

/// Sends as much as the call data say to whoever called.
Code withdrawing()
{
    return push(Uint256{0}) + push(Uint256{0}) + push(Uint256{0}) + push(Uint256{0}) +
           push(Uint256{0}) + op("CALLDATALOAD") + op("CALLER") + op("GAS") + op("CALL") +
           op("POP");
}

/// Sends what it gets to the beneficiary.
Code tipping()
{
    return push(Uint256{0}) + push(Uint256{0}) + push(Uint256{0}) + push(Uint256{0}) +
           op("CALLVALUE") + op("COINBASE") + op("GAS") + op("CALL") + op("POP");
}

/// Stores its own balance when it is called with data.
Code noting()
{
    return op("CALLDATASIZE") + when(op("SELFBALANCE") + push(Uint256{0}) + op("SSTORE"));
}

class BlockMaker {
public:
    explicit BlockMaker(const Code& code, std::uint64_t balance)
    {
        input_->name = "payments";
        input_->fork = *fork_by_name("shanghai");
        Header& header = input_->block.header;
        header.number = 100;
        header.timestamp = 1'000'000;
        header.gas_limit = 200'000'000;
        header.beneficiary = beneficiary;
        header.base_fee_per_gas = Uint256{1};
        input_->block.withdrawals.emplace();
        input_->pre_state_is_whole = true;
        (*state_)[beneficiary].balance = Uint256{7};
        (*state_)[beneficiary].nonce = 1;
        GivenAccount& account = (*state_)[till];
        account.balance = Uint256{balance};
        account.nonce = 1;
        account.code = code.bytes();
    }
    /// From a sender that nothing else names.
    BlockMaker& call(std::uint64_t value, std::optional<std::uint64_t> data = std::nullopt)
    {
        Transaction made;
        made.sender = numbered(0xaa, input_->block.transactions.size());
        (*state_)[*made.sender].balance = Uint256{rich};
        made.gas_limit = 200'000;
        made.max_fee_per_gas = Uint256{3};
        made.max_priority_fee_per_gas = Uint256{3};
        made.value = Uint256{value};
        made.to = till;
        if (data) {
            made.data.resize(32);
            store_big_endian(made.data.data(), Uint256{*data});
        }
        input_->block.transactions.push_back(made);
        return *this;
    }
    std::shared_ptr<const BlockInput> done()
    {
        input_->pre_state = state_;
        return input_;
    }

private:
    std::shared_ptr<BlockInput> input_ = std::make_shared<BlockInput>();
    std::shared_ptr<GivenState> state_ = std::make_shared<GivenState>();
};

RunSettings settings_with(bool commutative)
{
    RunSettings settings;
    settings.workers = 4;
    settings.detail = RecordingDetail::spans;
    settings.commutative_balances = commutative;
    return settings;
}

/// Runs by turns of four workers, each step an access of state; checks the result.
std::shared_ptr<const RunRecord> run_by_turns(const std::shared_ptr<const BlockInput>& input,
                                              bool commutative)
{
    std::shared_ptr<const RunRecord> record;
    const std::string difference =
        test::difference_by_turns(test::Oracle(input), settings_with(commutative), &record);
    if (!difference.empty()) {
        qWarning("%s", difference.c_str());
        return nullptr;
    }
    return record;
}

std::size_t count_reads(const RunRecord& run, ReadOrigin origin)
{
    std::size_t count = 0;
    for (const auto& log : run.workers) {
        for (std::size_t i = 0; i < log->incarnations.size(); ++i) {
            const auto& reads = log->incarnations[i].access.reads;
            count += static_cast<std::size_t>(
                std::count_if(reads.begin(), reads.end(),
                              [&](const ReadRecord& read) { return read.origin == origin; }));
        }
    }
    return count;
}

std::uint64_t wasted_incarnations(const std::shared_ptr<const RunRecord>& run)
{
    const analysis::RunAnalysis analysed(this_machine(), Recording(run));
    return analysed.totals.wasted.aborts + analysed.totals.wasted.suspensions;
}

}  // namespace

class CommutativeBalancesTest : public QObject {
    Q_OBJECT

private slots:
    void whoPaysIntoOneAccountDoesNotConflict()
    {
        BlockMaker block(Code{}, 5);
        for (int i = 0; i < 20; ++i) {
            block.call(1);
        }
        const auto input = block.done();
        const auto adding = run_by_turns(input, true);
        QVERIFY(adding);
        QCOMPARE(wasted_incarnations(adding), 0u);
        const auto reading = run_by_turns(input, false);
        QVERIFY(reading);
        QVERIFY(wasted_incarnations(reading) > 0);
    }

    void whoIsPaidByAContractThatHasEnoughDoesNotConflict()
    {
        BlockMaker block(withdrawing(), 1000);
        for (int i = 0; i < 10; ++i) {
            block.call(3, 0).call(0, 2);
        }
        const auto run = run_by_turns(block.done(), true);
        QVERIFY(run);
        QCOMPARE(wasted_incarnations(run), 0u);
        QVERIFY(count_reads(*run, ReadOrigin::at_least) >= 10);
    }

    void whoCannotPayYetReadsTheBalance()
    {
        // Each pays in, and withdraws twice as much: which only every other one can, and they all begin
        // where it looks as if they could.
        BlockMaker block(withdrawing(), 5);
        for (int i = 0; i < 16; ++i) {
            block.call(5, 10);
        }
        const auto run = run_by_turns(block.done(), true);
        QVERIFY(run);
        QVERIFY(count_reads(*run, ReadOrigin::at_least) > 0);
        QVERIFY(wasted_incarnations(run) > 0);
    }

    void whoLooksAtTheBalanceDependsOnAllWhoPaid()
    {
        BlockMaker block(noting(), 100);
        for (int i = 0; i < 6; ++i) {
            block.call(1);
        }
        block.call(0, 1);
        const auto run = run_by_turns(block.done(), true);
        QVERIFY(run);
        QVERIFY(count_reads(*run, ReadOrigin::sum) > 0);
        const analysis::RunAnalysis analysed(this_machine(), Recording(run));
        QCOMPARE(analysed.graph.dependencies.size(), std::size_t{6});
        for (std::uint32_t writer = 0; writer < 6; ++writer) {
            QCOMPARE(analysed.graph.dependencies[writer].reader, 6u);
            QCOMPARE(analysed.graph.dependencies[writer].writer, writer);
        }
    }

    void longRowsOfPaymentsAreAddedUpForGood()
    {
        BlockMaker block(withdrawing(), 3);
        for (int i = 0; i < 300; ++i) {
            block.call(5, 0);
        }
        for (int i = 0; i < 300; ++i) {
            block.call(i % 7 == 0 ? 1 : 0, 4);
        }
        const test::Oracle oracle(block.done());
        BlockRunner runner;
        for (const std::uint32_t workers : {1u, 2u, 8u}) {
            RunSettings settings = settings_with(true);
            settings.workers = workers;
            test::Jitter jitter(workers);
            BlockRunner::Options options;
            options.gate = &jitter;
            const std::string difference = test::difference_from(oracle, runner, settings, options);
            QVERIFY2(difference.empty(), difference.c_str());
        }
        const std::string difference = test::difference_by_turns(oracle, settings_with(true));
        QVERIFY2(difference.empty(), difference.c_str());
    }

    void aPaymentToTheBeneficiaryIsLikeAFee()
    {
        BlockMaker block(tipping(), 0);
        for (int i = 0; i < 12; ++i) {
            block.call(9);
        }
        const auto run = run_by_turns(block.done(), true);
        QVERIFY(run);
        QCOMPARE(wasted_incarnations(run), 0u);
        QCOMPARE(count_reads(*run, ReadOrigin::fold), std::size_t{0});
    }
};

QTEST_GUILESS_MAIN(CommutativeBalancesTest)
#include "commutative_balances_test.moc"
