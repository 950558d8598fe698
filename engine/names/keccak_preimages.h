// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytes.h"
#include "base/uint256.h"

#include <cstddef>
#include <map>
#include <optional>

namespace lanescope::names {

/// Inputs of KECCAK256 that were seen while a block executed, by their hash as a number: mappings and
/// dynamic arrays keep their elements at and after such hashes.
class KeccakPreimages {
public:
    /// Longer inputs are no places of variables, and are left out.
    static constexpr std::size_t longest = 1024;

    /// Looks into `beneath`, which must live as long, too.
    explicit KeccakPreimages(const KeccakPreimages* beneath = nullptr) : beneath_(beneath) {}

    void add(ByteView input);
    void add(ByteView input, const Hash& hash);

    struct Found {
        const Bytes* input;
        Uint256 offset;  ///< of the slot after the hash
    };
    /// The input whose hash is the highest at or below `slot`, if it is near: elements of arrays and
    /// members of structs follow one another from the hash on.
    [[nodiscard]] std::optional<Found> below(const Uint256& slot) const;
    [[nodiscard]] std::size_t size() const noexcept { return by_hash_.size(); }

private:
    std::map<Uint256, Bytes> by_hash_;
    const KeccakPreimages* beneath_;
};

}  // namespace lanescope::names
