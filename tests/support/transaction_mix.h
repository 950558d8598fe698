// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chain/signing.h"
#include "chain/transaction.h"
#include "support/dice.h"

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace lanescope::test {

/// A signed transaction, and in words what it is meant to do.
struct PlannedTransaction {
    std::string kind;
    Transaction transaction;
    Bytes raw;  ///< as a node takes it: a blob transaction with its sidecar
};

/// What one block shall hold, and what to set up before it.
struct BlockPlan {
    Address beneficiary;
    std::map<Address, Bytes> code;
    std::vector<Address> funded;  ///< accounts that need plenty of ether
    std::vector<PlannedTransaction> transactions;
};

/// Makes blocks of nasty transactions, the same for the same seed and answers of the node.
///
/// A node's pool wants each sender's nonces without gaps, but code that runs in a delegated account
/// and authorizations change nonces too: an account with a delegation sends only as long as nothing
/// in the block has named it.
class TransactionMix {
public:
    TransactionMix(Revision revision, std::uint64_t seed);

    /// `nonce_of`: what the node says of an account's nonce.
    [[nodiscard]] BlockPlan next_block(
        const std::function<std::uint64_t(const Address&)>& nonce_of);

private:
    struct Account {
        Signer signer;
        Address address;
        std::uint64_t nonce = 0;
        bool may_send = true;  ///< in this block
    };
    using Maker = void (TransactionMix::*)();

    void set_up();
    Address place(const Bytes& code);
    [[nodiscard]] Account& sender();
    [[nodiscard]] Account& authority();
    /// Somebody to name: contracts, precompiles, accounts of all kinds, the beneficiary.
    [[nodiscard]] Address anybody();
    [[nodiscard]] Bytes any_init_code();
    [[nodiscard]] Bytes input_for(const Address& contract);
    [[nodiscard]] Bytes nested_call(unsigned depth);
    [[nodiscard]] Authorization any_authorization();
    [[nodiscard]] Authorization authorization(Account& account, const Address& target,
                                              const Uint256& chain_id);

    /// Chooses type, fees and access list, signs, and puts it into the plan.
    void send(const std::string& kind, Account& from, Transaction transaction);
    void call(const std::string& kind, const Address& to, Bytes data, std::uint64_t value = 0,
              std::uint64_t gas = 700'000);

    void transfer();
    void create();
    void inspect();
    void read_environment();
    void pay_beneficiary();
    void call_precompile();
    void send_to_precompile();
    void call_nested();
    void create_in_contract();
    void create_again();
    void destroy();
    void log();
    void use_transient();
    void churn_storage();
    void fail();
    void run_random();
    void delegate();
    void delegate_oneself();
    void call_delegated();
    void send_from_delegated();
    void pay_floor();
    void carry_blobs();

    Revision revision_;
    Dice dice_;
    std::vector<Account> senders_;
    std::vector<Account> authorities_;
    /// A contract with a key: no authority (EIP-7702), and no sender (EIP-3607).
    Signer contract_key_;
    std::uint64_t precompile_calls_ = 0;
    bool plenty_of_gas_ = false;  ///< of the next transaction: it shall not run out

    std::map<std::string, std::vector<Address>> contracts_;  ///< by what they do
    std::vector<Address> all_contracts_;
    BlockPlan plan_;
};

}  // namespace lanescope::test
