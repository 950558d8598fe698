// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytes.h"

#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <vector>

namespace lanescope::evm {

/// Code made ready to run: padded so that no instruction reads past its end, with a bitmap of valid
/// jump destinations. Immutable.
class AnalysedCode {
public:
    explicit AnalysedCode(ByteView code);

    [[nodiscard]] const std::uint8_t* data() const noexcept { return padded_.data(); }
    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] bool is_jump_destination(std::size_t at) const noexcept
    {
        return at < size_ && (destinations_[at / 64] >> (at % 64) & 1) != 0;
    }

private:
    std::vector<std::uint8_t> padded_;
    std::vector<std::uint64_t> destinations_;
    std::size_t size_;
};

/// Analyses by code hash, shared by all workers. Entries live as long as the cache: at most what the
/// executed blocks contain.
class CodeCache {
public:
    /// The analysis of `code`, whose Keccak-256 is `hash`. Any thread.
    [[nodiscard]] const AnalysedCode& get(const Hash& hash, ByteView code);

private:
    std::mutex mutex_;
    std::unordered_map<Hash, std::unique_ptr<const AnalysedCode>> analyses_;
};

/// One worker's way to the shared analyses: remembers those that it used last, so that workers do not
/// wait for one another at each call.
class RecentCode {
public:
    explicit RecentCode(CodeCache& cache) : cache_(cache) {}
    [[nodiscard]] const AnalysedCode& get(const Hash& hash, ByteView code)
    {
        Entry& entry = recent_[hash.bytes[0]];
        if (entry.code == nullptr || entry.hash != hash) {
            entry = {hash, &cache_.get(hash, code)};
        }
        return *entry.code;
    }

private:
    struct Entry {
        Hash hash;
        const AnalysedCode* code = nullptr;
    };
    CodeCache& cache_;
    std::array<Entry, 256> recent_;
};

/// EIP-7702: the target of a delegation designator (0xef0100 and an address), or nothing.
[[nodiscard]] std::optional<Address> delegation_target(ByteView code) noexcept;

}  // namespace lanescope::evm
