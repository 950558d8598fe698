// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/uint256.h"
#include "chain/revision.h"
#include "chain/transaction.h"

#include <cstdint>
#include <optional>
#include <string>

namespace lanescope {

/// Why a transaction may not stand in a block.
enum class InvalidTransaction : std::uint8_t {
    none,
    unsupported_type,
    bad_signature,
    wrong_chain_id,
    nonce_too_low,
    nonce_too_high,
    nonce_at_maximum,  ///< EIP-2681
    sender_has_code,   ///< EIP-3607
    fee_cap_below_base_fee,
    tip_above_fee_cap,
    insufficient_funds,
    intrinsic_gas_too_low,
    floor_gas_too_low,     ///< EIP-7623
    gas_limit_above_cap,   ///< EIP-7825
    block_gas_exceeded,    ///< no room left under the block's gas limit
    init_code_too_large,   ///< EIP-3860
    creation_not_allowed,  ///< blob and set-code transactions need a recipient
    no_blobs,
    too_many_blobs,  ///< of a transaction (EIP-7594) or of the block
    bad_blob_version,
    blob_fee_cap_too_low,
    no_authorizations,
};

/// In plain words.
[[nodiscard]] std::string_view name_of(InvalidTransaction reason) noexcept;

/// EIP-7825, Osaka.
inline constexpr std::uint64_t max_transaction_gas = 1u << 24;
/// EIP-7594, Osaka.
inline constexpr std::size_t max_blobs_per_transaction = 6;

/// What a transaction pays before it runs (Yellow Paper, section 6.2; EIP-2028, 2930, 3860, 7702).
[[nodiscard]] std::int64_t intrinsic_gas(const Transaction& transaction,
                                         Revision revision) noexcept;
/// The least that a transaction pays in the end (EIP-7623); zero before Prague.
[[nodiscard]] std::int64_t floor_gas(const Transaction& transaction, Revision revision) noexcept;
/// Blob gas of a transaction, units.
[[nodiscard]] constexpr std::uint64_t blob_gas(const Transaction& transaction) noexcept
{
    return transaction.blob_hashes.size() * gas_per_blob;
}
/// Price a unit of gas, wei: EIP-1559. `base_fee` is zero before London.
[[nodiscard]] Uint256 effective_gas_price(const Transaction& transaction, const Uint256& base_fee,
                                          Revision revision) noexcept;

/// Everything that can be said of a transaction without the state, its place in the block apart.
[[nodiscard]] InvalidTransaction check_without_state(const Transaction& transaction,
                                                     const Fork& fork, const Uint256& base_fee,
                                                     const Uint256& blob_base_fee) noexcept;

}  // namespace lanescope
