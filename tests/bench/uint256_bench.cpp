// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/uint256.h"

#include <benchmark/benchmark.h>

#include <array>
#include <random>

namespace {

using namespace lanescope;

/// Operands of up to `limbs` limbs; the same in every run.
std::array<Uint256, 64> operands(int limbs, std::uint64_t seed)
{
    std::mt19937_64 random(seed);
    std::array<Uint256, 64> numbers;
    for (auto& number : numbers) {
        for (int i = 0; i < limbs; ++i) {
            number.limb[i] = random();
        }
    }
    return numbers;
}

/// `operation(a, b, m)` over 64 pairs of 256-bit numbers and divisors of `range(0)` limbs.
template <class Operation>
void measure(benchmark::State& state, Operation operation)
{
    const auto a = operands(4, 1);
    const auto b = operands(4, 2);
    const auto m = operands(static_cast<int>(state.range(0)), 3);
    std::array<Uint256, 64> results;
    for (auto _ : state) {
        for (std::size_t i = 0; i < a.size(); ++i) {
            results[i] = operation(a[i], b[i], m[i]);
        }
        benchmark::DoNotOptimize(results.data());
        benchmark::ClobberMemory();
    }
    const auto operations = state.iterations() * static_cast<std::int64_t>(a.size());
    state.counters["per_operation"] = benchmark::Counter(
        static_cast<double>(operations), benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

void add(benchmark::State& state)
{
    measure(state, [](const Uint256& a, const Uint256& b, const Uint256&) { return a + b; });
}
BENCHMARK(add)->Arg(4);

void subtract(benchmark::State& state)
{
    measure(state, [](const Uint256& a, const Uint256& b, const Uint256&) { return a - b; });
}
BENCHMARK(subtract)->Arg(4);

void multiply(benchmark::State& state)
{
    measure(state, [](const Uint256& a, const Uint256& b, const Uint256&) { return a * b; });
}
BENCHMARK(multiply)->Arg(4);

void less(benchmark::State& state)
{
    measure(state, [](const Uint256& a, const Uint256& b, const Uint256&) {
        return Uint256{static_cast<std::uint64_t>(a < b)};
    });
}
BENCHMARK(less)->Arg(4);

void shift_left(benchmark::State& state)
{
    measure(state, [](const Uint256& a, const Uint256& b, const Uint256&) {
        return a << static_cast<unsigned>(b.low64() % 256);
    });
}
BENCHMARK(shift_left)->Arg(4);

void divide_by(benchmark::State& state)
{
    measure(state, [](const Uint256& a, const Uint256&, const Uint256& m) { return a / m; });
}
BENCHMARK(divide_by)->DenseRange(1, 4);

void add_modulo_of(benchmark::State& state)
{
    measure(state, [](const Uint256& a, const Uint256& b, const Uint256& m) {
        return add_modulo(a, b, m);
    });
}
BENCHMARK(add_modulo_of)->DenseRange(1, 4);

void multiply_modulo_of(benchmark::State& state)
{
    measure(state, [](const Uint256& a, const Uint256& b, const Uint256& m) {
        return multiply_modulo(a, b, m);
    });
}
BENCHMARK(multiply_modulo_of)->DenseRange(1, 4);

void power_of(benchmark::State& state)
{
    measure(state, [](const Uint256& a, const Uint256&, const Uint256& m) { return power(a, m); });
}
BENCHMARK(power_of)->Arg(1)->Arg(4);

}  // namespace
