// SPDX-License-Identifier: GPL-3.0-or-later
#include "workload/scenarios/scenarios.h"
#include "workload/stage.h"

namespace lanescope::workload {

namespace {

constexpr std::uint32_t shops = 100;

void pay_with_tokens(Stage& stage)
{
    const Address token = stage.deploy("ShopToken", "ShardedShopToken");
    for (std::uint32_t i = 0; i < stage.people(); ++i) {
        stage.call(stage.owner(), token,
                   CallData("fund(address,uint256)")
                       .add(stage.person(i))
                       .add(whole(1'000'000'000))
                       .finish());
    }
    const Popularity popularity = stage.popularity(shops);
    stage.play([&](const Stage::Turn& turn) {
        const Address shop =
            stage.named("shop " + std::to_string(popularity.choose(stage.random())));
        const Uint256 value = whole(1 + stage.random().below(100));
        stage.send(turn.sender, token,
                   CallData("pay(address,uint256)").add(shop).add(value).finish());
    });
}

constexpr ScenarioAction actions[]{{"pay", "tokens to a shop, with a fee"}};

}  // namespace

const Scenario token_payments_scenario{
    .name = "token-payments",
    .title = "Token payments",
    .field = "payments",
    .sentence =
        "Customers pay shops with a token that keeps a fee. A fee that goes into one treasury "
        "makes strangers wait for one another.",
    .hot = "payments that go to the most popular of 100 shops",
    .naive = "One treasury and one count of payments, written by all.",
    .parallel =
        "64 tills for each shop, the treasury and the count; a shop collects when it needs to.",
    .actions = actions,
    .make = make_on_stage<pay_with_tokens>};

}  // namespace lanescope::workload
