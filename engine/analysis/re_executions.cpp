// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/re_executions.h"

#include <map>

namespace lanescope::analysis {

ReExecutions re_executions(const Incarnations& incarnations)
{
    ReExecutions result;
    std::map<std::uint32_t, std::uint32_t> counts;
    std::size_t most = 0;
    for (std::uint32_t i = 0; i < incarnations.transaction_count(); ++i) {
        const std::size_t executed = incarnations.of(i).size();
        if (executed > 0) {
            const auto again = static_cast<std::uint32_t>(executed - 1);
            if (executed > most) {
                most = executed;
                result.most_executed = i;
            }
            ++counts[again];
            ++result.executed_transactions;
            result.re_executed_transactions += again > 0 ? 1 : 0;
            result.total += again;
        }
    }
    for (const auto& [again, transactions] : counts) {
        result.distribution.push_back({again, transactions});
    }
    return result;
}

}  // namespace lanescope::analysis
