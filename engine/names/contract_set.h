// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "names/abi.h"
#include "names/runtime_code.h"
#include "names/storage_layout.h"

#include <string>
#include <unordered_map>
#include <vector>

namespace lanescope::names {

/// A contract as a compiler described it.
struct Contract {
    std::string name;    ///< "Token"
    std::string source;  ///< of the source file, as the compiler knew it; may be empty
    Abi abi;
    StorageLayout layout;  ///< empty where the compiler was not asked for it
    RuntimeCode code;
};

/// Contracts to recognise deployed code by. Immutable once it is shared.
class ContractSet {
public:
    /// Of a contract that is there already, with the same name and code, what is missing is filled in: an
    /// artifact and its build-info describe it in two files.
    void add(Contract contract);

    /// The contract whose code this is: of several one from the very same sources, then one with a
    /// storage layout, then the first. Null if there is none.
    [[nodiscard]] const Contract* find(ByteView deployed) const;
    [[nodiscard]] std::size_t size() const noexcept { return contracts_.size(); }
    [[nodiscard]] const std::vector<Contract>& contracts() const noexcept { return contracts_; }

private:
    std::vector<Contract> contracts_;
    std::unordered_map<std::size_t, std::vector<std::size_t>> by_size_;
};

}  // namespace lanescope::names
