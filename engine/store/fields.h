// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chain/block.h"
#include "chain/revision.h"
#include "recording/recording.h"
#include "store/packing.h"

namespace lanescope::store {

// One function a struct, for a Packer and a constant value or for an Unpacker and a value to fill:
// the order of its fields in the file.

template <class Archive, class Fields>
void pack_header(Archive& archive, Fields& header)
{
    const auto fixed = [&](auto& value) { archive.fixed(value); };
    const auto number = [&](auto& value) { archive.number(value); };
    archive.fixed(header.parent_hash);
    archive.fixed(header.ommers_hash);
    archive.fixed(header.beneficiary);
    archive.fixed(header.state_root);
    archive.fixed(header.transactions_root);
    archive.fixed(header.receipts_root);
    archive.fixed(header.logs_bloom);
    archive.word(header.difficulty);
    archive.number(header.number);
    archive.number(header.gas_limit);
    archive.number(header.gas_used);
    archive.number(header.timestamp);
    archive.bytes(header.extra_data);
    archive.fixed(header.mix_hash);
    archive.fixed(header.nonce);
    archive.optional(header.base_fee_per_gas, [&](auto& value) { archive.word(value); });
    archive.optional(header.withdrawals_root, fixed);
    archive.optional(header.blob_gas_used, number);
    archive.optional(header.excess_blob_gas, number);
    archive.optional(header.parent_beacon_block_root, fixed);
    archive.optional(header.requests_hash, fixed);
}

template <class Archive, class Fields>
void pack_withdrawal(Archive& archive, Fields& withdrawal)
{
    archive.number(withdrawal.index);
    archive.number(withdrawal.validator_index);
    archive.fixed(withdrawal.address);
    archive.number(withdrawal.amount);
}

template <class Archive, class Fields>
void pack_authorization(Archive& archive, Fields& authorization)
{
    archive.word(authorization.chain_id);
    archive.fixed(authorization.address);
    archive.number(authorization.nonce);
    archive.number(authorization.y_parity);
    archive.word(authorization.r);
    archive.word(authorization.s);
    archive.optional(authorization.authority, [&](auto& address) { archive.fixed(address); });
}

template <class Archive, class Fields>
void pack_transaction(Archive& archive, Fields& transaction)
{
    const auto fixed = [&](auto& value) { archive.fixed(value); };
    archive.choice(transaction.type, TransactionType::set_code);
    archive.optional(transaction.chain_id, [&](auto& value) { archive.number(value); });
    archive.number(transaction.nonce);
    archive.word(transaction.max_fee_per_gas);
    archive.word(transaction.max_priority_fee_per_gas);
    archive.number(transaction.gas_limit);
    archive.optional(transaction.to, fixed);
    archive.word(transaction.value);
    archive.bytes(transaction.data);
    pack_list(archive, transaction.access_list, 21, [&](auto& entry) {
        archive.fixed(entry.address);
        pack_list(archive, entry.storage_keys, 32, fixed);
    });
    archive.word(transaction.max_fee_per_blob_gas);
    pack_list(archive, transaction.blob_hashes, 32, fixed);
    pack_list(archive, transaction.authorizations, 26,
              [&](auto& authorization) { pack_authorization(archive, authorization); });
    archive.byte(transaction.y_parity);
    archive.word(transaction.r);
    archive.word(transaction.s);
    archive.optional(transaction.sender, fixed);
}

template <class Archive, class Fields>
void pack_fork(Archive& archive, Fields& fork)
{
    archive.choice(fork.revision, static_cast<Revision>(revision_count - 1));
    archive.number(fork.blobs.target);
    archive.number(fork.blobs.max);
    archive.number(fork.blobs.base_fee_update_fraction);
    archive.flag(fork.dao_transition);
    archive.flag(fork.dao_extra_data);
    archive.number(fork.chain_id);
}

template <class Archive, class Fields>
void pack_settings(Archive& archive, Fields& settings)
{
    archive.choice(settings.strategy, StrategyKind::block_stm);
    archive.number(settings.workers);
    archive.choice(settings.detail, RecordingDetail::accesses);
    archive.flag(settings.suspend_on_estimate);
    archive.flag(settings.lazy_beneficiary);
    archive.flag(settings.commutative_balances);
    archive.flag(settings.adapt_workers);
    archive.number(settings.span_limit);
}

template <class Archive, class Fields>
void pack_machine(Archive& archive, Fields& machine)
{
    archive.text(machine.processor);
    archive.number(machine.cores);
    archive.text(machine.clock);
    archive.real(machine.nanoseconds_per_tick);
    archive.text(machine.build);
}

template <class Archive, class Fields>
void pack_summary(Archive& archive, Fields& summary)
{
    archive.choice(summary.end, RunEnd::failed);
    archive.text(summary.error);
    archive.number(summary.workers);
    archive.number(summary.committed);
    archive.number(summary.gas_used);
    archive.number(summary.duration);
    archive.number(summary.sequential_duration);
    archive.number(summary.voluntary_switches);
    archive.number(summary.involuntary_switches);
}

}  // namespace lanescope::store
