// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

namespace lanescope {

enum class StrategyKind : std::uint8_t { sequential, block_stm };

/// "sequential", "block-stm".
[[nodiscard]] constexpr const char* name_of(StrategyKind kind) noexcept
{
    return kind == StrategyKind::sequential ? "sequential" : "block-stm";
}

/// How much a run records beside results.
enum class RecordingDetail : std::uint8_t {
    off,
    spans,     ///< spans, decisions, aborts, access sets
    accesses,  ///< and when each state access happened
};

/// Everything that a person chooses about a run; kept with its recording.
struct RunSettings {
    StrategyKind strategy = StrategyKind::block_stm;
    std::uint32_t workers = 1;  ///< 1 to 128
    RecordingDetail detail = RecordingDetail::off;
    /// A reader of an ESTIMATE is suspended until its writer is done; otherwise it runs again at
    /// once, which teaches why suspension pays.
    bool suspend_on_estimate = true;
    /// The beneficiary's fees are added up apart and folded into a read of its balance; otherwise
    /// each transaction reads and writes the balance, and all of them conflict.
    bool lazy_beneficiary = true;
    /// Who is paid is not read, and who pays only as far as that it can: payments are added up when
    /// somebody looks at the balance. Otherwise each one reads and writes it.
    bool commutative_balances = true;
    /// A run that is not recorded may go on in sequence where that is faster: RunSummary says from
    /// which transaction. One that is recorded stays what it is, since its access sets are wanted. And in
    /// any run, where there are more workers than cores, some may leave the rest to the others.
    bool adapt_workers = true;
    /// Finds out ahead which slots of mappings transactions to come will ask for, and computes several of
    /// their digests at once. By choice, and never in a recorded sequential run: what is computed for later
    /// transactions takes its time between those of earlier ones. Files do not keep it.
    bool foresee_slots = false;
    /// Spans kept for a worker; more are dropped and counted.
    std::uint64_t span_limit = std::uint64_t{1} << 26;
    friend bool operator==(const RunSettings&, const RunSettings&) = default;
};

inline constexpr std::uint32_t max_workers = 128;

}  // namespace lanescope
