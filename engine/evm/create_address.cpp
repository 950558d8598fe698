// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/keccak.h"
#include "base/rlp.h"
#include "evm/environment.h"

namespace lanescope::evm {

Address create_address(const Address& creator, std::uint64_t nonce)
{
    rlp::Encoder payload;
    payload.fixed(creator);
    payload.number(nonce);
    rlp::Encoder list;
    list.list(payload);
    return Address::from(keccak256(list.view()).view().subspan(12));
}

Address create2_address(const Address& creator, const Uint256& salt, ByteView init_code)
{
    std::uint8_t preimage[85];
    preimage[0] = 0xff;
    std::memcpy(preimage + 1, creator.bytes.data(), 20);
    store_big_endian(preimage + 21, salt);
    const Hash code_hash = keccak256(init_code);
    std::memcpy(preimage + 53, code_hash.bytes.data(), 32);
    return Address::from(keccak256(preimage).view().subspan(12));
}

}  // namespace lanescope::evm
