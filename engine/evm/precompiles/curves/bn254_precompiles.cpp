// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>
#include <optional>

#include "evm/precompiles/curves/bn254.h"
#include "evm/precompiles/curves/curve_precompiles.h"

namespace lanescope::evm::curves {

namespace {

using Bytes = std::span<const std::uint8_t>;
using bn254::Fp;
using bn254::Fp2;
using bn254::G1;
using bn254::G2;

/// The first N bytes of `input`, with zeros for those missing.
template <std::size_t N>
[[nodiscard]] std::array<std::uint8_t, N> pad(Bytes input) noexcept
{
    std::array<std::uint8_t, N> padded{};
    std::copy_n(input.begin(), std::min(input.size(), N), padded.begin());
    return padded;
}

[[nodiscard]] std::optional<G1> read_g1(std::span<const std::uint8_t, 64> bytes) noexcept
{
    const std::optional<Fp> x = Fp::from_bytes(bytes.first<32>());
    const std::optional<Fp> y = Fp::from_bytes(bytes.last<32>());
    if (!x || !y) {
        return std::nullopt;
    }
    const G1 point{*x, *y};
    return point.is_on_curve(bn254::curve_b()) ? std::optional{point} : std::nullopt;
}

/// EIP-197 puts the imaginary part first.
[[nodiscard]] std::optional<Fp2> read_fp2(std::span<const std::uint8_t, 64> bytes) noexcept
{
    const std::optional<Fp> imaginary = Fp::from_bytes(bytes.first<32>());
    const std::optional<Fp> real = Fp::from_bytes(bytes.last<32>());
    if (!imaginary || !real) {
        return std::nullopt;
    }
    return Fp2{*real, *imaginary};
}

[[nodiscard]] std::optional<G2> read_g2(std::span<const std::uint8_t, 128> bytes) noexcept
{
    const std::optional<Fp2> x = read_fp2(bytes.first<64>());
    const std::optional<Fp2> y = read_fp2(bytes.last<64>());
    if (!x || !y) {
        return std::nullopt;
    }
    const G2 point{*x, *y};
    const bool valid = point.is_on_curve(bn254::twist_b()) && bn254::is_in_g2(point);
    return valid ? std::optional{point} : std::nullopt;
}

void write_g1(const G1& point, std::span<std::uint8_t, 64> bytes) noexcept
{
    point.x.to_bytes(bytes.first<32>());
    point.y.to_bytes(bytes.last<32>());
}

}  // namespace

bool bn254_add(std::span<const std::uint8_t> input, std::span<std::uint8_t> output) noexcept
{
    if (output.size() != 64) {
        return false;
    }
    const std::array<std::uint8_t, 128> padded = pad<128>(input);
    const std::span<const std::uint8_t, 128> bytes{padded};
    const std::optional<G1> p = read_g1(bytes.first<64>());
    const std::optional<G1> q = read_g1(bytes.last<64>());
    if (!p || !q) {
        return false;
    }
    write_g1(add_affine(*p, *q), output.first<64>());
    return true;
}

bool bn254_multiply(std::span<const std::uint8_t> input, std::span<std::uint8_t> output) noexcept
{
    if (output.size() != 64) {
        return false;
    }
    const std::array<std::uint8_t, 96> padded = pad<96>(input);
    const std::span<const std::uint8_t, 96> bytes{padded};
    const std::optional<G1> point = read_g1(bytes.first<64>());
    if (!point) {
        return false;
    }
    const Limbs<4> scalar = limbs_from_bytes<4>(bytes.last<32>());
    write_g1(bn254::multiply(*point, scalar), output.first<64>());
    return true;
}

bool bn254_pairing(std::span<const std::uint8_t> input, std::span<std::uint8_t> output,
                   StopToken stop) noexcept
{
    constexpr std::size_t pair_size = 192;
    if (output.size() != 32 || input.size() % pair_size != 0) {
        return false;
    }
    PairingProduct<bn254::Pairing> product;
    for (std::size_t i = 0; i < input.size(); i += pair_size) {
        if (stop.stop_requested()) {
            return false;
        }
        const auto bytes = input.subspan(i).first<pair_size>();
        const std::optional<G1> p = read_g1(bytes.first<64>());
        if (!p) {
            return false;
        }
        const std::optional<G2> q = read_g2(bytes.last<128>());
        if (!q) {
            return false;
        }
        product.multiply(*p, *q);
    }
    std::fill(output.begin(), output.end(), std::uint8_t{0});
    output.back() = product.is_one() ? 1 : 0;
    return true;
}

}  // namespace lanescope::evm::curves
