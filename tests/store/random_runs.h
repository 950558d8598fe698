// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/keccak.h"
#include "recording/recording.h"
#include "support/dice.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <memory>
#include <vector>

namespace lanescope::test {

/// Fills every field of a run with random values that may be.
inline std::shared_ptr<RunRecord> random_run(std::shared_ptr<const BlockInput> input, Dice& dice)
{
    const auto transactions = static_cast<std::uint32_t>(input->block.transactions.size());
    RunSettings settings;
    settings.strategy =
        dice.pick<StrategyKind>({StrategyKind::sequential, StrategyKind::block_stm});
    settings.workers = static_cast<std::uint32_t>(dice.between(1, 5));
    settings.detail = RecordingDetail::accesses;
    settings.suspend_on_estimate = dice.chance(50);
    settings.lazy_beneficiary = dice.chance(50);
    settings.commutative_balances = dice.chance(50);
    settings.adapt_workers = dice.chance(50);
    settings.span_limit = dice.below(1000);
    auto run = std::make_shared<RunRecord>(input, settings);
    run->repeat = static_cast<std::uint32_t>(dice.below(9));
    run->block_ordinal = static_cast<std::uint32_t>(dice.below(9));
    run->began = dice.below(~0ull);
    run->committed = transactions;

    std::vector<LocationTable::Range> account_ranges(settings.workers);
    std::vector<LocationTable::Range> slot_ranges(settings.workers);
    std::vector<LocationId> ids;
    // Of some workers all names were taken back.
    for (std::uint64_t idle = dice.below(5); idle > 0; --idle) {
        LocationTable::Range accounts, slots_of_them;
        run->locations.drop_account(run->locations.name_account(accounts, dice.fixed<Address>()));
        run->locations.drop_slot(run->locations.name_slot(slots_of_them, 0, Uint256{idle}));
    }
    for (int i = 0; i < 300; ++i) {
        const std::size_t worker = dice.below(settings.workers);
        const bool known = dice.chance(70);
        const auto& [address, account] =
            *std::next(input->pre_state->begin(),
                       static_cast<std::ptrdiff_t>(dice.below(input->pre_state->size())));
        const std::uint32_t ordinal = run->locations.name_account(
            account_ranges[worker], known ? address : dice.fixed<Address>());
        LocationTable::keep(account_ranges[worker]);
        ids.push_back(LocationId::of_account(ordinal, static_cast<LocationKind>(dice.below(5))));
        Uint256 key{dice.below(100), 0, dice.below(3), dice.below(9)};
        if (known && !account.storage.empty()) {
            key = load_big_endian(account.storage.begin()->first.bytes.data());
        }
        ids.push_back(
            LocationId::of_slot(run->locations.name_slot(slot_ranges[worker], ordinal, key)));
        LocationTable::keep(slot_ranges[worker]);
    }

    for (std::uint64_t i = dice.below(4); i > 0; --i) {
        const Bytes code(dice.between(1, 3000), static_cast<std::uint8_t>(dice.below(256)));
        run->code.add(keccak256(code), std::make_shared<const Bytes>(code));
    }

    const auto number = [&] {
        return static_cast<std::uint32_t>(dice.below(1ull << dice.below(33)));
    };
    const auto ticks = [&] { return dice.below(~0ull) >> dice.below(64); };
    const auto version = [&] {
        return TxVersion{static_cast<std::uint32_t>(dice.below(transactions)),
                         static_cast<std::uint32_t>(dice.below(3))};
    };
    const auto word = [&] {
        return dice.chance(10) ? Uint256::max() : Uint256{ticks(), 0, 0, ticks()};
    };
    const auto origin = [&] { return static_cast<ReadOrigin>(dice.below(8)); };
    std::uint32_t incarnation = 0;
    for (std::uint32_t worker = 0; worker < settings.workers; ++worker) {
        WorkerLog& log = *run->workers[worker];
        log.dropped_spans = ticks();
        log.dropped_access_times = ticks();
        for (std::uint64_t i = dice.below(700); i > 0; --i) {
            log.spans.push_back({ticks(), ticks(), version(), number(),
                                 static_cast<SpanKind>(dice.below(5)),
                                 static_cast<SpanOutcome>(dice.below(7))});
            log.decisions.push_back(
                {ticks(), version(), version().index, static_cast<DecisionKind>(dice.below(4))});
            log.access_times.push_back({ticks(), version(), dice.pick(ids), dice.chance(50)});
        }
        for (std::uint64_t i = dice.below(50); i > 0; --i) {
            std::vector<Mismatch> mismatches(dice.below(5));
            for (Mismatch& mismatch : mismatches) {
                mismatch = {dice.pick(ids), static_cast<MismatchKind>(dice.below(3)),
                            origin(),       origin(),
                            version(),      version(),
                            version(),      number()};
            }
            // One abort and one incarnation a version, as it is in a real run.
            const TxVersion unique{worker % transactions, ++incarnation};
            log.aborts.push_back({ticks(), unique, log.arena.copy<Mismatch>(mismatches)});
            IncarnationRecord record;
            record.version = unique;
            record.end = static_cast<IncarnationEnd>(dice.below(4));
            record.status = static_cast<std::uint8_t>(dice.below(256));
            record.replayable = dice.chance(50);
            record.worker = static_cast<std::uint32_t>(dice.below(settings.workers));
            record.gas_used = ticks();
            record.begin = ticks();
            record.finish = ticks();
            std::vector<ReadRecord> reads(dice.below(30));
            for (ReadRecord& read : reads) {
                read = {dice.pick(ids), dice.chance(50) ? version().index : 0, number(),
                        static_cast<std::uint16_t>(dice.below(65536)), origin()};
            }
            std::vector<WriteRecord> writes(dice.below(10));
            for (WriteRecord& write : writes) {
                write = {word(), dice.pick(ids), dice.chance(80) ? unique : version(),
                         static_cast<WriteKind>(dice.below(2))};
            }
            const std::vector<Uint256> kept(
                static_cast<std::size_t>(
                    std::count_if(reads.begin(), reads.end(),
                                  [](const ReadRecord& read) { return keeps_value(read.origin); })),
                word());
            record.access.reads = log.arena.copy<ReadRecord>(reads);
            record.access.writes = log.arena.copy<WriteRecord>(writes);
            record.access.kept = log.arena.copy<Uint256>(kept);
            if (dice.chance(30)) {
                record.access.stopped = {static_cast<StoppedAt::Reason>(dice.below(4)),
                                         dice.pick(ids), version().index};
            }
            log.incarnations.push_back(record);
        }
    }
    RunSummary summary;
    summary.end = static_cast<RunEnd>(dice.below(5));
    summary.error = dice.chance(50) ? "tx 3: no reason" : "";
    summary.workers = number();
    summary.committed = number();
    summary.gas_used = ticks();
    summary.duration = ticks();
    summary.sequential_duration = dice.chance(50) ? ticks() : 0;
    summary.voluntary_switches = ticks();
    summary.involuntary_switches = ticks();
    run->finish(summary);
    return run;
}

/// A block that no network has seen, with every kind of field that there may or may not be.
inline std::shared_ptr<const BlockInput> random_input(Dice& dice)
{
    auto input = std::make_shared<BlockInput>();
    input->name = "a name, \"quoted\"";
    const auto word = [&] {
        return dice.chance(20) ? Uint256::max() : Uint256{0, 0, 0, dice.below(~0ull)};
    };
    const auto bytes = [&] {
        Bytes content(dice.below(300));
        for (auto& byte : content) {
            byte = static_cast<std::uint8_t>(dice.below(256));
        }
        return content;
    };
    Fork& fork = input->fork;
    fork.revision = static_cast<Revision>(dice.below(revision_count));
    fork.blobs = {dice.below(20), dice.below(20), dice.below(1u << 30)};
    fork.dao_transition = dice.chance(50);
    fork.dao_extra_data = dice.chance(50);
    fork.chain_id = dice.below(~0ull);
    const auto fill = [&](Header& header) {
        header.parent_hash = dice.fixed<Hash>();
        header.beneficiary = dice.fixed<Address>();
        header.logs_bloom = dice.fixed<Bloom>();
        header.difficulty = word();
        header.number = dice.below(~0ull);
        header.extra_data = bytes();
        header.nonce = {1, 2, 3, 4, 5, 6, 7, 8};
        if (dice.chance(50)) {
            header.base_fee_per_gas = word();
        }
        if (dice.chance(50)) {
            header.withdrawals_root = dice.fixed<Hash>();
        }
        if (dice.chance(50)) {
            header.blob_gas_used = dice.below(1000);
        }
        if (dice.chance(50)) {
            header.requests_hash = dice.fixed<Hash>();
        }
    };
    fill(input->block.header);
    input->block.ommers.resize(dice.below(3));
    for (Header& ommer : input->block.ommers) {
        fill(ommer);
    }
    if (dice.chance(70)) {
        input->block.withdrawals.emplace(dice.below(3), Withdrawal{1, 2, dice.fixed<Address>(), 3});
    }
    if (dice.chance(50)) {
        input->block.claimed_hash = dice.fixed<Hash>();
    }
    for (int i = 0; i < 20; ++i) {
        Transaction transaction;
        transaction.type = static_cast<TransactionType>(dice.below(5));
        transaction.max_fee_per_gas = word();
        transaction.max_priority_fee_per_gas = word();
        transaction.gas_limit = dice.below(~0ull);
        transaction.value = word();
        transaction.data = bytes();
        if (dice.chance(80)) {
            transaction.chain_id = dice.below(1000);
        }
        if (dice.chance(80)) {
            transaction.to = dice.fixed<Address>();
        }
        if (transaction.type >= TransactionType::access_list) {
            transaction.access_list = {{dice.fixed<Address>(), {}},
                                       {dice.fixed<Address>(), {dice.fixed<Hash>()}}};
        }
        if (transaction.type == TransactionType::blob) {
            transaction.max_fee_per_blob_gas = word();
            transaction.blob_hashes = {dice.fixed<Hash>()};
        }
        if (transaction.type == TransactionType::set_code) {
            Authorization one{word(), dice.fixed<Address>(), 7, dice.below(256), word(), word(),
                              {}};
            Authorization other = one;
            other.authority = dice.fixed<Address>();
            transaction.authorizations = {one, other};
        }
        transaction.y_parity = static_cast<std::uint8_t>(dice.below(2));
        transaction.r = word();
        transaction.s = word();
        if (dice.chance(90)) {
            transaction.sender = dice.fixed<Address>();
        }
        input->block.transactions.push_back(std::move(transaction));
    }
    GivenState state;
    const Bytes shared_code = bytes();
    for (int i = 0; i < 30; ++i) {
        GivenAccount account;
        account.balance = word();
        account.nonce = dice.below(~0ull);
        account.code = dice.chance(30) ? shared_code : dice.chance(50) ? bytes() : Bytes();
        for (std::uint64_t slot = dice.below(20); slot > 0; --slot) {
            account.storage[dice.fixed<Hash>()] = dice.chance(20) ? Uint256{} : word();
        }
        state[dice.fixed<Address>()] = std::move(account);
    }
    input->pre_state = std::make_shared<const GivenState>(std::move(state));
    input->pre_state_is_whole = dice.chance(50);
    for (std::uint64_t i = dice.below(4); i > 0; --i) {
        input->block_hashes[dice.below(~0ull)] = dice.fixed<Hash>();
    }
    return input;
}

}  // namespace lanescope::test
