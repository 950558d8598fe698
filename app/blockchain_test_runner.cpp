// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/blockchain_test_runner.h"

#include "base/hex.h"
#include "chain/roots.h"
#include "execution/block_executor.h"
#include "execution/header_rules.h"

#include <algorithm>
#include <unordered_map>

namespace lanescope::app {

namespace {

/// The one test network whose last transition is decided by total difficulty.
constexpr std::string_view merge_by_difficulty = "ArrowGlacierToParisAtDiffC0000";
constexpr std::uint64_t merge_difficulty = 0xc0000;

constexpr std::uint64_t most_ommer_depth = 6;
constexpr std::size_t most_ommers = 2;

/// A block that has been imported, with the state after it.
struct Imported {
    Header header;
    Hash hash;
    Uint256 total_difficulty;
    std::vector<Hash> ommers;
    std::shared_ptr<const WorldState> world;
};

/// A small node: a tree of blocks, each executed on its parent's state.
class Chain {
public:
    Chain(const formats::BlockchainTest& test, StopToken stop, StrategyComparison* comparison)
        : test_(test), stop_(stop), comparison_(comparison)
    {
    }

    [[nodiscard]] Status begin()
    {
        Imported genesis;
        genesis.header = test_.genesis;
        genesis.hash = header_hash(test_.genesis);
        genesis.total_difficulty = test_.genesis.difficulty;
        const Hash root = state_root(test_.pre_state);
        if (root != test_.genesis.state_root) {
            return Error{ErrorCode::invalid_block, "genesis stateRoot: expected " +
                                                       to_hex(test_.genesis.state_root) +
                                                       ", found " + to_hex(root)};
        }
        auto world =
            std::make_shared<WorldState>(test_.pre_state, true, std::map<std::uint64_t, Hash>{});
        world->set_block_hash(0, genesis.hash);
        genesis.world = std::move(world);
        head_ = genesis.hash;
        blocks_.emplace(genesis.hash, std::move(genesis));
        return Success{};
    }

    [[nodiscard]] Status import(const Bytes& encoded)
    {
        auto block = decode_block(encoded);
        if (!block) {
            return block.error();
        }
        const auto parent_entry = blocks_.find(block->header.parent_hash);
        if (parent_entry == blocks_.end()) {
            return refuse("header parentHash: no such block: " + to_hex(block->header.parent_hash));
        }
        const Imported& parent = parent_entry->second;
        const auto fork = fork_of(block->header, parent);
        if (!fork) {
            return Error{ErrorCode::unsupported, "network " + test_.network};
        }
        if (Status header = check_header(block->header, parent.header, *fork); !header) {
            return header;
        }
        if (Status body = check_body(*block, *fork, encoded.size()); !body) {
            return body;
        }
        if (Status ommers = check_ommers(*block, parent); !ommers) {
            return ommers;
        }
        if (Status senders = recover_senders(block->transactions, fork->revision); !senders) {
            return senders;
        }
        return execute(*block, *fork, parent);
    }

    [[nodiscard]] const Imported& head() const { return blocks_.at(head_); }
    /// In what a strategy came to something else than sequential execution; empty if in nothing.
    /// Apart from import(), since a block that is to be refused must be so by each alike.
    [[nodiscard]] const std::string& strategy_difference() const { return strategy_difference_; }

private:
    [[nodiscard]] static Error refuse(std::string message)
    {
        return {ErrorCode::invalid_block, std::move(message)};
    }

    [[nodiscard]] std::optional<Fork> fork_of(const Header& header, const Imported& parent) const
    {
        auto fork = fork_by_name(test_.network, header.number, header.timestamp);
        if (!fork) {
            return fork;
        }
        if (test_.network == merge_by_difficulty &&
            parent.total_difficulty >= Uint256{merge_difficulty}) {
            fork = fork_by_name("Paris");
        }
        fork->chain_id = test_.chain_id.value_or(1);
        return fork;
    }

    /// Yellow Paper 4.3.2 and 11.1: at most two, each a valid header whose parent is two to seven
    /// generations back, no ancestor, and none that an ancestor has named already.
    [[nodiscard]] Status check_ommers(const Block& block, const Imported& parent) const
    {
        if (block.ommers.size() > most_ommers) {
            return refuse("ommers: expected at most 2, found " +
                          std::to_string(block.ommers.size()));
        }
        if (block.ommers.empty()) {
            return Success{};
        }
        std::vector<const Imported*> ancestors;  // nearest first
        const Imported* at = &parent;
        for (std::uint64_t depth = 0; depth <= most_ommer_depth && at != nullptr; ++depth) {
            ancestors.push_back(at);
            const auto next = blocks_.find(at->header.parent_hash);
            at = next == blocks_.end() ? nullptr : &next->second;
        }
        std::vector<Hash> named;
        for (const Imported* ancestor : ancestors) {
            named.push_back(ancestor->hash);
            named.insert(named.end(), ancestor->ommers.begin(), ancestor->ommers.end());
        }
        for (const Header& ommer : block.ommers) {
            const Hash hash = header_hash(ommer);
            if (std::find(named.begin(), named.end(), hash) != named.end()) {
                return refuse("ommer " + to_hex(hash) + " is an ancestor or was named before");
            }
            named.push_back(hash);
            const auto its_parent = std::find_if(
                ancestors.begin() + 1, ancestors.end(),
                [&](const Imported* ancestor) { return ancestor->hash == ommer.parent_hash; });
            if (ancestors.size() < 2 || its_parent == ancestors.end()) {
                return refuse("ommer " + to_hex(hash) + " has no parent two to seven blocks back");
            }
            const auto fork = fork_of(ommer, **its_parent);
            if (Status valid = check_header(ommer, (*its_parent)->header, *fork); !valid) {
                return refuse("ommer " + to_hex(hash) + ": " + valid.error().message);
            }
        }
        return Success{};
    }

    [[nodiscard]] Status execute(const Block& block, const Fork& fork, const Imported& parent)
    {
        auto world = std::make_shared<WorldState>(*parent.world);
        thread_local evm::CodeCache cache;
        thread_local TransactionExecutor executor(cache);
        BlockOptions options;
        options.stop = stop_;
        if (fork.revision < Revision::byzantium) {
            options.after_transaction = [&](TxIndex, Receipt& receipt) {
                receipt.state_root = state_root(world->export_state());
            };
        }
        auto result = execute_block(block, fork, *world, executor, options);
        if (comparison_ != nullptr) {
            compare_strategies(block, fork, {*parent.world, result, *world});
        }
        if (!result) {
            return result.error();
        }
        complete_blooms(*result);
        if (Status agreed = compare(block.header, *result, *world); !agreed) {
            return agreed;
        }
        Imported imported;
        imported.header = block.header;
        imported.hash = header_hash(block.header);
        imported.total_difficulty = parent.total_difficulty + block.header.difficulty;
        for (const Header& ommer : block.ommers) {
            imported.ommers.push_back(header_hash(ommer));
        }
        world->set_block_hash(block.header.number, imported.hash);
        imported.world = std::move(world);
        const Imported& head = blocks_.at(head_);
        const bool is_new_head =
            fork.revision >= Revision::paris || imported.total_difficulty > head.total_difficulty;
        if (is_new_head) {
            head_ = imported.hash;
        }
        blocks_.emplace(imported.hash, std::move(imported));
        return Success{};
    }

    void compare_strategies(const Block& block, const Fork& fork,
                            const SequentialOutcome& sequential)
    {
        if (!sequential.result && sequential.result.error().code != ErrorCode::invalid_block) {
            return;
        }
        // Nothing is recorded, so that the state comes from the world alone.
        auto input = std::make_shared<BlockInput>();
        input->block = block;
        input->fork = fork;
        const auto outcome = comparison_->compare(std::move(input), sequential, stop_);
        if (!outcome) {
            strategy_difference_ = outcome.error().message;
        } else if (const auto& difference = outcome->difference) {
            strategy_difference_ = difference->where + ": " + difference->field + ": expected " +
                                   difference->expected + ", found " + difference->found;
        }
    }

    [[nodiscard]] static Status compare(const Header& header, const BlockResult& result,
                                        const WorldState& world)
    {
        const auto differ = [](const std::string& field, const std::string& expected,
                               const std::string& found) {
            return refuse("header " + field + ": expected " + expected + ", found " + found);
        };
        if (header.gas_used != result.gas_used) {
            return differ("gasUsed", std::to_string(header.gas_used),
                          std::to_string(result.gas_used));
        }
        if (header.blob_gas_used && *header.blob_gas_used != result.blob_gas_used) {
            return differ("blobGasUsed", std::to_string(*header.blob_gas_used),
                          std::to_string(result.blob_gas_used));
        }
        if (header.logs_bloom != result.bloom) {
            return differ("logsBloom", to_hex(header.logs_bloom), to_hex(result.bloom));
        }
        if (const Hash root = receipts_root(result.receipts); root != header.receipts_root) {
            return differ("receiptsRoot", to_hex(header.receipts_root), to_hex(root));
        }
        if (header.requests_hash && result.requests_hash != header.requests_hash) {
            return differ("requestsHash", to_hex(*header.requests_hash),
                          result.requests_hash ? to_hex(*result.requests_hash) : "none");
        }
        if (const Hash root = state_root(world.export_state()); root != header.state_root) {
            return differ("stateRoot", to_hex(header.state_root), to_hex(root));
        }
        return Success{};
    }

    const formats::BlockchainTest& test_;
    StopToken stop_;
    StrategyComparison* comparison_;
    std::string strategy_difference_;
    std::unordered_map<Hash, Imported> blocks_;
    Hash head_;
};

}  // namespace

TestOutcome run_blockchain_test(const formats::BlockchainTest& test, StopToken stop,
                                StrategyComparison* comparison)
{
    TestOutcome outcome;
    outcome.name = test.name;
    const auto failed = [&](std::string detail) {
        outcome.kind = TestOutcome::Kind::failed;
        outcome.detail = std::move(detail);
        return outcome;
    };
    if (!fork_by_name(test.network)) {
        outcome.kind = TestOutcome::Kind::excluded;
        outcome.detail = "network " + test.network + " was never part of mainnet";
        return outcome;
    }
    Chain chain(test, stop, comparison);
    if (Status begun = chain.begin(); !begun) {
        return failed(begun.error().message);
    }
    for (std::size_t i = 0; i < test.blocks.size(); ++i) {
        const auto& block = test.blocks[i];
        const Status imported = chain.import(block.encoded);
        if (!chain.strategy_difference().empty()) {
            return failed("block " + std::to_string(i) + ": " + chain.strategy_difference());
        }
        const bool expected = block.expected_exception.empty();
        if (!imported && expected) {
            return failed("block " + std::to_string(i) + ": " + imported.error().message);
        }
        if (imported && !expected) {
            return failed("block " + std::to_string(i) +
                          ": imported, but expected to be refused: " + block.expected_exception);
        }
    }
    if (chain.head().hash != test.last_block_hash) {
        return failed("head: expected " + to_hex(test.last_block_hash) + ", found " +
                      to_hex(chain.head().hash));
    }
    std::optional<Hash> expected_root = test.post_state_root;
    if (test.post_state) {
        expected_root = state_root(*test.post_state);
    }
    if (expected_root && *expected_root != chain.head().header.state_root) {
        return failed("post-state root: expected " + to_hex(*expected_root) + ", found " +
                      to_hex(chain.head().header.state_root));
    }
    return outcome;
}

}  // namespace lanescope::app
