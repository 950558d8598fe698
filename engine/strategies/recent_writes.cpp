// SPDX-License-Identifier: GPL-3.0-or-later
#include "strategies/recent_writes.h"

namespace lanescope {

bool RecentWrites::add(const Transaction& transaction, const Journal& journal)
{
    bool is_dependent = false;
    const std::uint64_t nonce = AddressHasher{}(*transaction.sender) | 1;  // no slot's
    is_dependent = is_recent(nonce);
    write(nonce);
    journal.for_each_loaded_slot([&](const Address& address, const Uint256& key, bool is_changed) {
        const std::uint64_t location =
            (AddressHasher{}(address)*0x9e3779b97f4a7c15ull ^ SlotKeyHasher{}({0, key})) &
            ~std::uint64_t{1};
        is_dependent = is_dependent || is_recent(location);
        if (is_changed) {
            write(location);
        }
    });
    ++next_;
    return is_dependent;
}

}  // namespace lanescope
