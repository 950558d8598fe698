// SPDX-License-Identifier: GPL-3.0-or-later
#include "names/contract_set.h"

namespace lanescope::names {

void ContractSet::add(Contract contract)
{
    auto& same_size = by_size_[contract.code.size()];
    if (contract.code.size() > 0) {
        for (const std::size_t index : same_size) {
            Contract& known = contracts_[index];
            if (known.name != contract.name || !known.code.has_bytes_of(contract.code)) {
                continue;
            }
            if (known.layout.empty()) {
                known.layout = std::move(contract.layout);
            }
            if (known.abi.empty()) {
                known.abi = std::move(contract.abi);
            }
            if (contract.code.compared_size() < known.code.compared_size()) {
                known.code = std::move(contract.code);  // this one knows of immutables
            }
            return;
        }
    }
    same_size.push_back(contracts_.size());
    contracts_.push_back(std::move(contract));
}

const Contract* ContractSet::find(ByteView deployed) const
{
    const auto same_size = by_size_.find(without_metadata(deployed).size());
    if (same_size == by_size_.end()) {
        return nullptr;
    }
    const Contract* best = nullptr;
    int best_rank = 0;
    for (const std::size_t index : same_size->second) {
        const Contract& contract = contracts_[index];
        if (!contract.code.matches(deployed)) {
            continue;
        }
        const int rank = 1 + (contract.code.matches_exactly(deployed) ? 2 : 0) +
                         (contract.layout.empty() ? 0 : 1);
        if (rank > best_rank) {
            best = &contract;
            best_rank = rank;
        }
    }
    return best;
}

}  // namespace lanescope::names
