// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

/// What the figures of this room mean, one sentence or two each: whoever shows a figure shows these
/// words with it.
namespace lanescope::analysis::definition {

inline constexpr std::string_view live =
    "A recording that still grows is analysed up to its watermark, before which nothing is "
    "missing.";
inline constexpr std::string_view commit_rate =
    "TPS, Mgas/s: committed transactions and their gas by the run's whole duration.";
inline constexpr std::string_view re_execution =
    "Re-execution: an incarnation after a transaction's first; by executed transactions.";
inline constexpr std::string_view wasted_work =
    "Wasted work: time and gas of incarnations that were aborted or suspended, gas up to there.";
inline constexpr std::string_view worker_time =
    "Useful: execution of committed incarnations; undecided: of those not yet committed, aborted "
    "or suspended at the end. Validating: with the commits it leads to. Other: the rest of the "
    "duration.";
inline constexpr std::string_view context_switches =
    "Context switches of the whole process while the run lasted.";
inline constexpr std::string_view more_workers_than_cores =
    "There are more workers than cores: spans contain preemption, so compare gas beside time.";
inline constexpr std::string_view dropped_spans = "Spans were dropped; their time counts as other.";
inline constexpr std::string_view no_access_sets =
    "This run recorded no access sets, so there are no dependencies, paths and bounds.";
inline constexpr std::string_view dependency =
    "Dependency: a committed incarnation read what a lower transaction wrote (existence, "
    "balance, nonce, code, storage generation, storage slot). Writes alone and reads of the "
    "pre-state do not count. A balance that was read after payments depends on all who paid since "
    "it was written. To pay, and to be able to pay, is no read.";
inline constexpr std::string_view beneficiary_fold =
    "Fold: a read of the beneficiary with all lower transactions' fees in it; depends on all of "
    "them, and is counted apart. Fees paid are no dependency.";
inline constexpr std::string_view abort_edge =
    "Abort: a failed validation, with each read that no longer held, who wrote or removed what "
    "made the difference, and why.";
inline constexpr std::string_view suspension_edge =
    "Suspension: an incarnation met an ESTIMATE and waited for its writer.";
inline constexpr std::string_view hot_location =
    "Hot location: by the wasted work that it caused. An abort is charged to its earliest read "
    "that no longer held, a suspension to the location of its ESTIMATE. Readers, writers: "
    "transactions, by their committed incarnations. Shares are of all wasted work.";
inline constexpr std::string_view contract =
    "Wasted work by contract called, by account of the charged location, and by selector (first "
    "four bytes of call data). Transactions: those with wasted work. Shares are of all wasted "
    "work.";
inline constexpr std::string_view dependency_path =
    "Dependency path: longest chain of dependencies, whole transactions, by execution time or "
    "gas of committed incarnations; share of the sum over all transactions.";
inline constexpr std::string_view bound =
    "Bound: the most that any strategy could gain. The longest chain when a transaction waits "
    "only from each read's own offset, and at least the sum over all transactions by the number "
    "of workers. Potential speed-up: that sum by the bound.";
inline constexpr std::string_view offset =
    "Offset of a read: the gas that its transaction had used. In time it is derived: execution "
    "time × gas used / gas of the transaction, both without the 21,000 that every one pays.";

}  // namespace lanescope::analysis::definition
