// SPDX-License-Identifier: GPL-3.0-or-later
#include "workload/scenarios/scenarios.h"
#include "workload/stage.h"

namespace lanescope::workload {

namespace {

constexpr std::uint32_t sellers = 50;

void sell_and_buy(Stage& stage)
{
    const Address market = stage.deploy("Marketplace", "EscrowMarketplace");
    const Popularity popularity = stage.popularity(sellers);
    const auto list = [](std::uint32_t item, std::uint64_t price) {
        return CallData("list(uint256,uint256)").add(Uint256{item}).add(whole(price)).finish();
    };
    for (std::uint32_t i = 0; i < stage.people(); ++i) {
        stage.call(stage.owner(), market,
                   CallData("fund(address,uint256)")
                       .add(stage.person(i))
                       .add(whole(1'000'000'000))
                       .finish());
    }
    stage.play([&](const Stage::Turn& turn) {
        const std::uint64_t price = 1 + stage.random().below(100);
        if (turn.action == 1) {
            stage.send(turn.sender, market, list(turn.number, price));
            return;
        }
        const Address seller =
            stage.named("seller " + std::to_string(popularity.choose(stage.random())));
        stage.call(seller, market, list(turn.number, price));
        stage.send(turn.sender, market,
                   CallData("buy(uint256)").add(Uint256{turn.number}).finish());
    });
}

constexpr ScenarioAction actions[]{{"buy", "buys an item", 80}, {"list", "offers an item", 20}};

}  // namespace

const Scenario marketplace_scenario{
    .name = "marketplace",
    .title = "Marketplace",
    .field = "marketplace",
    .sentence =
        "Buyers buy single items from sellers. Pushing price and fee to their receivers at once "
        "makes each sale write what the sale before it wrote.",
    .hot = "sales of the most popular of 50 sellers",
    .naive = "A sale pays seller and house at once, and counts.",
    .parallel = "The price waits in an escrow of the sale until seller and house pull it.",
    .actions = actions,
    .make = make_on_stage<sell_and_buy>};

}  // namespace lanescope::workload
