// SPDX-License-Identifier: GPL-3.0-or-later
#include "evm/precompiles/curves/bls12_381.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "evm/precompiles/curves/multi_scalar.h"

namespace lanescope::evm::curves::bls12_381 {

namespace {

/// Cube root of unity for which (x, y) -> (beta x, y) multiplies G1 by -x^2, x the parameter.
constexpr Fp beta = Fp::from_hex(
    "00000000000000005f19672fdf76ce51ba69c6076a0f77ea"
    "ddb3a93be6f89688de17d813620a00022e01fffffffefffe");

/// (p - 3) / 4; p = 3 modulo 4, and shifting out the low bits 11 subtracts the 3.
constexpr Limbs<6> root_exponent = shift_right(BaseParams::modulus, 2);

/// Digits of the scalar, taken modulo r, to the base |x|. As r = x^4 - x^2 + 1, there are four.
[[nodiscard]] std::array<std::uint64_t, 4> parameter_digits(const Limbs<4>& scalar) noexcept
{
    Limbs<4> rest = scalar;
    while (!less_than(rest, group_order)) {
        rest = subtract(rest, group_order);
    }
    std::array<std::uint64_t, 4> digits{};
    for (std::uint64_t& digit : digits) {
        std::uint64_t remainder = 0;
        for (std::size_t i = rest.size(); i-- > 0;) {
            const Uint128 dividend = (Uint128{remainder} << 64) | rest[i];
            rest[i] = static_cast<std::uint64_t>(dividend / parameter);
            remainder = static_cast<std::uint64_t>(dividend % parameter);
        }
        digit = remainder;
    }
    return digits;
}

/// low + high |x|, below x^2 and so within 128 bits.
[[nodiscard]] Limbs<2> join_digits(std::uint64_t low, std::uint64_t high) noexcept
{
    const Uint128 joined = Uint128{high} * parameter + low;
    return {static_cast<std::uint64_t>(joined), static_cast<std::uint64_t>(joined >> 64)};
}

/// Adds the terms of one multiple: k = k0 + k1 |x| + (k2 + k3 |x|) x^2, and x^2 is minus the
/// endomorphism.
void append_terms(const G1Multiple& multiple, std::vector<ScalarTerm<Fp>>& terms)
{
    const std::array<std::uint64_t, 4> digits = parameter_digits(multiple.scalar);
    terms.push_back({multiple.point, join_digits(digits[0], digits[1])});
    terms.push_back(
        {{multiple.point.x * beta, -multiple.point.y}, join_digits(digits[2], digits[3])});
}

[[nodiscard]] G2 twist_frobenius(const G2& q) noexcept;

/// Adds the terms of one multiple: the twist's Frobenius map multiplies by x = -|x|.
void append_terms(const G2Multiple& multiple, std::vector<ScalarTerm<Fp2>>& terms)
{
    G2 power = multiple.point;
    for (const std::uint64_t digit : parameter_digits(multiple.scalar)) {
        terms.push_back({power, {digit, 0}});
        power = twist_frobenius(power).negated();
    }
}

/// Large inputs are summed in blocks, so that memory stays bounded; gas grows in proportion to the
/// input from 128 pairs on (EIP-2537), and so may the time.
template <class Field, class Multiple>
[[nodiscard]] JacobianPoint<Field> sum_in_blocks(std::span<const Multiple> multiples,
                                                 StopToken stop)
{
    constexpr std::size_t block_size = 512;
    JacobianPoint<Field> sum;
    std::vector<ScalarTerm<Field>> terms;
    terms.reserve(4 * std::min(multiples.size(), block_size));
    for (std::size_t start = 0; start < multiples.size() && !stop.stop_requested();
         start += block_size) {
        terms.clear();
        const std::size_t count = std::min(block_size, multiples.size() - start);
        for (const Multiple& multiple : multiples.subspan(start, count)) {
            append_terms(multiple, terms);
        }
        sum = sum + multi_scalar_sum<Field>(terms);
    }
    return sum;
}

/// Multipliers of the twist's Frobenius map: inverses of xi^((p-1)/3) and xi^((p-1)/2), as the
/// twist is of M type.
struct TwistFactors {
    Fp2 x;
    Fp2 y;
};
[[nodiscard]] const TwistFactors& twist_factors() noexcept
{
    static const TwistFactors factors = {Fp12::frobenius_table()[1].inverse(),
                                         Fp12::frobenius_table()[2].inverse()};
    return factors;
}

G2 twist_frobenius(const G2& q) noexcept
{
    const TwistFactors& factors = twist_factors();
    return {q.x.conjugate() * factors.x, q.y.conjugate() * factors.y};
}

/// f^x on the cyclotomic subgroup, for the negative parameter x.
[[nodiscard]] Fp12 power_parameter(const Fp12& f) noexcept
{
    Fp12 result = f;
    for (int bit = 62; bit >= 0; --bit) {
        result = result.cyclotomic_square();
        if (((parameter >> bit) & 1) != 0) {
            result = result * f;
        }
    }
    return result.conjugate();
}

/// Splits off the three flag bits of a compressed point; false unless they are consistent.
struct CompressedFlags {
    bool infinity = false;
    bool larger_y = false;
};
[[nodiscard]] bool read_flags(std::span<std::uint8_t> bytes, CompressedFlags& flags) noexcept
{
    const std::uint8_t first = bytes[0];
    flags.infinity = (first & 0x40) != 0;
    flags.larger_y = (first & 0x20) != 0;
    bytes[0] = first & 0x1f;
    if ((first & 0x80) == 0) {
        return false;
    }
    return !flags.infinity ||
           (!flags.larger_y &&
            std::all_of(bytes.begin(), bytes.end(), [](std::uint8_t byte) { return byte == 0; }));
}

}  // namespace

Fp curve_b() noexcept
{
    static constexpr Fp b = Fp::from_u64(4);
    return b;
}

Fp2 twist_b() noexcept
{
    static constexpr Fp2 b = {Fp::from_u64(4), Fp::from_u64(4)};
    return b;
}

G1 g1_generator() noexcept
{
    static constexpr G1 generator = {
        Fp::from_hex("17f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905"
                     "a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb"),
        Fp::from_hex("08b3f481e3aaa0f1a09e30ed741d8ae4fcf5e095d5d00af6"
                     "00db18cb2c04b3edd03cc744a2888ae40caa232946c5e7e1")};
    return generator;
}

G2 g2_generator() noexcept
{
    static constexpr G2 generator = {
        {Fp::from_hex("024aa2b2f08f0a91260805272dc51051c6e47ad4fa403b02"
                      "b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8"),
         Fp::from_hex("13e02b6052719f607dacd3a088274f65596bd0d09920b61a"
                      "b5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7e")},
        {Fp::from_hex("0ce5d527727d6e118cc9cdc6da2e351aadfd9baa8cbdd3a7"
                      "6d429a695160d12c923ac9cc3baca289e193548608b82801"),
         Fp::from_hex("0606c4a02ea734cc32acd2b02bc28b99cb3e287e85a763af"
                      "267492ab572e99ab3f370d275cec1da1aaa9075ff05f79be")}};
    return generator;
}

bool is_in_g1(const G1& point) noexcept
{
    // phi(P) = -[x^2] P (M. Scott, "A note on group membership tests for G1, G2 and GT on BLS
    // pairing-friendly curves", IACR ePrint 2021/1130). Sound: phi^2 + phi + 1 = 0, and putting
    // -x^2 for phi leaves x^4 - x^2 + 1 = r, so r annihilates P.
    const G1Jacobian p{point};
    const G1Jacobian expected = p.times(parameter).times(parameter).negated();
    return G1Jacobian{G1{point.x * beta, point.y}}.equals(expected);
}

bool is_in_g2(const G2& point) noexcept
{
    // psi(Q) = [x] Q, from the same note. Sound: psi^2 - t psi + p = 0, and putting x = t - 1 for
    // psi leaves p + 1 - t, whose gcd with the order of the twist is r.
    const G2Jacobian q{point};
    return twist_frobenius(q).equals(times_parameter(q));
}

G2Jacobian times_parameter(const G2Jacobian& point) noexcept
{
    return point.times(parameter).negated();
}

G2Jacobian twist_frobenius(const G2Jacobian& q) noexcept
{
    const TwistFactors& factors = twist_factors();
    return {q.x.conjugate() * factors.x, q.y.conjugate() * factors.y, q.z.conjugate()};
}

G1Jacobian sum_of_multiples(std::span<const G1Multiple> multiples, StopToken stop)
{
    return sum_in_blocks<Fp>(multiples, stop);
}

G2Jacobian sum_of_multiples(std::span<const G2Multiple> multiples, StopToken stop)
{
    return sum_in_blocks<Fp2>(multiples, stop);
}

bool square_root(const Fp& value, Fp& root) noexcept
{
    root = value.power(root_exponent) * value;
    return root.square() == value;
}

bool square_root(const Fp2& value, Fp2& root) noexcept
{
    // The complex method: with s^2 the norm of a + b i, one of t = (a + s) / 2 and (a - s) / 2 is
    // the square of the root's real part. w = t^((p-3)/4) answers both, as t w^2 = 1 makes w t a
    // root of t with inverse w, and t w^2 = -1 makes w t a root of -t with inverse -w.
    Fp norm_root;
    if (!square_root(value.c0.square() + value.c1.square(), norm_root)) {
        return false;
    }
    Fp t = (value.c0 + norm_root).halved();
    if (t.is_zero()) {
        // Then b = 0 and s = -a, so the other candidate is a itself.
        t = value.c0;
    }
    const Fp w = t.power(root_exponent);
    const Fp first = w * t;
    const Fp second = (w * value.c1).halved();
    root = first.square() == t ? Fp2{first, second} : Fp2{-second, first};
    return root.square() == value;
}

bool decompress(std::span<const std::uint8_t, 48> bytes, G1& point) noexcept
{
    std::array<std::uint8_t, 48> copy{};
    std::copy(bytes.begin(), bytes.end(), copy.begin());
    CompressedFlags flags;
    if (!read_flags(copy, flags)) {
        return false;
    }
    if (flags.infinity) {
        point = G1{};
        return true;
    }
    const std::optional<Fp> x = Fp::from_bytes(copy);
    if (!x) {
        return false;
    }
    Fp y;
    if (!square_root(x->square() * *x + curve_b(), y)) {
        return false;
    }
    point = {*x, y.is_larger_half() == flags.larger_y ? y : -y};
    return true;
}

bool decompress(std::span<const std::uint8_t, 96> bytes, G2& point) noexcept
{
    std::array<std::uint8_t, 96> copy{};
    std::copy(bytes.begin(), bytes.end(), copy.begin());
    CompressedFlags flags;
    if (!read_flags(copy, flags)) {
        return false;
    }
    if (flags.infinity) {
        point = G2{};
        return true;
    }
    const std::span<const std::uint8_t, 96> coordinates{copy};
    const std::optional<Fp> imaginary = Fp::from_bytes(coordinates.first<48>());
    const std::optional<Fp> real = Fp::from_bytes(coordinates.last<48>());
    if (!imaginary || !real) {
        return false;
    }
    const Fp2 x = {*real, *imaginary};
    Fp2 y;
    if (!square_root(x.square() * x + twist_b(), y)) {
        return false;
    }
    const bool larger = y.c1.is_zero() ? y.c0.is_larger_half() : y.c1.is_larger_half();
    point = {x, larger == flags.larger_y ? y : -y};
    return true;
}

Fp2 Pairing::times_triple_twist_b(const Fp2& value) noexcept
{
    const Fp2 quadruple = value.times_xi().doubled().doubled();
    return quadruple.doubled() + quadruple;
}

std::array<G2, 0> Pairing::extra_points(const G2&) noexcept
{
    return {};
}

Fp12 Pairing::hard_part(const Fp12& f) noexcept
{
    // D. Hayashida, K. Hayasaka, T. Teruya, "Efficient Final Exponentiation via Cyclotomic
    // Structure" (IACR ePrint 2020/875): three times the minimal exponent is
    // (x - 1)^2 (x + p) (x^2 + p^2 - 1) + 3.
    const Fp12 a = power_parameter(f) * f.conjugate();
    const Fp12 b = power_parameter(a) * a.conjugate();
    const Fp12 c = power_parameter(b) * b.frobenius();
    const Fp12 d = power_parameter(power_parameter(c)) * c.frobenius().frobenius() * c.conjugate();
    return d * f.cyclotomic_square() * f;
}

}  // namespace lanescope::evm::curves::bls12_381
