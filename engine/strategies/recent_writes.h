// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chain/transaction.h"
#include "state/journal.h"

#include <array>
#include <cstdint>

namespace lanescope {

/// What the last few transactions of a sequence wrote, to tell how often one needs another that workers
/// would execute at the same time. Slots and nonces count, as what orders transactions most; balances
/// are added up. Two locations may be taken for one, hardly ever.
class RecentWrites {
public:
    /// `reach`: how many transactions before it one looks at.
    explicit RecentWrites(std::uint32_t reach) : reach_(reach) {}

    /// Whether the next transaction, whose journal is finalised, read what one of those before it wrote.
    [[nodiscard]] bool add(const Transaction& transaction, const Journal& journal);

private:
    static constexpr std::size_t size = 64;  ///< older ones are overwritten

    struct Entry {
        std::uint64_t location = 0;  ///< hash
        std::uint32_t writer = 0;    ///< one past its number
    };
    [[nodiscard]] bool is_recent(std::uint64_t location) const noexcept
    {
        const Entry& entry = table_[location % size];
        return entry.location == location && entry.writer + reach_ > next_;
    }
    void write(std::uint64_t location) noexcept { table_[location % size] = {location, next_ + 1}; }

    std::uint32_t reach_;
    std::uint32_t next_ = 0;
    std::array<Entry, size> table_{};
};

}  // namespace lanescope
