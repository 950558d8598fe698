// SPDX-License-Identifier: GPL-3.0-or-later
#include "execution/transaction_rules.h"

#include "evm/environment.h"

#include <algorithm>
#include <limits>

#include <immintrin.h>

namespace lanescope {

namespace {

constexpr std::int64_t base_price = 21000;
constexpr std::int64_t zero_byte = 4;
constexpr std::int64_t access_list_address = 2400;
constexpr std::int64_t access_list_key = 1900;
constexpr std::int64_t authorization_price = 25000;
constexpr std::int64_t floor_per_token = 10;

/// Sixteen bytes at a time: calldata is counted for every transaction, and compilers at -O2 compare
/// byte by byte.
std::int64_t count_zero_bytes(const Bytes& data) noexcept
{
    const __m128i zero = _mm_setzero_si128();
    __m128i sums = zero;  // two of 64 bits
    std::size_t at = 0;
    for (; at + 16 <= data.size(); at += 16) {
        const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(data.data() + at));
        const __m128i zeros = _mm_sub_epi8(zero, _mm_cmpeq_epi8(bytes, zero));
        sums = _mm_add_epi64(sums, _mm_sad_epu8(zeros, zero));
    }
    std::int64_t count =
        _mm_cvtsi128_si64(sums) + _mm_cvtsi128_si64(_mm_unpackhi_epi64(sums, sums));
    for (; at < data.size(); ++at) {
        count += data[at] == 0 ? 1 : 0;
    }
    return count;
}

InvalidTransaction check_blobs(const Transaction& transaction, const Fork& fork,
                               const Uint256& blob_base_fee) noexcept
{
    if (transaction.blob_hashes.empty()) {
        return InvalidTransaction::no_blobs;
    }
    if (!transaction.to) {
        return InvalidTransaction::creation_not_allowed;
    }
    const std::size_t most = fork.revision >= Revision::osaka
                                 ? std::min<std::size_t>(fork.blobs.max, max_blobs_per_transaction)
                                 : fork.blobs.max;
    if (transaction.blob_hashes.size() > most) {
        return InvalidTransaction::too_many_blobs;
    }
    for (const Hash& hash : transaction.blob_hashes) {
        if (hash.bytes[0] != 0x01) {
            return InvalidTransaction::bad_blob_version;
        }
    }
    if (transaction.max_fee_per_blob_gas < blob_base_fee) {
        return InvalidTransaction::blob_fee_cap_too_low;
    }
    return InvalidTransaction::none;
}

}  // namespace

std::string_view name_of(InvalidTransaction reason) noexcept
{
    switch (reason) {
    case InvalidTransaction::none:
        return "valid";
    case InvalidTransaction::unsupported_type:
        return "transaction type is not part of this fork";
    case InvalidTransaction::bad_signature:
        return "signature is invalid";
    case InvalidTransaction::wrong_chain_id:
        return "signed for another chain";
    case InvalidTransaction::nonce_too_low:
        return "nonce too low";
    case InvalidTransaction::nonce_too_high:
        return "nonce too high";
    case InvalidTransaction::nonce_at_maximum:
        return "nonce is at its maximum (EIP-2681)";
    case InvalidTransaction::sender_has_code:
        return "sender has code (EIP-3607)";
    case InvalidTransaction::fee_cap_below_base_fee:
        return "max fee per gas is below the base fee";
    case InvalidTransaction::tip_above_fee_cap:
        return "priority fee is above the max fee";
    case InvalidTransaction::insufficient_funds:
        return "sender cannot pay for gas and value";
    case InvalidTransaction::intrinsic_gas_too_low:
        return "gas limit is below the intrinsic gas";
    case InvalidTransaction::floor_gas_too_low:
        return "gas limit is below the calldata floor (EIP-7623)";
    case InvalidTransaction::gas_limit_above_cap:
        return "gas limit is above 2^24 (EIP-7825)";
    case InvalidTransaction::block_gas_exceeded:
        return "gas limit does not fit into the block";
    case InvalidTransaction::init_code_too_large:
        return "init code is too large (EIP-3860)";
    case InvalidTransaction::creation_not_allowed:
        return "a transaction of this type cannot create a contract";
    case InvalidTransaction::no_blobs:
        return "blob transaction without blobs";
    case InvalidTransaction::too_many_blobs:
        return "too many blobs";
    case InvalidTransaction::bad_blob_version:
        return "blob hash has an unknown version";
    case InvalidTransaction::blob_fee_cap_too_low:
        return "max fee per blob gas is below the blob base fee";
    case InvalidTransaction::no_authorizations:
        return "set-code transaction without authorizations";
    }
    return "unknown";
}

std::int64_t intrinsic_gas(const Transaction& transaction, Revision revision) noexcept
{
    const std::int64_t zeros = count_zero_bytes(transaction.data);
    const auto size = static_cast<std::int64_t>(transaction.data.size());
    const std::int64_t nonzero_byte = revision >= Revision::istanbul ? 16 : 68;
    std::int64_t gas = base_price + zeros * zero_byte + (size - zeros) * nonzero_byte;
    if (!transaction.to) {
        if (revision >= Revision::homestead) {
            gas += evm::gas::create;
        }
        if (revision >= Revision::shanghai) {
            gas += evm::gas::init_code_word * ((size + 31) / 32);
        }
    }
    for (const AccessListEntry& entry : transaction.access_list) {
        gas += access_list_address +
               access_list_key * static_cast<std::int64_t>(entry.storage_keys.size());
    }
    gas += authorization_price * static_cast<std::int64_t>(transaction.authorizations.size());
    return gas;
}

std::int64_t floor_gas(const Transaction& transaction, Revision revision) noexcept
{
    if (revision < Revision::prague) {
        return 0;
    }
    const std::int64_t zeros = count_zero_bytes(transaction.data);
    const std::int64_t tokens =
        zeros + 4 * (static_cast<std::int64_t>(transaction.data.size()) - zeros);
    return base_price + floor_per_token * tokens;
}

Uint256 effective_gas_price(const Transaction& transaction, const Uint256& base_fee,
                            Revision revision) noexcept
{
    if (revision < Revision::london || transaction.type == TransactionType::legacy ||
        transaction.type == TransactionType::access_list) {
        return transaction.max_fee_per_gas;
    }
    const Uint256 room = transaction.max_fee_per_gas - base_fee;
    return base_fee + std::min(room, transaction.max_priority_fee_per_gas);
}

InvalidTransaction check_without_state(const Transaction& transaction, const Fork& fork,
                                       const Uint256& base_fee,
                                       const Uint256& blob_base_fee) noexcept
{
    const Revision revision = fork.revision;
    if (!supports(revision, transaction.type)) {
        return InvalidTransaction::unsupported_type;
    }
    if (!transaction.sender) {
        return InvalidTransaction::bad_signature;
    }
    if (transaction.chain_id &&
        (*transaction.chain_id != fork.chain_id || revision < Revision::spurious_dragon)) {
        return InvalidTransaction::wrong_chain_id;
    }
    if (transaction.nonce == std::numeric_limits<std::uint64_t>::max()) {
        return InvalidTransaction::nonce_at_maximum;
    }
    if (revision >= Revision::osaka && transaction.gas_limit > max_transaction_gas) {
        return InvalidTransaction::gas_limit_above_cap;
    }
    if (transaction.gas_limit >
        static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
        return InvalidTransaction::block_gas_exceeded;
    }
    if (revision >= Revision::london) {
        if (transaction.max_fee_per_gas < base_fee) {
            return InvalidTransaction::fee_cap_below_base_fee;
        }
        if (transaction.max_fee_per_gas < transaction.max_priority_fee_per_gas) {
            return InvalidTransaction::tip_above_fee_cap;
        }
    }
    const auto gas_limit = static_cast<std::int64_t>(transaction.gas_limit);
    if (gas_limit < intrinsic_gas(transaction, revision)) {
        return InvalidTransaction::intrinsic_gas_too_low;
    }
    if (gas_limit < floor_gas(transaction, revision)) {
        return InvalidTransaction::floor_gas_too_low;
    }
    if (!transaction.to && revision >= Revision::shanghai &&
        transaction.data.size() > evm::max_init_code_size) {
        return InvalidTransaction::init_code_too_large;
    }
    if (transaction.type == TransactionType::blob) {
        return check_blobs(transaction, fork, blob_base_fee);
    }
    if (transaction.type == TransactionType::set_code) {
        if (!transaction.to) {
            return InvalidTransaction::creation_not_allowed;
        }
        if (transaction.authorizations.empty()) {
            return InvalidTransaction::no_authorizations;
        }
    }
    return InvalidTransaction::none;
}

}  // namespace lanescope
