// SPDX-License-Identifier: GPL-3.0-or-later
#include "workload/contract_blocks.h"

#include "workload/call_data.h"
#include "workload/random.h"

#include <string>
#include <vector>

namespace lanescope::workload {

namespace {

constexpr std::uint64_t gas_per_transfer = 80'000;
constexpr std::uint64_t gas_per_swap = 250'000;
constexpr std::uint64_t most_pairs = 10'000;  ///< each carries three copies of code
constexpr std::uint64_t one_token = 1'000'000'000'000'000'000;  ///< with the usual 18 decimals
const Uint256 holding = Uint256{1'000'000} * Uint256{one_token};
const Uint256 reserve = Uint256{1'000'000'000} * Uint256{one_token};

Status check_count(const char* what, std::uint64_t count, std::uint64_t most = most_transactions)
{
    if (count == 0 || count > most) {
        return Error{ErrorCode::unsupported, std::string(what) + ": 1 to " + std::to_string(most) +
                                                 " are possible, not " + std::to_string(count)};
    }
    return Success{};
}

/// The mapping's slot as pre-states name it.
Result<Hash> slot_of(const ContractCode& contract, const std::string& variable)
{
    const auto place = contract.place_of(variable);
    if (!place) {
        return place.error();
    }
    return word_of_number(place->slot);
}

GivenAccount& add_contract(GeneratedBlock& made, const Address& address, const ContractCode& code)
{
    GivenAccount& account = made.pre_state[address];
    account.nonce = 1;
    account.code = code.runtime;
    return account;
}

Result<GeneratedBlock> finished(GeneratedBlock made, StopToken stop)
{
    if (stop.stop_requested()) {
        return Error{ErrorCode::cancelled, "cancelled"};
    }
    if (Status filled = fill_in(made, stop); !filled) {
        return filled.error();
    }
    return made;
}

/// One market of a block of swaps. The accounts stay where they are while the pre-state grows.
struct Market {
    Address pair;
    Address tokens[2];
    GivenAccount* ledgers[2];  ///< of the tokens
};

/// Sets up pairs and tokens; knows where each contract keeps what a swap needs.
class MarketMaker {
public:
    static Result<MarketMaker> make(const ContractCode& erc20, const ContractCode& amm_pair)
    {
        MarketMaker maker(erc20, amm_pair);
        for (const char* name : {"token0", "token1", "reserve0", "reserve1", "entered"}) {
            const auto place = amm_pair.place_of(name);
            if (!place) {
                return place.error();
            }
            maker.places_.push_back(*place);
        }
        const auto balances = slot_of(erc20, "balanceOf");
        const auto allowances = slot_of(erc20, "allowance");
        if (!balances || !allowances) {
            return !balances ? balances.error() : allowances.error();
        }
        maker.balances_ = *balances;
        maker.allowances_ = *allowances;
        return maker;
    }

    [[nodiscard]] Market open(GeneratedBlock& made, std::uint32_t number) const
    {
        const std::string name = "lanescope swaps: pair " + std::to_string(number);
        Market market;
        market.pair = named_address(name);
        GivenAccount& pair = add_contract(made, market.pair, amm_pair_);
        for (unsigned i : {0u, 1u}) {
            market.tokens[i] = named_address(name + ", token " + std::to_string(i));
            market.ledgers[i] = &add_contract(made, market.tokens[i], erc20_);
            market.ledgers[i]->storage[mapping_slot(market.pair, balances_)] = reserve;
            set_variable(pair, places_[i], load_big_endian(market.tokens[i].bytes.data(), 20));
            set_variable(pair, places_[2 + i], reserve);
        }
        set_variable(pair, places_[4], Uint256{1});
        return market;
    }

    /// Gives a trader both tokens, and the pair the right to take the one that is paid.
    void equip(const Market& market, const Address& trader, unsigned paid) const
    {
        for (GivenAccount* ledger : market.ledgers) {
            ledger->storage[mapping_slot(trader, balances_)] = holding;
        }
        const Hash granted_by_trader = mapping_slot(trader, allowances_);
        market.ledgers[paid]->storage[mapping_slot(market.pair, granted_by_trader)] =
            Uint256{} - Uint256{1};
    }

private:
    MarketMaker(const ContractCode& erc20, const ContractCode& amm_pair)
        : erc20_(erc20), amm_pair_(amm_pair)
    {
    }
    const ContractCode& erc20_;
    const ContractCode& amm_pair_;
    std::vector<StoragePlace> places_;  ///< token0, token1, reserve0, reserve1, entered
    Hash balances_;
    Hash allowances_;
};

}  // namespace

Result<GeneratedBlock> generate_erc20_transfers(const ContractCode& erc20,
                                                const Erc20TransferOptions& options, StopToken stop)
{
    constexpr std::string_view purpose = "lanescope erc20 transfers";
    const std::uint32_t number_of_senders = options.senders.value_or(options.transactions);
    for (const Status& good : {check_count("transactions", options.transactions),
                               check_count("senders", number_of_senders)}) {
        if (!good) {
            return good.error();
        }
    }
    const auto balances = slot_of(erc20, "balanceOf");
    if (!balances) {
        return balances.error();
    }
    GeneratedBlock made = empty_block(purpose, options.transactions * gas_per_transfer);
    const Address token = named_address("lanescope erc20 transfers: token");
    GivenAccount& ledger = add_contract(made, token, erc20);

    struct Route {
        Sender sender;
        Address recipient;
    };
    std::vector<Route> routes;
    for (std::uint32_t i = 0; i < number_of_senders && !stop.stop_requested(); ++i) {
        Route route{add_sender(made, purpose, options.seed, i),
                    named_address("lanescope erc20 transfers: recipient " + std::to_string(i))};
        ledger.storage[mapping_slot(route.sender.address, *balances)] = holding;
        ledger.storage[mapping_slot(route.recipient, *balances)] = holding;
        routes.push_back(route);
    }
    Random random(options.seed);
    for (std::uint32_t i = 0; i < options.transactions && !stop.stop_requested(); ++i) {
        Route& route = routes[i % routes.size()];
        const Uint256 amount{1 + random.below(one_token / 1'000'000)};
        add_call(made, route.sender, token,
                 CallData("transfer(address,uint256)").add(route.recipient).add(amount).finish(),
                 gas_per_transfer);
    }
    return finished(std::move(made), stop);
}

Result<GeneratedBlock> generate_amm_swaps(const ContractCode& erc20, const ContractCode& amm_pair,
                                          const AmmSwapOptions& options, StopToken stop)
{
    constexpr std::string_view purpose = "lanescope swaps";
    for (const Status& good : {check_count("transactions", options.transactions),
                               check_count("pairs", options.pairs, most_pairs)}) {
        if (!good) {
            return good.error();
        }
    }
    const auto maker = MarketMaker::make(erc20, amm_pair);
    if (!maker) {
        return maker.error();
    }
    GeneratedBlock made = empty_block(purpose, options.transactions * gas_per_swap);
    std::vector<Market> markets;
    for (std::uint32_t i = 0; i < options.pairs && !stop.stop_requested(); ++i) {
        markets.push_back(maker->open(made, i));
    }
    Random random(options.seed);
    for (std::uint32_t i = 0; i < options.transactions && !stop.stop_requested(); ++i) {
        const Market& market = markets[i % markets.size()];
        const unsigned paid = random.happens(0.5) ? 1 : 0;
        Sender trader = add_sender(made, purpose, options.seed, i);
        maker->equip(market, trader.address, paid);
        const Uint256 amount = Uint256{1 + random.below(1000)} * Uint256{one_token};
        add_call(made, trader, market.pair,
                 CallData("swapExactIn(address,uint256,uint256,address)")
                     .add(market.tokens[paid])
                     .add(amount)
                     .add(Uint256{1})
                     .add(trader.address)
                     .finish(),
                 gas_per_swap);
    }
    return finished(std::move(made), stop);
}

}  // namespace lanescope::workload
