// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/hex.h"
#include "base/uint256.h"
#include "evm/precompiles/precompiles.h"

#include <string>
#include <string_view>

namespace lanescope::precompile_tests {

inline Bytes hex(std::string_view text)
{
    return bytes_from_hex(text).value();
}

inline std::string word(std::uint64_t number)
{
    Bytes bytes(32);
    store_big_endian(bytes.data(), Uint256{number});
    return to_hex(bytes).substr(2);
}

/// Hex of the output, "failure" when there is none.
inline std::string run(PrecompileId id, const Bytes& input, Revision revision = Revision::osaka)
{
    Bytes output{0xee, 0xee, 0xee};
    if (!run_precompile(id, input, output, revision)) {
        return output.empty() ? "failure" : "failure with output";
    }
    return to_hex(output).substr(2);
}

inline std::string run(PrecompileId id, std::string_view input, Revision revision = Revision::osaka)
{
    return run(id, hex(input), revision);
}

inline Bytes big_endian(const Uint256& number, std::size_t size)
{
    Bytes bytes(32);
    store_big_endian(bytes.data(), number);
    return {bytes.end() - static_cast<std::ptrdiff_t>(size), bytes.end()};
}

inline Bytes modexp_input(const Bytes& base, const Bytes& exponent, const Bytes& modulus)
{
    Bytes input = hex(word(base.size()) + word(exponent.size()) + word(modulus.size()));
    for (const Bytes* part : {&base, &exponent, &modulus}) {
        input.insert(input.end(), part->begin(), part->end());
    }
    return input;
}

/// RIP-7212's and EIP-7951's example.
inline const std::string p256_example =
    "4cee90eb86eaa050036147a12d49004b6b9c72bd725d39d4785011fe190f0b4d"
    "a73bd4903f0ce3b639bbbf6e8e80d16931ff4bcf5993d58468e8fb19086e8cac"
    "36dbcd03009df8c59286b162af3bd7fcc0450c9aa81be5d10d312af6c66b1d60"
    "4aebd3099c618202fcfe16ae7770b0c49ab5eadf74b754204a3bb6060e44eff3"
    "7618b065f9832de4ca6ca971a7a1adc826d0f7c00181a5fb2ddf79ae00b4e10e";

}  // namespace lanescope::precompile_tests
