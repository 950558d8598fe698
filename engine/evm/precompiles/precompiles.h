// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytes.h"
#include "base/stop_token.h"
#include "chain/revision.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace lanescope {

/// The precompiled contracts of the main chain. The value is the address, but for the last.
enum class PrecompileId : std::uint8_t {
    ecrecover = 1,         ///< Yellow Paper, appendix E
    sha256,                ///< Yellow Paper, appendix E
    ripemd160,             ///< Yellow Paper, appendix E
    identity,              ///< Yellow Paper, appendix E
    modexp,                ///< EIP-198, Byzantium
    bn254_add,             ///< EIP-196, Byzantium
    bn254_mul,             ///< EIP-196, Byzantium
    bn254_pairing,         ///< EIP-197, Byzantium
    blake2f,               ///< EIP-152, Istanbul
    kzg_point_evaluation,  ///< EIP-4844, Cancun
    bls12_g1_add,          ///< EIP-2537, Prague, as all of the following
    bls12_g1_msm,
    bls12_g2_add,
    bls12_g2_msm,
    bls12_pairing,
    bls12_map_fp_to_g1,
    bls12_map_fp2_to_g2,
    p256_verify,  ///< EIP-7951, Osaka; at address 0x100
};
inline constexpr std::size_t precompile_count = 18;

/// What people call it: "ecrecover", "modexp", "BLS12 G1 add", …
[[nodiscard]] std::string_view name_of(PrecompileId id) noexcept;

/// The last precompile that a revision has, counted without gaps.
[[nodiscard]] constexpr PrecompileId last_precompile(Revision revision) noexcept
{
    return revision >= Revision::osaka       ? PrecompileId::p256_verify
           : revision >= Revision::prague    ? PrecompileId::bls12_map_fp2_to_g2
           : revision >= Revision::cancun    ? PrecompileId::kzg_point_evaluation
           : revision >= Revision::istanbul  ? PrecompileId::blake2f
           : revision >= Revision::byzantium ? PrecompileId::bn254_pairing
                                             : PrecompileId::identity;
}

/// The precompile at `address` under `revision`, or nothing. Inline: every call of a contract asks.
[[nodiscard]] inline std::optional<PrecompileId> precompile_at(const Address& address,
                                                               Revision revision) noexcept
{
    std::uint64_t first;
    std::memcpy(&first, address.bytes.data(), sizeof first);
    if (first != 0) [[likely]] {
        return std::nullopt;
    }
    std::uint64_t second;
    std::uint32_t number;
    std::memcpy(&second, address.bytes.data() + 8, sizeof second);
    std::memcpy(&number, address.bytes.data() + 16, sizeof number);
    number = __builtin_bswap32(number);
    if (second != 0 || number == 0 || number > 0x100) {
        return std::nullopt;
    }
    if (number == 0x100) {
        number = static_cast<std::uint32_t>(PrecompileId::p256_verify);
    } else if (number >= static_cast<std::uint32_t>(PrecompileId::p256_verify)) {
        return std::nullopt;
    }
    if (number > static_cast<std::uint32_t>(last_precompile(revision))) {
        return std::nullopt;
    }
    return static_cast<PrecompileId>(number);
}

[[nodiscard]] inline bool is_precompile(const Address& address, Revision revision) noexcept
{
    return precompile_at(address, revision).has_value();
}

/// Addresses of all precompiles of a revision, ascending: warm from the start (EIP-2929).
[[nodiscard]] std::span<const Address> precompile_addresses(Revision revision) noexcept;

/// Gas that running `id` on `input` costs, success or not; INT64_MAX when it is that or more. Says
/// nothing of whether the input is valid: a size that is none may well cost 0, and then fails.
[[nodiscard]] std::int64_t precompile_gas(PrecompileId id, ByteView input,
                                          Revision revision) noexcept;

/// Runs `id`, whose gas the caller has taken. `output` is replaced; keep one and pass it again, and
/// it is not allocated anew. It must not overlap `input`. False: failure, which consumes the
/// call's whole gas; `output` is then empty. Once `stop` is asked for, those that can take long fail
/// too. Safe from any thread.
[[nodiscard]] bool run_precompile(PrecompileId id, ByteView input, Bytes& output, Revision revision,
                                  StopToken stop = {});

}  // namespace lanescope
