// SPDX-License-Identifier: GPL-3.0-or-later
#include "workload/contract_code.h"

#include "workload/call_data.h"

namespace lanescope::workload {

Result<StoragePlace> ContractCode::place_of(const std::string& variable) const
{
    const auto found = variables.find(variable);
    if (found == variables.end()) {
        return Error{ErrorCode::unsupported,
                     "contract " + name + " has no state variable " + variable +
                         ", which the scenario sets; give it a contract that has"};
    }
    return found->second;
}

void set_variable(GivenAccount& account, const StoragePlace& place, const Uint256& value)
{
    Uint256& word = account.storage[word_of_number(place.slot)];
    word = word | (value << (8 * place.offset));
}

}  // namespace lanescope::workload
