// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/tick_clock.h"
#include "recording/access_set.h"

#include <cstdint>
#include <span>

namespace lanescope {

/// What a worker did in a span of time.
enum class SpanKind : std::uint8_t {
    execution,   ///< of an incarnation
    validation,  ///< of an incarnation's read set
    commit,      ///< of the validated prefix
    wait,        ///< asleep or spinning: no task was there
    state_wait,  ///< blocked on the source of the pre-state
};

/// How a span ended.
enum class SpanOutcome : std::uint8_t {
    none,
    executed,     ///< ran to its end; success or revert alike
    invalid,      ///< may not stand in the block, as far as the incarnation saw
    suspended,    ///< met an ESTIMATE
    interrupted,  ///< cancelled, over a ceiling, or the state was unavailable
    valid,        ///< validation passed
    aborted,      ///< validation failed
};

/// One stretch of one worker's time. 32 bytes; adjoining spans share a time stamp.
struct Span {
    Ticks begin = 0;  ///< since the run began
    Ticks end = 0;
    TxVersion version;
    std::uint32_t detail = 0;  ///< execution: gas, saturated; commit: transactions committed
    SpanKind kind = SpanKind::wait;
    SpanOutcome outcome = SpanOutcome::none;
};
static_assert(sizeof(Span) == 32);

/// What the scheduler decided about a transaction. That an incarnation or its validation was given out,
/// and that it finished, is said by its Span.
enum class DecisionKind : std::uint8_t {
    suspend,  ///< the transaction waits for `other`
    resume,   ///< `other` is done: the transaction may run again, as `version`
    abort,    ///< validation failed: its writes became ESTIMATEs
    commit,   ///< the validated prefix grew past the transaction
};

/// One decision. 24 bytes.
struct Decision {
    Ticks at = 0;  ///< since the run began
    TxVersion version;
    std::uint32_t other = 0;  ///< the transaction waited for
    DecisionKind kind = DecisionKind::commit;
};
static_assert(sizeof(Decision) == 24);

/// Why a validation failed, for one read.
enum class MismatchKind : std::uint8_t {
    newer_write,    ///< another version stands there now
    estimate,       ///< an ESTIMATE stands there
    removed_write,  ///< the version that was read is gone
};

/// One read that no longer holds.
struct Mismatch {
    LocationId location;
    MismatchKind kind = MismatchKind::newer_write;
    ReadOrigin read_origin = ReadOrigin::pre_state;
    ReadOrigin found_origin = ReadOrigin::pre_state;
    TxVersion read;              ///< when read_origin is version
    TxVersion found;             ///< when found_origin is version
    TxVersion culprit;           ///< who wrote, or removed, what made the difference
    std::uint32_t gas_used = 0;  ///< of the reader at that read
};

/// A failed validation: all reads that no longer hold, in program order. Its waste is charged to the
/// first.
struct Abort {
    Ticks at = 0;
    TxVersion version;
    std::span<const Mismatch> mismatches;
};

/// How an incarnation ended.
enum class IncarnationEnd : std::uint8_t {
    executed,
    invalid,
    suspended,
    interrupted,
};

/// One incarnation, whole: what it read, wrote, cost and came to.
struct IncarnationRecord {
    TxVersion version;
    IncarnationEnd end = IncarnationEnd::executed;
    std::uint8_t status =
        0;                   ///< evm::Status of its outermost call, or the reason why it is invalid
    bool replayable = true;  ///< false when something of its access set could not be kept
    std::uint32_t worker = 0;
    std::uint64_t gas_used = 0;
    Ticks begin = 0;
    Ticks finish = 0;
    AccessSet access;
};

/// When a read was answered or a write published; only with RecordingDetail::accesses.
struct AccessTime {
    Ticks at = 0;
    TxVersion version;
    LocationId location;
    bool is_write = false;
};

}  // namespace lanescope
