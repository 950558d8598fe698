// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/strong.h"
#include "base/uint256.h"
#include "chain/location.h"

#include <compare>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <span>

namespace lanescope {

/// One incarnation of one transaction: unique inside one block of one run.
struct TxVersion {
    std::uint32_t index = 0;
    std::uint32_t incarnation = 0;
    friend auto operator<=>(const TxVersion&, const TxVersion&) = default;
};

/// A location of one block, by number: an account's ordinal and kind, or a slot's ordinal. What it
/// stands for is in the block's LocationTable.
struct LocationId {
    std::uint32_t value = 0;

    [[nodiscard]] static LocationId of_account(std::uint32_t account, LocationKind kind) noexcept
    {
        return {account << 3 | static_cast<std::uint32_t>(kind)};
    }
    [[nodiscard]] static LocationId of_slot(std::uint32_t slot) noexcept
    {
        return {slot | slot_bit};
    }
    [[nodiscard]] bool is_slot() const noexcept { return (value & slot_bit) != 0; }
    [[nodiscard]] LocationKind kind() const noexcept
    {
        return is_slot() ? LocationKind::storage_slot : static_cast<LocationKind>(value & 7);
    }
    /// Of the account, or of the slot.
    [[nodiscard]] std::uint32_t ordinal() const noexcept
    {
        return is_slot() ? value & ~slot_bit : value >> 3;
    }
    friend auto operator<=>(const LocationId&, const LocationId&) = default;

private:
    static constexpr std::uint32_t slot_bit = 1u << 31;
};

/// Where the value of a read came from.
enum class ReadOrigin : std::uint8_t {
    pre_state,    ///< the state before the transactions
    uncovered,    ///< the pre-state does not say; taken as absent
    version,      ///< a write of a lower transaction
    fold,         ///< the beneficiary's balance with the fees of all lower transactions
    system_call,  ///< written by the protocol before the transactions
    hint,         ///< foretold by an access list or a schedule
    sum,          ///< a balance to which lower transactions added amounts without reading it
    at_least,     ///< only that the balance suffices: not what it is
};
inline constexpr ReadOrigin last_read_origin = ReadOrigin::at_least;

/// Whether AccessSet::kept has an entry for a read of this origin.
[[nodiscard]] constexpr bool keeps_value(ReadOrigin origin) noexcept
{
    return origin == ReadOrigin::fold || origin == ReadOrigin::sum ||
           origin == ReadOrigin::at_least;
}

/// One location's first read by an incarnation; a repeated read sees the same answer.
struct ReadRecord {
    LocationId location;
    std::uint32_t writer = 0;       ///< transaction index, when the origin is a version
    std::uint32_t gas_used = 0;     ///< of the transaction when it read; stops at 2^32-1
    std::uint16_t incarnation = 0;  ///< of the writer
    ReadOrigin origin = ReadOrigin::pre_state;
    friend bool operator==(const ReadRecord&, const ReadRecord&) = default;
};
static_assert(sizeof(ReadRecord) == 16);

enum class WriteKind : std::uint8_t {
    set,  ///< the location has the value from now on
    add,  ///< the value is added to the balance, modulo 2^256; the writer did not see the balance
};

/// What an incarnation leaves in one location: a number, or for code its hash.
struct WriteRecord {
    Uint256 value;
    LocationId location;
    TxVersion writer;
    WriteKind kind = WriteKind::set;
};

/// The writes of one incarnation, in program order. Each may lie inside of something larger, which
/// whoever keeps versions of locations has made of it: so they are some distance apart.
class WriteSet {
public:
    WriteSet() = default;
    WriteSet(std::span<const WriteRecord> writes) noexcept
        : WriteSet(writes.data(), writes.size(), sizeof(WriteRecord))
    {
    }
    /// `distance`: bytes from one to the next.
    WriteSet(const WriteRecord* first, std::size_t count, std::size_t distance) noexcept
        : first_(reinterpret_cast<const std::uint8_t*>(first)),
          count_(static_cast<std::uint32_t>(count)),
          distance_(static_cast<std::uint32_t>(distance))
    {
    }

    [[nodiscard]] std::size_t size() const noexcept { return count_; }
    [[nodiscard]] bool empty() const noexcept { return count_ == 0; }
    [[nodiscard]] const WriteRecord& operator[](std::size_t at) const noexcept
    {
        return *reinterpret_cast<const WriteRecord*>(first_ + at * distance_);
    }
    class Iterator {
    public:
        using value_type = WriteRecord;
        using reference = const WriteRecord&;
        using pointer = const WriteRecord*;
        using difference_type = std::ptrdiff_t;
        using iterator_category = std::forward_iterator_tag;

        Iterator() = default;
        Iterator(const std::uint8_t* at, std::uint32_t distance) noexcept
            : at_(at), distance_(distance)
        {
        }
        reference operator*() const noexcept { return *reinterpret_cast<pointer>(at_); }
        pointer operator->() const noexcept { return reinterpret_cast<pointer>(at_); }
        Iterator& operator++() noexcept
        {
            at_ += distance_;
            return *this;
        }
        Iterator operator++(int) noexcept
        {
            Iterator old = *this;
            at_ += distance_;
            return old;
        }
        friend bool operator==(const Iterator& a, const Iterator& b) noexcept
        {
            return a.at_ == b.at_;
        }

    private:
        const std::uint8_t* at_ = nullptr;
        std::uint32_t distance_ = 0;
    };
    [[nodiscard]] Iterator begin() const noexcept { return {first_, distance_}; }
    [[nodiscard]] Iterator end() const noexcept
    {
        return {first_ + std::size_t{count_} * distance_, distance_};
    }

private:
    const std::uint8_t* first_ = nullptr;
    std::uint32_t count_ = 0;
    std::uint32_t distance_ = sizeof(WriteRecord);
};

/// Where an incarnation stopped before its end.
struct StoppedAt {
    enum class Reason : std::uint8_t { nowhere, estimate, cancelled, failed };
    Reason reason = Reason::nowhere;
    LocationId location;         ///< of the read, for estimate
    std::uint32_t blocking = 0;  ///< transaction whose ESTIMATE it was
};

/// What one incarnation read and wrote, in program order. Views of memory that never changes after
/// the incarnation has finished; scheduler, multi-version memory and recording point at the same.
struct AccessSet {
    std::span<const ReadRecord> reads;
    WriteSet writes;
    /// Of the reads whose origin keeps_value(), in their order: the value, or the least that the
    /// balance had to be.
    std::span<const Uint256> kept;
    StoppedAt stopped;
};

/// No incarnation has a higher number: a strategy that comes near lets the transaction wait for
/// certainty.
inline constexpr std::uint32_t max_incarnation = 0xfffe;

}  // namespace lanescope
