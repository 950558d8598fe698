// SPDX-License-Identifier: GPL-3.0-or-later
#include "workload/scenario.h"

#include "workload/scenarios/scenarios.h"

#include <algorithm>
#include <charconv>
#include <numeric>

namespace lanescope::workload {

namespace {

constexpr const Scenario* scenarios[]{
    &payments_scenario,       &token_payments_scenario, &exchange_scenario,
    &order_book_scenario,     &lending_scenario,        &oracle_scenario,
    &airdrop_scenario,        &nft_mint_scenario,       &marketplace_scenario,
    &game_scenario,           &supply_chain_scenario,   &health_records_scenario,
    &token_transfers_scenario};

Error bad_dial(const Scenario& scenario, const std::string& what)
{
    return Error{ErrorCode::unsupported, "scenario " + std::string(scenario.name) + ": " + what};
}

std::string list_of_actions(const Scenario& scenario)
{
    std::string list;
    for (const ScenarioAction& action : scenario.actions) {
        list += (list.empty() ? "" : ", ") + std::string(action.name);
    }
    return list;
}

Status check(const Scenario& scenario, Form form, const ScenarioDials& dials)
{
    const std::string range = "1 to " + std::to_string(most_transactions);
    if (dials.transactions == 0 || dials.transactions > most_transactions) {
        return bad_dial(scenario, "a block has " + range + " transactions");
    }
    if (dials.accounts && (*dials.accounts == 0 || *dials.accounts > most_transactions)) {
        return bad_dial(scenario, "there are " + range + " accounts");
    }
    if (const double share = dials.hot_share.value_or(0); !(share >= 0 && share <= 1)) {
        return bad_dial(scenario, "the hot share lies between 0 and 1");
    }
    if (!(dials.zipf >= 0 && dials.zipf <= most_zipf)) {
        return bad_dial(scenario, "the Zipf skew lies between 0 and 4");
    }
    if (dials.zipf != 0 && !scenario.has_zipf) {
        return bad_dial(scenario, "has no Zipf skew to set; the hot share is what can be set");
    }
    if (form == Form::parallel && !scenario.has_forms()) {
        return bad_dial(scenario, "has one form only; leave the form out");
    }
    if (!dials.mix.empty()) {
        if (dials.mix.size() != scenario.actions.size()) {
            return bad_dial(scenario,
                            "a mix has a weight for each of " + list_of_actions(scenario));
        }
        if (*std::max_element(dials.mix.begin(), dials.mix.end()) > most_weight ||
            std::accumulate(dials.mix.begin(), dials.mix.end(), std::uint64_t{0}) == 0) {
            return bad_dial(scenario, "the weights of a mix lie between 0 and " +
                                          std::to_string(most_weight) + ", and are not all 0");
        }
    }
    return Success{};
}

}  // namespace

std::string_view name_of(Form form) noexcept
{
    return form == Form::naive ? "naive" : "parallel";
}

std::span<const Scenario* const> all_scenarios() noexcept
{
    return scenarios;
}

const Scenario* find_scenario(std::string_view name) noexcept
{
    const auto* const found = std::find_if(std::begin(scenarios), std::end(scenarios),
                                           [name](const Scenario* s) { return s->name == name; });
    return found == std::end(scenarios) ? nullptr : *found;
}

Result<GeneratedBlock> generate(const Scenario& scenario, Form form, const ScenarioDials& dials,
                                StopToken stop)
{
    if (Status good = check(scenario, form, dials); !good) {
        return good.error();
    }
    return scenario.make(scenario, form, dials, stop);
}

Result<std::vector<std::uint32_t>> read_mix(const Scenario& scenario, std::string_view text)
{
    const auto wrong = [&](std::string_view word) {
        return bad_dial(scenario, "'" + std::string(word) +
                                      "' is no part of a mix; write ACTION=WEIGHT, with commas "
                                      "between, of " +
                                      list_of_actions(scenario));
    };
    std::vector<std::uint32_t> mix(scenario.actions.size());
    while (!text.empty()) {
        const std::string_view word = text.substr(0, text.find(','));
        text.remove_prefix(std::min(text.size(), word.size() + 1));
        const std::size_t equals = word.find('=');
        const std::string_view name = word.substr(0, equals);
        const auto action = std::find_if(scenario.actions.begin(), scenario.actions.end(),
                                         [name](const auto& a) { return a.name == name; });
        if (equals == std::string_view::npos || action == scenario.actions.end()) {
            return wrong(word);
        }
        const std::string_view number = word.substr(equals + 1);
        std::uint32_t weight = 0;
        const auto read = std::from_chars(number.data(), number.data() + number.size(), weight);
        if (read.ec != std::errc{} || read.ptr != number.data() + number.size()) {
            return wrong(word);
        }
        mix[static_cast<std::size_t>(action - scenario.actions.begin())] = weight;
    }
    return mix;
}

}  // namespace lanescope::workload
