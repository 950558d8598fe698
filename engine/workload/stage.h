// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "execution/transaction_executor.h"
#include "state/world_state.h"
#include "workload/call_data.h"
#include "workload/popularity.h"
#include "workload/scenario.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace lanescope::workload {

/// A scenario's block in the making. Before the block, contracts are deployed and called for real, at no
/// fee; what that leaves behind is the pre-state. Set-up and transactions may come in any order: all of
/// the one happens before all of the other.
class Stage {
public:
    Stage(const Scenario& scenario, Form form, const ScenarioDials& dials, StopToken stop);

    [[nodiscard]] Form form() const noexcept { return form_; }
    [[nodiscard]] bool is_naive() const noexcept { return form_ == Form::naive; }
    [[nodiscard]] std::uint32_t transactions() const noexcept { return dials_.transactions; }
    [[nodiscard]] Random& random() noexcept { return random_; }
    /// Chooses among `things` as the dials say.
    [[nodiscard]] Popularity popularity(std::uint32_t things) const
    {
        return {things, dials_.hot_share.value_or(scenario_.usual_hot_share), dials_.zipf};
    }
    /// Accounts that sign.
    [[nodiscard]] std::uint32_t people() const noexcept
    {
        return static_cast<std::uint32_t>(people_.size());
    }
    [[nodiscard]] const Address& person(std::uint32_t index) const
    {
        return people_[index].address;
    }
    /// An address that nobody has the key of, different in each scenario.
    [[nodiscard]] Address named(const std::string& name) const;

    // Before the block.

    /// Who deploys; has ether to give away.
    [[nodiscard]] const Address& owner() const noexcept { return owner_; }
    /// Runs a constructor; the arguments as words.
    Address deploy(std::string_view contract, ByteView arguments = {});
    /// The contract of the form that is made.
    Address deploy(std::string_view naive, std::string_view parallel, ByteView arguments = {})
    {
        return deploy(is_naive() ? naive : parallel, arguments);
    }
    void call(const Address& from, const Address& to, Bytes data, const Uint256& value = {});

    // The block.

    struct Turn {
        std::uint32_t number;  ///< of the transaction
        std::uint32_t sender;  ///< of the people
        std::size_t action;
    };
    /// Calls `act(turn)` for each transaction, which is to send one.
    template <class Act>
    void play(Act&& act)
    {
        for (std::uint32_t i = 0; i < transactions() && goes_on(); ++i) {
            const std::uint32_t sender = i % people();
            act(Turn{i, sender, choose_action()});
        }
    }
    void send(std::uint32_t sender, const Address& to, Bytes data, const Uint256& value = {});

    /// Executes what was sent, first for the gas that each needs, then as a block. Error: a call of the
    /// set-up or a transaction failed, or cancelled.
    [[nodiscard]] Result<GeneratedBlock> finish() &&;

private:
    struct Sent {
        std::uint32_t sender;
        Address to;
        Bytes data;
        Uint256 value;
        std::uint64_t gas_limit = 0;
    };
    [[nodiscard]] bool goes_on() const { return !error_ && !stop_.stop_requested(); }
    [[nodiscard]] std::size_t choose_action();
    /// Executes at no fee, and keeps what it changed.
    TransactionResult execute(const Address& from, const std::optional<Address>& to, Bytes data,
                              const Uint256& value, const BlockContext& context);
    void fail(const std::string& what);
    void measure_gas();

    const Scenario& scenario_;
    Form form_;
    ScenarioDials dials_;
    StopToken stop_;
    Random random_;
    std::string purpose_;
    Address owner_;
    GeneratedBlock made_;
    std::vector<Sender> people_;
    std::vector<std::uint32_t> weights_;  ///< of the actions
    std::uint64_t sum_of_weights_ = 0;
    std::map<Address, std::uint64_t> nonces_;
    std::vector<Sent> sent_;
    std::optional<Error> error_;
    evm::CodeCache cache_;
    TransactionExecutor executor_;
    std::optional<WorldState> world_;
    std::optional<BlockContext> before_;
};

/// `scenario.make` of a scenario that only has to say what happens.
template <void (*happen)(Stage&)>
Result<GeneratedBlock> make_on_stage(const Scenario& scenario, Form form,
                                     const ScenarioDials& dials, StopToken stop)
{
    Stage stage(scenario, form, dials, stop);
    happen(stage);
    return std::move(stage).finish();
}

/// A whole number of the 10^18 parts that tokens and ether have.
[[nodiscard]] inline Uint256 whole(std::uint64_t count)
{
    return Uint256{count} * Uint256{1'000'000'000'000'000'000};
}

/// Remembers what has been set up, so that each is set up once.
template <class Key>
class Once {
public:
    /// True the first time.
    bool operator()(const Key& key) { return known_.insert(key).second; }

private:
    std::set<Key> known_;
};

}  // namespace lanescope::workload
