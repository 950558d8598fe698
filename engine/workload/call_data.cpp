// SPDX-License-Identifier: GPL-3.0-or-later
#include "workload/call_data.h"

#include "base/keccak.h"

#include <algorithm>
#include <array>

namespace lanescope::workload {

Hash signature_hash(std::string_view signature) noexcept
{
    return keccak256({reinterpret_cast<const std::uint8_t*>(signature.data()), signature.size()});
}

Bytes selector(std::string_view signature)
{
    const Hash hash = signature_hash(signature);
    return {hash.bytes.begin(), hash.bytes.begin() + 4};
}

CallData& CallData::add(const Address& address)
{
    const Hash word = word_of_address(address);
    bytes_.insert(bytes_.end(), word.bytes.begin(), word.bytes.end());
    return *this;
}

CallData& CallData::add(const Uint256& number)
{
    const Hash word = word_of_number(number);
    bytes_.insert(bytes_.end(), word.bytes.begin(), word.bytes.end());
    return *this;
}

Hash word_of_address(const Address& address) noexcept
{
    Hash word;
    std::copy(address.bytes.begin(), address.bytes.end(), word.bytes.begin() + 12);
    return word;
}

Hash word_of_number(const Uint256& number) noexcept
{
    Hash word;
    store_big_endian(word.bytes.data(), number);
    return word;
}

Hash mapping_slot(const Address& key, const Hash& mapping) noexcept
{
    std::array<std::uint8_t, 64> preimage{};
    std::copy(key.bytes.begin(), key.bytes.end(), preimage.begin() + 12);
    std::copy(mapping.bytes.begin(), mapping.bytes.end(), preimage.begin() + 32);
    return keccak256(preimage);
}

}  // namespace lanescope::workload
