// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

/// Fixed-width little-endian integers of 64-bit limbs: the few primitives everything else needs.
namespace lanescope::evm::curves {

__extension__ typedef unsigned __int128 Uint128;
__extension__ typedef __int128 Int128;

/// Unsigned integer of N limbs, least significant limb first.
template <std::size_t N>
using Limbs = std::array<std::uint64_t, N>;

/// Calls `body` with the compile-time indices 0..N-1. Compilers do not reliably unroll the short
/// loops of multi-limb arithmetic at -O2, and a rolled loop costs a factor of two there.
template <std::size_t N, class Body>
[[gnu::always_inline]] constexpr inline void unroll(Body&& body)
{
    [&]<std::size_t... I>(std::index_sequence<I...>) __attribute__((always_inline))
    {
        (body(std::integral_constant<std::size_t, I>{}), ...);
    }
    (std::make_index_sequence<N>{});
}

/// a + b + carry; `carry` (0 or 1) receives the carry out.
[[gnu::always_inline]] constexpr inline std::uint64_t add_carry(std::uint64_t a, std::uint64_t b,
                                                                std::uint64_t& carry) noexcept
{
#if defined(__x86_64__)
    // GCC builds add-with-carry chains from the intrinsic, not from 128-bit sums.
    if (!std::is_constant_evaluated()) {
        unsigned long long sum = 0;
        carry = _addcarry_u64(static_cast<unsigned char>(carry), a, b, &sum);
        return sum;
    }
#endif
    const Uint128 sum = Uint128{a} + b + carry;
    carry = static_cast<std::uint64_t>(sum >> 64);
    return static_cast<std::uint64_t>(sum);
}

/// a - b - borrow; `borrow` (0 or 1) receives the borrow out.
[[gnu::always_inline]] constexpr inline std::uint64_t sub_borrow(std::uint64_t a, std::uint64_t b,
                                                                 std::uint64_t& borrow) noexcept
{
#if defined(__x86_64__)
    if (!std::is_constant_evaluated()) {
        unsigned long long difference = 0;
        borrow = _subborrow_u64(static_cast<unsigned char>(borrow), a, b, &difference);
        return difference;
    }
#endif
    const Uint128 difference = Uint128{a} - b - borrow;
    borrow = static_cast<std::uint64_t>(difference >> 64) & 1;
    return static_cast<std::uint64_t>(difference);
}

/// Low word of a * b + c + carry; `carry` receives the high word. Cannot overflow 128 bits.
[[gnu::always_inline]] constexpr inline std::uint64_t multiply_add(std::uint64_t a, std::uint64_t b,
                                                                   std::uint64_t c,
                                                                   std::uint64_t& carry) noexcept
{
    const Uint128 sum = Uint128{a} * b + c + carry;
    carry = static_cast<std::uint64_t>(sum >> 64);
    return static_cast<std::uint64_t>(sum);
}

/// True when a < b.
template <std::size_t N>
[[nodiscard]] constexpr bool less_than(const Limbs<N>& a, const Limbs<N>& b) noexcept
{
    std::uint64_t borrow = 0;
    for (std::size_t i = 0; i < N; ++i) {
        (void)sub_borrow(a[i], b[i], borrow);
    }
    return borrow != 0;
}

/// a - b modulo 2^(64 N).
template <std::size_t N>
[[nodiscard]] constexpr Limbs<N> subtract(const Limbs<N>& a, const Limbs<N>& b) noexcept
{
    Limbs<N> result{};
    std::uint64_t borrow = 0;
    for (std::size_t i = 0; i < N; ++i) {
        result[i] = sub_borrow(a[i], b[i], borrow);
    }
    return result;
}

/// Full product of two integers.
template <std::size_t N, std::size_t M>
[[nodiscard]] constexpr Limbs<N + M> multiply_wide(const Limbs<N>& a, const Limbs<M>& b) noexcept
{
    Limbs<N + M> result{};
    for (std::size_t i = 0; i < N; ++i) {
        std::uint64_t carry = 0;
        for (std::size_t j = 0; j < M; ++j) {
            result[i + j] = multiply_add(a[i], b[j], result[i + j], carry);
        }
        result[i + M] = carry;
    }
    return result;
}

/// a >> bits, for 0 < bits < 64.
template <std::size_t N>
[[nodiscard]] constexpr Limbs<N> shift_right(const Limbs<N>& a, unsigned bits) noexcept
{
    Limbs<N> result{};
    for (std::size_t i = 0; i < N; ++i) {
        const std::uint64_t above = i + 1 < N ? a[i + 1] : 0;
        result[i] = (a[i] >> bits) | (above << (64 - bits));
    }
    return result;
}

/// Reads 8 N big-endian bytes.
template <std::size_t N>
[[nodiscard]] constexpr Limbs<N> limbs_from_bytes(std::span<const std::uint8_t, N * 8> bytes)
{
    Limbs<N> result{};
    for (std::size_t i = 0; i < N * 8; ++i) {
        const std::size_t position = N * 8 - 1 - i;
        result[position / 8] |= std::uint64_t{bytes[i]} << (8 * (position % 8));
    }
    return result;
}

/// Writes 8 N big-endian bytes.
template <std::size_t N>
constexpr void limbs_to_bytes(const Limbs<N>& value, std::span<std::uint8_t, N * 8> bytes)
{
    for (std::size_t i = 0; i < N * 8; ++i) {
        const std::size_t position = N * 8 - 1 - i;
        bytes[i] = static_cast<std::uint8_t>(value[position / 8] >> (8 * (position % 8)));
    }
}

/// Parses hexadecimal digits without a prefix; for constants only, so bad digits do not compile.
template <std::size_t N>
[[nodiscard]] consteval Limbs<N> limbs_from_hex(std::string_view hex)
{
    Limbs<N> result{};
    if (hex.size() > N * 16) {
        throw "constant too long";
    }
    for (std::size_t i = 0; i < hex.size(); ++i) {
        const char c = hex[hex.size() - 1 - i];
        std::uint64_t digit = 0;
        if (c >= '0' && c <= '9') {
            digit = static_cast<std::uint64_t>(c - '0');
        } else if (c >= 'a' && c <= 'f') {
            digit = static_cast<std::uint64_t>(c - 'a') + 10;
        } else {
            throw "not a lower-case hexadecimal digit";
        }
        result[i / 16] |= digit << (4 * (i % 16));
    }
    return result;
}

}  // namespace lanescope::evm::curves
