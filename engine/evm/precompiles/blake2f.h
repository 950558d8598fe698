// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytes.h"
#include "base/stop_token.h"

#include <span>
#include <string_view>

namespace lanescope {

/// Rounds that BLAKE2F's input asks for, each one gas (EIP-152); 0 when the input has a wrong size.
[[nodiscard]] std::uint32_t blake2f_rounds(ByteView input) noexcept;

/// Compression function F of BLAKE2b (RFC 7693, 3.2) over EIP-152's 213 bytes: rounds (big-endian),
/// h, m, t (little-endian), final flag. False for another size, a flag other than 0 and 1, or when
/// `stop` was asked for.
[[nodiscard]] bool blake2f(ByteView input, std::span<std::uint8_t, 64> output,
                           StopToken stop = {}) noexcept;

/// One way to compute the rounds of F; all give the same words.
struct Blake2fVariant {
    std::string_view name;
    bool (*runs_here)();  ///< whether this processor has the instructions
    /// The rounds of RFC 7693, 3.2, on the local vector v with the message m.
    void (*mix)(std::uint64_t (&v)[16], const std::uint64_t (&m)[16],
                std::uint32_t rounds) noexcept;
};
/// From the slowest to the fastest; blake2f() takes the last one that runs here.
[[nodiscard]] std::span<const Blake2fVariant> blake2f_variants() noexcept;

}  // namespace lanescope
