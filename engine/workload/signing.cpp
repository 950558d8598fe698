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
    while (!address_of_secret_key(key)) {
        key = keccak256(key.view());
    }
    return key;
}

void sign(Transaction& transaction, const Hash& key)
{
    const Hash message = signing_hash(transaction);
    secp256k1_ecdsa_recoverable_signature signature;
    if (secp256k1_ecdsa_sign_recoverable(context(), &signature, message.bytes.data(),
                                         key.bytes.data(), nullptr, nullptr) != 1) {
        std::fprintf(stderr, "lanescope: asked to sign with a number that is no key\n");
        std::abort();
    }
    std::uint8_t compact[64];
    int parity = 0;
    secp256k1_ecdsa_recoverable_signature_serialize_compact(context(), compact, &parity, &signature);
    transaction.y_parity = static_cast<std::uint8_t>(parity);
    transaction.r = load_big_endian(compact);
    transaction.s = load_big_endian(compact + 32);
}

}  // namespace lanescope::workload
