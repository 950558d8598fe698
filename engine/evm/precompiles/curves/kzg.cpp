// SPDX-License-Identifier: GPL-3.0-or-later
#include "evm/precompiles/curves/kzg.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>

#include "evm/precompiles/curves/curve_precompiles.h"

namespace lanescope::evm::curves {

namespace kzg {

namespace {

using bls12_381::G1;
using bls12_381::G2;

/// First byte of a versioned hash of a KZG commitment (VERSIONED_HASH_VERSION_KZG).
constexpr std::uint8_t versioned_hash_version = 0x01;

/// Compressed form, from the trusted setup of the Ethereum KZG ceremony.
constexpr Limbs<12> setup_g2_compressed = limbs_from_hex<12>(
    "b5bfd7dd8cdeb128843bc287230af38926187075cbfbefa8"
    "1009a2ce615ac53d2914e5870cb452d2afaaab24f3499f72"
    "185cbfee53492714734429b7b38608e23926c911cceceac9"
    "a36851477ba4c60b087041de621000edc98edada20c1def2");

[[nodiscard]] bool matches_versioned_hash(std::span<const std::uint8_t, 48> commitment,
                                          std::span<const std::uint8_t, 32> hash) noexcept
{
    std::array<std::uint8_t, 32> digest{};
    unsigned length = 0;
    if (EVP_Digest(commitment.data(), commitment.size(), digest.data(), &length, EVP_sha256(),
                   nullptr) != 1 ||
        length != digest.size()) {
        return false;
    }
    digest[0] = versioned_hash_version;
    return std::equal(digest.begin(), digest.end(), hash.begin());
}

[[nodiscard]] bool read_g1(std::span<const std::uint8_t, 48> bytes, G1& point) noexcept
{
    return bls12_381::decompress(bytes, point) && bls12_381::is_in_g1(point);
}

}  // namespace

const G2& setup_g2() noexcept
{
    static const G2 point = [] {
        std::array<std::uint8_t, 96> bytes{};
        limbs_to_bytes<12>(setup_g2_compressed, bytes);
        G2 decompressed;
        // A constant known to be valid (checked by the tests), so the result needs no look.
        (void)bls12_381::decompress(std::span<const std::uint8_t, 96>{bytes}, decompressed);
        return decompressed;
    }();
    return point;
}

bool verify_proof(const G1& commitment, const Limbs<4>& z, const Limbs<4>& y,
                  const G1& proof) noexcept
{
    // C - [y] G1 = [s - z] proof in the exponent; moving z to the left keeps all scalar
    // multiplications in G1: e(C - [y] G1 + [z] proof, -G2) e(proof, [s] G2) = 1.
    const std::array<bls12_381::G1Multiple, 2> multiples = {{
        {bls12_381::g1_generator().negated(), y},
        {proof, z},
    }};
    const G1 left = (bls12_381::sum_of_multiples(multiples) + commitment).to_affine();
    PairingProduct<bls12_381::Pairing> product;
    product.multiply(left, bls12_381::g2_generator().negated());
    product.multiply(proof, setup_g2());
    return product.is_one();
}

}  // namespace kzg

bool kzg_point_evaluation(std::span<const std::uint8_t> input,
                          std::span<std::uint8_t> output) noexcept
{
    if (input.size() != 192 || output.size() != 64) {
        return false;
    }
    const auto commitment_bytes = input.subspan<96, 48>();
    if (!kzg::matches_versioned_hash(commitment_bytes, input.first<32>())) {
        return false;
    }
    const Limbs<4> z = limbs_from_bytes<4>(input.subspan<32, 32>());
    const Limbs<4> y = limbs_from_bytes<4>(input.subspan<64, 32>());
    if (!less_than(z, bls12_381::group_order) || !less_than(y, bls12_381::group_order)) {
        return false;
    }
    bls12_381::G1 commitment;
    bls12_381::G1 proof;
    if (!kzg::read_g1(commitment_bytes, commitment) ||
        !kzg::read_g1(input.subspan<144, 48>(), proof) ||
        !kzg::verify_proof(commitment, z, y, proof)) {
        return false;
    }
    limbs_to_bytes<4>(Limbs<4>{kzg::field_elements_per_blob}, output.first<32>());
    limbs_to_bytes<4>(bls12_381::group_order, output.last<32>());
    return true;
}

}  // namespace lanescope::evm::curves
