// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/uint256.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace lanescope {

/// The rules of the EVM and of transactions, oldest first; compare with < and >=. Forks that change
/// neither (DAO, Muir Glacier, Arrow Glacier, Gray Glacier, blob-parameter forks) are fields of Fork.
enum class Revision : std::uint8_t {
    frontier,
    homestead,
    tangerine_whistle,  ///< EIP-150
    spurious_dragon,    ///< EIP-158/161
    byzantium,
    constantinople,
    petersburg,  ///< also "ConstantinopleFix"
    istanbul,
    berlin,
    london,
    paris,  ///< also "Merge"
    shanghai,
    cancun,
    prague,
    osaka,
};
inline constexpr std::size_t revision_count = 15;

/// Lower-case field name: "tangerine whistle", "cancun", …
[[nodiscard]] std::string_view name_of(Revision revision) noexcept;

/// Blob parameters of a block (EIP-4844, EIP-7691, EIP-7892, EIP-7918). Counts in blobs.
struct BlobParameters {
    std::uint64_t target = 0;
    std::uint64_t max = 0;
    std::uint64_t base_fee_update_fraction = 0;
    friend bool operator==(const BlobParameters&, const BlobParameters&) = default;
};

/// Everything that a block's place in its chain decides.
struct Fork {
    Revision revision = Revision::frontier;
    BlobParameters blobs{};       ///< all zero before Cancun
    bool dao_transition = false;  ///< this very block moves the DAO's balances (EIP-779)
    bool dao_extra_data = false;  ///< one of ten blocks whose extra data EIP-779 fixes
    std::uint64_t chain_id = 1;
};

/// The fork of mainnet's block `number` with `timestamp` (seconds), blob-parameter forks included
/// (BPO1 1765290071, BPO2 1767747671; EIP-7892 and EIP-8134/8135 schedules).
[[nodiscard]] Fork mainnet_fork(std::uint64_t number, std::uint64_t timestamp) noexcept;

/// The fork of a name in any of the usual spellings: this project's ("cancun"), the official
/// tests' ("EIP150", "EIP158", "ConstantinopleFix", "Merge", "FrontierToHomesteadAt5", "BPO1"),
/// case, spaces, '_' and '-' ignored. Transition names ("…At5", "…AtTime15k") need the block's
/// number and time. A transition by total difficulty ("ArrowGlacierToParisAtDiffC0000") gives the
/// fork before it: the caller, who sees headers, goes on to paris where a header's difficulty is
/// zero. Nothing if the name is unknown.
[[nodiscard]] std::optional<Fork> fork_by_name(std::string_view name, std::uint64_t number = 0,
                                               std::uint64_t timestamp = 0) noexcept;

/// Price of a unit of blob gas, wei: fake_exponential of EIP-4844. 2^256 - 1 where it would pass
/// that; zero where the parameters are all zero.
[[nodiscard]] Uint256 blob_base_fee(std::uint64_t excess_blob_gas,
                                    const BlobParameters& blobs) noexcept;

inline constexpr std::uint64_t gas_per_blob = 131072;  ///< EIP-4844, GAS_PER_BLOB

}  // namespace lanescope
