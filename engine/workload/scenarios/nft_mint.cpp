// SPDX-License-Identifier: GPL-3.0-or-later
#include "workload/scenarios/scenarios.h"
#include "workload/stage.h"

#include <map>
#include <utility>

namespace lanescope::workload {

namespace {

constexpr std::uint32_t collections = 8;

void mint(Stage& stage)
{
    const Address contract = stage.deploy("CounterMint", "OwnRangeMint");
    const Popularity popularity = stage.popularity(collections);
    const auto mint_in = [](std::uint32_t collection) {
        return CallData("mint(uint256)").add(Uint256{collection}).finish();
    };
    // Tokens minted before the block, to be given away in it.
    std::map<std::uint32_t, std::uint64_t> minted;
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint64_t> minted_by;
    stage.play([&](const Stage::Turn& turn) {
        const std::uint32_t collection = popularity.choose(stage.random());
        if (turn.action == 0) {
            stage.send(turn.sender, contract, mint_in(collection));
            return;
        }
        const Address& owner = stage.person(turn.sender);
        stage.call(owner, contract, mint_in(collection));
        const std::uint64_t number = ++minted[collection];
        const std::uint64_t own_number = ++minted_by[{collection, turn.sender}];
        const Uint256 token =
            stage.is_naive()
                ? Uint256{number}
                : (load_big_endian(owner.bytes.data(), Address::size) << 96) | Uint256{own_number};
        const auto to = static_cast<std::uint32_t>(stage.random().below(stage.people()));
        stage.send(turn.sender, contract,
                   CallData("give(uint256,address,uint256)")
                       .add(Uint256{collection})
                       .add(stage.person(to))
                       .add(token)
                       .finish());
    });
}

constexpr ScenarioAction actions[]{{"mint", "makes the next token of a collection", 85},
                                   {"give", "hands a token to somebody", 15}};

}  // namespace

const Scenario nft_mint_scenario{
    .name = "nft-mint",
    .title = "NFT mint",
    .field = "NFT mint",
    .sentence =
        "Everybody mints at once when a collection opens. A counter that numbers the tokens puts "
        "all of them in a row.",
    .hot = "mints and gifts in the most popular of 8 collections",
    .naive = "The collection numbers its tokens.",
    .parallel = "Each minter numbers its own; the limit is one for each wallet.",
    .actions = actions,
    .make = make_on_stage<mint>};

}  // namespace lanescope::workload
