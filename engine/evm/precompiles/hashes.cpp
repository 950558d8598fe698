// SPDX-License-Identifier: GPL-3.0-or-later
#include "evm/precompiles/hashes.h"

#include <openssl/evp.h>

#include <cstdio>
#include <cstdlib>

namespace lanescope {
namespace {

[[noreturn]] void no_digest(const char* name)
{
    std::fprintf(stderr, "lanescope: OpenSSL cannot compute %s; is its default provider loaded?\n",
                 name);
    std::abort();
}

/// A digest's algorithm, looked up once in a process and never freed: the look-up takes locks and
/// costs more than hashing a short message.
const EVP_MD* fetch(const char* name)
{
    const EVP_MD* algorithm = EVP_MD_fetch(nullptr, name, nullptr);
    if (algorithm == nullptr) {
        no_digest(name);
    }
    return algorithm;
}

/// One thread's context for one algorithm.
class Digest {
public:
    Digest(const EVP_MD* algorithm, const char* name) : name_(name), context_(EVP_MD_CTX_new())
    {
        if (context_ == nullptr || EVP_DigestInit_ex(context_, algorithm, nullptr) != 1) {
            no_digest(name_);
        }
    }
    Digest(const Digest&) = delete;
    Digest& operator=(const Digest&) = delete;
    ~Digest() { EVP_MD_CTX_free(context_); }

    void hash(ByteView message, std::uint8_t* out)
    {
        // No algorithm named: the context keeps the one that it has, and its memory.
        if (EVP_DigestInit_ex(context_, nullptr, nullptr) != 1 ||
            EVP_DigestUpdate(context_, message.data(), message.size()) != 1 ||
            EVP_DigestFinal_ex(context_, out, nullptr) != 1) {
            no_digest(name_);
        }
    }

private:
    const char* name_;
    EVP_MD_CTX* context_;
};

}  // namespace

Hash sha256(ByteView message)
{
    static const EVP_MD* const algorithm = fetch("SHA256");
    thread_local Digest digest(algorithm, "SHA-256");
    Hash result;
    digest.hash(message, result.bytes.data());
    return result;
}

std::array<std::uint8_t, 20> ripemd160(ByteView message)
{
    static const EVP_MD* const algorithm = fetch("RIPEMD160");
    thread_local Digest digest(algorithm, "RIPEMD-160");
    std::array<std::uint8_t, 20> result;
    digest.hash(message, result.data());
    return result;
}

}  // namespace lanescope
