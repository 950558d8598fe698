// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recording/recording.h"
#include "store/packing.h"

#include <memory>
#include <unordered_map>
#include <vector>

namespace lanescope::store {

/// The parts that a block input lies in the file as: all of `head`, then the chunks of the others.
struct PackedInput {
    Bytes head;
    std::vector<Bytes> transactions;
    std::vector<Bytes> code;
    std::vector<Bytes> state;
    /// keccak256 over all parts: equal inputs, and only they, have equal ones.
    [[nodiscard]] Hash content_hash() const;
};

[[nodiscard]] PackedInput pack_input(const BlockInput& input);
/// What was packed, exactly. Error malformed: it was not pack_input() that made this.
[[nodiscard]] Result<std::shared_ptr<const BlockInput>> unpack_input(const PackedInput& packed);

/// The accounts and slots that the pre-state names, numbered: each account in order of address, and
/// after it its slots in order of key. Runs name most of their locations by these numbers.
class Places {
public:
    /// Of a state, which must stay; of null none.
    explicit Places(const GivenState* state);

    struct Place {
        const Address* address = nullptr;
        Uint256 key;                 ///< of a slot
        std::size_t slot_count = 0;  ///< of an account: how many slots follow
        bool is_slot = false;
    };
    [[nodiscard]] std::size_t size() const noexcept { return places_.size(); }
    [[nodiscard]] const Place& operator[](std::size_t at) const noexcept { return places_[at]; }

    static constexpr std::size_t none = ~std::size_t{0};
    /// Number of the account, or none.
    [[nodiscard]] std::size_t account(const Address& address) const;
    /// Number of the slot of the account numbered `account`, or none; of `none` none.
    [[nodiscard]] std::size_t slot(std::size_t account, const Uint256& key) const;

private:
    std::vector<Place> places_;
    std::unordered_map<Address, std::size_t> accounts_;
};

}  // namespace lanescope::store
