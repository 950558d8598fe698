// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/uint256.h"

namespace lanescope {

// Division by multiplication with a reciprocal: Möller and Granlund, "Improved division by
// invariant integers", IEEE Transactions on Computers 60 (2011); "algorithm" below means theirs.
// Longer divisors use Knuth's algorithm D (TAOCP 2, 4.3.1) with quotient digits from three limbs by
// two. The machine's 128-by-64-bit division alone costs more than a whole division here on most
// x86-64 processors.

namespace {

using Limb = std::uint64_t;

constexpr UInt128 join(Limb high, Limb low) noexcept
{
    return static_cast<UInt128>(high) << 64 | low;
}
constexpr Limb high_limb(UInt128 value) noexcept
{
    return static_cast<Limb>(value >> 64);
}
constexpr Limb low_limb(UInt128 value) noexcept
{
    return static_cast<Limb>(value);
}

/// First approximations of algorithm 3: floor((2^19 - 3·2^8) / d9), d9 the top nine bits.
struct ReciprocalSeeds {
    std::uint16_t seed[256]{};
    constexpr ReciprocalSeeds()
    {
        for (unsigned i = 0; i < 256; ++i) {
            seed[i] = static_cast<std::uint16_t>(((1u << 19) - 3 * (1u << 8)) / (256 + i));
        }
    }
};
constexpr ReciprocalSeeds reciprocal_seeds;

/// floor((2^128 - 1) / d) - 2^64 for a d with its top bit set (algorithm 3).
inline Limb reciprocal(Limb d) noexcept
{
    const Limb d0 = d & 1;
    const Limb d40 = (d >> 24) + 1;
    const Limb d63 = (d >> 1) + d0;
    const Limb v0 = reciprocal_seeds.seed[(d >> 55) - 256];
    const Limb v1 = (v0 << 11) - (v0 * v0 * d40 >> 40) - 1;
    const Limb v2 = (v1 << 13) + (v1 * ((1ull << 60) - v1 * d40) >> 47);
    const Limb e = ((v2 >> 1) & (0 - d0)) - v2 * d63;
    const Limb v3 = (high_limb(static_cast<UInt128>(v2) * e) >> 1) + (v2 << 31);
    return v3 - high_limb(static_cast<UInt128>(v3) * d + d) - d;
}

/// floor((2^192 - 1) / (d1, d0)) - 2^64 for a d1 with its top bit set (algorithm 6).
inline Limb reciprocal(Limb d1, Limb d0) noexcept
{
    Limb v = reciprocal(d1);
    Limb p = d1 * v + d0;
    if (p < d0) {
        --v;
        if (p >= d1) {
            --v;
            p -= d1;
        }
        p -= d1;
    }
    const UInt128 t = static_cast<UInt128>(v) * d0;
    p += high_limb(t);
    if (p < high_limb(t)) {
        --v;
        if (join(p, low_limb(t)) >= join(d1, d0)) {
            --v;
        }
    }
    return v;
}

/// (u1, u0) / d with u1 < d, d normalised, v its reciprocal (algorithm 4). Leaves the remainder in
/// u1.
inline Limb divide_2by1(Limb& u1, Limb u0, Limb d, Limb v) noexcept
{
    const UInt128 q = static_cast<UInt128>(v) * u1 + join(u1, u0);
    Limb q1 = high_limb(q) + 1;
    Limb r = u0 - q1 * d;
    const Limb too_large = 0 - static_cast<Limb>(r > low_limb(q));  // a coin toss: no branch
    q1 += too_large;
    r += d & too_large;
    if (r >= d) [[unlikely]] {
        ++q1;
        r -= d;
    }
    u1 = r;
    return q1;
}

/// (u, u0) / d with u < d, d normalised, v its reciprocal (algorithm 5). Leaves the remainder in u.
inline Limb divide_3by2(UInt128& u, Limb u0, UInt128 d, Limb v) noexcept
{
    const UInt128 q = static_cast<UInt128>(v) * high_limb(u) + u;
    Limb q1 = high_limb(q);
    const Limb r1 = low_limb(u) - q1 * high_limb(d);
    UInt128 r = join(r1, u0) - static_cast<UInt128>(q1) * low_limb(d) - d;
    ++q1;
    const Limb too_large = 0 - static_cast<Limb>(high_limb(r) >= low_limb(q));  // as above
    q1 += too_large;
    r += d & join(too_large, too_large);
    if (r >= d) [[unlikely]] {
        ++q1;
        r -= d;
    }
    u = r;
    return q1;
}

/// One digit of Knuth's algorithm D: divides u[0…n] by d[0…n), leaves the remainder in u[0…n).
template <unsigned n>
inline Limb divide_digit(Limb* u, const Limb* d, Limb v) noexcept
{
    const UInt128 top = join(d[n - 1], d[n - 2]);
    UInt128 r = join(u[n], u[n - 1]);
    if (r == top) [[unlikely]] {
        // The estimate would not fit a limb; it is exact or one or two too large, as below.
        Limb q = ~Limb{0};
        UInt128 carry = 0;
        Limb borrow = 0;
        for (unsigned i = 0; i < n; ++i) {
            carry += static_cast<UInt128>(q) * d[i];
            const Limb low = low_limb(carry);
            const UInt128 diff = static_cast<UInt128>(u[i]) - low - borrow;
            u[i] = low_limb(diff);
            borrow = high_limb(diff) & 1;
            carry >>= 64;
        }
        u[n] -= low_limb(carry) + borrow;
        while (u[n] != 0) {
            --q;
            UInt128 sum = 0;
            for (unsigned i = 0; i < n; ++i) {
                sum += static_cast<UInt128>(u[i]) + d[i];
                u[i] = low_limb(sum);
                sum >>= 64;
            }
            u[n] += low_limb(sum);
        }
        return q;
    }
    Limb q = divide_3by2(r, u[n - 2], top, v);
    UInt128 carry = 0;
    for (unsigned i = 0; i + 2 < n; ++i) {
        carry += static_cast<UInt128>(q) * d[i];
        const Limb low = low_limb(carry);
        carry = (carry >> 64) + (u[i] < low);
        u[i] -= low;
    }
    const bool too_large = r < carry;
    r -= carry;
    u[n - 2] = low_limb(r);
    u[n - 1] = high_limb(r);
    if (too_large) [[unlikely]] {
        --q;
        UInt128 sum = 0;
        for (unsigned i = 0; i < n; ++i) {
            sum += static_cast<UInt128>(u[i]) + d[i];
            u[i] = low_limb(sum);
            sum >>= 64;
        }
    }
    return q;
}

inline Limb shift_in(Limb high, Limb low, unsigned shift) noexcept
{
    return shift == 0 ? high : high << shift | low >> (64 - shift);
}

/// Divides the `size` limbs of `dividend` by the n ≥ 2 limbs of `divisor`, the top one not zero.
/// `quotient` has room for size - n + 1 limbs, or is null. size ≥ n.
template <unsigned n, unsigned capacity>
[[gnu::always_inline]] inline void divide_limbs(const Limb* dividend, unsigned size,
                                                const Limb* divisor, Limb* quotient,
                                                Limb* remainder) noexcept
{
    const auto shift = static_cast<unsigned>(std::countl_zero(divisor[n - 1]));
    Limb d[n];
    for (unsigned i = n - 1; i > 0; --i) {
        d[i] = shift_in(divisor[i], divisor[i - 1], shift);
    }
    d[0] = divisor[0] << shift;

    Limb u[capacity + 1];
    u[size] = shift == 0 ? 0 : dividend[size - 1] >> (64 - shift);
    for (unsigned i = size - 1; i > 0; --i) {
        u[i] = shift_in(dividend[i], dividend[i - 1], shift);
    }
    u[0] = dividend[0] << shift;

    const Limb v = reciprocal(d[n - 1], d[n - 2]);
    unsigned digits = size - n + 1;
    if (u[size] == 0 && u[size - 1] < d[n - 1]) {
        // So for a product of reduced factors: the first digit is zero.
        --digits;
        if (quotient != nullptr) {
            quotient[digits] = 0;
        }
    }
    for (unsigned j = digits; j-- > 0;) {
        const Limb digit = divide_digit<n>(u + j, d, v);
        if (quotient != nullptr) {
            quotient[j] = digit;
        }
    }
    for (unsigned i = 0; i + 1 < n; ++i) {
        remainder[i] = shift == 0 ? u[i] : u[i] >> shift | u[i + 1] << (64 - shift);
    }
    remainder[n - 1] = u[n - 1] >> shift;
}

/// Divides `size` ≥ 1 limbs by one limb that is not zero; returns the remainder.
inline Limb divide_by_limb(const Limb* dividend, unsigned size, Limb divisor,
                           Limb* quotient) noexcept
{
    const auto shift = static_cast<unsigned>(std::countl_zero(divisor));
    const Limb d = divisor << shift;
    const Limb v = reciprocal(d);
    Limb r = shift == 0 ? 0 : dividend[size - 1] >> (64 - shift);
    for (unsigned i = size; i-- > 0;) {
        const Limb limb = shift_in(dividend[i], i > 0 ? dividend[i - 1] : 0, shift);
        const Limb digit = divide_2by1(r, limb, d, v);
        if (quotient != nullptr) {
            quotient[i] = digit;
        }
    }
    return r >> shift;
}

inline unsigned limb_count(const Limb* limbs, unsigned size) noexcept
{
    while (size > 0 && limbs[size - 1] == 0) {
        --size;
    }
    return size;
}

/// `size` limbs modulo m, which is not zero.
template <unsigned capacity>
inline Uint256 reduce(const Limb* dividend, unsigned size, const Uint256& m) noexcept
{
    const unsigned n = limb_count(m.limb, 4);
    size = limb_count(dividend, size);
    Uint256 r;
    if (size < n) {
        for (unsigned i = 0; i < size; ++i) {
            r.limb[i] = dividend[i];
        }
        return r;
    }
    switch (n) {
    case 1:
        r.limb[0] = divide_by_limb(dividend, size, m.limb[0], nullptr);
        break;
    case 2:
        divide_limbs<2, capacity>(dividend, size, m.limb, nullptr, r.limb);
        break;
    case 3:
        divide_limbs<3, capacity>(dividend, size, m.limb, nullptr, r.limb);
        break;
    default:
        divide_limbs<4, capacity>(dividend, size, m.limb, nullptr, r.limb);
        break;
    }
    return r;
}

/// The whole product, eight limbs.
inline void multiply_full(const Uint256& a, const Uint256& b, Limb (&product)[8]) noexcept
{
    for (Limb& limb : product) {
        limb = 0;
    }
#pragma GCC unroll 4
    for (unsigned i = 0; i < 4; ++i) {
        UInt128 carry = 0;
#pragma GCC unroll 4
        for (unsigned j = 0; j < 4; ++j) {
            carry += static_cast<UInt128>(a.limb[i]) * b.limb[j] + product[i + j];
            product[i + j] = low_limb(carry);
            carry >>= 64;
        }
        product[i + 4] = low_limb(carry);
    }
}

}  // namespace

DivisionResult divide(const Uint256& dividend, const Uint256& divisor) noexcept
{
    DivisionResult result;
    const unsigned n = limb_count(divisor.limb, 4);
    if (n == 0) {
        return result;
    }
    if (dividend < divisor) {
        result.remainder = dividend;
        return result;
    }
    const unsigned size = limb_count(dividend.limb, 4);
    if (size == 1) {
        result.quotient = dividend.limb[0] / divisor.limb[0];
        result.remainder = dividend.limb[0] % divisor.limb[0];
        return result;
    }
    switch (n) {
    case 1:
        result.remainder =
            divide_by_limb(dividend.limb, size, divisor.limb[0], result.quotient.limb);
        break;
    case 2:
        divide_limbs<2, 4>(dividend.limb, size, divisor.limb, result.quotient.limb,
                           result.remainder.limb);
        break;
    case 3:
        divide_limbs<3, 4>(dividend.limb, size, divisor.limb, result.quotient.limb,
                           result.remainder.limb);
        break;
    default:
        divide_limbs<4, 4>(dividend.limb, size, divisor.limb, result.quotient.limb,
                           result.remainder.limb);
        break;
    }
    return result;
}

Uint256 signed_divide(const Uint256& a, const Uint256& b) noexcept
{
    const Uint256 quotient = divide(a.is_negative() ? -a : a, b.is_negative() ? -b : b).quotient;
    return a.is_negative() != b.is_negative() ? -quotient : quotient;
}

Uint256 signed_modulo(const Uint256& a, const Uint256& b) noexcept
{
    const Uint256 remainder = divide(a.is_negative() ? -a : a, b.is_negative() ? -b : b).remainder;
    return a.is_negative() ? -remainder : remainder;
}

Uint256 add_modulo(const Uint256& a, const Uint256& b, const Uint256& m) noexcept
{
    if (m.is_zero()) {
        return {};
    }
    Uint256 sum;
    const bool carry = add_overflows(a, b, sum);
    // Reduced terms, the common case, need one subtraction at most.
    if (a < m && b < m) {
        return carry || sum >= m ? sum - m : sum;
    }
    const Limb wide[5]{sum.limb[0], sum.limb[1], sum.limb[2], sum.limb[3], carry};
    return reduce<5>(wide, 5, m);
}

Uint256 multiply_modulo(const Uint256& a, const Uint256& b, const Uint256& m) noexcept
{
    if (m.is_zero()) {
        return {};
    }
    Limb product[8];
    multiply_full(a, b, product);
    return reduce<8>(product, 8, m);
}

Uint256 power(Uint256 base, Uint256 exponent) noexcept
{
    const unsigned trailing_zeros =
        base.limb[0] != 0 ? static_cast<unsigned>(std::countr_zero(base.limb[0])) : 64;
    if (trailing_zeros != 0) {
        if (exponent.is_zero()) {
            return 1;
        }
        if (exponent >= 256) {
            return {};  // an even base gives at least 256 factors of two
        }
        if (base.fits64() && std::has_single_bit(base.limb[0])) {
            return Uint256{1} << (trailing_zeros * static_cast<unsigned>(exponent.limb[0]));
        }
    }
    Uint256 result = 1;
    for (unsigned bits = exponent.bit_width(), i = 0; i < bits; ++i) {
        if ((exponent.limb[i / 64] >> (i % 64) & 1) != 0) {
            result = result * base;
        }
        base = base * base;
    }
    return result;
}

bool detail::multiply_overflows_in_full(const Uint256& a, const Uint256& b,
                                        Uint256& product) noexcept
{
    Limb wide[8];
    multiply_full(a, b, wide);
    product = {wide[3], wide[2], wide[1], wide[0]};
    return (wide[4] | wide[5] | wide[6] | wide[7]) != 0;
}

}  // namespace lanescope
