// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytes.h"
#include "base/result.h"
#include "base/uint256.h"
#include "chain/revision.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace lanescope {

/// EIP-2718 types; the value is the type byte.
enum class TransactionType : std::uint8_t {
    legacy = 0,
    access_list = 1,  ///< EIP-2930
    dynamic_fee = 2,  ///< EIP-1559
    blob = 3,         ///< EIP-4844
    set_code = 4,     ///< EIP-7702
};

/// One entry of an EIP-2930 access list.
struct AccessListEntry {
    Address address;
    std::vector<Hash> storage_keys;
    friend bool operator==(const AccessListEntry&, const AccessListEntry&) = default;
};

/// One EIP-7702 authorization. `authority` is filled by recover_senders(); nothing if its signature
/// is bad, in which case execution skips it.
struct Authorization {
    Uint256 chain_id;
    Address address;
    std::uint64_t nonce = 0;
    std::uint64_t y_parity = 0;  ///< as signed; above 1 it is invalid (values past 255 read as 255)
    Uint256 r;
    Uint256 s;
    std::optional<Address> authority;
};

/// A transaction as it stands in a block. Amounts in wei, gas in units.
struct Transaction {
    TransactionType type = TransactionType::legacy;
    std::optional<std::uint64_t> chain_id;  ///< of legacy: only where EIP-155 signed
    std::uint64_t nonce = 0;
    Uint256 max_fee_per_gas;           ///< legacy and access-list: the gas price
    Uint256 max_priority_fee_per_gas;  ///< legacy and access-list: the gas price
    std::uint64_t gas_limit = 0;
    std::optional<Address> to;  ///< nothing: creates a contract
    Uint256 value;
    Bytes data;
    std::vector<AccessListEntry> access_list;
    Uint256 max_fee_per_blob_gas;
    std::vector<Hash> blob_hashes;
    std::vector<Authorization> authorizations;
    /// y parity of the signature (0 or 1); a legacy v of 27/28 or of EIP-155 is reduced to it.
    std::uint8_t y_parity = 0;
    Uint256 r;
    Uint256 s;
    std::optional<Address> sender;  ///< as given or as recovered
};

/// Whether blocks of `revision` may hold transactions of `type`.
[[nodiscard]] bool supports(Revision revision, TransactionType type) noexcept;

/// EIP-2718 encoding: RLP for legacy, type byte and RLP otherwise. Needs the signature.
[[nodiscard]] Bytes encode(const Transaction& transaction);
/// Reads one EIP-2718 encoding strictly (canonical RLP, field widths, no trailing bytes). Does not
/// check the signature or intrinsic gas. A legacy v that is neither 27, 28 nor EIP-155's for a
/// 64-bit chain id is an Error, and so is a y parity above 1.
[[nodiscard]] Result<Transaction> decode_transaction(ByteView encoded);
/// keccak256 of the encoding.
[[nodiscard]] Hash transaction_hash(const Transaction& transaction);
/// What the sender signed (EIP-155, 2930, 1559, 4844, 7702).
[[nodiscard]] Hash signing_hash(const Transaction& transaction);
/// What an authority signs: keccak256(0x05 || rlp([chain_id, address, nonce])), EIP-7702.
[[nodiscard]] Hash signing_hash(const Authorization& authorization);

/// The signer of `message`, or nothing if the signature is invalid. `require_low_s`: s at most half
/// of the group order (EIP-2, from Homestead; and EIP-7702).
[[nodiscard]] std::optional<Address> recover_address(const Hash& message, std::uint8_t y_parity,
                                                     const Uint256& r, const Uint256& s,
                                                     bool require_low_s);
/// The address of a secret key, or nothing if it is not one. Tests and samples sign; nothing else does.
[[nodiscard]] std::optional<Address> address_of_secret_key(const Hash& secret_key);
/// Recovers the sender of a transaction from its signature; nothing if that is invalid, or of a kind
/// (EIP-155, a type) that `revision` does not have.
[[nodiscard]] std::optional<Address> recover_sender(const Transaction& transaction,
                                                    Revision revision);
/// Fills `sender` of each transaction and `authority` of each authorization, on all cores. A given
/// sender that differs from the recovered one, or a bad signature, is an Error naming transaction
/// and both addresses.
[[nodiscard]] Status recover_senders(std::vector<Transaction>& transactions, Revision revision);

}  // namespace lanescope
