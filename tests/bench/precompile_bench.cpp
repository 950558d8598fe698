// SPDX-License-Identifier: GPL-3.0-or-later
// Each precompile on inputs that it accepts, of a size that contracts use. The counter gas/s is by
// the prices of Osaka; the call that would reach the precompile is not in it.
#include "base/hex.h"
#include "evm/precompile_support.h"
#include "evm/precompiles/precompiles.h"
#include "workload/signing.h"

#include <benchmark/benchmark.h>

#include <initializer_list>
#include <string>
#include <vector>

using namespace lanescope;
using precompile_tests::hex;

namespace {

Bytes joined(std::initializer_list<Bytes> parts)
{
    Bytes all;
    for (const Bytes& part : parts) {
        all.insert(all.end(), part.begin(), part.end());
    }
    return all;
}

/// Any bytes; the same in every run.
Bytes pattern(std::size_t size, unsigned number = 0)
{
    Bytes bytes(size);
    for (std::size_t i = 0; i < size; ++i) {
        bytes[i] = static_cast<std::uint8_t>((i + 1) * 167 + number * 59);
    }
    return bytes;
}

/// What a precompile makes of an input: points for the inputs of others.
Bytes output_of(PrecompileId id, const Bytes& input)
{
    Bytes output;
    (void)run_precompile(id, input, output, Revision::osaka);
    return output;
}

Bytes ecrecover_input()
{
    Transaction transaction;
    transaction.gas_limit = 21'000;
    workload::sign(transaction, workload::derive_key("lanescope precompiles", 1, 0));
    const Hash message = signing_hash(transaction);
    return joined({Bytes(message.bytes.begin(), message.bytes.end()),
                   precompile_tests::big_endian(Uint256{27u + transaction.y_parity}, 32),
                   precompile_tests::big_endian(transaction.r, 32),
                   precompile_tests::big_endian(transaction.s, 32)});
}

/// Numbers of `size` bytes, the modulus odd and of full length.
Bytes modexp_input(std::size_t size, const Bytes& exponent)
{
    Bytes modulus = pattern(size, 2);
    modulus.front() |= 0x80;
    modulus.back() |= 1;
    return precompile_tests::modexp_input(pattern(size, 1), exponent, modulus);
}

/// 12 rounds, as BLAKE2b has.
Bytes blake2f_input()
{
    return joined({{0, 0, 0, 12}, pattern(208), {1}});
}

/// EIP-196's curve: a multiple of the generator.
Bytes bn254_point(unsigned number)
{
    const Bytes generator = hex(precompile_tests::word(1) + precompile_tests::word(2));
    return output_of(PrecompileId::bn254_mul, joined({generator, pattern(32, number)}));
}

/// e(P, Q) · e(-P, Q) for each P, which is one.
Bytes bn254_pairs(unsigned pairs)
{
    const Bytes q =
        hex("198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2"
            "1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed"
            "090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b"
            "12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa");
    const Bytes minus_one = hex("30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000000");
    Bytes input;
    for (unsigned i = 0; i < pairs / 2; ++i) {
        const Bytes p = bn254_point(i);
        const Bytes negated = output_of(PrecompileId::bn254_mul, joined({p, minus_one}));
        input = joined({input, p, q, negated, q});
    }
    return input;
}

/// An element of BLS12-381's field: the top byte stays below the modulus's.
Bytes bls12_element(unsigned number)
{
    Bytes element = joined({Bytes(16), pattern(48, number)});
    element[16] &= 0x0f;
    return element;
}

Bytes bls12_g1(unsigned number)
{
    return output_of(PrecompileId::bls12_map_fp_to_g1, bls12_element(number));
}

Bytes bls12_g2(unsigned number)
{
    return output_of(PrecompileId::bls12_map_fp2_to_g2,
                     joined({bls12_element(number), bls12_element(number + 1)}));
}

Bytes bls12_msm(Bytes (*point)(unsigned), unsigned terms)
{
    Bytes input;
    for (unsigned i = 0; i < terms; ++i) {
        input = joined({input, point(i), pattern(32, i)});
    }
    return input;
}

/// As bn254_pairs().
Bytes bls12_pairs(unsigned pairs)
{
    const Bytes minus_one = hex("73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000000");
    Bytes input;
    for (unsigned i = 0; i < pairs / 2; ++i) {
        const Bytes p = bls12_g1(i);
        const Bytes q = bls12_g2(i);
        const Bytes negated = output_of(PrecompileId::bls12_g1_msm, joined({p, minus_one}));
        input = joined({input, p, q, negated, q});
    }
    return input;
}

/// A claim that does not hold: no trusted setup is at hand to prove one that is not trivial. It is
/// refused by the pairing at the very end, after all the work that a true one costs (EIP-4844).
Bytes kzg_input()
{
    // The generator of G1, compressed: both the commitment and the proof.
    const Bytes point =
        hex("97f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac58"
            "6c55e83ff97a1aeffb3af00adb22c6bb");
    Bytes versioned_hash = output_of(PrecompileId::sha256, point);
    versioned_hash[0] = 1;
    return joined({versioned_hash, precompile_tests::big_endian(Uint256{3}, 32),
                   precompile_tests::big_endian(Uint256{5}, 32), point, point});
}

struct Case {
    std::string name;
    PrecompileId id;
    Bytes input;
    bool says_yes = false;  ///< whether its output must be the number one
    bool is_refused = false;
};

std::vector<Case> all_cases()
{
    using enum PrecompileId;
    const Bytes rsa_exponent{1, 0, 1};
    return {
        {"0x01_ecrecover", ecrecover, ecrecover_input()},
        {"0x02_sha256/64_bytes", sha256, pattern(64)},
        {"0x02_sha256/1024_bytes", sha256, pattern(1024)},
        {"0x03_ripemd160/64_bytes", ripemd160, pattern(64)},
        {"0x04_identity/256_bytes", identity, pattern(256)},
        {"0x05_modexp/256_bits_inverse", modexp, modexp_input(32, pattern(32, 3))},
        {"0x05_modexp/2048_bits_rsa", modexp, modexp_input(256, rsa_exponent)},
        {"0x05_modexp/2048_bits", modexp, modexp_input(256, pattern(256, 3))},
        {"0x06_bn254_add", bn254_add, joined({bn254_point(1), bn254_point(2)})},
        {"0x07_bn254_mul", bn254_mul, joined({bn254_point(1), pattern(32, 4)})},
        {"0x08_bn254_pairing/2_pairs", bn254_pairing, bn254_pairs(2), true},
        {"0x08_bn254_pairing/4_pairs", bn254_pairing, bn254_pairs(4), true},
        {"0x09_blake2f/12_rounds", blake2f, blake2f_input()},
        {"0x0a_kzg_point_evaluation", kzg_point_evaluation, kzg_input(), false, true},
        {"0x0b_bls12_g1_add", bls12_g1_add, joined({bls12_g1(1), bls12_g1(2)})},
        {"0x0c_bls12_g1_msm/1_term", bls12_g1_msm, bls12_msm(bls12_g1, 1)},
        {"0x0c_bls12_g1_msm/32_terms", bls12_g1_msm, bls12_msm(bls12_g1, 32)},
        {"0x0d_bls12_g2_add", bls12_g2_add, joined({bls12_g2(1), bls12_g2(2)})},
        {"0x0e_bls12_g2_msm/1_term", bls12_g2_msm, bls12_msm(bls12_g2, 1)},
        {"0x0e_bls12_g2_msm/32_terms", bls12_g2_msm, bls12_msm(bls12_g2, 32)},
        {"0x0f_bls12_pairing/2_pairs", bls12_pairing, bls12_pairs(2), true},
        {"0x0f_bls12_pairing/4_pairs", bls12_pairing, bls12_pairs(4), true},
        {"0x10_bls12_map_fp_to_g1", bls12_map_fp_to_g1, bls12_element(1)},
        {"0x11_bls12_map_fp2_to_g2", bls12_map_fp2_to_g2,
         joined({bls12_element(1), bls12_element(2)})},
        {"0x100_p256_verify", p256_verify, hex(precompile_tests::p256_example), true},
    };
}

void precompile(benchmark::State& state, const Case& measured)
{
    Bytes output;
    const bool accepted = run_precompile(measured.id, measured.input, output, Revision::osaka) &&
                          // Some answer a bad input with nothing instead of failing.
                          !output.empty() && (!measured.says_yes || output.back() == 1);
    if (accepted == measured.is_refused) {
        state.SkipWithError("the precompile does not answer as it must");
        return;
    }
    for (auto _ : state) {
        benchmark::DoNotOptimize(measured.input.data());
        const bool success = run_precompile(measured.id, measured.input, output, Revision::osaka);
        benchmark::DoNotOptimize(success);
        benchmark::DoNotOptimize(output.data());
    }
    const auto gas =
        static_cast<double>(precompile_gas(measured.id, measured.input, Revision::osaka));
    state.counters["gas"] = gas;
    state.counters["gas/s"] =
        benchmark::Counter(gas, benchmark::Counter::kIsIterationInvariantRate);
}

}  // namespace

int main(int argc, char** argv)
{
    for (const Case& measured : all_cases()) {
        benchmark::RegisterBenchmark(measured.name.c_str(), [measured](benchmark::State& state) {
            precompile(state, measured);
        })->Unit(benchmark::kMicrosecond);
    }
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) {
        return 1;
    }
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
    return 0;
}
