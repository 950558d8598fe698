// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/re_executions.h"

#include <map>

namespace lanescope::analysis {

ReExecutions re_executions(const Incarnations& incarnations)
{
    ReExecutions result;
    result.transactions.resize(incarnations.transaction_count());
    for (const Incarnation& incarnation : incarnations.all()) {
        TransactionExecutions& transaction = result.transactions[incarnation.version.index];
        ++transaction.incarnations;
        transaction.aborted += incarnation.fate == Fate::aborted ? 1 : 0;
        transaction.suspended += incarnation.fate == Fate::suspended ? 1 : 0;
    }
    std::map<std::uint32_t, std::uint32_t> counts;
    for (const TransactionExecutions& transaction : result.transactions) {
        if (transaction.incarnations > 0) {
            const std::uint32_t again = transaction.re_executions();
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
