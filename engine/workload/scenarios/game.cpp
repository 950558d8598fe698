// SPDX-License-Identifier: GPL-3.0-or-later
#include "workload/scenarios/scenarios.h"
#include "workload/stage.h"

namespace lanescope::workload {

namespace {

constexpr std::uint32_t tiles = 64;

void take_turns(Stage& stage)
{
    const Address world = stage.deploy("SharedWorld", "PlayerWorld");
    const Popularity popularity = stage.popularity(tiles);
    constexpr const char* functions[]{"gather(uint256)", "move(uint256)"};
    stage.play([&](const Stage::Turn& turn) {
        const std::uint32_t tile = popularity.choose(stage.random());
        stage.send(turn.sender, world,
                   CallData(functions[turn.action]).add(Uint256{tile}).finish());
    });
}

constexpr ScenarioAction actions[]{{"gather", "looks for wood on a tile", 60},
                                   {"move", "goes to a tile", 40}};

}  // namespace

const Scenario game_scenario{
    .name = "game",
    .title = "Game",
    .field = "games",
    .sentence =
        "Players move over a map and gather. A world that all change is one queue; a world of "
        "one's own is none.",
    .hot = "turns on the most popular of 64 tiles",
    .naive = "One world: tiles, the count of turns and the best score are everybody's.",
    .parallel = "Each player has the map to itself; the best score is claimed apart.",
    .actions = actions,
    .make = make_on_stage<take_turns>};

}  // namespace lanescope::workload
