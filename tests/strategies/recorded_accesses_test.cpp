// SPDX-License-Identifier: GPL-3.0-or-later
// What a recorded run says of its reads and writes: where the values came from, and when.
#include "execution/system_contracts.h"
#include "support/benchmark_input.h"
#include "support/contentious_block.h"
#include "support/strategy_equality.h"
#include "workload/assembler.h"

#include <QtTest>

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

using namespace lanescope;
using workload::Assembler;

namespace {

constexpr std::uint64_t protocols_slot = 7;
constexpr std::uint64_t common_slot = 8;
constexpr std::uint32_t transactions = 24;

/// Stands where EIP-4788's contract does. Called with data, as the protocol does before the
/// transactions, it stores the first word; called without, it adds that word to another slot.
Bytes roots_code()
{
    Assembler code;
    code.op(evm::OP_CALLDATASIZE).jump_if("set");
    code.push(protocols_slot).op(evm::OP_SLOAD).push(common_slot);
    code.op({evm::OP_SLOAD, evm::OP_ADD}).push(common_slot).op({evm::OP_SSTORE, evm::OP_STOP});
    code.label("set").push(0).op(evm::OP_CALLDATALOAD).push(protocols_slot);
    code.op({evm::OP_SSTORE, evm::OP_STOP});
    return std::move(code).finish();
}

std::shared_ptr<const BlockInput> block_that_reads_the_root()
{
    auto made = workload::empty_block("roots", 100'000 * transactions);
    made.block.header.parent_beacon_block_root = Hash{};
    made.block.header.parent_beacon_block_root->bytes[31] = 5;
    made.pre_state[beacon_roots_address].code = roots_code();
    for (std::uint32_t i = 0; i < transactions; ++i) {
        const Address sender = workload::named_address("sender " + std::to_string(i));
        made.pre_state[sender].balance = Uint256{1'000'000'000'000'000'000ull};
        Transaction transaction;
        transaction.type = TransactionType::dynamic_fee;
        transaction.chain_id = made.fork.chain_id;
        transaction.sender = sender;
        transaction.to = beacon_roots_address;
        transaction.gas_limit = 100'000;
        transaction.max_fee_per_gas = Uint256{100'000'000'000ull};
        made.block.transactions.push_back(std::move(transaction));
    }
    return test::input_of(std::move(made));
}

std::shared_ptr<const RunRecord> recorded(std::shared_ptr<const BlockInput> input)
{
    const test::Oracle oracle(std::move(input));
    RunSettings settings;
    settings.workers = 4;
    settings.detail = RecordingDetail::accesses;
    test::Jitter jitter(1);
    BlockRunner::Options options;
    options.gate = &jitter;
    BlockRunner runner;
    std::shared_ptr<const RunRecord> run;
    const std::string difference = test::difference_from(oracle, runner, settings, options, &run);
    return difference.empty() ? run : nullptr;
}

/// By one worker, whatever comes of the block.
std::shared_ptr<const RunRecord> run_by(StrategyKind strategy, RecordingDetail detail,
                                        std::shared_ptr<const BlockInput> input)
{
    RunSettings settings;
    settings.strategy = strategy;
    settings.workers = 1;
    settings.detail = detail;
    WorldState world(*input->pre_state, input->pre_state_is_whole, input->block_hashes);
    std::shared_ptr<const RunRecord> run;
    BlockRunner::Options options;
    options.on_start = [&](auto started) { run = started; };
    BlockRunner runner;
    (void)runner.run(input, world, settings, options);
    return run;
}

}  // namespace

class RecordedAccessesTest : public QObject {
    Q_OBJECT

private slots:
    void aReadOfWhatTheProtocolWroteSaysSo()
    {
        const auto run = recorded(block_that_reads_the_root());
        QVERIFY(run != nullptr);
        std::size_t protocols = 0, firsts = 0;
        for (const auto& log : run->workers) {
            for (const IncarnationRecord& incarnation : Recording(run).incarnations(
                     static_cast<std::size_t>(&log - run->workers.data()))) {
                for (const ReadRecord& read : incarnation.access.reads) {
                    const Location location = run->locations.location(read.location);
                    const bool is_root = location.address == beacon_roots_address &&
                                         location.kind == LocationKind::storage_slot &&
                                         location.slot == Uint256{protocols_slot};
                    QCOMPARE(read.origin == ReadOrigin::system_call, is_root);
                    protocols += is_root ? 1 : 0;
                    firsts += read.origin == ReadOrigin::pre_state &&
                                      location.slot == Uint256{common_slot}
                                  ? 1
                                  : 0;
                }
            }
        }
        QVERIFY(protocols >= transactions);
        QVERIFY(firsts >= 1);  // of the other slot, which the protocol left alone
    }

    /// What a transaction reads and writes is the same, and so are their ids: in sequence, too, they are
    /// named in the order of the block.
    void aSequentialRunKeepsWhatOneWorkerOfBlockStmKeeps()
    {
        std::size_t reads_of_versions = 0, invalid = 0;
        for (std::uint64_t seed = 1; seed <= 200; ++seed) {
            const auto input = test::contentious_block(seed);
            const auto in_sequence =
                run_by(StrategyKind::sequential, RecordingDetail::spans, input);
            const auto by_one = run_by(StrategyKind::block_stm, RecordingDetail::spans, input);
            QVERIFY(in_sequence != nullptr && by_one != nullptr);
            QCOMPARE(in_sequence->committed.load(), by_one->committed.load());
            const Recording recording(in_sequence), same(by_one);
            // Block-STM may have gone on behind a transaction that makes the block invalid.
            QVERIFY(recording.incarnations(0).size() <= same.incarnations(0).size());
            QVERIFY(recording.incarnations(0).size() >= in_sequence->committed.load());
            QCOMPARE(recording.spans(0).size(), recording.incarnations(0).size());
            for (std::size_t i = 0; i < recording.incarnations(0).size(); ++i) {
                const IncarnationRecord& one = recording.incarnations(0)[i];
                const IncarnationRecord& other = same.incarnations(0)[i];
                QVERIFY(one.version == other.version && one.end == other.end);
                QCOMPARE(one.status, other.status);
                QCOMPARE(one.gas_used, other.gas_used);
                QVERIFY(std::ranges::equal(one.access.reads, other.access.reads));
                QVERIFY(std::ranges::equal(one.access.kept, other.access.kept));
                QVERIFY(std::ranges::equal(
                    one.access.writes, other.access.writes, [](const auto& a, const auto& b) {
                        return a.location == b.location && a.value == b.value &&
                               a.writer == b.writer && a.kind == b.kind;
                    }));
                // The time is that of the run, not of finding this out.
                QVERIFY(recording.spans(0)[i].version == one.version);
                QCOMPARE(one.begin, recording.spans(0)[i].begin);
                QCOMPARE(one.finish, recording.spans(0)[i].end);
                QVERIFY(one.finish <= in_sequence->summary.duration);
                for (const ReadRecord& read : one.access.reads) {
                    reads_of_versions += read.origin == ReadOrigin::version ? 1 : 0;
                }
                invalid += one.end == IncarnationEnd::invalid ? 1 : 0;
            }
        }
        QVERIFY(reads_of_versions > 0);
        QVERIFY(invalid > 0);
    }

    void aSequentialRunTellsWhenEachLocationWasReadAndWritten()
    {
        std::size_t reads = 0, writes = 0;
        for (std::uint64_t seed = 1; seed <= 200; ++seed) {
            const auto run = run_by(StrategyKind::sequential, RecordingDetail::accesses,
                                    test::contentious_block(seed));
            QVERIFY(run != nullptr);
            const Recording recording(run);
            std::map<std::pair<TxVersion, LocationId>, Ticks> written, read;
            Ticks last = 0;
            for (const AccessTime& time : recording.access_times(0)) {
                QVERIFY(time.at >= last);
                last = time.at;
                // A balance may be read twice: whether it suffices, and what it is.
                auto& times = time.is_write ? written : read;
                times.try_emplace({time.version, time.location}, time.at);
            }
            QVERIFY(last <= run->summary.duration);
            for (const IncarnationRecord& incarnation : recording.incarnations(0)) {
                for (const ReadRecord& one : incarnation.access.reads) {
                    const auto at = read.find({incarnation.version, one.location});
                    QVERIFY2(at != read.end(), qPrintable(QString("seed %1").arg(seed)));
                    QVERIFY(at->second >= incarnation.begin && at->second <= incarnation.finish);
                    ++reads;
                }
                for (const WriteRecord& write : incarnation.access.writes) {
                    const auto at = written.find({incarnation.version, write.location});
                    QVERIFY(at != written.end() && at->second >= incarnation.finish);
                    ++writes;
                }
            }
        }
        QVERIFY(reads > 10'000 && writes > 5'000);
    }

    void eachWriteHasItsTimeAndNobodyReadItBefore()
    {
        const auto run = recorded(block_that_reads_the_root());
        QVERIFY(run != nullptr);
        const Recording recording(run);
        std::map<std::pair<TxVersion, LocationId>, Ticks> written, read;
        for (std::size_t worker = 0; worker < recording.worker_count(); ++worker) {
            for (const AccessTime& time : recording.access_times(worker)) {
                auto& times = time.is_write ? written : read;
                QVERIFY(times.try_emplace({time.version, time.location}, time.at).second);
            }
        }
        std::size_t writes = 0, versions = 0;
        for (std::size_t worker = 0; worker < recording.worker_count(); ++worker) {
            for (const IncarnationRecord& incarnation : recording.incarnations(worker)) {
                for (const WriteRecord& write : incarnation.access.writes) {
                    const auto at = written.find({incarnation.version, write.location});
                    QVERIFY(at != written.end());
                    QVERIFY(at->second >= incarnation.begin);
                    ++writes;
                }
                for (const ReadRecord& one : incarnation.access.reads) {
                    const auto at = read.find({incarnation.version, one.location});
                    QVERIFY(at != read.end());
                    if (one.origin == ReadOrigin::version) {
                        const auto of_writer =
                            written.find({{one.writer, one.incarnation}, one.location});
                        QVERIFY(of_writer != written.end());
                        QVERIFY(of_writer->second <= at->second);
                        ++versions;
                    }
                }
            }
        }
        QCOMPARE(written.size(), writes);
        QVERIFY(versions >= transactions - 1);
    }
};

QTEST_GUILESS_MAIN(RecordedAccessesTest)
#include "recorded_accesses_test.moc"
