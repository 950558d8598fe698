// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/dense_map.h"
#include "base/keccak_pairs.h"
#include "chain/transaction.h"
#include "evm/keccak_memo.h"
#include "state/journal.h"
#include "state/state_view.h"

#include <array>
#include <cstdint>
#include <vector>

namespace lanescope {

/// Foresees where mappings keep the values that transactions to come will ask for: most calls of one
/// function look up the same mappings, under their sender and under their arguments. So the digests can
/// be computed several at once, and the slots be loaded, before anybody waits for them. Learns from what
/// executed; a wrong guess costs time and no more. One thread at a time.
class SlotForesight {
public:
    /// `memo` gets the digests, and tells which ones nobody foresaw; it outlives this.
    explicit SlotForesight(evm::KeccakMemo& memo) : memo_(memo) {}

    /// Notes what `transaction`, the one at `index`, will look up as far as that is known.
    void foresee(const Transaction& transaction, std::size_t index);
    /// Prefetches the slots announced before; computes what has been noted, and announces those slots, if
    /// it has become as much as is computed at once, or the transaction at `next` is close to needing it.
    void advance(std::size_t next, StateView& view);
    /// Computes all that has been noted.
    void complete(StateView& view);
    /// Sees what `transaction` looked up that was not foreseen. Right after it was executed.
    void learn(const Transaction& transaction, const Journal& journal)
    {
        if (!memo_.missed().empty()) {
            learn_missed(transaction, journal);
        }
    }

private:
    struct Function {
        Address contract;
        std::uint32_t selector = 0;
        bool operator==(const Function&) const = default;
    };
    struct FunctionHasher {
        std::uint64_t operator()(const Function& function) const noexcept
        {
            return AddressHasher{}(function.contract) ^ function.selector * 0x9e3779b97f4a7c15ull;
        }
    };
    /// A mapping, and what of a transaction is the key.
    struct Lookup {
        static constexpr std::uint8_t by_sender = 0xff;

        Address account;                         ///< whose storage it is in
        std::uint8_t argument = by_sender;       ///< index of the call data's word
        std::array<std::uint8_t, 32> mapping{};  ///< the mapping's own slot
    };
    struct Lookups {
        static constexpr std::uint8_t most = 4;

        std::array<Lookup, most> known;
        std::uint8_t count = 0;
        std::uint8_t lessons = 0;  ///< transactions that were learned from
    };
    static constexpr std::size_t together = 8;
    static constexpr std::size_t most_noted = 3 * together;

    void learn_missed(const Transaction& transaction, const Journal& journal);
    void compute(std::size_t count, StateView& view);
    /// Calls `use` with each account of the announced slots, and those slots.
    template <class Use>
    void with_announced(Use&& use) const;

    evm::KeccakMemo& memo_;
    DenseMap<Function, Lookups, FunctionHasher> functions_;
    std::array<WordPair, most_noted> pairs_;    ///< still to be computed
    std::array<Address, most_noted> accounts_;  ///< of each, whose storage it is in
    std::size_t noted_ = 0;
    std::size_t first_needed_ = 0;  ///< index of the transaction that needs the first of them
    std::array<Address, together> announced_accounts_;
    std::array<Uint256, together> announced_slots_;
    std::size_t announced_ = 0;
};

}  // namespace lanescope
