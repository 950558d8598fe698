// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QtGlobal>

#include <array>
#include <cstdint>
#include <random>
#include <span>
#include <string_view>
#include <vector>

#include "evm/precompiles/curves/bls12_381.h"
#include "evm/precompiles/curves/bn254.h"
#include "evm/precompiles/curves/curve_precompiles.h"

/// What the tests of the curve precompiles share: byte strings, the encodings of both curves and
/// reproducible random numbers.
namespace lanescope::evm::curves::test {

using Bytes = std::vector<std::uint8_t>;
using Precompile = bool (*)(std::span<const std::uint8_t>, std::span<std::uint8_t>) noexcept;

inline Bytes from_hex(std::string_view hex)
{
    const QByteArray bytes =
        QByteArray::fromHex(QByteArray(hex.data(), static_cast<qsizetype>(hex.size())));
    return {bytes.begin(), bytes.end()};
}

inline Bytes operator+(Bytes a, const Bytes& b)
{
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

template <std::size_t N>
Bytes bytes_of(const Limbs<N>& value)
{
    Bytes bytes(N * 8);
    limbs_to_bytes<N>(value, std::span<std::uint8_t, N * 8>{bytes.data(), N * 8});
    return bytes;
}

inline Bytes word(std::uint64_t value)
{
    return bytes_of(Limbs<4>{value});
}

/// Output of a precompile; empty when it fails.
inline Bytes call(Precompile precompile, const Bytes& input, std::size_t output_size)
{
    Bytes output(output_size);
    return precompile(input, output) ? output : Bytes{};
}

/// The curve-dependent part of the checks both curves share.
struct Suite {
    Precompile g1_add;
    Precompile g1_multiply;
    Precompile pairing;
    std::size_t g1_size;
    Limbs<4> order;
    Bytes g1;
    Bytes g2;
    /// The field's modulus in the size of a coordinate.
    Bytes modulus;

    [[nodiscard]] Bytes add(const Bytes& p, const Bytes& q) const
    {
        return call(g1_add, p + q, g1_size);
    }
    [[nodiscard]] Bytes multiply(const Bytes& p, const Bytes& scalar) const
    {
        return call(g1_multiply, p + scalar, g1_size);
    }
    [[nodiscard]] Bytes infinity() const { return Bytes(g1_size); }
    /// (x, p - y); the point at infinity, all zero bytes, is its own.
    [[nodiscard]] Bytes negated(const Bytes& point) const
    {
        if (point == infinity()) {
            return point;
        }
        Bytes result = point;
        int borrow = 0;
        const std::size_t half = g1_size / 2;
        for (std::size_t i = half; i-- > 0;) {
            int digit = int{modulus[i]} - int{point[half + i]} - borrow;
            borrow = digit < 0 ? 1 : 0;
            digit += 256 * borrow;
            result[half + i] = static_cast<std::uint8_t>(digit);
        }
        return result;
    }
    [[nodiscard]] Bytes check(const Bytes& pairs) const { return call(pairing, pairs, 32); }
};

/// EIP-196 and EIP-197.
inline Suite bn254_suite()
{
    return {bn254_add,
            bn254_multiply,
            bn254_pairing,
            64,
            bn254::group_order,
            word(1) + word(2),
            from_hex("198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2"
                     "1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed"
                     "090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b"
                     "12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa"),
            bytes_of(bn254::BaseParams::modulus)};
}

inline Bytes encode(const bls12_381::Fp& value)
{
    return Bytes(16) + bytes_of(value.to_integer());
}
inline Bytes encode(const bls12_381::G1& point)
{
    return encode(point.x) + encode(point.y);
}
inline Bytes encode(const bls12_381::G2& point)
{
    return encode(point.x.c0) + encode(point.x.c1) + encode(point.y.c0) + encode(point.y.c1);
}

/// EIP-2537.
inline Suite bls12_suite()
{
    return {bls12_g1_add,
            bls12_g1_msm,
            bls12_pairing,
            128,
            bls12_381::group_order,
            encode(bls12_381::g1_generator()),
            encode(bls12_381::g2_generator()),
            Bytes(16) + bytes_of(bls12_381::BaseParams::modulus)};
}

/// Random numbers whose seed is printed, so that a failure can be repeated by LANESCOPE_SEED.
class Random {
public:
    Random()
    {
        bool given = false;
        seed_ = qEnvironmentVariableIntValue("LANESCOPE_SEED", &given);
        if (!given) {
            seed_ = static_cast<int>(std::random_device{}() & 0x7fffffffU);
        }
        qInfo("seed %d", seed_);
        engine_.seed(static_cast<std::uint64_t>(seed_));
    }
    [[nodiscard]] std::uint64_t next() { return engine_(); }
    [[nodiscard]] Bytes scalar()
    {
        return bytes_of(Limbs<4>{engine_(), engine_(), engine_(), engine_()});
    }
    /// Uniform but for the few values that share the modulus's top limb.
    [[nodiscard]] bls12_381::Fp bls_element()
    {
        return bls12_381::Fp::from_integer(Limbs<6>{engine_(), engine_(), engine_(), engine_(),
                                                    engine_(), engine_() % 0x1a0111ea397fe69a});
    }

private:
    int seed_ = 0;
    std::mt19937_64 engine_;
};

inline Limbs<4> decrement(Limbs<4> value)
{
    return subtract(value, Limbs<4>{1});
}

}  // namespace lanescope::evm::curves::test
