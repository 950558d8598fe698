// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>

namespace lanescope::evm {

/// A range of address space whose pages come into being when they are first written. Frames stand on
/// top of one another in it, so that a call allocates nothing and nothing ever moves.
class Arena {
public:
    /// Reserves `bytes` of address space; throws std::bad_alloc when the system refuses.
    explicit Arena(std::size_t bytes);
    ~Arena();
    Arena(const Arena&) = delete;
    Arena& operator=(const Arena&) = delete;

    [[nodiscard]] std::uint8_t* data() const noexcept { return data_; }
    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    /// Gives pages past `keep` bytes back to the system: after a transaction that used a great deal.
    void shrink(std::size_t keep) noexcept;

private:
    std::uint8_t* data_;
    std::size_t size_;
};

}  // namespace lanescope::evm
