// SPDX-License-Identifier: GPL-3.0-or-later
#include "workload/scenarios/scenarios.h"
#include "workload/stage.h"

namespace lanescope::workload {

namespace {

constexpr std::uint32_t shops = 100;
constexpr std::uint32_t tills_of_a_shop = 64;

/// Plain ether, no contract: the accounts themselves are what conflicts.
void pay_in_shops(Stage& stage)
{
    const Popularity popularity = stage.popularity(shops);
    Once<Address> opened;
    stage.play([&](const Stage::Turn& turn) {
        const std::uint32_t shop = popularity.choose(stage.random());
        std::string name = "shop " + std::to_string(shop);
        if (!stage.is_naive()) {
            name += ", till " + std::to_string(turn.sender % tills_of_a_shop);
        }
        const Address till = stage.named(name);
        if (opened(till)) {
            stage.call(stage.owner(), till, {}, whole(1));
        }
        constexpr std::uint64_t smallest = 1'000'000'000'000;
        stage.send(turn.sender, till, {}, Uint256{smallest * (1 + stage.random().below(1000))});
    });
}

constexpr ScenarioAction actions[]{{"pay", "ether to a shop"}};

}  // namespace

const Scenario payments_scenario{
    .name = "payments",
    .title = "Ether payments",
    .field = "payments",
    .sentence =
        "Customers pay shops in plain ether, without any contract. Payments into one account "
        "conflict "
        "only where the commuting of payments is switched off.",
    .hot = "payments that go to the most popular of 100 shops",
    .naive = "Each shop is paid into one account.",
    .parallel = "Each shop has 64 accounts to be paid into, and each customer one of them.",
    .actions = actions,
    .make = make_on_stage<pay_in_shops>};

}  // namespace lanescope::workload
