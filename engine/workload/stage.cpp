// SPDX-License-Identifier: GPL-3.0-or-later
#include "workload/stage.h"

#include "workload/sample_contracts.h"

#include <algorithm>
#include <numeric>

namespace lanescope::workload {

namespace {

constexpr std::uint64_t set_up_gas = 20'000'000;
constexpr std::uint64_t seconds_before = 3600;

/// What a signer gets. Enough for a million of the dearest transactions.
const Uint256 wealth = whole(1'000'000);

BlockContext free_context(Header header, const Fork& fork)
{
    header.base_fee_per_gas = Uint256{};
    return BlockContext(header, fork);
}

}  // namespace

Stage::Stage(const Scenario& scenario, Form form, const ScenarioDials& dials, StopToken stop)
    : scenario_(scenario),
      form_(form),
      dials_(dials),
      stop_(stop),
      random_(dials.seed),
      purpose_("lanescope " + std::string(scenario.name)),
      owner_(named("owner")),
      made_(empty_block(purpose_, 0)),
      weights_(dials.mix),
      executor_(cache_)
{
    if (weights_.empty()) {
        for (const ScenarioAction& action : scenario.actions) {
            weights_.push_back(action.weight);
        }
    }
    sum_of_weights_ = std::accumulate(weights_.begin(), weights_.end(), std::uint64_t{0});
    const std::uint32_t accounts = dials.accounts.value_or(dials.transactions);
    for (std::uint32_t i = 0; i < accounts && goes_on(); ++i) {
        people_.push_back(add_sender(made_, purpose_, dials.seed, i));
        made_.pre_state[people_.back().address].balance = wealth;
    }
    made_.pre_state[owner_].balance = wealth * Uint256{1000};
    world_.emplace(made_.pre_state, true, std::map<std::uint64_t, Hash>{});
    Header header = made_.block.header;
    header.number -= 1;
    header.timestamp -= seconds_before;
    before_.emplace(free_context(header, made_.fork));
}

Address Stage::named(const std::string& name) const
{
    return named_address(purpose_ + ": " + name);
}

void Stage::fail(const std::string& what)
{
    if (goes_on()) {
        error_ =
            Error{ErrorCode::invalid_block, "scenario " + std::string(scenario_.name) + ", form " +
                                                std::string(name_of(form_)) + ": " + what};
    }
}

TransactionResult Stage::execute(const Address& from, const std::optional<Address>& to, Bytes data,
                                 const Uint256& value, const BlockContext& context)
{
    Transaction transaction;
    transaction.nonce = nonces_[from]++;
    transaction.gas_limit = set_up_gas;
    transaction.to = to;
    transaction.value = value;
    transaction.data = std::move(data);
    transaction.sender = from;
    TransactionResult result = executor_.execute(transaction, context, *world_, stop_);
    if (result.kind == TransactionResult::Kind::executed) {
        world_->apply(executor_.journal());
    }
    return result;
}

namespace {

bool succeeded(const TransactionResult& result)
{
    return result.kind == TransactionResult::Kind::executed &&
           result.status == evm::Status::success;
}

}  // namespace

Address Stage::deploy(std::string_view contract, ByteView arguments)
{
    Bytes code = creation_code(contract);
    code.insert(code.end(), arguments.begin(), arguments.end());
    const TransactionResult result = execute(owner_, std::nullopt, std::move(code), {}, *before_);
    if (!succeeded(result) || !result.created) {
        fail("contract " + std::string(contract) + " could not be deployed");
        return Address{};
    }
    return *result.created;
}

void Stage::call(const Address& from, const Address& to, Bytes data, const Uint256& value)
{
    if (goes_on() && !succeeded(execute(from, to, std::move(data), value, *before_))) {
        fail("a call before the block failed");
    }
}

std::size_t Stage::choose_action()
{
    std::uint64_t at = random_.below(sum_of_weights_);
    std::size_t action = 0;
    while (at >= weights_[action]) {
        at -= weights_[action++];
    }
    return action;
}

void Stage::send(std::uint32_t sender, const Address& to, Bytes data, const Uint256& value)
{
    sent_.push_back({sender, to, std::move(data), value});
}

void Stage::measure_gas()
{
    const BlockContext context = free_context(made_.block.header, made_.fork);
    for (std::size_t i = 0; i < sent_.size() && goes_on(); ++i) {
        Sent& sent = sent_[i];
        const TransactionResult result =
            execute(people_[sent.sender].address, sent.to, sent.data, sent.value, context);
        if (!succeeded(result)) {
            fail("transaction " + std::to_string(i) + " failed");
        }
        // Wallets leave such a margin too; refunds come only at the end, and are needed until then.
        constexpr std::uint64_t step = 1000;
        const auto gas = static_cast<std::uint64_t>(result.gas_used + result.gas_refunded);
        const bool moves_value_only = sent.data.empty();
        sent.gas_limit = moves_value_only ? gas : (gas + gas / 4 + step - 1) / step * step;
    }
}

Result<GeneratedBlock> Stage::finish() &&
{
    if (goes_on()) {
        made_.pre_state = world_->export_state();
        for (Sender& sender : people_) {
            sender.nonce = nonces_[sender.address];
        }
        measure_gas();
    }
    if (stop_.stop_requested()) {
        return Error{ErrorCode::cancelled, "cancelled"};
    }
    if (error_) {
        return *error_;
    }
    std::uint64_t gas = 0;
    for (Sent& sent : sent_) {
        gas += sent.gas_limit;
        add_call(made_, people_[sent.sender], sent.to, std::move(sent.data), sent.gas_limit,
                 sent.value);
        if (stop_.stop_requested()) {
            return Error{ErrorCode::cancelled, "cancelled"};
        }
    }
    made_.block.header.gas_limit = std::max(made_.block.header.gas_limit, gas);
    if (Status filled = fill_in(made_, stop_); !filled) {
        return filled.error();
    }
    return std::move(made_);
}

}  // namespace lanescope::workload
