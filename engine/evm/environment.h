// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytes.h"
#include "base/uint256.h"
#include "chain/revision.h"

#include <cstdint>
#include <cstring>
#include <span>

namespace lanescope::evm {

/// An address as the number that the stack holds.
[[nodiscard]] inline Uint256 word_of(const Address& address) noexcept
{
    std::uint32_t high;
    std::uint64_t middle, low;
    std::memcpy(&high, address.bytes.data(), 4);
    std::memcpy(&middle, address.bytes.data() + 4, 8);
    std::memcpy(&low, address.bytes.data() + 12, 8);
    return {0, __builtin_bswap32(high), __builtin_bswap64(middle), __builtin_bswap64(low)};
}
[[nodiscard]] inline Address address_of(const Uint256& word) noexcept
{
    const std::uint32_t high = __builtin_bswap32(static_cast<std::uint32_t>(word.limb[2]));
    const std::uint64_t middle = __builtin_bswap64(word.limb[1]);
    const std::uint64_t low = __builtin_bswap64(word.limb[0]);
    Address address;
    std::memcpy(address.bytes.data(), &high, 4);
    std::memcpy(address.bytes.data() + 4, &middle, 8);
    std::memcpy(address.bytes.data() + 12, &low, 8);
    return address;
}

/// What instructions read of block and transaction. Constant during a transaction.
struct Environment {
    Revision revision = Revision::frontier;
    Uint256 chain_id;
    Address beneficiary;
    std::uint64_t number = 0;
    std::uint64_t timestamp = 0;  ///< seconds
    std::uint64_t gas_limit = 0;
    Uint256 prev_randao;  ///< difficulty before Paris
    Uint256 base_fee;
    Uint256 blob_base_fee;
    Address origin;
    Uint256 gas_price;
    std::span<const Hash> blob_hashes;
};

/// Ceilings that no hostile block can pass.
struct Limits {
    std::int64_t gas = std::int64_t{1} << 37;         ///< used by one transaction
    std::size_t memory_bytes = std::size_t{1} << 30;  ///< of all frames of one transaction
};

/// The base fee of what every fork's call costs beyond the table; EIP numbers in brackets.
namespace gas {
inline constexpr std::int64_t cold_account = 2600;  ///< [2929]
inline constexpr std::int64_t cold_slot = 2100;     ///< [2929]
inline constexpr std::int64_t warm_access = 100;    ///< [2929]
inline constexpr std::int64_t call_value = 9000;
inline constexpr std::int64_t call_stipend = 2300;
inline constexpr std::int64_t new_account = 25000;
inline constexpr std::int64_t copy_word = 3;
inline constexpr std::int64_t keccak_word = 6;
inline constexpr std::int64_t log_byte = 8;
inline constexpr std::int64_t init_code_word = 2;  ///< [3860]
inline constexpr std::int64_t code_byte = 200;
inline constexpr std::int64_t create = 32000;
}  // namespace gas

inline constexpr std::size_t max_code_size = 0x6000;                  ///< EIP-170
inline constexpr std::size_t max_init_code_size = 2 * max_code_size;  ///< EIP-3860
inline constexpr int max_depth = 1024;
inline constexpr std::ptrdiff_t max_stack = 1024;

}  // namespace lanescope::evm
