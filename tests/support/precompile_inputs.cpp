// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/precompile_inputs.h"

#include "chain/signing.h"
#include "evm/curve_fixtures.h"
#include "evm/precompile_support.h"

#include <algorithm>

namespace lanescope::test {

namespace {

using evm::curves::test::Suite;

/// What a precompile makes of an input: points for the inputs of others.
Bytes output_of(PrecompileId id, const Bytes& input)
{
    Bytes output;
    (void)run_precompile(id, input, output, Revision::osaka);
    return output;
}

Bytes joined(std::initializer_list<Bytes> parts)
{
    Bytes all;
    for (const Bytes& part : parts) {
        all.insert(all.end(), part.begin(), part.end());
    }
    return all;
}

Bytes word(const Uint256& number)
{
    return precompile_tests::big_endian(number, 32);
}

Bytes scalar(Dice& dice)
{
    return word(dice.number());
}

Bytes bn_point(Dice& dice)
{
    static const Suite suite = evm::curves::test::bn254_suite();
    if (dice.chance(15)) {
        return suite.infinity();
    }
    return output_of(PrecompileId::bn254_mul, joined({suite.g1, scalar(dice)}));
}

/// An element of BLS12-381's field, padded; the top byte stays below the modulus's.
Bytes bls_element(Dice& dice)
{
    Bytes element = joined({Bytes(16), dice.bytes(48)});
    element[16] %= 0x1a;
    return element;
}

Bytes bls_g1(Dice& dice)
{
    return dice.chance(15) ? Bytes(128)
                           : output_of(PrecompileId::bls12_map_fp_to_g1, bls_element(dice));
}

Bytes bls_g2(Dice& dice)
{
    return dice.chance(15) ? Bytes(256)
                           : output_of(PrecompileId::bls12_map_fp2_to_g2,
                                       joined({bls_element(dice), bls_element(dice)}));
}

/// e(P, Q) · e(-P, Q), which is one; or without the second factor, which is not. No pair at all is
/// one, too, on BN254 (EIP-197), and an error on BLS12-381 (EIP-2537).
Bytes pairing_input(Dice& dice, const Suite& suite, const Bytes& point, std::uint64_t least)
{
    Bytes input;
    for (auto pairs = dice.between(least, 2); pairs > 0; --pairs) {
        input = joined({input, point, suite.g2, suite.negated(point), suite.g2});
    }
    return dice.chance(25) ? joined({input, point, suite.g2}) : input;
}

Bytes ecrecover_input(Dice& dice)
{
    Transaction transaction;
    transaction.nonce = dice.below(1000);
    Signer(dice.below(100)).sign(transaction);
    const Hash message = signing_hash(transaction);
    return joined({Bytes(message.bytes.begin(), message.bytes.end()),
                   word(Uint256{27u + transaction.y_parity}), word(transaction.r),
                   word(transaction.s)});
}

Bytes modexp_input(Dice& dice)
{
    static const std::vector<std::uint64_t> sizes{0, 1, 31, 32, 33, 64, 100};
    const auto part = [&dice] { return dice.bytes(dice.pick(sizes)); };
    // An answer is as long as its modulus.
    Bytes modulus = part();
    modulus.resize(std::max<std::size_t>(modulus.size(), 1));
    return precompile_tests::modexp_input(part(), part(), modulus);
}

Bytes blake2f_input(Dice& dice)
{
    Bytes input = dice.bytes(213);
    input[0] = input[1] = input[2] = 0;  // rounds
    input[212] &= 1;
    return input;
}

/// The zero polynomial: its commitment and proof are the point at infinity, and it is zero anywhere.
Bytes kzg_input(Dice& dice)
{
    Bytes infinity(48);
    infinity[0] = 0xc0;
    Bytes versioned_hash = output_of(PrecompileId::sha256, infinity);
    versioned_hash[0] = 1;
    Bytes place = dice.bytes(32);
    place[0] &= 0x3f;  // below the group's order
    return joined({versioned_hash, place, Bytes(32), infinity, infinity});
}

template <class Point>
Bytes msm_input(Dice& dice, Point point)
{
    Bytes input;
    for (auto terms = dice.between(1, 4); terms > 0; --terms) {
        input = joined({input, point(dice), scalar(dice)});
    }
    return input;
}

}  // namespace

Address address_of(PrecompileId id)
{
    Address address;
    if (id == PrecompileId::p256_verify) {
        address.bytes[18] = 1;
    } else {
        address.bytes[19] = static_cast<std::uint8_t>(id);
    }
    return address;
}

Bytes good_input(Dice& dice, PrecompileId id)
{
    switch (id) {
    case PrecompileId::ecrecover:
        return ecrecover_input(dice);
    case PrecompileId::sha256:
    case PrecompileId::ripemd160:
    case PrecompileId::identity:
        return dice.bytes(dice.between(1, 300));
    case PrecompileId::modexp:
        return modexp_input(dice);
    case PrecompileId::bn254_add:
        return joined({bn_point(dice), bn_point(dice)});
    case PrecompileId::bn254_mul:
        return joined({bn_point(dice), scalar(dice)});
    case PrecompileId::bn254_pairing:
        return pairing_input(dice, evm::curves::test::bn254_suite(), bn_point(dice), 0);
    case PrecompileId::blake2f:
        return blake2f_input(dice);
    case PrecompileId::kzg_point_evaluation:
        return kzg_input(dice);
    case PrecompileId::bls12_g1_add:
        return joined({bls_g1(dice), bls_g1(dice)});
    case PrecompileId::bls12_g1_msm:
        return msm_input(dice, bls_g1);
    case PrecompileId::bls12_g2_add:
        return joined({bls_g2(dice), bls_g2(dice)});
    case PrecompileId::bls12_g2_msm:
        return msm_input(dice, bls_g2);
    case PrecompileId::bls12_pairing:
        return pairing_input(dice, evm::curves::test::bls12_suite(), bls_g1(dice), 1);
    case PrecompileId::bls12_map_fp_to_g1:
        return bls_element(dice);
    case PrecompileId::bls12_map_fp2_to_g2:
        return joined({bls_element(dice), bls_element(dice)});
    case PrecompileId::p256_verify:
        return precompile_tests::hex(precompile_tests::p256_example);
    }
    return {};
}

Bytes spoilt_input(Dice& dice, PrecompileId id)
{
    Bytes input = good_input(dice, id);
    if (input.empty()) {
        return dice.bytes(dice.between(1, 200));
    }
    switch (dice.below(5)) {
    case 0:
        input.resize(dice.below(input.size()));
        break;
    case 1:
        input.resize(input.size() + dice.between(1, 40), static_cast<std::uint8_t>(dice.below(2)));
        break;
    case 2:
        input[dice.below(input.size())] ^= static_cast<std::uint8_t>(1u << dice.below(8));
        break;
    case 3: {  // a word that is a limit of something
        const Bytes limit = word(dice.number());
        const std::size_t place = dice.below(input.size()) / 32 * 32;
        std::copy_n(limit.begin(), std::min<std::size_t>(32, input.size() - place),
                    input.begin() + static_cast<std::ptrdiff_t>(place));
        break;
    }
    default:  // every field past its modulus, every flag wrong
        std::fill(input.begin() + static_cast<std::ptrdiff_t>(dice.below(input.size())),
                  input.end(), std::uint8_t{0xff});
    }
    return input;
}

}  // namespace lanescope::test
