// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <optional>
#include <vector>

#include "evm/precompiles/curves/bls12_381.h"
#include "evm/precompiles/curves/curve_precompiles.h"
#include "evm/precompiles/curves/map_to_curve.h"

namespace lanescope::evm::curves {

namespace {

using bls12_381::Fp;
using bls12_381::Fp2;
using bls12_381::G1;
using bls12_381::G2;

constexpr std::size_t fp_size = 64;
constexpr std::size_t g1_size = 128;
constexpr std::size_t g2_size = 256;
constexpr std::size_t scalar_size = 32;
/// Field elements are 48 bytes, padded in front to two words.
constexpr std::size_t fp_padding = 16;

[[nodiscard]] std::optional<Fp> read_fp(std::span<const std::uint8_t, fp_size> bytes) noexcept
{
    const auto padding = bytes.first<fp_padding>();
    if (std::any_of(padding.begin(), padding.end(), [](std::uint8_t b) { return b != 0; })) {
        return std::nullopt;
    }
    return Fp::from_bytes(bytes.last<fp_size - fp_padding>());
}

[[nodiscard]] std::optional<Fp2> read_fp2(std::span<const std::uint8_t, 2 * fp_size> bytes) noexcept
{
    const std::optional<Fp> c0 = read_fp(bytes.first<fp_size>());
    const std::optional<Fp> c1 = read_fp(bytes.last<fp_size>());
    if (!c0 || !c1) {
        return std::nullopt;
    }
    return Fp2{*c0, *c1};
}

/// A point on the curve, its subgroup unchecked.
[[nodiscard]] std::optional<G1> read_g1(std::span<const std::uint8_t, g1_size> bytes) noexcept
{
    const std::optional<Fp> x = read_fp(bytes.first<fp_size>());
    const std::optional<Fp> y = read_fp(bytes.last<fp_size>());
    if (!x || !y) {
        return std::nullopt;
    }
    const G1 point{*x, *y};
    return point.is_on_curve(bls12_381::curve_b()) ? std::optional{point} : std::nullopt;
}

[[nodiscard]] std::optional<G2> read_g2(std::span<const std::uint8_t, g2_size> bytes) noexcept
{
    const std::optional<Fp2> x = read_fp2(bytes.first<2 * fp_size>());
    const std::optional<Fp2> y = read_fp2(bytes.last<2 * fp_size>());
    if (!x || !y) {
        return std::nullopt;
    }
    const G2 point{*x, *y};
    return point.is_on_curve(bls12_381::twist_b()) ? std::optional{point} : std::nullopt;
}

void write_fp(const Fp& value, std::span<std::uint8_t, fp_size> bytes) noexcept
{
    std::fill_n(bytes.begin(), fp_padding, std::uint8_t{0});
    value.to_bytes(bytes.last<fp_size - fp_padding>());
}

void write_g1(const G1& point, std::span<std::uint8_t, g1_size> bytes) noexcept
{
    write_fp(point.x, bytes.first<fp_size>());
    write_fp(point.y, bytes.last<fp_size>());
}

void write_g2(const G2& point, std::span<std::uint8_t, g2_size> bytes) noexcept
{
    write_fp(point.x.c0, bytes.subspan<0, fp_size>());
    write_fp(point.x.c1, bytes.subspan<fp_size, fp_size>());
    write_fp(point.y.c0, bytes.subspan<2 * fp_size, fp_size>());
    write_fp(point.y.c1, bytes.subspan<3 * fp_size, fp_size>());
}

}  // namespace

bool bls12_g1_add(std::span<const std::uint8_t> input, std::span<std::uint8_t> output) noexcept
{
    if (input.size() != 2 * g1_size || output.size() != g1_size) {
        return false;
    }
    const std::optional<G1> p = read_g1(input.first<g1_size>());
    const std::optional<G1> q = read_g1(input.last<g1_size>());
    if (!p || !q) {
        return false;
    }
    write_g1(add_affine(*p, *q), output.first<g1_size>());
    return true;
}

bool bls12_g1_msm(std::span<const std::uint8_t> input, std::span<std::uint8_t> output,
                  StopToken stop) noexcept
{
    constexpr std::size_t item_size = g1_size + scalar_size;
    if (input.empty() || input.size() % item_size != 0 || output.size() != g1_size) {
        return false;
    }
    std::vector<bls12_381::G1Multiple> multiples;
    multiples.reserve(input.size() / item_size);
    for (std::size_t i = 0; i < input.size(); i += item_size) {
        if (stop.stop_requested()) {
            return false;
        }
        const auto item = input.subspan(i).first<item_size>();
        const std::optional<G1> point = read_g1(item.first<g1_size>());
        if (!point || !bls12_381::is_in_g1(*point)) {
            return false;
        }
        multiples.push_back({*point, limbs_from_bytes<4>(item.last<scalar_size>())});
    }
    write_g1(bls12_381::sum_of_multiples(multiples, stop).to_affine(), output.first<g1_size>());
    return true;
}

bool bls12_g2_add(std::span<const std::uint8_t> input, std::span<std::uint8_t> output) noexcept
{
    if (input.size() != 2 * g2_size || output.size() != g2_size) {
        return false;
    }
    const std::optional<G2> p = read_g2(input.first<g2_size>());
    const std::optional<G2> q = read_g2(input.last<g2_size>());
    if (!p || !q) {
        return false;
    }
    write_g2(add_affine(*p, *q), output.first<g2_size>());
    return true;
}

bool bls12_g2_msm(std::span<const std::uint8_t> input, std::span<std::uint8_t> output,
                  StopToken stop) noexcept
{
    constexpr std::size_t item_size = g2_size + scalar_size;
    if (input.empty() || input.size() % item_size != 0 || output.size() != g2_size) {
        return false;
    }
    std::vector<bls12_381::G2Multiple> multiples;
    multiples.reserve(input.size() / item_size);
    for (std::size_t i = 0; i < input.size(); i += item_size) {
        if (stop.stop_requested()) {
            return false;
        }
        const auto item = input.subspan(i).first<item_size>();
        const std::optional<G2> point = read_g2(item.first<g2_size>());
        if (!point || !bls12_381::is_in_g2(*point)) {
            return false;
        }
        multiples.push_back({*point, limbs_from_bytes<4>(item.last<scalar_size>())});
    }
    write_g2(bls12_381::sum_of_multiples(multiples, stop).to_affine(), output.first<g2_size>());
    return true;
}

bool bls12_pairing(std::span<const std::uint8_t> input, std::span<std::uint8_t> output,
                   StopToken stop) noexcept
{
    constexpr std::size_t pair_size = g1_size + g2_size;
    if (input.empty() || input.size() % pair_size != 0 || output.size() != 32) {
        return false;
    }
    PairingProduct<bls12_381::Pairing> product;
    for (std::size_t i = 0; i < input.size(); i += pair_size) {
        if (stop.stop_requested()) {
            return false;
        }
        const auto pair = input.subspan(i).first<pair_size>();
        const std::optional<G1> p = read_g1(pair.first<g1_size>());
        if (!p || !bls12_381::is_in_g1(*p)) {
            return false;
        }
        const std::optional<G2> q = read_g2(pair.last<g2_size>());
        if (!q || !bls12_381::is_in_g2(*q)) {
            return false;
        }
        product.multiply(*p, *q);
    }
    std::fill(output.begin(), output.end(), std::uint8_t{0});
    output.back() = product.is_one() ? 1 : 0;
    return true;
}

bool bls12_map_fp_to_g1(std::span<const std::uint8_t> input,
                        std::span<std::uint8_t> output) noexcept
{
    if (input.size() != fp_size || output.size() != g1_size) {
        return false;
    }
    const std::optional<Fp> element = read_fp(input.first<fp_size>());
    if (!element) {
        return false;
    }
    write_g1(bls12_381::map_to_g1(*element), output.first<g1_size>());
    return true;
}

bool bls12_map_fp2_to_g2(std::span<const std::uint8_t> input,
                         std::span<std::uint8_t> output) noexcept
{
    if (input.size() != 2 * fp_size || output.size() != g2_size) {
        return false;
    }
    const std::optional<Fp2> element = read_fp2(input.first<2 * fp_size>());
    if (!element) {
        return false;
    }
    write_g2(bls12_381::map_to_g2(*element), output.first<g2_size>());
    return true;
}

}  // namespace lanescope::evm::curves
