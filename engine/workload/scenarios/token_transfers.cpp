// SPDX-License-Identifier: GPL-3.0-or-later
#include "workload/token_transfers.h"

#include "workload/scenarios/scenarios.h"

namespace lanescope::workload {

namespace {

Result<GeneratedBlock> transfer_tokens(const Scenario& scenario, Form /*form*/,
                                       const ScenarioDials& dials, StopToken stop)
{
    TokenTransferOptions options;
    options.transactions = dials.transactions;
    options.hot_share = dials.hot_share.value_or(scenario.usual_hot_share);
    options.accounts = dials.accounts;
    options.seed = dials.seed;
    return generate_token_transfers(options, stop);
}

constexpr ScenarioAction actions[]{{"transfer", "tokens to an account"}};

}  // namespace

const Scenario token_transfers_scenario{
    .name = "token-transfers",
    .title = "Token transfers",
    .field = "payments",
    .sentence =
        "The smallest token there is, assembled by hand: accounts pay one another. One transfer in "
        "forty asks for too much, and reverts.",
    .hot = "transfers to one account",
    .naive = "Each balance is one slot.",
    .parallel = {},
    .actions = actions,
    .usual_hot_share = 0.25,
    .has_zipf = false,
    .make = transfer_tokens};

}  // namespace lanescope::workload
