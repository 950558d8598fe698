// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytes.h"
#include "base/literals.h"
#include "chain/revision.h"

#include <cstdint>
#include <span>

namespace lanescope {

/// Caller of every system call (EIP-4788, SYSTEM_ADDRESS).
inline constexpr Address system_address =
    fixed_literal<Address>("0xfffffffffffffffffffffffffffffffffffffffe");

/// Keeps the parent beacon block roots (EIP-4788, BEACON_ROOTS_ADDRESS); Cancun.
inline constexpr Address beacon_roots_address =
    fixed_literal<Address>("0x000F3df6D732807Ef1319fB7B8bB8522d0Beac02");

/// Keeps the hashes of the last 8191 blocks (EIP-2935, HISTORY_STORAGE_ADDRESS); Prague.
inline constexpr Address history_storage_address =
    fixed_literal<Address>("0x0000F90827F1C53a10cb7A02335B175320002935");

/// Queue of withdrawal requests (EIP-7002, WITHDRAWAL_REQUEST_PREDEPLOY_ADDRESS); Prague.
inline constexpr Address withdrawal_requests_address =
    fixed_literal<Address>("0x00000961Ef480Eb55e80D19ad83579A64c007002");

/// Queue of consolidation requests (EIP-7251, CONSOLIDATION_REQUEST_PREDEPLOY_ADDRESS); Prague.
inline constexpr Address consolidation_requests_address =
    fixed_literal<Address>("0x0000BBdDc7CE488642fb579F8B00f3a590007251");

/// Mainnet's deposit contract (EIP-6110, DEPOSIT_CONTRACT_ADDRESS); other chains have their own.
inline constexpr Address mainnet_deposit_contract =
    fixed_literal<Address>("0x00000000219ab540356cBB839Cbe05303d7705Fa");

/// First topic of a deposit's log (EIP-6110, DEPOSIT_EVENT_SIGNATURE_HASH): Keccak-256 of
/// "DepositEvent(bytes,bytes,bytes,bytes,bytes)".
inline constexpr Hash deposit_event_topic =
    fixed_literal<Hash>("0x649bbc62d0e31342afea4e5cd82d4049e7e1ee912fc0889aa790803be39038c5");

/// Gas of one system call, outside of the block's own (EIP-4788, EIP-2935, EIP-7002, EIP-7251).
inline constexpr std::int64_t system_call_gas = 30'000'000;

/// Leading bytes of a block's requests (EIP-7685), in the order that a block lists them.
inline constexpr std::uint8_t deposit_request_type = 0x00;        ///< EIP-6110
inline constexpr std::uint8_t withdrawal_request_type = 0x01;     ///< EIP-7002
inline constexpr std::uint8_t consolidation_request_type = 0x02;  ///< EIP-7251

/// Contracts called before a block's first transaction, in their order.
[[nodiscard]] std::span<const Address> contracts_called_before(Revision revision) noexcept;
/// Contracts called after a block's last transaction, in the order of their requests.
[[nodiscard]] std::span<const Address> contracts_called_after(Revision revision) noexcept;

}  // namespace lanescope
