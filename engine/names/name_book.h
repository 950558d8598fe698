// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chain/account.h"
#include "chain/location.h"
#include "names/contract_set.h"
#include "names/evidence.h"
#include "names/known_accounts.h"
#include "names/name_text.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace lanescope::names {

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
                                                          NameStyle style = NameStyle::brief) const
    {
        return accounts_.name(address, style);
    }
    /// The account's name, or its address.
    [[nodiscard]] std::string address_text(const Address& address,
                                           NameStyle style = NameStyle::brief) const
    {
        return accounts_.text(address, style);
    }
    /// What the account's code is, with where it stands: "ERC1967Proxy to Vault"; empty if unknown.
    [[nodiscard]] std::string description(const Address& address) const
    {
        return accounts_.description(address);
    }

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
    [[nodiscard]] std::size_t recognised() const noexcept { return accounts_.recognised(); }
    /// How many accounts have code.
    [[nodiscard]] std::size_t contracts_in_block() const noexcept { return accounts_.all().size(); }

private:
    template <class Find>
    [[nodiscard]] const AbiEntry* in_abis_of(const std::optional<Address>& address,
                                             Find&& find_in) const;
    template <class Find>
    [[nodiscard]] const AbiEntry* in_any_abi(Find&& find_in) const;

    std::shared_ptr<const ContractSet> contracts_;
    std::shared_ptr<const Evidence> evidence_;
    KnownAccounts accounts_;
    std::map<Address, StorageLayout> guesses_;
    KeccakPreimages preimages_;  ///< of layouts; the evidence's lie beneath
};

}  // namespace lanescope::names
