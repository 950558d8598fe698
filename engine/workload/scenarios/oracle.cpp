// SPDX-License-Identifier: GPL-3.0-or-later
#include "workload/scenarios/scenarios.h"
#include "workload/stage.h"

namespace lanescope::workload {

namespace {

constexpr std::uint32_t feeds = 4;

Bytes report_of(std::uint32_t feed, std::uint64_t price)
{
    return CallData("report(uint256,uint256)").add(Uint256{feed}).add(Uint256{price}).finish();
}

void report_and_trade(Stage& stage)
{
    const Address oracle = stage.deploy("RoundOracle", "EpochOracle");
    for (std::uint32_t feed = 0; feed < feeds; ++feed) {
        stage.call(stage.owner(), oracle, report_of(feed, 1'000'000));
        // A list of one reporter: where it begins, its length, the address.
        stage.call(stage.owner(), oracle,
                   CallData("settle(uint256,address[])")
                       .add(Uint256{feed})
                       .add(Uint256{0x40})
                       .add(Uint256{1})
                       .add(stage.owner())
                       .finish());
    }
    const Popularity popularity = stage.popularity(feeds);
    stage.play([&](const Stage::Turn& turn) {
        const std::uint32_t feed = popularity.choose(stage.random());
        if (turn.action == 0) {
            stage.send(turn.sender, oracle,
                       report_of(feed, 990'000 + stage.random().below(20'000)));
        } else {
            stage.send(turn.sender, oracle,
                       CallData("trade(uint256,uint256)")
                           .add(Uint256{feed})
                           .add(Uint256{1 + stage.random().below(1000)})
                           .finish());
        }
    });
}

constexpr ScenarioAction actions[]{{"report", "brings a price", 40}, {"trade", "uses a price", 60}};

}  // namespace

const Scenario oracle_scenario{
    .name = "oracle",
    .title = "Price oracle",
    .field = "oracle updates",
    .sentence =
        "Reporters bring prices, traders use them. One update makes every trade after it in the "
        "block depend on it.",
    .hot = "reports and trades of the most popular of 4 feeds",
    .naive = "A report moves the price at once.",
    .parallel = "A report counts from the next block on; trades read the price settled before.",
    .actions = actions,
    .make = make_on_stage<report_and_trade>};

}  // namespace lanescope::workload
