// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/keccak.h"
#include "chain/transaction.h"

#include <secp256k1_recovery.h>

#include <cstdlib>

namespace lanescope::test {

/// A private key that signs what tests need signed.
class Signer {
public:
    explicit Signer(std::uint64_t number)
    {
        std::uint8_t seed[8];
        std::memcpy(seed, &number, sizeof seed);
        key_ = keccak256(seed);
    }

    [[nodiscard]] Address address() const { return address_of_secret_key(key_).value(); }

    void sign(Transaction& transaction) const
    {
        const Signature signature = sign(signing_hash(transaction));
        transaction.y_parity = signature.y_parity;
        transaction.r = signature.r;
        transaction.s = signature.s;
    }

    void sign(Authorization& authorization) const
    {
        const Signature signature = sign(signing_hash(authorization));
        authorization.y_parity = signature.y_parity;
        authorization.r = signature.r;
        authorization.s = signature.s;
    }

private:
    struct Signature {
        std::uint8_t y_parity;
        Uint256 r;
        Uint256 s;
    };

    static void require(int success)
    {
        if (success == 0) {
            std::abort();  // no key of a test is zero or past the group's order
        }
    }

    static const secp256k1_context* context()
    {
        static const secp256k1_context* shared = secp256k1_context_create(SECP256K1_CONTEXT_NONE);
        return shared;
    }

    [[nodiscard]] Signature sign(const Hash& message) const
    {
        secp256k1_ecdsa_recoverable_signature signature;
        require(secp256k1_ecdsa_sign_recoverable(context(), &signature, message.bytes.data(),
                                                 key_.bytes.data(), nullptr, nullptr));
        std::uint8_t compact[64];
        int parity = 0;
        secp256k1_ecdsa_recoverable_signature_serialize_compact(context(), compact, &parity,
                                                                &signature);
        return {static_cast<std::uint8_t>(parity), load_big_endian(compact),
                load_big_endian(compact + 32)};
    }

    Hash key_;
};

}  // namespace lanescope::test
