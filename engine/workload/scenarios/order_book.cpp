// SPDX-License-Identifier: GPL-3.0-or-later
#include "workload/scenarios/scenarios.h"
#include "workload/stage.h"

namespace lanescope::workload {

namespace {

constexpr std::uint32_t markets = 4;
constexpr std::uint64_t lots_of_an_order = 10;
constexpr std::uint64_t lots_of_a_take = 2;  ///< so that the first in a queue has enough
constexpr std::uint64_t lowest_price = 100;
constexpr std::uint64_t prices = 5;

/// Name of an order of OpenOrders: keccak256 of market, maker and salt.
Hash order_name(std::uint32_t market, const Address& maker, std::uint64_t salt)
{
    Bytes words;
    for (const Hash& word :
         {word_of_number(market), word_of_address(maker), word_of_number(salt)}) {
        words.insert(words.end(), word.bytes.begin(), word.bytes.end());
    }
    return keccak256(words);
}

void trade_by_orders(Stage& stage)
{
    const Address book = stage.deploy("OrderBook", "OpenOrders");
    const Popularity popularity = stage.popularity(markets);
    const auto place = [](std::uint32_t market, std::uint64_t salt, std::uint64_t price) {
        return CallData("place(uint256,uint256,uint256,uint256)")
            .add(Uint256{market})
            .add(Uint256{salt})
            .add(Uint256{price})
            .add(Uint256{lots_of_an_order})
            .finish();
    };
    stage.play([&](const Stage::Turn& turn) {
        const std::uint32_t market = popularity.choose(stage.random());
        const std::uint64_t price = lowest_price + stage.random().below(prices);
        if (turn.action == 0) {
            stage.send(turn.sender, book, place(market, turn.number, price));
            return;
        }
        // One order stood there before the block for each that is taken: there is always enough.
        const Address maker = stage.named("maker " + std::to_string(turn.number % 50));
        stage.call(maker, book, place(market, turn.number, price));
        const Hash name = order_name(market, maker, turn.number);
        stage.send(turn.sender, book,
                   CallData("take(uint256,bytes32,uint256)")
                       .add(Uint256{market})
                       .add(load_big_endian(name.bytes.data()))
                       .add(Uint256{lots_of_a_take})
                       .finish());
    });
}

constexpr ScenarioAction actions[]{{"place", "offers goods at a price", 1},
                                   {"take", "takes goods on offer", 1}};

}  // namespace

const Scenario order_book_scenario{
    .name = "order-book",
    .title = "Order book",
    .field = "order book",
    .sentence =
        "Makers offer goods at a price, takers take them. A queue with a first place serialises "
        "all who stand in it.",
    .hot = "orders in the most popular of 4 markets",
    .naive = "A queue for each price; who takes is given the first order of the best price.",
    .parallel = "Each order is a slot of its own, and takers name the one they want.",
    .actions = actions,
    .make = make_on_stage<trade_by_orders>};

}  // namespace lanescope::workload
