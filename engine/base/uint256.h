// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <bit>
#include <compare>
#include <cstdint>
#include <cstring>
#include <type_traits>

#include <immintrin.h>

namespace lanescope {

__extension__ using UInt128 = unsigned __int128;

/// 256-bit unsigned integer modulo 2^256, four 64-bit limbs, least significant first. Signed
/// operations of the EVM read it as two's complement.
struct Uint256 {
    std::uint64_t limb[4]{};

    constexpr Uint256() = default;
    constexpr Uint256(std::uint64_t low) : limb{low, 0, 0, 0} {}
    constexpr Uint256(std::uint64_t l3, std::uint64_t l2, std::uint64_t l1, std::uint64_t l0)
        : limb{l0, l1, l2, l3}
    {
    }

    [[nodiscard]] static constexpr Uint256 max() { return {~0ull, ~0ull, ~0ull, ~0ull}; }

    [[nodiscard]] constexpr bool is_zero() const noexcept
    {
        return (limb[0] | limb[1] | limb[2] | limb[3]) == 0;
    }
    /// Whether the value fits 64 bits.
    [[nodiscard]] constexpr bool fits64() const noexcept
    {
        return (limb[1] | limb[2] | limb[3]) == 0;
    }
    [[nodiscard]] constexpr std::uint64_t low64() const noexcept { return limb[0]; }
    [[nodiscard]] constexpr bool is_negative() const noexcept { return (limb[3] >> 63) != 0; }
    /// Number of bits up to the highest set one; 0 for zero.
    [[nodiscard]] constexpr unsigned bit_width() const noexcept
    {
        for (int i = 3; i >= 0; --i) {
            if (limb[i] != 0) {
                return static_cast<unsigned>(64 * i + 64 - std::countl_zero(limb[i]));
            }
        }
        return 0;
    }
    [[nodiscard]] constexpr unsigned byte_width() const noexcept { return (bit_width() + 7) / 8; }

    friend constexpr bool operator==(const Uint256& a, const Uint256& b) noexcept
    {
        return ((a.limb[0] ^ b.limb[0]) | (a.limb[1] ^ b.limb[1]) | (a.limb[2] ^ b.limb[2]) |
                (a.limb[3] ^ b.limb[3])) == 0;
    }
    friend constexpr bool operator<(const Uint256& a, const Uint256& b) noexcept
    {
        if (!std::is_constant_evaluated()) {
            unsigned long long ignored;
            unsigned char carry = _subborrow_u64(0, a.limb[0], b.limb[0], &ignored);
            carry = _subborrow_u64(carry, a.limb[1], b.limb[1], &ignored);
            carry = _subborrow_u64(carry, a.limb[2], b.limb[2], &ignored);
            return _subborrow_u64(carry, a.limb[3], b.limb[3], &ignored) != 0;
        }
        UInt128 borrow = 0;
        for (int i = 0; i < 4; ++i) {
            borrow = (static_cast<UInt128>(a.limb[i]) - b.limb[i] - borrow) >> 127;
        }
        return borrow != 0;
    }
    friend constexpr bool operator>(const Uint256& a, const Uint256& b) noexcept { return b < a; }
    friend constexpr bool operator<=(const Uint256& a, const Uint256& b) noexcept
    {
        return !(b < a);
    }
    friend constexpr bool operator>=(const Uint256& a, const Uint256& b) noexcept
    {
        return !(a < b);
    }

    friend constexpr Uint256 operator+(const Uint256& a, const Uint256& b) noexcept
    {
        Uint256 r;
        if (!std::is_constant_evaluated()) {
            unsigned long long w[4];
            unsigned char flag = _addcarry_u64(0, a.limb[0], b.limb[0], &w[0]);
            flag = _addcarry_u64(flag, a.limb[1], b.limb[1], &w[1]);
            flag = _addcarry_u64(flag, a.limb[2], b.limb[2], &w[2]);
            _addcarry_u64(flag, a.limb[3], b.limb[3], &w[3]);
            return {w[3], w[2], w[1], w[0]};
        }
        UInt128 carry = 0;
        for (int i = 0; i < 4; ++i) {
            carry += static_cast<UInt128>(a.limb[i]) + b.limb[i];
            r.limb[i] = static_cast<std::uint64_t>(carry);
            carry >>= 64;
        }
        return r;
    }
    friend constexpr Uint256 operator-(const Uint256& a, const Uint256& b) noexcept
    {
        Uint256 r;
        if (!std::is_constant_evaluated()) {
            unsigned long long w[4];
            unsigned char flag = _subborrow_u64(0, a.limb[0], b.limb[0], &w[0]);
            flag = _subborrow_u64(flag, a.limb[1], b.limb[1], &w[1]);
            flag = _subborrow_u64(flag, a.limb[2], b.limb[2], &w[2]);
            _subborrow_u64(flag, a.limb[3], b.limb[3], &w[3]);
            return {w[3], w[2], w[1], w[0]};
        }
        UInt128 borrow = 0;
        for (int i = 0; i < 4; ++i) {
            const UInt128 diff = static_cast<UInt128>(a.limb[i]) - b.limb[i] - borrow;
            r.limb[i] = static_cast<std::uint64_t>(diff);
            borrow = diff >> 127;
        }
        return r;
    }
    friend constexpr Uint256 operator-(const Uint256& a) noexcept { return Uint256{} - a; }
    friend constexpr Uint256 operator~(const Uint256& a) noexcept
    {
        return {~a.limb[3], ~a.limb[2], ~a.limb[1], ~a.limb[0]};
    }
    friend constexpr Uint256 operator&(const Uint256& a, const Uint256& b) noexcept
    {
        return {a.limb[3] & b.limb[3], a.limb[2] & b.limb[2], a.limb[1] & b.limb[1],
                a.limb[0] & b.limb[0]};
    }
    friend constexpr Uint256 operator|(const Uint256& a, const Uint256& b) noexcept
    {
        return {a.limb[3] | b.limb[3], a.limb[2] | b.limb[2], a.limb[1] | b.limb[1],
                a.limb[0] | b.limb[0]};
    }
    friend constexpr Uint256 operator^(const Uint256& a, const Uint256& b) noexcept
    {
        return {a.limb[3] ^ b.limb[3], a.limb[2] ^ b.limb[2], a.limb[1] ^ b.limb[1],
                a.limb[0] ^ b.limb[0]};
    }
    /// Product modulo 2^256.
    friend constexpr Uint256 operator*(const Uint256& a, const Uint256& b) noexcept
    {
        const auto wide = [](std::uint64_t x, std::uint64_t y) {
            return static_cast<UInt128>(x) * y;
        };
        const UInt128 p00 = wide(a.limb[0], b.limb[0]);
        const UInt128 p01 = wide(a.limb[0], b.limb[1]);
        const UInt128 p10 = wide(a.limb[1], b.limb[0]);
        const UInt128 p11 = wide(a.limb[1], b.limb[1]);
        const UInt128 p02 = wide(a.limb[0], b.limb[2]);
        const UInt128 p20 = wide(a.limb[2], b.limb[0]);
        UInt128 middle =
            (p00 >> 64) + static_cast<std::uint64_t>(p01) + static_cast<std::uint64_t>(p10);
        const UInt128 high = (middle >> 64) + (p01 >> 64) + (p10 >> 64) + p11 + p02 + p20;
        Uint256 r;
        r.limb[0] = static_cast<std::uint64_t>(p00);
        r.limb[1] = static_cast<std::uint64_t>(middle);
        r.limb[2] = static_cast<std::uint64_t>(high);
        r.limb[3] = static_cast<std::uint64_t>(high >> 64) + a.limb[0] * b.limb[3] +
                    a.limb[3] * b.limb[0] + a.limb[1] * b.limb[2] + a.limb[2] * b.limb[1];
        return r;
    }
    /// Left shift; 256 and more give zero.
    friend constexpr Uint256 operator<<(const Uint256& a, unsigned shift) noexcept
    {
        if (shift >= 256) {
            return {};
        }
        const unsigned words = shift / 64;
        const unsigned bits = shift % 64;
        Uint256 r;
        for (unsigned i = words; i < 4; ++i) {
            r.limb[i] = a.limb[i - words] << bits;
            if (bits != 0 && i > words) {
                r.limb[i] |= a.limb[i - words - 1] >> (64 - bits);
            }
        }
        return r;
    }
    /// Logical right shift; 256 and more give zero.
    friend constexpr Uint256 operator>>(const Uint256& a, unsigned shift) noexcept
    {
        if (shift >= 256) {
            return {};
        }
        const unsigned words = shift / 64;
        const unsigned bits = shift % 64;
        Uint256 r;
        for (unsigned i = 0; i + words < 4; ++i) {
            r.limb[i] = a.limb[i + words] >> bits;
            if (bits != 0 && i + words + 1 < 4) {
                r.limb[i] |= a.limb[i + words + 1] << (64 - bits);
            }
        }
        return r;
    }
    constexpr Uint256& operator+=(const Uint256& b) noexcept { return *this = *this + b; }
    constexpr Uint256& operator-=(const Uint256& b) noexcept { return *this = *this - b; }
};

/// Quotient and remainder; both zero when `divisor` is zero, as the EVM has it.
struct DivisionResult {
    Uint256 quotient;
    Uint256 remainder;
};
[[nodiscard]] DivisionResult divide(const Uint256& dividend, const Uint256& divisor) noexcept;
[[nodiscard]] inline Uint256 operator/(const Uint256& a, const Uint256& b) noexcept
{
    return divide(a, b).quotient;
}
[[nodiscard]] inline Uint256 operator%(const Uint256& a, const Uint256& b) noexcept
{
    return divide(a, b).remainder;
}
/// SDIV and SMOD of the Yellow Paper, appendix H: truncate towards zero; zero divisor gives zero.
[[nodiscard]] Uint256 signed_divide(const Uint256& a, const Uint256& b) noexcept;
[[nodiscard]] Uint256 signed_modulo(const Uint256& a, const Uint256& b) noexcept;
/// (a + b) mod m and (a · b) mod m without overflow; zero when m is zero.
[[nodiscard]] Uint256 add_modulo(const Uint256& a, const Uint256& b, const Uint256& m) noexcept;
[[nodiscard]] Uint256 multiply_modulo(const Uint256& a, const Uint256& b,
                                      const Uint256& m) noexcept;
/// base^exponent mod 2^256.
[[nodiscard]] Uint256 power(Uint256 base, Uint256 exponent) noexcept;

/// a + b, and whether it passed 2^256.
[[nodiscard]] constexpr bool add_overflows(const Uint256& a, const Uint256& b,
                                           Uint256& sum) noexcept
{
    sum = a + b;
    return sum < a;
}
namespace detail {
[[nodiscard]] bool multiply_overflows_in_full(const Uint256& a, const Uint256& b,
                                              Uint256& product) noexcept;
}  // namespace detail
/// a · b, and whether it passed 2^256.
[[nodiscard]] inline bool multiply_overflows(const Uint256& a, const Uint256& b,
                                             Uint256& product) noexcept
{
    if (a.fits64() && b.fits64()) [[likely]] {
        const UInt128 wide = static_cast<UInt128>(a.low64()) * b.low64();
        product = {0, 0, static_cast<std::uint64_t>(wide >> 64), static_cast<std::uint64_t>(wide)};
        return false;
    }
    return detail::multiply_overflows_in_full(a, b, product);
}

/// Two's complement comparison.
[[nodiscard]] constexpr bool signed_less(const Uint256& a, const Uint256& b) noexcept
{
    return a.is_negative() != b.is_negative() ? a.is_negative() : a < b;
}
/// Arithmetic right shift; 256 and more give 0 or -1.
[[nodiscard]] constexpr Uint256 shift_right_arithmetic(const Uint256& a, unsigned shift) noexcept
{
    if (!a.is_negative()) {
        return a >> shift;
    }
    return shift >= 256 ? Uint256::max() : ~(~a >> shift);
}

/// Reads 32 big-endian bytes.
[[nodiscard]] inline Uint256 load_big_endian(const std::uint8_t* bytes) noexcept
{
    std::uint64_t w[4];
    std::memcpy(w, bytes, 32);
    return {__builtin_bswap64(w[0]), __builtin_bswap64(w[1]), __builtin_bswap64(w[2]),
            __builtin_bswap64(w[3])};
}
/// Reads `size` ≤ 32 big-endian bytes as a number.
[[nodiscard]] inline Uint256 load_big_endian(const std::uint8_t* bytes, std::size_t size) noexcept
{
    std::uint8_t padded[32]{};
    if (size != 0) {
        std::memcpy(padded + 32 - size, bytes, size);
    }
    return load_big_endian(padded);
}
/// Writes 32 big-endian bytes.
inline void store_big_endian(std::uint8_t* bytes, const Uint256& value) noexcept
{
    const std::uint64_t w[4]{__builtin_bswap64(value.limb[3]), __builtin_bswap64(value.limb[2]),
                             __builtin_bswap64(value.limb[1]), __builtin_bswap64(value.limb[0])};
    std::memcpy(bytes, w, 32);
}

}  // namespace lanescope
