// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chain/account.h"
#include "names/contract_set.h"
#include "names/evidence.h"
#include "names/name_text.h"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace lanescope::names {

/// An account with code, and the contracts that describe it.
struct KnownAccount {
    const Contract* own = nullptr;
    std::vector<const Contract*> implementations;  ///< of a proxy, the likeliest first
    std::string name;                              ///< empty if unknown
    bool is_only_one = true;                       ///< of that name
};

/// Which contract each account of a block is, by its code, and what people call it. Immutable: any
/// thread; points into the contracts that it was made from.
class KnownAccounts {
public:
    /// Either pointer may be null: then nothing is recognised, or proxies only by their own storage and
    /// code.
    KnownAccounts(const ContractSet* contracts, const GivenState& pre_state,
                  const Evidence* evidence);

    /// Null of an account without code.
    [[nodiscard]] const KnownAccount* find(const Address& address) const;
    [[nodiscard]] const std::map<Address, KnownAccount>& all() const noexcept { return accounts_; }
    /// "Token"; where several accounts are of that name, "Token(0x7099…79c8)". Nothing if unknown.
    [[nodiscard]] std::optional<std::string> name(const Address& address, NameStyle style) const;
    /// The account's name, or its address.
    [[nodiscard]] std::string text(const Address& address, NameStyle style) const;
    /// What the account's code is, with where it stands: "ERC1967Proxy to Vault"; empty if unknown.
    [[nodiscard]] std::string description(const Address& address) const;
    /// How many were recognised by an artifact.
    [[nodiscard]] std::size_t recognised() const noexcept { return recognised_; }

private:
    void recognise(const ContractSet* contracts, const Address& address, ByteView code);
    void find_implementations(const GivenState& pre_state, const Evidence* evidence);
    void name_accounts();

    std::map<Address, KnownAccount> accounts_;
    std::map<Address, Address> targets_;  ///< of clones and of EIP-7702
    std::size_t recognised_ = 0;
};

}  // namespace lanescope::names
