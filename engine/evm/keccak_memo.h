// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytes.h"
#include "base/keccak.h"
#include "base/keccak_pairs.h"
#include "base/uint256.h"

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

namespace lanescope::evm {

/// Digests of pairs of words: those that somebody foresaw, and the last ones that nobody did. Whoever
/// changes the value of a mapping's key hashes the same pair once or twice again. One thread at a time.
class KeccakMemo {
public:
    /// A pair whose digest was not here, and the account whose storage the code had that asked for it.
    struct Missed {
        WordPair pair;
        std::uint32_t account = 0;  ///< the Host's index
    };

    KeccakMemo() : pairs_(entry_count), digests_(entry_count)
    {
        // What an entry stands for that nothing has come to yet.
        digests_.assign(entry_count,
                        load_big_endian(keccak256(pairs_.front().bytes).view().data()));
    }

    /// keccak256 of the 64 bytes at `input`, as a number; valid until the next call.
    [[nodiscard]] const Uint256& of(const std::uint8_t* input, std::uint32_t account) noexcept
    {
        std::uint64_t words[8];
        std::memcpy(words, input, sizeof words);
        const std::size_t set = set_of(words);
        for (std::size_t at = ways * set; at < ways * (set + 1); ++at) {
            if (is_at(at, words)) {
                return digests_[at];
            }
        }
        return add_missed(set, input, account);
    }

    /// Takes a digest over for what is going to be asked.
    void put(const WordPair& pair, const Uint256& digest) noexcept
    {
        std::uint64_t words[8];
        std::memcpy(words, pair.bytes.data(), sizeof words);
        digests_[replace(set_of(words), words)] = digest;
    }

    /// The first pairs that were missed since forget_missed().
    [[nodiscard]] std::span<const Missed> missed() const noexcept
    {
        return {missed_.data(), missed_count_};
    }
    void forget_missed() noexcept { missed_count_ = 0; }

private:
    // Some 12 KiB, for what a dozen transactions to come ask: more would push out what executes.
    static constexpr std::size_t ways = 2;
    static constexpr std::size_t set_count = 64;
    static constexpr std::size_t entry_count = ways * set_count;

    /// Most keys are addresses or small numbers, and so are all slots: what differs stands at the ends of
    /// both words, and in hashes everywhere.
    static std::size_t set_of(const std::uint64_t (&words)[8]) noexcept
    {
        std::uint64_t hash = (words[3] ^ std::rotl(words[7], 32)) * 0x9e3779b97f4a7c15ull;
        hash ^= (words[2] ^ words[6]) * 0xff51afd7ed558ccdull;
        hash ^= (words[1] ^ words[5]) * 0xc4ceb9fe1a85ec53ull;
        return hash >> (64 - std::countr_zero(set_count));  // where every bit counts
    }
    [[nodiscard]] bool is_at(std::size_t at, const std::uint64_t (&words)[8]) const noexcept
    {
        std::uint64_t own[8];
        std::memcpy(own, pairs_[at].bytes.data(), sizeof own);
        std::uint64_t difference = 0;
        for (unsigned i = 0; i < 8; ++i) {
            difference |= own[i] ^ words[i];
        }
        return difference == 0;
    }
    /// The entry of the set that was not replaced last, now with these words.
    std::size_t replace(std::size_t set, const std::uint64_t (&words)[8]) noexcept
    {
        const std::size_t at = ways * set + (replaced_last_[set] ^= 1);
        std::memcpy(pairs_[at].bytes.data(), words, sizeof words);
        return at;
    }
    [[gnu::noinline]] const Uint256& add_missed(std::size_t set, const std::uint8_t* input,
                                                std::uint32_t account) noexcept
    {
        std::uint64_t words[8];
        std::memcpy(words, input, sizeof words);
        const std::size_t at = replace(set, words);
        digests_[at] = load_big_endian(keccak256(pairs_[at].bytes).view().data());
        if (missed_count_ < missed_.size()) {
            missed_[missed_count_++] = {pairs_[at], account};
        }
        return digests_[at];
    }

    std::vector<WordPair> pairs_;
    std::vector<Uint256> digests_;
    std::array<std::uint8_t, set_count> replaced_last_{};
    std::array<Missed, 8> missed_{};
    std::size_t missed_count_ = 0;
};

}  // namespace lanescope::evm
