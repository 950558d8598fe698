// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/incarnations.h"

#include <cstdint>
#include <vector>

namespace lanescope::analysis {

/// How often one transaction was executed.
struct TransactionExecutions {
    std::uint32_t incarnations = 0;
    std::uint32_t aborted = 0;
    std::uint32_t suspended = 0;

    [[nodiscard]] std::uint32_t re_executions() const noexcept
    {
        return incarnations == 0 ? 0 : incarnations - 1;
    }
    friend bool operator==(const TransactionExecutions&, const TransactionExecutions&) = default;
};

/// So many transactions were re-executed so often.
struct ReExecutionCount {
    std::uint32_t re_executions = 0;
    std::uint32_t transactions = 0;
    friend bool operator==(const ReExecutionCount&, const ReExecutionCount&) = default;
};

struct ReExecutions {
    std::vector<TransactionExecutions> transactions;  ///< of the block, by index
    /// Of the executed transactions, fewest re-executions first, without empty entries.
    std::vector<ReExecutionCount> distribution;
    std::uint64_t total = 0;
    std::uint32_t executed_transactions = 0;
    std::uint32_t re_executed_transactions = 0;

    /// definition::re_execution
    [[nodiscard]] double rate() const noexcept { return share(total, executed_transactions); }
};

[[nodiscard]] ReExecutions re_executions(const Incarnations& incarnations);

}  // namespace lanescope::analysis
