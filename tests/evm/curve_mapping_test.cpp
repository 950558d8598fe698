// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>

#include <openssl/evp.h>

#include "curve_fixtures.h"
#include "evm/precompiles/curves/kzg.h"
#include "evm/precompiles/curves/map_to_curve.h"

using namespace lanescope::evm::curves;
using namespace lanescope::evm::curves::test;

class CurveMappingTest : public QObject {
    Q_OBJECT

private slots:
    void mapped_points_lie_in_the_subgroups();
    void mapping_refuses_elements_not_below_the_modulus();
    void fp2_square_roots_square_back();
    void the_ceremony_point_is_valid();
    void kzg_accepts_constant_polynomials_and_nothing_else();
    void kzg_refuses_malformed_points_and_scalars();
};

void CurveMappingTest::mapped_points_lie_in_the_subgroups()
{
    Random random;
    const auto check = [](const bls12_381::Fp& c0, const bls12_381::Fp& c1) {
        const Bytes g1 = call(bls12_map_fp_to_g1, encode(c0), 128);
        const Bytes g2 = call(bls12_map_fp2_to_g2, encode(c0) + encode(c1), 256);
        // The sums' inputs must be in the subgroups, and multiplying by the order checks again.
        return call(bls12_g1_msm, g1 + bytes_of(bls12_381::group_order), 128) == Bytes(128) &&
               call(bls12_g2_msm, g2 + bytes_of(bls12_381::group_order), 256) == Bytes(256) &&
               g1 != Bytes(128) && g2 != Bytes(256);
    };
    for (int i = 0; i < 40; ++i) {
        QVERIFY(check(random.bls_element(), random.bls_element()));
    }
    const bls12_381::Fp zero;
    const bls12_381::Fp one = bls12_381::Fp::one();
    for (const bls12_381::Fp& c0 : {zero, one, -one}) {
        for (const bls12_381::Fp& c1 : {zero, one, -one}) {
            QVERIFY(check(c0, c1));
        }
    }
    // Negating the element negates the point, by the sign rule of RFC 9380.
    const bls12_381::Fp element = random.bls_element();
    const bls12_381::G1 point = bls12_381::map_to_g1(element);
    QVERIFY(bls12_381::map_to_g1(-element) == point.negated());
}

void CurveMappingTest::mapping_refuses_elements_not_below_the_modulus()
{
    const Bytes modulus = bls12_suite().modulus;
    QCOMPARE(call(bls12_map_fp_to_g1, modulus, 128), Bytes{});
    QCOMPARE(call(bls12_map_fp2_to_g2, modulus + Bytes(64), 256), Bytes{});
    QCOMPARE(call(bls12_map_fp2_to_g2, Bytes(64) + modulus, 256), Bytes{});
    QCOMPARE(call(bls12_map_fp_to_g1, Bytes{1} + Bytes(63), 128), Bytes{});
}

void CurveMappingTest::fp2_square_roots_square_back()
{
    Random random;
    using bls12_381::Fp;
    using bls12_381::Fp2;
    int without_root = 0;
    for (int i = 0; i < 200; ++i) {
        const Fp2 value = {i % 10 == 0 ? Fp{} : random.bls_element(),
                           i % 10 == 1 ? Fp{} : random.bls_element()};
        Fp2 root;
        QVERIFY(bls12_381::square_root(value.square(), root));
        QVERIFY(root == value || root == -value);
        if (bls12_381::square_root(value, root)) {
            QVERIFY(root.square() == value);
        } else {
            ++without_root;
        }
    }
    QVERIFY(without_root > 40 && without_root < 160);
    Fp2 root;
    QVERIFY(bls12_381::square_root(Fp2{}, root) && root.is_zero());
}

void CurveMappingTest::the_ceremony_point_is_valid()
{
    const bls12_381::G2& point = kzg::setup_g2();
    QVERIFY(!point.is_infinity());
    QVERIFY(point.is_on_curve(bls12_381::twist_b()));
    QVERIFY(bls12_381::is_in_g2(point));
    QCOMPARE(call(bls12_g2_msm, encode(point) + bytes_of(bls12_381::group_order), 256), Bytes(256));
}

namespace {

/// Input for a proof that the commitment's polynomial has value y at z.
Bytes kzg_input(const Bytes& z, const Bytes& y, const Bytes& commitment, const Bytes& proof)
{
    Bytes hash(32);
    unsigned length = 0;
    EVP_Digest(commitment.data(), commitment.size(), hash.data(), &length, EVP_sha256(), nullptr);
    hash[0] = 1;
    return hash + z + y + commitment + proof;
}

Bytes compressed(const bls12_381::G1& point)
{
    Bytes bytes = bytes_of(point.x.to_integer());
    bytes[0] |= point.y.is_larger_half() ? 0xa0 : 0x80;
    return bytes;
}

const Bytes compressed_infinity = Bytes{0xc0} + Bytes(47);

}  // namespace

void CurveMappingTest::kzg_accepts_constant_polynomials_and_nothing_else()
{
    Random random;
    // A constant polynomial c has commitment c G1 and, everywhere, value c and proof infinity.
    const Bytes expected = word(4096) + bytes_of(bls12_381::group_order);
    for (int i = 0; i < 5; ++i) {
        const Limbs<4> c = {random.next(), random.next(), random.next(), random.next() >> 3};
        const std::array<bls12_381::G1Multiple, 1> multiple = {{{bls12_381::g1_generator(), c}}};
        const bls12_381::G1 point = bls12_381::sum_of_multiples(multiple).to_affine();
        const Bytes z = bytes_of(Limbs<4>{random.next(), random.next(), 0, 0});
        const Bytes good = kzg_input(z, bytes_of(c), compressed(point), compressed_infinity);
        QCOMPARE(call(kzg_point_evaluation, good, 64), expected);
        QCOMPARE(
            call(kzg_point_evaluation,
                 kzg_input(z, bytes_of(decrement(c)), compressed(point), compressed_infinity), 64),
            Bytes{});
        Bytes wrong_hash = good;
        wrong_hash[static_cast<std::size_t>(random.next() % 32)] ^= 1;
        QCOMPARE(call(kzg_point_evaluation, wrong_hash, 64), Bytes{});
        QCOMPARE(call(kzg_point_evaluation, good + Bytes(1), 64), Bytes{});
    }
}

void CurveMappingTest::kzg_refuses_malformed_points_and_scalars()
{
    const Bytes order = bytes_of(bls12_381::group_order);
    const auto accepts = [](const Bytes& z, const Bytes& y, const Bytes& commitment,
                            const Bytes& proof) {
        return !call(kzg_point_evaluation, kzg_input(z, y, commitment, proof), 64).empty();
    };
    QVERIFY(accepts(word(3), word(0), compressed_infinity, compressed_infinity));
    QVERIFY(!accepts(order, word(0), compressed_infinity, compressed_infinity));
    QVERIFY(!accepts(word(0), order, compressed_infinity, compressed_infinity));
    for (const std::uint8_t first : {0x00, 0x40, 0x80, 0xa0, 0xe0, 0xc1}) {
        Bytes bad = compressed_infinity;
        bad[0] = first;
        QVERIFY(!accepts(word(3), word(0), bad, compressed_infinity));
        QVERIFY(!accepts(word(3), word(0), compressed_infinity, bad));
    }
    Bytes modulus = bytes_of(bls12_381::BaseParams::modulus);
    modulus[0] |= 0x80;
    QVERIFY(!accepts(word(3), word(0), modulus, compressed_infinity));
    Bytes trailing = compressed_infinity;
    trailing.back() = 1;
    QVERIFY(!accepts(word(3), word(0), trailing, compressed_infinity));
}

QTEST_APPLESS_MAIN(CurveMappingTest)
#include "curve_mapping_test.moc"
