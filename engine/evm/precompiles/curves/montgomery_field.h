// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <bit>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <type_traits>

#include "evm/precompiles/curves/limbs.h"
#include "evm/precompiles/curves/modular_inverse.h"
#include "evm/precompiles/curves/x86_field.h"

namespace lanescope::evm::curves {

/// Element of a prime field in Montgomery form, always fully reduced. `Params` gives
/// `limb_count` and `modulus` (Limbs<limb_count>); the modulus is odd and leaves at least two bits
/// of its top limb free, which the arithmetic relies on to drop carry words.
template <class Params>
class PrimeField {
public:
    static constexpr std::size_t limb_count = Params::limb_count;
    static constexpr std::size_t byte_count = limb_count * 8;
    using Integer = Limbs<limb_count>;
    static constexpr Integer modulus = Params::modulus;
    static_assert((modulus[0] & 1) == 1 && (modulus[limb_count - 1] >> 62) == 0);

    /// Zero.
    constexpr PrimeField() noexcept = default;

    [[nodiscard]] static constexpr PrimeField one() noexcept { return from_montgomery(r_); }

    /// From an integer below the modulus.
    [[nodiscard]] static constexpr PrimeField from_integer(const Integer& value) noexcept
    {
        return from_montgomery(value).multiply(from_montgomery(r_squared_));
    }

    [[nodiscard]] static constexpr PrimeField from_u64(std::uint64_t value) noexcept
    {
        return from_integer(Integer{value});
    }

    /// From hexadecimal digits of a constant below the modulus.
    [[nodiscard]] static consteval PrimeField from_hex(std::string_view hex)
    {
        return from_integer(limbs_from_hex<limb_count>(hex));
    }

    /// From big-endian bytes; nothing when the value is not below the modulus.
    [[nodiscard]] static std::optional<PrimeField> from_bytes(
        std::span<const std::uint8_t, byte_count> bytes) noexcept
    {
        const Integer value = limbs_from_bytes<limb_count>(bytes);
        if (!less_than(value, modulus)) {
            return std::nullopt;
        }
        return from_integer(value);
    }

    void to_bytes(std::span<std::uint8_t, byte_count> bytes) const noexcept
    {
        limbs_to_bytes<limb_count>(to_integer(), bytes);
    }

    [[nodiscard]] constexpr Integer to_integer() const noexcept
    {
        return multiply(from_montgomery(Integer{1})).limbs_;
    }

    [[nodiscard]] constexpr bool is_zero() const noexcept
    {
        std::uint64_t any = 0;
        for (const std::uint64_t limb : limbs_) {
            any |= limb;
        }
        return any == 0;
    }

    /// Parity of the canonical integer: sgn0 of RFC 9380 section 4.1.
    [[nodiscard]] constexpr bool is_odd() const noexcept { return (to_integer()[0] & 1) != 0; }

    /// True when the canonical integer is above (p - 1) / 2.
    [[nodiscard]] constexpr bool is_larger_half() const noexcept
    {
        return less_than(shift_right(modulus, 1), to_integer());
    }

    friend constexpr bool operator==(const PrimeField&, const PrimeField&) noexcept = default;

    friend constexpr PrimeField operator+(const PrimeField& a, const PrimeField& b) noexcept
    {
#if defined(__x86_64__)
        if (!std::is_constant_evaluated()) {
            return from_montgomery(x86_add(a.limbs_, b.limbs_, modulus_and_inverse_));
        }
#endif
        Integer sum{};
        std::uint64_t carry = 0;
        unroll<limb_count>([&](auto i) { sum[i] = add_carry(a.limbs_[i], b.limbs_[i], carry); });
        return from_montgomery(reduce_once(sum));
    }

    friend constexpr PrimeField operator-(const PrimeField& a, const PrimeField& b) noexcept
    {
#if defined(__x86_64__)
        if (!std::is_constant_evaluated()) {
            return from_montgomery(x86_subtract(a.limbs_, b.limbs_, modulus_and_inverse_));
        }
#endif
        PrimeField result;
        std::uint64_t borrow = 0;
        unroll<limb_count>(
            [&](auto i) { result.limbs_[i] = sub_borrow(a.limbs_[i], b.limbs_[i], borrow); });
        const std::uint64_t mask = std::uint64_t{0} - borrow;
        std::uint64_t carry = 0;
        unroll<limb_count>([&](auto i) {
            result.limbs_[i] = add_carry(result.limbs_[i], modulus[i] & mask, carry);
        });
        return result;
    }

    friend constexpr PrimeField operator-(const PrimeField& a) noexcept
    {
        return PrimeField{} - a;
    }

    [[gnu::noinline]] friend constexpr PrimeField operator*(const PrimeField& a,
                                                            const PrimeField& b) noexcept
    {
        return a.multiply(b);
    }

    /// Montgomery product, inlined at the call; `operator*` is the out-of-line form.
    [[nodiscard, gnu::always_inline]] constexpr PrimeField multiply(
        const PrimeField& b) const noexcept
    {
#if defined(__x86_64__)
        if (!std::is_constant_evaluated() && has_adx) [[likely]] {
            return from_montgomery(adx_montgomery_multiply(limbs_, b.limbs_, modulus_and_inverse_));
        }
#endif
        return multiply_portable(b);
    }

    [[nodiscard]] constexpr PrimeField square() const noexcept
    {
        return *this * *this;
    }
    [[nodiscard]] constexpr PrimeField doubled() const noexcept
    {
        return *this + *this;
    }

    /// Half of the element.
    [[nodiscard]] constexpr PrimeField halved() const noexcept
    {
        const std::uint64_t mask = std::uint64_t{0} - (limbs_[0] & 1);
        Integer sum{};
        std::uint64_t carry = 0;
        unroll<limb_count>(
            [&](auto i) { sum[i] = add_carry(limbs_[i], modulus[i] & mask, carry); });
        return from_montgomery(shift_right(sum, 1));
    }

    /// Power with a public exponent, by 4-bit windows.
    template <std::size_t M>
    [[nodiscard]] constexpr PrimeField power(const Limbs<M>& exponent) const noexcept
    {
        std::array<PrimeField, 16> table{};
        table[0] = one();
        for (std::size_t i = 1; i < table.size(); ++i) {
            table[i] = table[i - 1] * *this;
        }
        PrimeField result = one();
        bool started = false;
        for (std::size_t i = M * 16; i-- > 0;) {
            const std::uint64_t digit = (exponent[i / 16] >> (4 * (i % 16))) & 15;
            if (started) {
                result = result.square().square().square().square();
            }
            if (digit != 0) {
                result = started ? result * table[digit] : table[digit];
                started = true;
            }
        }
        return result;
    }

    /// Multiplicative inverse; zero gives zero.
    [[nodiscard]] PrimeField inverse() const noexcept
    {
        return from_montgomery(scaled_inverse(limbs_, modulus, negated_inverse_, rounds_))
            .multiply(from_montgomery(inverse_correction_));
    }

private:
    [[nodiscard]] constexpr PrimeField multiply_portable(const PrimeField& b) const noexcept
    {
        // Operand scanning with interleaved reduction; the free top bits of the modulus make both
        // carry chains fit one word.
        Integer t{};
        unroll<limb_count>([&](auto i) {
            std::uint64_t carry = 0;
            std::uint64_t carry_reduced = 0;
            const std::uint64_t factor = b.limbs_[i];
            const std::uint64_t lowest = multiply_add(limbs_[0], factor, t[0], carry);
            const std::uint64_t multiple = lowest * negated_inverse_;
            (void)multiply_add(multiple, modulus[0], lowest, carry_reduced);
            unroll<limb_count - 1>([&](auto j) {
                const std::uint64_t limb = multiply_add(limbs_[j + 1], factor, t[j + 1], carry);
                t[j] = multiply_add(multiple, modulus[j + 1], limb, carry_reduced);
            });
            t[limb_count - 1] = carry + carry_reduced;
        });
        return from_montgomery(reduce_once(t));
    }

    static constexpr PrimeField from_montgomery(const Integer& limbs) noexcept
    {
        PrimeField result;
        result.limbs_ = limbs;
        return result;
    }

    /// t modulo p for t < 2p, without a branch that the predictor would miss half the time.
    [[gnu::always_inline]] static constexpr Integer reduce_once(const Integer& t) noexcept
    {
        Integer reduced{};
        std::uint64_t borrow = 0;
        unroll<limb_count>([&](auto i) { reduced[i] = sub_borrow(t[i], modulus[i], borrow); });
        const std::uint64_t keep = std::uint64_t{0} - borrow;
        unroll<limb_count>([&](auto i) { reduced[i] = (t[i] & keep) | (reduced[i] & ~keep); });
        return reduced;
    }

    static constexpr std::uint64_t compute_negated_inverse() noexcept
    {
        std::uint64_t inverse = 1;
        for (int i = 0; i < 6; ++i) {
            inverse *= 2 - modulus[0] * inverse;
        }
        return ~inverse + 1;
    }

    /// 2^exponent * start modulo p.
    static constexpr Integer double_repeatedly(Integer start, unsigned exponent) noexcept
    {
        for (unsigned i = 0; i < exponent; ++i) {
            Integer sum{};
            std::uint64_t carry = 0;
            for (std::size_t j = 0; j < limb_count; ++j) {
                sum[j] = add_carry(start[j], start[j], carry);
            }
            start = less_than(sum, modulus) ? sum : subtract(sum, modulus);
        }
        return start;
    }

    static constexpr unsigned compute_bits() noexcept
    {
        return static_cast<unsigned>(64 * (limb_count - 1)) +
               static_cast<unsigned>(std::bit_width(modulus[limb_count - 1]));
    }

    static constexpr unsigned rounds_ = inverse_rounds(compute_bits());
    static constexpr std::uint64_t negated_inverse_ = compute_negated_inverse();
    static constexpr Limbs<limb_count + 1> modulus_and_inverse_ = [] {
        Limbs<limb_count + 1> joined{};
        for (std::size_t i = 0; i < limb_count; ++i) {
            joined[i] = modulus[i];
        }
        joined[limb_count] = negated_inverse_;
        return joined;
    }();
    /// R modulo p, with R = 2^(64 limb_count).
    static constexpr Integer r_ = double_repeatedly(Integer{1}, 64 * limb_count);
    static constexpr Integer r_squared_ = double_repeatedly(r_, 64 * limb_count);
    /// scaled_inverse of xR gives x^-1 R^-1 2^(-33 rounds); a Montgomery product with
    /// R^3 2^(33 rounds) turns that into x^-1 R.
    static constexpr Integer inverse_correction_ =
        double_repeatedly(double_repeatedly(r_squared_, 64 * limb_count), 33 * rounds_);

    Integer limbs_{};
};

}  // namespace lanescope::evm::curves
