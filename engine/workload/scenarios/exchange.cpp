// SPDX-License-Identifier: GPL-3.0-or-later
#include "workload/scenarios/scenarios.h"
#include "workload/stage.h"

#include <utility>

namespace lanescope::workload {

namespace {

constexpr std::uint32_t markets = 8;
constexpr std::uint32_t pools_of_a_market = 16;

/// Arguments of Erc20's constructor: both strings are shorter than a word.
Bytes token_arguments(std::string_view name, std::string_view symbol, const Uint256& supply)
{
    Bytes words;
    const auto add = [&words](const Hash& word) {
        words.insert(words.end(), word.bytes.begin(), word.bytes.end());
    };
    add(word_of_number(0x60));
    add(word_of_number(0xa0));
    add(word_of_number(supply));
    for (const std::string_view text : {name, symbol}) {
        add(word_of_number(text.size()));
        Hash word;
        std::copy(text.begin(), text.end(), word.bytes.begin());
        add(word);
    }
    return words;
}

/// Tokens against one common token, in pools of constant product.
class Markets {
public:
    explicit Markets(Stage& stage) : stage_(stage), money_(token("Sample Dollar", "USD"))
    {
        const std::uint32_t pools = stage.is_naive() ? 1 : pools_of_a_market;
        for (std::uint32_t market = 0; market < markets; ++market) {
            const std::string number = std::to_string(market);
            tokens_.push_back(token("Sample Coin " + number, "COIN" + number));
            for (std::uint32_t i = 0; i < pools; ++i) {
                pools_.push_back(
                    open_pool(tokens_.back(), Uint256{1'000'000'000} / Uint256{pools}));
            }
        }
    }
    void swap(const Stage::Turn& turn, std::uint32_t market, bool buys)
    {
        const std::size_t pools = pools_.size() / markets;
        const Address& pool = pools_[market * pools + turn.sender % pools];
        const Address& paid = buys ? money_ : tokens_[market];
        const Address& trader = stage_.person(turn.sender);
        if (equipped_({trader, {pool, paid}})) {
            pay_out(paid, trader, whole(100'000'000));
            stage_.call(
                trader, paid,
                CallData("approve(address,uint256)").add(pool).add(Uint256::max()).finish());
        }
        // Both tokens are held already, as by whoever trades often.
        if (const Address& bought = buys ? tokens_[market] : money_; holds_({trader, bought})) {
            pay_out(bought, trader, whole(1));
        }
        stage_.send(turn.sender, pool,
                    CallData("swapExactIn(address,uint256,uint256,address)")
                        .add(paid)
                        .add(whole(1 + stage_.random().below(100)))
                        .add(Uint256{})
                        .add(trader)
                        .finish());
    }

private:
    [[nodiscard]] Address token(const std::string& name, const std::string& symbol)
    {
        return stage_.deploy("Erc20", token_arguments(name, symbol, Uint256::max()));
    }
    void pay_out(const Address& token, const Address& to, const Uint256& amount)
    {
        stage_.call(stage_.owner(), token,
                    CallData("transfer(address,uint256)").add(to).add(amount).finish());
    }
    Address open_pool(const Address& token, const Uint256& reserve)
    {
        Bytes arguments;
        for (const Address& side : {token, money_}) {
            const Hash word = word_of_address(side);
            arguments.insert(arguments.end(), word.bytes.begin(), word.bytes.end());
        }
        const Address pool = stage_.deploy("AmmPair", arguments);
        pay_out(token, pool, reserve * whole(1));
        pay_out(money_, pool, reserve * whole(1));
        stage_.call(stage_.owner(), pool, CallData("sync()").finish());
        return pool;
    }

    Stage& stage_;
    Address money_;
    std::vector<Address> tokens_;                                     ///< by market
    std::vector<Address> pools_;                                      ///< by market, then by pool
    Once<std::pair<Address, std::pair<Address, Address>>> equipped_;  ///< trader, pool, token paid
    Once<std::pair<Address, Address>> holds_;
};

void trade(Stage& stage)
{
    Markets all(stage);
    const Popularity popularity = stage.popularity(markets);
    stage.play([&](const Stage::Turn& turn) {
        all.swap(turn, popularity.choose(stage.random()), turn.action == 0);
    });
}

constexpr ScenarioAction actions[]{{"buy", "pays money for a coin", 1},
                                   {"sell", "pays a coin for money", 1}};

}  // namespace

const Scenario exchange_scenario{
    .name = "exchange",
    .title = "Decentralised exchange",
    .field = "decentralised exchange",
    .sentence =
        "Traders swap coins in pools of constant product. Each swap's price comes from the "
        "reserves that the swap before it left.",
    .hot = "swaps in the most popular of 8 markets",
    .naive = "One pool for each market.",
    .parallel = "Sixteen smaller pools for each market; traders are spread over them.",
    .actions = actions,
    .make = make_on_stage<trade>};

}  // namespace lanescope::workload
