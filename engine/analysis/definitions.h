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
    "TPS: transactions committed, Mgas/s: their gas, both by the whole duration of the run, system "
    "calls and withdrawals included.";
inline constexpr std::string_view re_execution =
    "Re-execution: an incarnation after a transaction's first. Its rate: re-executions by executed "
    "transactions.";
inline constexpr std::string_view wasted_work =
    "Wasted work: time and gas of incarnations that were aborted or suspended, gas up to where "
    "they "
    "stopped. Its share is of worker time: duration by number of workers.";
inline constexpr std::string_view worker_time =
    "Useful: execution of incarnations that were committed. Undecided: execution of those that "
    "were "
    "neither committed, aborted nor suspended when the recording ended. Validating includes the "
    "commits that a validation leads to, unless committing is recorded apart. Other: the rest of "
    "the "
    "duration.";
inline constexpr std::string_view context_switches =
    "Context switches of the whole process while the run lasted.";
inline constexpr std::string_view more_workers_than_cores =
    "There are more workers than cores: spans contain preemption, so compare gas beside time.";
inline constexpr std::string_view dropped_spans = "Spans were dropped; their time counts as other.";
inline constexpr std::string_view no_access_sets =
    "This run recorded no access sets, so there are no dependencies, paths and bounds.";
inline constexpr std::string_view dependency =
    "Dependency: a committed incarnation read what a lower transaction of the block wrote "
    "(read-after-write): existence, balance, nonce, code or storage generation of an account, or a "
    "storage slot. Writes alone do not count, nor do reads of the pre-state.";
inline constexpr std::string_view beneficiary_fold =
    "Fold: a read of the beneficiary's balance or existence with all lower transactions' fees in "
    "it. "
    "It depends on every lower transaction and is counted apart; fees paid are no dependency.";
inline constexpr std::string_view abort_edge =
    "Abort: a failed validation, with each read that no longer held, whose write made the "
    "difference, "
    "and why.";
inline constexpr std::string_view suspension_edge =
    "Suspension: an incarnation met an ESTIMATE and waited for its writer.";
inline constexpr std::string_view hot_location =
    "Hot location: ranked by the wasted work that it caused. An aborted incarnation is charged to "
    "its "
    "earliest read that no longer held, a suspended one to the location of the ESTIMATE. Readers "
    "and "
    "writers: transactions, by their committed incarnations. Shares are of all wasted work.";
inline constexpr std::string_view contract =
    "Wasted work by the contract that the transaction calls, by the account whose location caused "
    "it, "
    "and by selector: the first four bytes of the transaction's call data. Transactions: those "
    "with "
    "wasted work. Shares are of all wasted work.";
inline constexpr std::string_view dependency_path =
    "Dependency path: longest chain of dependencies, whole transactions, by execution time or gas "
    "of "
    "the committed incarnations. Its share is of the sum over all transactions.";
inline constexpr std::string_view bound =
    "Bound: the most that any strategy could gain. Longest chain of dependencies in which a "
    "transaction waits only from its first read of what another wrote, and at least the sum over "
    "all "
    "transactions by the number of workers. Potential speed-up: that sum by the bound.";
inline constexpr std::string_view offset =
    "A read's offset is the gas that its transaction had used. In time it is derived: execution "
    "time "
    "× gas used at the read / gas of the transaction.";

}  // namespace lanescope::analysis::definition
