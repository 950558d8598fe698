// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytes.h"

#include <atomic>
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
        has_some_.store(true, std::memory_order_release);
    }
    /// Null when it is not there. The bytes live as long as the table.
    [[nodiscard]] const Bytes* find(const Hash& hash) const
    {
        if (!has_some_.load(std::memory_order_acquire)) {
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
    mutable std::mutex mutex_;
    std::unordered_map<Hash, std::shared_ptr<const Bytes>> code_;
    std::atomic<bool> has_some_{false};
};

}  // namespace lanescope
