// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/incarnations.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace lanescope::analysis {

/// So many transactions were re-executed so often.
struct ReExecutionCount {
    std::uint32_t re_executions = 0;
    std::uint32_t transactions = 0;
    friend bool operator==(const ReExecutionCount&, const ReExecutionCount&) = default;
};

/// Of one transaction alone Incarnations::executions_of() tells.
struct ReExecutions {
    /// Of the executed transactions, fewest re-executions first, without empty entries.
    std::vector<ReExecutionCount> distribution;
    std::uint64_t total = 0;
    std::uint32_t executed_transactions = 0;
    std::uint32_t re_executed_transactions = 0;
    /// The first of those that were executed most often; nothing if none was executed.
    std::optional<std::uint32_t> most_executed;

    /// definition::re_execution
    [[nodiscard]] double rate() const noexcept { return share(total, executed_transactions); }
};

[[nodiscard]] ReExecutions re_executions(const Incarnations& incarnations);

}  // namespace lanescope::analysis
