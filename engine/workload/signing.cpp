// SPDX-License-Identifier: GPL-3.0-or-later
#include "workload/signing.h"

#include "base/keccak.h"

#include <secp256k1.h>
#include <secp256k1_recovery.h>

#include <cstdio>
#include <cstdlib>

namespace lanescope::workload {

namespace {

const secp256k1_context* context()
{
    static const secp256k1_context* const made = secp256k1_context_create(SECP256K1_CONTEXT_SIGN);
    return made;
}

void require(int succeeded, const char* what)
{
    if (succeeded != 1) {
        std::fprintf(stderr, "lanescope: %s with a key that derive_key() gave\n", what);
        std::abort();
    }
}

}  // namespace

Hash derive_key(std::string_view purpose, std::uint64_t seed, std::uint64_t index)
{
    Bytes preimage(purpose.begin(), purpose.end());
    for (const std::uint64_t number : {seed, index}) {
        for (int shift = 56; shift >= 0; shift -= 8) {
            preimage.push_back(static_cast<std::uint8_t>(number >> shift));
        }
    }
    Hash key = keccak256(preimage);
    // One hash in 2^127 is not below the group's order.
    while (secp256k1_ec_seckey_verify(context(), key.bytes.data()) != 1) {
        key = keccak256(key.view());
    }
    return key;
}

Address address_of_key(const Hash& key)
{
    secp256k1_pubkey point;
    require(secp256k1_ec_pubkey_create(context(), &point, key.bytes.data()), "no public key");
    std::uint8_t encoded[65];
    std::size_t size = sizeof encoded;
    secp256k1_ec_pubkey_serialize(context(), encoded, &size, &point, SECP256K1_EC_UNCOMPRESSED);
    // Without the leading 0x04 that says "uncompressed".
    return Address::from(keccak256(ByteView(encoded + 1, 64)).view().subspan(12));
}

void sign(Transaction& transaction, const Hash& key)
{
    const Hash message = signing_hash(transaction);
    secp256k1_ecdsa_recoverable_signature signature;
    require(secp256k1_ecdsa_sign_recoverable(context(), &signature, message.bytes.data(),
                                             key.bytes.data(), nullptr, nullptr),
            "no signature");
    std::uint8_t compact[64];
    int parity = 0;
    secp256k1_ecdsa_recoverable_signature_serialize_compact(context(), compact, &parity, &signature);
    transaction.y_parity = static_cast<std::uint8_t>(parity);
    transaction.r = load_big_endian(compact);
    transaction.s = load_big_endian(compact + 32);
}

}  // namespace lanescope::workload
