// SPDX-License-Identifier: GPL-3.0-or-later
#include "evm/precompiles/modexp.h"

#include "base/uint256.h"

#include <gmp.h>

#include <algorithm>
#include <array>
#include <limits>

namespace lanescope {
namespace {

constexpr std::int64_t unpayable = std::numeric_limits<std::int64_t>::max();
constexpr std::size_t lengths_size = 96;

/// The three words that MODEXP's input begins with.
struct Lengths {
    Uint256 base;
    Uint256 exponent;
    Uint256 modulus;
};

/// Up to 32 bytes at `offset`, zeros where the input ends.
Uint256 padded_word(ByteView input, std::uint64_t offset, std::size_t size = 32) noexcept
{
    std::uint8_t word[32]{};
    if (offset < input.size()) {
        std::memcpy(word, input.data() + offset,
                    std::min<std::size_t>(size, input.size() - offset));
    }
    return load_big_endian(word, size);
}

Lengths lengths_of(ByteView input) noexcept
{
    return {padded_word(input, 0), padded_word(input, 32), padded_word(input, 64)};
}

/// mult_complexity of EIP-198, EIP-2565 and EIP-7883 for lengths below 2^40 bytes.
UInt128 multiplication_complexity(std::uint64_t length, Revision revision) noexcept
{
    const UInt128 x = length;
    if (revision < Revision::berlin) {
        if (length <= 64) {
            return x * x;
        }
        return length <= 1024 ? x * x / 4 + 96 * x - 3072 : x * x / 16 + 480 * x - 199680;
    }
    const UInt128 words = (x + 7) / 8;
    if (revision < Revision::osaka) {
        return words * words;
    }
    return length <= 32 ? 16 : 2 * words * words;
}

/// The iteration count (EIP-2565), which EIP-198 calls adjusted exponent length; exponent lengths
/// from 2^70 on count as 2^70, which is past any gas already.
UInt128 iteration_count(ByteView input, const Lengths& lengths, Revision revision) noexcept
{
    const bool short_exponent = lengths.exponent <= Uint256{32};
    const std::size_t head_size = short_exponent ? lengths.exponent.low64() : 32;
    const std::uint64_t base = lengths.base.fits64() ? lengths.base.low64() : ~0ull;
    const std::uint64_t head_offset =
        base <= input.size() ? lengths_size + base : input.size();  // past the end: all zeros
    const unsigned head_bits = padded_word(input, head_offset, head_size).bit_width();
    UInt128 count = head_bits > 0 ? head_bits - 1 : 0;
    if (!short_exponent) {
        constexpr UInt128 cap = UInt128{1} << 70;
        const Uint256 tail = lengths.exponent - Uint256{32};
        const UInt128 size =
            tail < (Uint256{1} << 70) ? (UInt128{tail.limb[1]} << 64 | tail.limb[0]) : cap;
        count += (revision >= Revision::osaka ? 16 : 8) * size;
    }
    return std::max<UInt128>(count, 1);
}

/// Limb products that mpz_powm(), which nothing stops, may take: some 10 ms.
constexpr std::uint64_t most_unstoppable = 1u << 22;

/// A GMP integer that frees itself.
class Integer {
public:
    Integer() noexcept { mpz_init(value_); }
    explicit Integer(ByteView big_endian) noexcept : Integer()
    {
        mpz_import(value_, big_endian.size(), 1, 1, 1, 0, big_endian.data());
    }
    Integer(const Integer&) = delete;
    Integer& operator=(const Integer&) = delete;
    ~Integer() { mpz_clear(value_); }

    [[nodiscard]] mpz_ptr get() noexcept { return value_; }
    [[nodiscard]] bool is_zero() const noexcept { return mpz_sgn(value_) == 0; }
    [[nodiscard]] bool is_zero_or_one() const noexcept { return mpz_cmp_ui(value_, 1) <= 0; }
    /// Writes the value to the end of `bytes`, which is zero and long enough.
    void store(Bytes& bytes) const noexcept
    {
        if (!is_zero()) {
            const std::size_t used = (mpz_sizeinbase(value_, 2) + 7) / 8;
            mpz_export(bytes.data() + bytes.size() - used, nullptr, 1, 1, 1, 0, value_);
        }
    }

private:
    mpz_t value_;
};

bool takes_long(Integer& exponent, Integer& modulus) noexcept
{
    const std::uint64_t limbs = mpz_size(modulus.get());
    return mpz_sizeinbase(exponent.get(), 2) > most_unstoppable / (limbs * limbs);
}

/// As mpz_powm(), by sliding windows of the exponent; `stop` is heeded between them. Slower, for want
/// of Montgomery's form. False: stopped.
bool stoppable_power(Integer& base, Integer& exponent, Integer& modulus, StopToken stop)
{
    constexpr mp_bitcnt_t window = 6;
    std::array<Integer, std::size_t{1} << (window - 1)> odd_powers;
    Integer product;
    const auto multiply = [&](Integer& factor, Integer& by) {
        mpz_mul(product.get(), factor.get(), by.get());
        mpz_tdiv_r(factor.get(), product.get(), modulus.get());
    };
    mpz_tdiv_r(base.get(), base.get(), modulus.get());
    mpz_set(odd_powers[0].get(), base.get());
    multiply(base, base);
    for (std::size_t i = 1; i < odd_powers.size(); ++i) {
        mpz_set(odd_powers[i].get(), odd_powers[i - 1].get());
        multiply(odd_powers[i], base);
    }
    mpz_set_ui(base.get(), 1);
    for (mp_bitcnt_t bit = mpz_sizeinbase(exponent.get(), 2); bit > 0;) {
        if (stop.stop_requested()) {
            return false;
        }
        if (mpz_tstbit(exponent.get(), bit - 1) == 0) {
            multiply(base, base);
            --bit;
            continue;
        }
        const mp_bitcnt_t low = mpz_scan1(
            exponent.get(), bit > window ? bit - window : 0);  // the window ends with a one
        std::size_t digits = 0;
        for (; bit > low; --bit) {
            multiply(base, base);
            digits = digits << 1 | static_cast<std::size_t>(mpz_tstbit(exponent.get(), bit - 1));
        }
        multiply(base, odd_powers[digits >> 1]);
    }
    return true;
}

}  // namespace

std::int64_t modexp_gas(ByteView input, Revision revision) noexcept
{
    const Lengths lengths = lengths_of(input);
    const std::int64_t minimum = revision >= Revision::osaka    ? 500
                                 : revision >= Revision::berlin ? 200
                                                                : 0;
    const unsigned divisor = revision >= Revision::osaka    ? 1
                             : revision >= Revision::berlin ? 3
                                                            : 20;
    const Uint256& longest = std::max(lengths.base, lengths.modulus);
    if (longest >= (Uint256{1} << 40)) {
        return unpayable;  // its square alone is
    }
    const UInt128 complexity = multiplication_complexity(longest.low64(), revision);
    if (complexity == 0) {
        return minimum;
    }
    const UInt128 iterations = iteration_count(input, lengths, revision);
    const UInt128 most = static_cast<UInt128>(unpayable) * divisor;
    if (iterations > most / complexity) {
        return unpayable;
    }
    return std::max(minimum, static_cast<std::int64_t>(complexity * iterations / divisor));
}

bool modexp(ByteView input, Bytes& output, Revision revision, StopToken stop)
{
    const Lengths lengths = lengths_of(input);
    output.clear();
    if (revision >= Revision::osaka) {
        const Uint256 limit{1024};
        if (lengths.base > limit || lengths.exponent > limit || lengths.modulus > limit) {
            return false;
        }
    }
    if (lengths.modulus.is_zero()) {
        return true;
    }
    const Uint256 operand_limit = Uint256{1} << 31;
    if (lengths.base >= operand_limit || lengths.modulus >= operand_limit) {
        return false;
    }
    output.assign(lengths.modulus.low64(), 0);
    const ByteView operands = input.subspan(std::min(lengths_size, input.size()));
    const std::size_t base_size = lengths.base.low64();
    if (base_size >= operands.size() || lengths.exponent >= Uint256{operands.size() - base_size}) {
        return true;  // the input ends before the modulus, which is therefore 0
    }
    const std::size_t exponent_size = lengths.exponent.low64();
    const ByteView given = operands.subspan(base_size + exponent_size);
    Integer modulus(given.first(std::min(given.size(), output.size())));
    if (given.size() < output.size()) {
        mpz_mul_2exp(modulus.get(), modulus.get(), 8 * (output.size() - given.size()));
    }
    if (modulus.is_zero_or_one()) {
        return true;
    }
    Integer exponent(operands.subspan(base_size, exponent_size));
    if (exponent.is_zero()) {
        output.back() = 1;  // for base 0, too
        return true;
    }
    Integer base(operands.first(base_size));
    if (!base.is_zero()) {
        if (!takes_long(exponent, modulus)) {
            mpz_powm(base.get(), base.get(), exponent.get(), modulus.get());
        } else if (!stoppable_power(base, exponent, modulus, stop)) {
            output.clear();
            return false;
        }
        base.store(output);
    }
    return true;
}

}  // namespace lanescope
