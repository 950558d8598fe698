// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytes.h"
#include "base/result.h"
#include "chain/receipt.h"
#include "execution/system_contracts.h"

#include <array>
#include <cstdint>
#include <span>

namespace lanescope {

/// Public key 48, withdrawal credentials 32, amount 8, signature 96, index 8 bytes; both numbers
/// little-endian, as the contract logs them (EIP-6110).
inline constexpr std::size_t deposit_request_size = 192;
using DepositRequest = std::array<std::uint8_t, deposit_request_size>;

/// The request in a deposit log's data. `invalid_block` when the data is not laid out exactly as
/// the deposit contract lays it out: 576 bytes, five offsets, five lengths (EIP-6110). What pads a
/// field to whole words is not looked at.
[[nodiscard]] Result<DepositRequest> parse_deposit(ByteView log_data);

/// Appends the requests of all deposits among `logs`, in order, to `requests`; other contracts'
/// logs and other events are skipped (EIP-6110). On `invalid_block`, `requests` keeps
/// those before the broken one.
[[nodiscard]] Status append_deposits(std::span<const Log> logs, Bytes& requests,
                                     const Address& deposit_contract = mainnet_deposit_contract);

/// The requests of one type in a block, without the type's byte (EIP-7685).
struct BlockRequests {
    std::uint8_t type = 0;
    Bytes data;
};

/// The header's requests hash (EIP-7685): SHA-256 over the SHA-256 of `type || data` of each entry,
/// which the caller has in ascending type; entries without data do not count.
[[nodiscard]] Hash requests_hash(std::span<const BlockRequests> requests);

}  // namespace lanescope
