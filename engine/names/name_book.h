// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chain/account.h"
#include "chain/location.h"
#include "names/abi_values.h"
#include "names/contract_set.h"
#include "names/evidence.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lanescope::names {

/// How much of an address is written inside of a name: "0x7099…79c8", or all of it.
enum class NameStyle : std::uint8_t { brief, whole };

/// What a slot holds, by name.
struct StorageName {
    std::string contract;  ///< "Token"; of an account without a name, its address
    std::vector<StorageField> fields;
    bool is_guess = false;
    bool has_contract = false;  ///< `contract` is a name

    /// "Token.balances[0x7099…79c8]", "Pool.{reserve0, reserve1}"; a guess says so:
    /// "balances[0x7099…79c8] of 0xdac1…1ec7 (guess)".
    [[nodiscard]] std::string text() const;
};

/// A call, an event or an error by name.
struct DecodedName {
    Decoded decoded;
    bool is_guess = false;

    /// "transfer(to: 0x…, value: 5)", and for a guess " (guess)" after it.
    [[nodiscard]] std::string text() const;
    /// "transfer", and for a guess " (guess)" after it.
    [[nodiscard]] std::string name() const;
};

/// The names of one block's accounts, storage, calls, events and errors. Immutable: any thread.
class NameBook {
public:
    NameBook(const NameBook&) = delete;
    NameBook& operator=(const NameBook&) = delete;

    /// `contracts` are the artifacts to recognise code by. `evidence` may be missing: then mapping keys
    /// are not known yet, and neither are guesses.
    NameBook(std::shared_ptr<const ContractSet> contracts, const GivenState& pre_state,
             std::shared_ptr<const Evidence> evidence);

    /// What the slot holds. Nothing if neither an artifact, a standard nor a pre-image explains it.
    [[nodiscard]] std::optional<StorageName> storage(const Address& address, const Uint256& slot,
                                                     NameStyle style = NameStyle::brief) const;
    /// What of the slot differs between two words, as "Pool.reserve0"; as storage() where nothing does.
    [[nodiscard]] std::optional<StorageName> change(const Address& address, const Uint256& slot,
                                                    const Uint256& before, const Uint256& after,
                                                    NameStyle style = NameStyle::brief) const;
    /// The slot's name, or "balance of Token"; nothing if there is no name.
    [[nodiscard]] std::optional<std::string> location_text(
        const Location& location, NameStyle style = NameStyle::brief) const;

    /// "Token"; where several accounts are of that name, "Token(0x7099…79c8)". Nothing if unknown.
    [[nodiscard]] std::optional<std::string> account_name(const Address& address,
                                                          NameStyle style = NameStyle::brief) const;
    /// The account's name, or its address.
    [[nodiscard]] std::string address_text(const Address& address,
                                           NameStyle style = NameStyle::brief) const;
    /// What the account's code is, with where it stands: "ERC1967Proxy to Vault"; empty if unknown.
    [[nodiscard]] std::string description(const Address& address) const;

    /// A call of `to`; nothing if the selector is unknown, or the data do not fit it.
    [[nodiscard]] std::optional<DecodedName> call(const Address& to, ByteView data,
                                                  NameStyle style = NameStyle::brief) const;
    /// "transfer(address,uint256)", by the contract called, without `to` by any of the block's contracts,
    /// or, as a guess, by the selector alone.
    [[nodiscard]] std::optional<DecodedName> function(const std::optional<Address>& to,
                                                      const Selector& selector) const;
    [[nodiscard]] std::optional<DecodedName> event(const Log& log,
                                                   NameStyle style = NameStyle::brief) const;
    /// What a call of `to` reverted with; "Panic(0x11: arithmetic overflow)" for the language's own.
    [[nodiscard]] std::optional<DecodedName> error(const std::optional<Address>& to,
                                                   ByteView output,
                                                   NameStyle style = NameStyle::brief) const;

    /// What the transactions came to when the evidence was taken; null where it was not.
    [[nodiscard]] const Evidence::Outcome* outcome(std::uint32_t transaction) const;
    /// Whether there is any evidence.
    [[nodiscard]] bool has_evidence() const noexcept { return evidence_ != nullptr; }
    /// How many accounts with code were recognised by an artifact.
    [[nodiscard]] std::size_t recognised() const noexcept { return recognised_; }
    /// How many accounts have code.
    [[nodiscard]] std::size_t contracts_in_block() const noexcept { return accounts_.size(); }

private:
    struct Account {
        const Contract* own = nullptr;
        std::vector<const Contract*> implementations;  ///< of a proxy, the likeliest first
        std::string name;                              ///< empty if unknown
        bool is_only_one = true;                       ///< of that name
    };

    void recognise(const Address& address, ByteView code);
    void find_implementations(const GivenState& pre_state);
    void name_accounts();
    [[nodiscard]] const Account* find(const Address& address) const;
    template <class Find>
    [[nodiscard]] const AbiEntry* in_abis_of(const std::optional<Address>& address,
                                             Find&& find_in) const;
    template <class Find>
    [[nodiscard]] const AbiEntry* in_any_abi(Find&& find_in) const;

    std::shared_ptr<const ContractSet> contracts_;
    std::shared_ptr<const Evidence> evidence_;
    std::map<Address, Account> accounts_;  ///< with code
    std::map<Address, Address> targets_;   ///< of clones and of EIP-7702
    std::map<Address, StorageLayout> guesses_;
    KeccakPreimages preimages_;  ///< of layouts; the evidence's lie beneath
    std::size_t recognised_ = 0;
};

/// "0x7099…79c8", or all of it.
[[nodiscard]] std::string address_hex(const Address& address, NameStyle style);

}  // namespace lanescope::names
