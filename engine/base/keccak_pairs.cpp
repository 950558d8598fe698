// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/keccak_pairs.h"

#include "base/keccak.h"
#include "base/keccak_rounds.h"

#include <algorithm>

#if defined(__x86_64__)
#define LANESCOPE_KECCAK_EIGHT 1
#else
#define LANESCOPE_KECCAK_EIGHT 0
#endif

namespace lanescope {

namespace {

void one_by_one(std::span<const WordPair> pairs, Hash* digests) noexcept
{
    for (const WordPair& pair : pairs) {
        *digests++ = keccak256(pair.bytes);
    }
}

#if LANESCOPE_KECCAK_EIGHT

constexpr std::size_t together = 8;

/// The same lane of eight states.
using EightLanes = keccak::Lane __attribute__((vector_size(64)));

[[gnu::target("avx512f,avx512vl")]] void eight_at_once(std::span<const WordPair> pairs,
                                                       Hash* digests) noexcept
{
    for (; !pairs.empty(); pairs = pairs.subspan(std::min(together, pairs.size()))) {
        const std::size_t count = std::min(together, pairs.size());
        EightLanes state[25] = {};
        for (std::size_t pair = 0; pair < count; ++pair) {
            for (std::size_t i = 0; i < sizeof(WordPair) / 8; ++i) {
                keccak::Lane lane;
                std::memcpy(&lane, pairs[pair].bytes.data() + 8 * i, 8);
                state[i][pair] = lane;
            }
        }
        // The padding of the original Keccak, 0x01 … 0x80, at the ends of the 136 bytes of a block.
        state[8] = EightLanes{} + 1;
        state[16] = EightLanes{} + (1ull << 63);
        keccak::permute(state);
        for (std::size_t pair = 0; pair < count; ++pair, ++digests) {
            for (std::size_t i = 0; i < Hash::size / 8; ++i) {
                const keccak::Lane lane = state[i][pair];
                std::memcpy(digests->bytes.data() + 8 * i, &lane, 8);
            }
        }
    }
}

bool has_eight() noexcept
{
    __builtin_cpu_init();  // static initialisers may run before the compiler's own call
    return __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512vl") != 0;
}

#endif

using PairsFunction = void (*)(std::span<const WordPair>, Hash*) noexcept;

PairsFunction best_for_pairs() noexcept
{
#if LANESCOPE_KECCAK_EIGHT
    if (has_eight()) {
        return eight_at_once;
    }
#endif
    return one_by_one;
}

constinit PairsFunction chosen_for_pairs = one_by_one;
[[maybe_unused]] const bool pairs_choice_made = (chosen_for_pairs = best_for_pairs(), true);

}  // namespace

void keccak256_of_pairs(std::span<const WordPair> pairs, Hash* digests) noexcept
{
    if (pairs.size() == 1) {
        one_by_one(pairs, digests);
    } else {
        chosen_for_pairs(pairs, digests);
    }
}

}  // namespace lanescope
