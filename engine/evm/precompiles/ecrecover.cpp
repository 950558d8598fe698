// SPDX-License-Identifier: GPL-3.0-or-later
#include "evm/precompiles/ecrecover.h"

#include "base/keccak.h"

#include <secp256k1.h>
#include <secp256k1_recovery.h>

#include <algorithm>

namespace lanescope {

std::optional<Address> ecrecover(ByteView input) noexcept
{
    std::uint8_t words[128]{};
    if (const std::size_t given = std::min(input.size(), sizeof words); given != 0) {
        std::memcpy(words, input.data(), given);
    }
    const std::uint8_t* const v = words + 32;
    if (std::any_of(v, v + 31, [](std::uint8_t byte) { return byte != 0; }) ||
        (v[31] != 27 && v[31] != 28)) {
        return std::nullopt;
    }
    // Recovery needs no tables of its own, so the library's static context will do for all threads.
    const secp256k1_context* const context = secp256k1_context_static;
    secp256k1_ecdsa_recoverable_signature signature;
    secp256k1_pubkey key;
    if (secp256k1_ecdsa_recoverable_signature_parse_compact(context, &signature, words + 64,
                                                            v[31] - 27) != 1 ||
        secp256k1_ecdsa_recover(context, &key, &signature, words) != 1) {
        return std::nullopt;
    }
    std::uint8_t point[65];
    std::size_t size = sizeof point;
    secp256k1_ec_pubkey_serialize(context, point, &size, &key, SECP256K1_EC_UNCOMPRESSED);
    const Hash digest = keccak256(ByteView(point).subspan(1));
    return Address::from(digest.view().last<20>());
}

}  // namespace lanescope
