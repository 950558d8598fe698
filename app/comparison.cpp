// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/comparison.h"

#include <algorithm>

namespace lanescope::app {

namespace {

void compare_account(Comparison& compare, const std::string& where, const GivenAccount& expected,
                     const GivenAccount& found)
{
    compare.text(where, "balance", to_hex_quantity(expected.balance),
                 to_hex_quantity(found.balance));
    compare.number(where, "nonce", expected.nonce, found.nonce);
    compare.text(where, "code", to_hex(expected.code), to_hex(found.code));
    for (const auto& [slot, value] : expected.storage) {
        const auto it = found.storage.find(slot);
        compare.text(where, "storage " + to_hex(slot), to_hex_quantity(value),
                     to_hex_quantity(it == found.storage.end() ? Uint256{} : it->second));
    }
    for (const auto& [slot, value] : found.storage) {
        if (!expected.storage.contains(slot)) {
            compare.text(where, "storage " + to_hex(slot), "0x0", to_hex_quantity(value));
        }
    }
}

bool is_empty(const GivenAccount& account)
{
    return account.balance.is_zero() && account.nonce == 0 && account.code.empty();
}

}  // namespace

void Comparison::text(const std::string& where, const std::string& field,
                      const std::string& expected, const std::string& found)
{
    if (expected == found) {
        agree(field);
    } else {
        differences_.push_back({where, field, expected, found});
    }
}

void Comparison::agree(const std::string& field)
{
    if (std::find(checked_.begin(), checked_.end(), field) == checked_.end()) {
        checked_.push_back(field);
    }
}

std::optional<Difference> difference_of_states(const GivenState& expected, const GivenState& found)
{
    static const GivenAccount nothing;
    std::vector<Difference> differences;
    const auto compare = [&](const Address& address, const GivenAccount& a, const GivenAccount& b) {
        std::vector<std::string> checked;
        Comparison comparison(checked, differences);
        compare_account(comparison, "account " + to_hex(address), a, b);
        return differences.empty();
    };
    for (const auto& [address, account] : expected) {
        const auto it = found.find(address);
        if (!compare(address, account, it == found.end() ? nothing : it->second)) {
            return differences.front();
        }
    }
    for (const auto& [address, account] : found) {
        if (!expected.contains(address) && !is_empty(account) &&
            !compare(address, nothing, account)) {
            return differences.front();
        }
    }
    return std::nullopt;
}

}  // namespace lanescope::app
