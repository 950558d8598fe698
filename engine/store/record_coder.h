// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bump_arena.h"
#include "recording/recording.h"
#include "store/known_names.h"

#include <algorithm>
#include <bit>
#include <new>
#include <span>

namespace lanescope::store {

/// Writes and reads the records of a run, each as it differs from the one before it. When it reads,
/// it fails where a record names what is not known, and keeps arrays in `arena`.
template <class Archive>
class RecordCoder {
public:
    explicit RecordCoder(Archive& archive, const KnownNames* known = nullptr,
                         BumpArena* arena = nullptr)
        : archive_(archive), known_(known), arena_(arena)
    {
    }

    template <class T>
    void span(T& span, const Span& before)
    {
        pair(span.kind, SpanKind::state_wait, span.outcome, SpanOutcome::aborted);
        archive_.difference(span.begin, before.end);
        archive_.difference(span.end, span.begin);
        version(span.version, before.version);
        archive_.number(span.detail);
    }

    template <class T>
    void decision(T& decision, const Decision& before)
    {
        archive_.choice(decision.kind, DecisionKind::commit);
        archive_.difference(decision.at, before.at);
        version(decision.version, before.version);
        archive_.number(decision.other);
        check_index(decision.other);
    }

    template <class T>
    void abort(T& abort, const Abort& before)
    {
        archive_.difference(abort.at, before.at);
        version(abort.version, before.version);
        array<Mismatch>(abort.mismatches, 10, [&](auto& mismatch, const Mismatch&) {
            location(mismatch.location);
            archive_.choice(mismatch.kind, MismatchKind::removed_write);
            pair(mismatch.read_origin, last_read_origin, mismatch.found_origin, last_read_origin);
            version(mismatch.read, abort.version);
            version(mismatch.found, abort.version);
            version(mismatch.culprit, abort.version);
            archive_.number(mismatch.gas_used);
        });
    }

    template <class T>
    void incarnation(T& record, const IncarnationRecord& before)
    {
        version(record.version, before.version);
        archive_.choice(record.end, IncarnationEnd::interrupted);
        archive_.byte(record.status);
        archive_.flag(record.replayable);
        archive_.number(record.worker);
        if (Archive::reads && record.worker >= known_->workers) {
            fail();
        }
        archive_.number(record.gas_used);
        archive_.difference(record.begin, before.finish);
        archive_.difference(record.finish, record.begin);
        accesses(record.access, record.version);
    }

    template <class T>
    void access_time(T& access, const AccessTime& before)
    {
        archive_.difference(access.at, before.at);
        version(access.version, before.version);
        location(access.location);
        archive_.flag(access.is_write);
    }

private:
    template <class T>
    void accesses(T& access, const TxVersion& own)
    {
        array<ReadRecord>(access.reads, 3, [&](auto& read, const ReadRecord& before) {
            this->read(read, before, own);
        });
        array<WriteRecord>(access.writes, 4, [&](auto& write, const WriteRecord&) {
            location(write.location);
            archive_.word(write.value);
            version(write.writer, own);
            archive_.choice(write.kind, WriteKind::add);
        });
        array<Uint256>(access.kept, 1, [&](auto& value, const Uint256&) { archive_.word(value); });
        if constexpr (Archive::reads) {
            const auto kept =
                std::count_if(access.reads.begin(), access.reads.end(),
                              [](const ReadRecord& read) { return keeps_value(read.origin); });
            if (static_cast<std::size_t>(kept) != access.kept.size()) {
                fail();
            }
        }
        archive_.choice(access.stopped.reason, StoppedAt::Reason::failed);
        optional_location(access.stopped.location);
        archive_.number(access.stopped.blocking);
        check_index(access.stopped.blocking);
    }

    /// The writer stands there only where there is one.
    template <class T>
    void read(T& read, const ReadRecord& before, const TxVersion& own)
    {
        std::uint8_t head = 0;
        constexpr std::uint8_t has_writer = 0x10;
        if constexpr (!Archive::reads) {
            head = static_cast<std::uint8_t>(read.origin);
            if (read.writer != 0 || read.incarnation != 0) {
                head |= has_writer;
            }
        }
        archive_.byte(head);
        if constexpr (Archive::reads) {
            const std::uint8_t origin = head & 0x0f;
            if (head > (has_writer | 0x0f) ||
                origin > static_cast<std::uint8_t>(last_read_origin)) {
                fail();
            } else {
                read.origin = static_cast<ReadOrigin>(origin);
            }
        }
        location(read.location);
        archive_.difference(read.gas_used, before.gas_used);
        if ((head & has_writer) != 0) {
            archive_.difference(read.writer, own.index);
            archive_.number(read.incarnation);
        }
        check_index(read.writer);
    }

    template <class T>
    void version(T& version, const TxVersion& before)
    {
        archive_.difference(version.index, before.index);
        archive_.number(version.incarnation);
        check_index(version.index);
        if (Archive::reads && version.incarnation > max_incarnation + 1) {
            fail();
        }
    }

    /// Rotated by one, so that slots, which have the highest bit, are small numbers too.
    template <class T>
    void location_number(T& id)
    {
        std::uint32_t rotated = std::rotl(id.value, 1);
        archive_.number(rotated);
        if constexpr (Archive::reads) {
            id.value = std::rotr(rotated, 1);
        }
    }
    template <class T>
    void location(T& id)
    {
        location_number(id);
        if (Archive::reads && !failed() && !known_->has(id)) {
            fail();
        }
    }
    /// Zero, which may stand for none, or a location.
    template <class T>
    void optional_location(T& id)
    {
        location_number(id);
        if (Archive::reads && !failed() && id.value != 0 && !known_->has(id)) {
            fail();
        }
    }

    /// Two small choices in one byte.
    template <class A, class LastA, class B, class LastB>
    void pair(A& high, LastA last_high, B& low, LastB last_low)
    {
        std::uint8_t both = 0;
        if constexpr (!Archive::reads) {
            both = static_cast<std::uint8_t>(static_cast<unsigned>(high) << 4 |
                                             static_cast<unsigned>(low));
        }
        archive_.byte(both);
        if constexpr (Archive::reads) {
            if (both >> 4 > static_cast<int>(last_high) ||
                (both & 15) > static_cast<int>(last_low)) {
                fail();
                both = 0;
            }
            high = static_cast<A>(both >> 4);
            low = static_cast<B>(both & 15);
        }
    }

    /// `List`: a span, or a WriteSet.
    template <class T, class List, class Each>
    void array(List& list, std::size_t least_bytes, Each each)
    {
        const std::size_t count = archive_.count(least_bytes);
        if (count == 0) {
            list = {};
            return;
        }
        T* const values = arena_->allocate<T>(count);
        const T nothing{};
        for (std::size_t i = 0; i < count; ++i) {
            each(*new (values + i) T{}, i == 0 ? nothing : values[i - 1]);
        }
        list = std::span<const T>(values, count);
    }
    template <class T, class List, class Each>
    void array(const List& list, std::size_t, Each each)
    {
        archive_.number(list.size());
        const T nothing{};
        for (std::size_t i = 0; i < list.size(); ++i) {
            each(list[i], i == 0 ? nothing : list[i - 1]);
        }
    }

    void check_index(std::uint32_t index)
    {
        // 0 stands in what names no transaction, of a block without any too.
        if (Archive::reads && index != 0 && index >= known_->transactions) {
            fail();
        }
    }
    [[nodiscard]] bool failed() const noexcept
    {
        if constexpr (Archive::reads) {
            return archive_.failed();
        } else {
            return false;
        }
    }
    void fail() noexcept
    {
        if constexpr (Archive::reads) {
            archive_.fail();
        }
    }

    Archive& archive_;
    const KnownNames* known_;
    BumpArena* arena_;
};

}  // namespace lanescope::store
