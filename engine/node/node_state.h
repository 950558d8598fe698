// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chain/account.h"
#include "node/json_rpc.h"
#include "state/state_view.h"

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <unordered_map>

namespace lanescope::node {

/// The state after one block of a node, as far as it has been asked for. A read of something else is
/// noted and answered `uncovered`, so that one pass over a block finds many things to ask for in few
/// requests: execute, fetch_missing(), execute again, until nothing is missing. The first thing that a
/// pass misses is truly needed, so this ends. What later passes do not read is not exported.
/// Reads are thread-safe; everything else wants that nobody reads.
class NodeState final : public StateView {
public:
    /// The state after block `number`, asked from `client`, which outlives this.
    NodeState(JsonRpcClient& client, std::uint64_t number);

    [[nodiscard]] Answer account(const Address& address, AccountFields wanted,
                                 AccountRead& out) override;
    [[nodiscard]] Answer storage(const Address& address, const Uint256& slot,
                                 Uint256& out) override;
    [[nodiscard]] const Bytes* code(const Hash& code_hash) override;
    [[nodiscard]] Answer block_hash(std::uint64_t number, Hash& out) override;
    /// By what has been fetched: false for an account of which no slot is known. Since EIP-161 no
    /// transaction can make an account with storage and without nonce.
    [[nodiscard]] bool has_storage(const Address& address) override;

    /// Takes accounts and slots as given, where nothing is known of them.
    void add(const GivenState& given);
    void add_block_hash(std::uint64_t number, const Hash& hash);
    /// Notes an account as missing unless it is known.
    void want(const Address& address);
    void want_slot(const Address& address, const Hash& slot);

    /// A pass begins: nothing has been read in it.
    void begin_pass();
    [[nodiscard]] bool has_missing() const;
    [[nodiscard]] std::size_t missing() const;
    /// Asks for all that is missing. `settled` as for JsonRpcClient::batch(), in calls.
    [[nodiscard]] Status fetch_missing(
        const std::function<void(std::size_t done, std::size_t all)>& settled = {});

    /// What this pass has read: absent accounts stand in it as empty ones, and zero slots as zero, so
    /// that a file says of them that they were looked at.
    [[nodiscard]] GivenState read_state() const;
    [[nodiscard]] std::map<std::uint64_t, Hash> read_block_hashes() const;

private:
    struct Slot {
        Uint256 value;
        bool was_read = false;
    };
    struct Account {
        AccountValue value;
        bool is_known = false;  ///< else only slots of it are
        bool was_read = false;
        std::map<Uint256, Slot> storage;
    };
    struct BlockHash {
        Hash hash;
        bool was_read = false;
    };

    [[nodiscard]] Hash keep_code(Bytes code);

    JsonRpcClient& client_;
    std::string block_;  ///< as JSON-RPC names it
    mutable std::mutex mutex_;
    std::unordered_map<Address, Account> accounts_;
    std::unordered_map<Hash, std::unique_ptr<const Bytes>> code_;
    std::map<std::uint64_t, BlockHash> block_hashes_;
    std::set<Address> missing_accounts_;
    std::set<std::pair<Address, Uint256>> missing_slots_;
    std::set<std::uint64_t> missing_hashes_;
};

}  // namespace lanescope::node
