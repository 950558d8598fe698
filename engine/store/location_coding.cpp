// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/location_coding.h"

#include "recording/run_settings.h"
#include "store/chunks.h"

namespace lanescope::store {

namespace {

/// One named ordinal; `place` counts from 1 in Places, 0: it is not among them and stands here.
struct PackedAccountName {
    std::uint32_t ordinal = 0;
    std::uint64_t place = 0;
    Address address;
};
struct PackedSlotName {
    std::uint32_t ordinal = 0;
    std::uint64_t place = 0;
    std::uint32_t account = 0;
    Uint256 key;
};

template <class Archive, class Name>
void pack_name(Archive& archive, Name& name, const PackedAccountName& before)
{
    archive.difference(name.ordinal, before.ordinal);
    archive.number(name.place);
    if (name.place == 0) {
        archive.fixed(name.address);
    }
}

template <class Archive, class Name>
void pack_name(Archive& archive, Name& name, const PackedSlotName& before)
{
    archive.difference(name.ordinal, before.ordinal);
    archive.number(name.place);
    archive.difference(name.account, before.account);
    if (name.place == 0) {
        archive.word(name.key);
    }
}

/// Every range of ordinals has a name in it, but for the last one of each worker, and of two who name what
/// no worker does; what leaves more room would only take memory.
bool may_be(std::uint32_t ordinal, std::uint64_t names_before)
{
    constexpr std::uint64_t most_empty = max_workers + 2;
    return ordinal / LocationTable::range_size <= names_before + most_empty;
}

constexpr auto unpack_name = [](Unpacker& in, auto& name, const auto& before) {
    pack_name(in, name, before);
};

Status unpack_accounts(const std::vector<Bytes>& chunks, const Places& places, LocationTable& table)
{
    std::uint64_t accounts = 0;
    for (const Bytes& chunk : chunks) {
        const bool read =
            unpack_chunk<PackedAccountName>(chunk, unpack_name, [&](PackedAccountName&& name) {
                Address address = name.address;
                if (name.place > places.size() || !may_be(name.ordinal, accounts)) {
                    return false;
                }
                if (name.place > 0) {
                    const Places::Place& place = places[static_cast<std::size_t>(name.place - 1)];
                    if (place.is_slot) {
                        return false;
                    }
                    address = *place.address;
                }
                ++accounts;
                table.restore_account(name.ordinal, address);
                return true;
            });
        if (!read) {
            return not_ours("accounts");
        }
    }
    return Success{};
}

/// After the accounts.
Status unpack_slots(const std::vector<Bytes>& chunks, const Places& places, LocationTable& table)
{
    std::uint64_t slots = 0;
    for (const Bytes& chunk : chunks) {
        const bool read =
            unpack_chunk<PackedSlotName>(chunk, unpack_name, [&](PackedSlotName&& name) {
                if (name.place > places.size() || !may_be(name.ordinal, slots) ||
                    name.account >= table.account_limit() || !table.has_account(name.account)) {
                    return false;
                }
                Uint256 key = name.key;
                if (name.place > 0) {
                    const Places::Place& place = places[static_cast<std::size_t>(name.place - 1)];
                    if (!place.is_slot || *place.address != table.account(name.account)) {
                        return false;
                    }
                    key = place.key;
                }
                ++slots;
                table.restore_slot(name.ordinal, {name.account, key});
                return true;
            });
        if (!read) {
            return not_ours("slots");
        }
    }
    return Success{};
}

}  // namespace

PackedLocations pack_locations(const LocationTable& table, const Places& places)
{
    PackedLocations packed;
    std::vector<PackedAccountName> accounts;
    for (std::uint32_t ordinal = 0; ordinal < table.account_limit(); ++ordinal) {
        if (table.has_account(ordinal)) {
            const Address& address = table.account(ordinal);
            static_assert(Places::none + 1 == 0);
            accounts.push_back({ordinal, places.account(address) + 1, address});
        }
    }
    std::vector<PackedSlotName> slots;
    for (std::uint32_t ordinal = 0; ordinal < table.slot_limit(); ++ordinal) {
        if (table.has_slot(ordinal)) {
            const LocationTable::Slot slot = table.slot(ordinal);
            const std::size_t account = places.account(table.account(slot.account));
            slots.push_back({ordinal, places.slot(account, slot.key) + 1, slot.account, slot.key});
        }
    }
    const auto pack = [](Packer& out, const auto& name, const auto& before) {
        pack_name(out, name, before);
    };
    packed.account_names = pack_chunks<PackedAccountName>(
        accounts.size(), [&](std::size_t i) -> const auto& { return accounts[i]; }, pack);
    packed.slot_names = pack_chunks<PackedSlotName>(
        slots.size(), [&](std::size_t i) -> const auto& { return slots[i]; }, pack);
    return packed;
}

Status unpack_locations(const PackedLocations& packed, const Places& places, LocationTable& table)
{
    if (Status accounts = unpack_accounts(packed.account_names, places, table); !accounts) {
        return accounts;
    }
    return unpack_slots(packed.slot_names, places, table);
}

}  // namespace lanescope::store
