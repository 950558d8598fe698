// SPDX-License-Identifier: GPL-3.0-or-later
#include "names/keccak_preimages.h"

#include "base/keccak.h"

#include <iterator>

namespace lanescope::names {

namespace {

/// Two hashes are never so near, and no array that a block touches is so long.
constexpr unsigned farthest_bits = 48;

}  // namespace

void KeccakPreimages::add(ByteView input)
{
    add(input, keccak256(input));
}

void KeccakPreimages::add(ByteView input, const Hash& hash)
{
    if (input.size() >= Hash::size && input.size() <= longest) {
        by_hash_.try_emplace(load_big_endian(hash.bytes.data()), input.begin(), input.end());
    }
}

std::optional<KeccakPreimages::Found> KeccakPreimages::below(const Uint256& slot) const
{
    std::optional<Found> found = beneath_ != nullptr ? beneath_->below(slot) : std::nullopt;
    const auto after = by_hash_.upper_bound(slot);
    if (after != by_hash_.begin()) {
        const auto& [hash, input] = *std::prev(after);
        const Uint256 offset = slot - hash;
        if (offset.bit_width() <= farthest_bits && (!found || offset < found->offset)) {
            found = Found{&input, offset};
        }
    }
    return found;
}

}  // namespace lanescope::names
