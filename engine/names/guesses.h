// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "names/evidence.h"
#include "names/storage_layout.h"

#include <map>
#include <optional>
#include <vector>

namespace lanescope::names {

/// Places that standards fix for every contract: proxy slots and the namespaces of OpenZeppelin's
/// upgradeable contracts (EIP-7201). That a contract which uses one follows the standard is a guess.
[[nodiscard]] const StorageLayout& standard_layout();

/// What tokens without an artifact keep where, by account. A variable is there only where the block
/// proves its place: a slot that it touched is the Keccak of an address, or of a token's id, that the
/// token's own events name, and of the variable's slot.
[[nodiscard]] std::map<Address, StorageLayout> guess_layouts(const Evidence& evidence);

/// A slot that is an entry of a mapping, of mappings: the mapping's slot, and the keys from the
/// outermost on. Pre-images alone say so.
struct MappingEntry {
    Uint256 root;
    std::vector<Uint256> keys;
    Uint256 offset;  ///< slots after the entry's first
};
[[nodiscard]] std::optional<MappingEntry> mapping_entry(const Uint256& slot,
                                                        const KeccakPreimages& preimages);

/// Whether a key is more likely an address than a number.
[[nodiscard]] bool looks_like_address(const Uint256& key) noexcept;

}  // namespace lanescope::names
