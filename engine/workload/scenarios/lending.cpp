// SPDX-License-Identifier: GPL-3.0-or-later
#include "workload/scenarios/scenarios.h"
#include "workload/stage.h"

#include <utility>

namespace lanescope::workload {

namespace {

constexpr std::uint32_t assets = 8;

void lend(Stage& stage)
{
    const Address pool = stage.deploy("LendingPool", "LendingPositions");
    const Popularity popularity = stage.popularity(assets);
    const auto call_of = [](const char* function, std::uint32_t asset, const Uint256& amount) {
        return CallData(function).add(Uint256{asset}).add(amount).finish();
    };
    constexpr const char* functions[]{"supply(uint256,uint256)", "borrow(uint256,uint256)",
                                      "repay(uint256,uint256)"};
    Once<std::pair<std::uint32_t, std::uint32_t>> opened;
    stage.play([&](const Stage::Turn& turn) {
        const std::uint32_t asset = popularity.choose(stage.random());
        const Address& user = stage.person(turn.sender);
        if (opened({asset, turn.sender})) {
            // So much that no borrower of the block comes to the limit, and no repayment exceeds a debt.
            stage.call(stage.owner(), pool,
                       CallData("fund(uint256,address,uint256)")
                           .add(Uint256{asset})
                           .add(user)
                           .add(whole(10'000'000'000))
                           .finish());
            stage.call(user, pool, call_of(functions[0], asset, whole(1'000'000'000)));
            stage.call(user, pool, call_of(functions[1], asset, whole(200'000'000)));
        }
        stage.send(turn.sender, pool,
                   call_of(functions[turn.action], asset, whole(1 + stage.random().below(100))));
    });
}

constexpr ScenarioAction actions[]{{"supply", "adds collateral", 40},
                                   {"borrow", "takes a loan", 35},
                                   {"repay", "pays some back", 25}};

}  // namespace

const Scenario lending_scenario{
    .name = "lending",
    .title = "Lending",
    .field = "lending",
    .sentence =
        "Users supply, borrow and repay. Interest that follows from the market's totals ties "
        "every user of an asset to every other.",
    .hot = "actions in the most popular of 8 assets",
    .naive = "Each action writes the asset's totals and its interest.",
    .parallel =
        "Interest follows from time, a position is its owner's, totals are kept in 64 parts.",
    .actions = actions,
    .make = make_on_stage<lend>};

}  // namespace lanescope::workload
