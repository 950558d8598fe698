// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/keccak.h"

#include <benchmark/benchmark.h>

namespace {

using namespace lanescope;

/// Digest of an input of `range(0)` bytes: one permutation for each started 136 bytes.
void keccak256_of_bytes(benchmark::State& state)
{
    Bytes input(static_cast<std::size_t>(state.range(0)));
    for (std::size_t i = 0; i < input.size(); ++i) {
        input[i] = static_cast<std::uint8_t>(i * 167);
    }
    for (auto _ : state) {
        benchmark::DoNotOptimize(input.data());
        Hash digest = keccak256(input);
        benchmark::DoNotOptimize(digest);
    }
    const auto permutations = state.iterations() * (state.range(0) / 136 + 1);
    state.SetBytesProcessed(state.iterations() * state.range(0));
    state.counters["per_permutation"] =
        benchmark::Counter(static_cast<double>(permutations),
                           benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}
// An address, a mapping's slot, a trie's branch node, a contract's code.
BENCHMARK(keccak256_of_bytes)->Arg(20)->Arg(64)->Arg(532)->Arg(24576);

}  // namespace
