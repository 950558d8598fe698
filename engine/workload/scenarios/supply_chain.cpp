// SPDX-License-Identifier: GPL-3.0-or-later
#include "workload/scenarios/scenarios.h"
#include "workload/stage.h"

namespace lanescope::workload {

namespace {

constexpr std::uint32_t places = 32;

void hand_over(Stage& stage)
{
    const Address ledger = stage.deploy("SupplyLedger", "ItemLedger");
    const Popularity popularity = stage.popularity(places);
    const auto entry = [&](const char* function, std::uint32_t item, std::uint64_t place) {
        const Hash name = word_of_address(stage.named("item " + std::to_string(item)));
        return CallData(function)
            .add(load_big_endian(name.bytes.data()))
            .add(Uint256{place})
            .finish();
    };
    stage.play([&](const Stage::Turn& turn) {
        const std::uint32_t place = popularity.choose(stage.random());
        if (turn.action == 0) {
            // The item is on its way already.
            stage.call(
                stage.owner(), ledger,
                entry("register(bytes32,uint256)", turn.number, stage.random().below(places)));
            stage.send(turn.sender, ledger, entry("scan(bytes32,uint256)", turn.number, place));
        } else {
            stage.send(turn.sender, ledger, entry("register(bytes32,uint256)", turn.number, place));
        }
    });
}

constexpr ScenarioAction actions[]{{"scan", "takes an item over at a place", 70},
                                   {"register", "enters a new item", 30}};

}  // namespace

const Scenario supply_chain_scenario{
    .name = "supply-chain",
    .title = "Supply chain",
    .field = "supply chain and logistics",
    .sentence =
        "Carriers register goods and scan them at places. One proof of order over all entries "
        "orders all who write.",
    .hot = "scans at the most popular of 32 places",
    .naive = "One chain of hashes for all entries, and a stock for each place.",
    .parallel = "A chain of hashes for each item; stocks follow from the events.",
    .actions = actions,
    .make = make_on_stage<hand_over>};

}  // namespace lanescope::workload
