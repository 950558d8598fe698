// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/hex.h"
#include "base/keccak.h"
#include "chain/transaction.h"

#include <secp256k1_recovery.h>

#include <algorithm>
#include <atomic>
#include <string>
#include <thread>

namespace lanescope {

namespace {

/// Half of the order of secp256k1, rounded down.
constexpr Uint256 half_order{0x7fffffffffffffff, 0xffffffffffffffff, 0x5d576e7357a4501d,
                             0xdfe92f46681b20a0};

/// Below this many signatures (some 50 µs each) a thread costs more than it saves.
constexpr std::size_t signatures_worth_a_thread = 8;

void recover_authorities(Transaction& transaction)
{
    for (Authorization& authorization : transaction.authorizations) {
        authorization.authority.reset();
        if (authorization.y_parity <= 1) {
            authorization.authority = recover_address(
                signing_hash(authorization), static_cast<std::uint8_t>(authorization.y_parity),
                authorization.r, authorization.s, true);
        }
    }
}

/// What is wrong with a transaction, given what its signature says.
std::optional<std::string> mismatch(const Transaction& transaction,
                                    const std::optional<Address>& recovered)
{
    if (!recovered) {
        return transaction.sender
                   ? "its signature is invalid, given sender " + to_hex(*transaction.sender)
                   : std::string("its signature is invalid");
    }
    if (transaction.sender && *transaction.sender != *recovered) {
        return "given sender " + to_hex(*transaction.sender) + ", but " + to_hex(*recovered) +
               " signed it";
    }
    return std::nullopt;
}

/// The last 20 bytes of the Keccak-256 of the uncompressed point (Yellow Paper, appendix F).
Address address_of(const secp256k1_pubkey& key)
{
    std::uint8_t point[65];
    std::size_t size = sizeof point;
    secp256k1_ec_pubkey_serialize(secp256k1_context_static, point, &size, &key,
                                  SECP256K1_EC_UNCOMPRESSED);
    const Hash digest = keccak256({point + 1, 64});
    return Address::from(digest.view().last(Address::size));
}

}  // namespace

std::optional<Address> recover_address(const Hash& message, std::uint8_t y_parity, const Uint256& r,
                                       const Uint256& s, bool require_low_s)
{
    if (y_parity > 1 || (require_low_s && s > half_order)) {
        return std::nullopt;
    }
    std::uint8_t compact[64];
    store_big_endian(compact, r);
    store_big_endian(compact + 32, s);
    // The library's static context does all of recovery, and may be shared by threads.
    const secp256k1_context* context = secp256k1_context_static;
    secp256k1_ecdsa_recoverable_signature signature;
    if (secp256k1_ecdsa_recoverable_signature_parse_compact(context, &signature, compact,
                                                            y_parity) == 0) {
        return std::nullopt;
    }
    secp256k1_pubkey key;
    if (secp256k1_ecdsa_recover(context, &key, &signature, message.bytes.data()) == 0) {
        return std::nullopt;
    }
    return address_of(key);
}

std::optional<Address> address_of_secret_key(const Hash& secret_key)
{
    // Kept for the life of the program: making one costs more than using it.
    static const secp256k1_context* context = secp256k1_context_create(SECP256K1_CONTEXT_NONE);
    secp256k1_pubkey key;
    if (secp256k1_ec_pubkey_create(context, &key, secret_key.bytes.data()) == 0) {
        return std::nullopt;
    }
    return address_of(key);
}

std::optional<Address> recover_sender(const Transaction& transaction, Revision revision)
{
    const bool replay_protected =
        transaction.type == TransactionType::legacy && transaction.chain_id.has_value();
    if (!supports(revision, transaction.type) ||
        (replay_protected && revision < Revision::spurious_dragon)) {
        return std::nullopt;
    }
    return recover_address(signing_hash(transaction), transaction.y_parity, transaction.r,
                           transaction.s, revision >= Revision::homestead);
}

Status recover_senders(std::vector<Transaction>& transactions, Revision revision)
{
    std::vector<std::optional<std::string>> problems(transactions.size());
    std::atomic<std::size_t> next{0};
    const auto work = [&] {
        // Relaxed: the counter only hands out indices; joining the threads publishes the results.
        for (std::size_t i;
             (i = next.fetch_add(1, std::memory_order_relaxed)) < transactions.size();) {
            Transaction& transaction = transactions[i];
            const auto recovered = recover_sender(transaction, revision);
            problems[i] = mismatch(transaction, recovered);
            if (!problems[i]) {
                transaction.sender = recovered;
                recover_authorities(transaction);
            }
        }
    };
    std::size_t signatures = 0;
    for (const Transaction& transaction : transactions) {
        signatures += 1 + transaction.authorizations.size();
    }
    const std::size_t workers = std::min<std::size_t>(
        std::max(1u, std::thread::hardware_concurrency()), signatures / signatures_worth_a_thread);
    {
        std::vector<std::jthread> threads;
        for (std::size_t i = 1; i < workers; ++i) {
            threads.emplace_back(work);
        }
        work();
    }
    for (std::size_t i = 0; i < problems.size(); ++i) {
        if (problems[i]) {
            return Error{ErrorCode::malformed,
                         "transaction " + std::to_string(i) + ": " + *problems[i]};
        }
    }
    return Success{};
}

}  // namespace lanescope
