// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytes.h"

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <utility>
#include <vector>

namespace lanescope {

/// Code that a block's transactions created, by hash; of aborted incarnations too. Any thread.
class CodeTable {
public:
    void add(const Hash& hash, std::shared_ptr<const Bytes> code)
    {
        const std::lock_guard lock(mutex_);
        code_.try_emplace(hash, std::move(code));
        filter_.fetch_or(bit_of(hash), std::memory_order_release);
    }
    /// Null when it is not there. The bytes live as long as the table.
    [[nodiscard]] const Bytes* find(const Hash& hash) const
    {
        if ((filter_.load(std::memory_order_acquire) & bit_of(hash)) == 0) {
            return nullptr;
        }
        const std::lock_guard lock(mutex_);
        const auto found = code_.find(hash);
        return found == code_.end() ? nullptr : found->second.get();
    }
    [[nodiscard]] std::vector<std::pair<Hash, std::shared_ptr<const Bytes>>> all() const
    {
        const std::lock_guard lock(mutex_);
        return {code_.begin(), code_.end()};
    }

private:
    [[nodiscard]] static std::uint64_t bit_of(const Hash& hash) noexcept
    {
        return std::uint64_t{1} << (hash.bytes[0] & 63);
    }

    mutable std::mutex mutex_;
    std::unordered_map<Hash, std::shared_ptr<const Bytes>> code_;
    /// Which bits hashes that are there have: most others are told without the lock.
    std::atomic<std::uint64_t> filter_{0};
};

}  // namespace lanescope
