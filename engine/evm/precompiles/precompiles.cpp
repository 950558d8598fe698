// SPDX-License-Identifier: GPL-3.0-or-later
#include "evm/precompiles/precompiles.h"

#include "base/literals.h"
#include "evm/precompiles/blake2f.h"
#include "evm/precompiles/curves/curve_precompiles.h"
#include "evm/precompiles/ecrecover.h"
#include "evm/precompiles/hashes.h"
#include "evm/precompiles/modexp.h"
#include "evm/precompiles/p256.h"

#include <algorithm>
#include <array>
#include <limits>

namespace lanescope {
namespace {

namespace curves = evm::curves;

constexpr std::array<Address, precompile_count> addresses = [] {
    std::array<Address, precompile_count> all{};
    for (std::size_t i = 0; i < all.size(); ++i) {
        all[i].bytes[19] = static_cast<std::uint8_t>(i + 1);
    }
    all.back() = fixed_literal<Address>("0x0000000000000000000000000000000000000100");
    return all;
}();

constexpr std::string_view names[precompile_count]{"ecrecover",
                                                   "SHA-256",
                                                   "RIPEMD-160",
                                                   "identity",
                                                   "modexp",
                                                   "BN254 add",
                                                   "BN254 mul",
                                                   "BN254 pairing",
                                                   "BLAKE2 F",
                                                   "KZG point evaluation",
                                                   "BLS12 G1 add",
                                                   "BLS12 G1 MSM",
                                                   "BLS12 G2 add",
                                                   "BLS12 G2 MSM",
                                                   "BLS12 pairing",
                                                   "BLS12 map Fp to G1",
                                                   "BLS12 map Fp2 to G2",
                                                   "P-256 verify"};

/// What `count` units at `each` and a `base` cost. Counts come from sizes of memory, so that the
/// product is far from 2^63 unless memory itself has been made up.
constexpr std::int64_t linear_gas(std::int64_t base, std::int64_t each, std::size_t count) noexcept
{
    std::int64_t total = 0;
    if (count > static_cast<std::size_t>(std::numeric_limits<std::int64_t>::max()) ||
        __builtin_mul_overflow(each, static_cast<std::int64_t>(count), &total) ||
        __builtin_add_overflow(total, base, &total)) {
        return std::numeric_limits<std::int64_t>::max();
    }
    return total;
}

constexpr std::size_t words_of(ByteView input) noexcept
{
    return input.size() / 32 + (input.size() % 32 != 0);
}

/// Thousandths of a multiplication's gas that each of k pairs costs, from k = 1 (EIP-2537).
using Discounts = std::array<std::uint16_t, 128>;

constexpr Discounts g1_discounts{
    1000, 949, 848, 797, 764, 750, 738, 728, 719, 712, 705, 698, 692, 687, 682, 677, 673, 669, 665,
    661,  658, 654, 651, 648, 645, 642, 640, 637, 635, 632, 630, 627, 625, 623, 621, 619, 617, 615,
    613,  611, 609, 608, 606, 604, 603, 601, 599, 598, 596, 595, 593, 592, 591, 589, 588, 586, 585,
    584,  582, 581, 580, 579, 577, 576, 575, 574, 573, 572, 570, 569, 568, 567, 566, 565, 564, 563,
    562,  561, 560, 559, 558, 557, 556, 555, 554, 553, 552, 551, 550, 549, 548, 547, 547, 546, 545,
    544,  543, 542, 541, 540, 540, 539, 538, 537, 536, 536, 535, 534, 533, 532, 532, 531, 530, 529,
    528,  528, 527, 526, 525, 525, 524, 523, 522, 522, 521, 520, 520, 519};

constexpr Discounts g2_discounts{
    1000, 1000, 923, 884, 855, 832, 812, 796, 782, 770, 759, 749, 740, 732, 724, 717, 711, 704, 699,
    693,  688,  683, 679, 674, 670, 666, 663, 659, 655, 652, 649, 646, 643, 640, 637, 634, 632, 629,
    627,  624,  622, 620, 618, 615, 613, 611, 609, 607, 606, 604, 602, 600, 598, 597, 595, 593, 592,
    590,  589,  587, 586, 584, 583, 582, 580, 579, 578, 576, 575, 574, 573, 571, 570, 569, 568, 567,
    566,  565,  563, 562, 561, 560, 559, 558, 557, 556, 555, 554, 553, 552, 552, 551, 550, 549, 548,
    547,  546,  545, 545, 544, 543, 542, 541, 541, 540, 539, 538, 537, 537, 536, 535, 535, 534, 533,
    532,  532,  531, 530, 530, 529, 528, 528, 527, 526, 526, 525, 524, 524};

std::int64_t msm_gas(std::size_t pairs, std::int64_t multiplication,
                     const Discounts& discounts) noexcept
{
    if (pairs == 0) {
        return 0;
    }
    const std::int64_t discount = discounts[std::min(pairs, discounts.size()) - 1];
    const std::int64_t thousandths = linear_gas(0, multiplication * discount, pairs);
    return thousandths == std::numeric_limits<std::int64_t>::max() ? thousandths
                                                                   : thousandths / 1000;
}

/// Runs one of the curve precompiles, whose outputs have fixed sizes.
template <std::size_t Size>
bool run_fixed(bool (*function)(std::span<const std::uint8_t>, std::span<std::uint8_t>) noexcept,
               ByteView input, Bytes& output)
{
    output.resize(Size);
    if (!function(input, std::span<std::uint8_t>(output))) {
        output.clear();
        return false;
    }
    return true;
}

/// One of those that can take long.
template <std::size_t Size>
bool run_fixed(bool (*function)(std::span<const std::uint8_t>, std::span<std::uint8_t>,
                                StopToken) noexcept,
               ByteView input, Bytes& output, StopToken stop)
{
    output.resize(Size);
    if (!function(input, std::span<std::uint8_t>(output), stop)) {
        output.clear();
        return false;
    }
    return true;
}

}  // namespace

std::string_view name_of(PrecompileId id) noexcept
{
    return names[static_cast<std::size_t>(id) - 1];
}

std::span<const Address> precompile_addresses(Revision revision) noexcept
{
    return std::span(addresses).first(static_cast<std::size_t>(last_precompile(revision)));
}

std::int64_t precompile_gas(PrecompileId id, ByteView input, Revision revision) noexcept
{
    const bool istanbul = revision >= Revision::istanbul;  // EIP-1108
    switch (id) {
    case PrecompileId::ecrecover:
        return 3000;
    case PrecompileId::sha256:
        return linear_gas(60, 12, words_of(input));
    case PrecompileId::ripemd160:
        return linear_gas(600, 120, words_of(input));
    case PrecompileId::identity:
        return linear_gas(15, 3, words_of(input));
    case PrecompileId::modexp:
        return modexp_gas(input, revision);
    case PrecompileId::bn254_add:
        return istanbul ? 150 : 500;
    case PrecompileId::bn254_mul:
        return istanbul ? 6000 : 40000;
    case PrecompileId::bn254_pairing:
        return istanbul ? linear_gas(45000, 34000, input.size() / 192)
                        : linear_gas(100000, 80000, input.size() / 192);
    case PrecompileId::blake2f:
        return blake2f_rounds(input);
    case PrecompileId::kzg_point_evaluation:
        return 50000;
    case PrecompileId::bls12_g1_add:
        return 375;
    case PrecompileId::bls12_g1_msm:
        return msm_gas(input.size() / 160, 12000, g1_discounts);
    case PrecompileId::bls12_g2_add:
        return 600;
    case PrecompileId::bls12_g2_msm:
        return msm_gas(input.size() / 288, 22500, g2_discounts);
    case PrecompileId::bls12_pairing:
        return linear_gas(37700, 32600, input.size() / 384);
    case PrecompileId::bls12_map_fp_to_g1:
        return 5500;
    case PrecompileId::bls12_map_fp2_to_g2:
        return 23800;
    case PrecompileId::p256_verify:
        return 6900;
    }
    __builtin_unreachable();
}

bool run_precompile(PrecompileId id, ByteView input, Bytes& output, Revision revision,
                    StopToken stop)
{
    switch (id) {
    case PrecompileId::ecrecover:
        output.clear();
        if (const auto signer = ecrecover(input)) {
            output.resize(32);
            std::copy(signer->bytes.begin(), signer->bytes.end(), output.begin() + 12);
        }
        return true;
    case PrecompileId::sha256: {
        const Hash digest = sha256(input);
        output.assign(digest.bytes.begin(), digest.bytes.end());
        return true;
    }
    case PrecompileId::ripemd160: {
        const auto digest = ripemd160(input);
        output.assign(12, 0);
        output.insert(output.end(), digest.begin(), digest.end());
        return true;
    }
    case PrecompileId::identity:
        output.assign(input.begin(), input.end());
        return true;
    case PrecompileId::modexp:
        return modexp(input, output, revision, stop);
    case PrecompileId::bn254_add:
        return run_fixed<64>(curves::bn254_add, input, output);
    case PrecompileId::bn254_mul:
        return run_fixed<64>(curves::bn254_multiply, input, output);
    case PrecompileId::bn254_pairing:
        return run_fixed<32>(curves::bn254_pairing, input, output, stop);
    case PrecompileId::blake2f:
        output.resize(64);
        if (!blake2f(input, std::span(output).first<64>(), stop)) {
            output.clear();
            return false;
        }
        return true;
    case PrecompileId::kzg_point_evaluation:
        return run_fixed<64>(curves::kzg_point_evaluation, input, output);
    case PrecompileId::bls12_g1_add:
        return run_fixed<128>(curves::bls12_g1_add, input, output);
    case PrecompileId::bls12_g1_msm:
        return run_fixed<128>(curves::bls12_g1_msm, input, output, stop);
    case PrecompileId::bls12_g2_add:
        return run_fixed<256>(curves::bls12_g2_add, input, output);
    case PrecompileId::bls12_g2_msm:
        return run_fixed<256>(curves::bls12_g2_msm, input, output, stop);
    case PrecompileId::bls12_pairing:
        return run_fixed<32>(curves::bls12_pairing, input, output, stop);
    case PrecompileId::bls12_map_fp_to_g1:
        return run_fixed<128>(curves::bls12_map_fp_to_g1, input, output);
    case PrecompileId::bls12_map_fp2_to_g2:
        return run_fixed<256>(curves::bls12_map_fp2_to_g2, input, output);
    case PrecompileId::p256_verify:
        output.clear();
        if (p256_verify(input)) {
            output.resize(32);
            output.back() = 1;
        }
        return true;
    }
    __builtin_unreachable();
}

}  // namespace lanescope
