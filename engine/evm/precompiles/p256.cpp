// SPDX-License-Identifier: GPL-3.0-or-later
#include "evm/precompiles/p256.h"

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/obj_mac.h>

#include <cstdio>
#include <cstdlib>
#include <memory>

namespace lanescope {
namespace {

constexpr std::size_t p256_input_size = 160;

[[noreturn]] void no_curve()
{
    std::fprintf(stderr, "lanescope: OpenSSL has no curve P-256, or no memory for it\n");
    std::abort();
}

/// The curve, shared by all threads, which only read it; never freed.
struct Curve {
    EC_GROUP* group = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1);
    BIGNUM* prime = BN_new();
    const BIGNUM* order = nullptr;

    Curve()
    {
        if (group == nullptr || prime == nullptr ||
            EC_GROUP_get_curve(group, prime, nullptr, nullptr, nullptr) != 1) {
            no_curve();
        }
        order = EC_GROUP_get0_order(group);
    }
};

const Curve& curve()
{
    static const Curve& instance = *new Curve;
    return instance;
}

template <auto Free>
struct Deleter {
    template <class T>
    void operator()(T* object) const noexcept
    {
        Free(object);
    }
};
using Number = std::unique_ptr<BIGNUM, Deleter<BN_free>>;
using Point = std::unique_ptr<EC_POINT, Deleter<EC_POINT_free>>;

/// One thread's numbers and points, kept so that a verification allocates next to nothing.
struct Scratch {
    std::unique_ptr<BN_CTX, Deleter<BN_CTX_free>> context{BN_CTX_new()};
    Number hash{BN_new()}, r{BN_new()}, s{BN_new()}, x{BN_new()}, y{BN_new()};
    Point key{EC_POINT_new(curve().group)}, sum{EC_POINT_new(curve().group)};

    Scratch()
    {
        if (!context || !hash || !r || !s || !x || !y || !key || !sum) {
            no_curve();
        }
    }
};

void load(const Number& number, const std::uint8_t* word)
{
    if (BN_bin2bn(word, 32, number.get()) == nullptr) {
        no_curve();
    }
}

bool in_field(const Number& number, const BIGNUM* limit)
{
    return BN_cmp(number.get(), limit) < 0;
}

/// FIPS 186-4, 6.4: with w = 1/s, the x of (hash·w)·G + (r·w)·Q is r modulo n.
bool verify(const Curve& p256, Scratch& scratch, const std::uint8_t* words)
{
    auto& [context, hash, r, s, x, y, key, sum] = scratch;
    load(hash, words);
    load(r, words + 32);
    load(s, words + 64);
    load(x, words + 96);
    load(y, words + 128);
    if (BN_is_zero(r.get()) || BN_is_zero(s.get()) || !in_field(r, p256.order) ||
        !in_field(s, p256.order) || !in_field(x, p256.prime) || !in_field(y, p256.prime)) {
        return false;
    }
    BN_CTX* const temporary = context.get();
    if (EC_POINT_set_affine_coordinates(p256.group, key.get(), x.get(), y.get(), temporary) != 1) {
        return false;  // not on the curve
    }
    return BN_mod_inverse(s.get(), s.get(), p256.order, temporary) != nullptr &&
           BN_mod_mul(hash.get(), hash.get(), s.get(), p256.order, temporary) == 1 &&
           BN_mod_mul(s.get(), r.get(), s.get(), p256.order, temporary) == 1 &&
           EC_POINT_mul(p256.group, sum.get(), hash.get(), key.get(), s.get(), temporary) == 1 &&
           EC_POINT_is_at_infinity(p256.group, sum.get()) == 0 &&
           EC_POINT_get_affine_coordinates(p256.group, sum.get(), x.get(), nullptr, temporary) ==
               1 &&
           BN_nnmod(x.get(), x.get(), p256.order, temporary) == 1 && BN_cmp(x.get(), r.get()) == 0;
}

}  // namespace

bool p256_verify(ByteView input) noexcept
{
    if (input.size() != p256_input_size) {
        return false;
    }
    thread_local Scratch scratch;
    ERR_set_mark();  // a point off the curve is an answer, not an entry in the thread's error queue
    const bool valid = verify(curve(), scratch, input.data());
    ERR_pop_to_mark();
    return valid;
}

}  // namespace lanescope
