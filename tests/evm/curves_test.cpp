// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>

#include "curve_fixtures.h"

using namespace lanescope::evm::curves;
using namespace lanescope::evm::curves::test;

class CurvesTest : public QObject {
    Q_OBJECT

private slots:
    void field_inverses_multiply_to_one();
    void points_form_a_group();
    void scalars_distribute_over_addition();
    void generators_have_the_group_order();
    void known_bn254_points_are_reproduced();
    void pairing_is_bilinear();
    void empty_pairing_product_is_one_on_bn254_only();
    void many_pairs_match_pair_by_pair_products();
    void points_off_the_curve_are_rejected();
    void coordinates_not_below_the_modulus_are_rejected();
    void points_outside_the_subgroups_are_rejected();
    void wrong_lengths_are_rejected();
    void bn254_input_is_cut_and_extended();
    void g2_sums_and_multiples_agree();
    void long_multi_scalar_sums_match_single_products();
    void random_bytes_never_crash();
};

void CurvesTest::field_inverses_multiply_to_one()
{
    Random random;
    QVERIFY(bls12_381::Fp{}.inverse().is_zero());
    QVERIFY(bn254::Fp{}.inverse().is_zero());
    for (int i = 0; i < 500; ++i) {
        const bls12_381::Fp value = random.bls_element();
        QVERIFY(value * value.inverse() == bls12_381::Fp::one());
        const bn254::Fp small = bn254::Fp::from_integer(
            Limbs<4>{random.next(), random.next(), random.next(), random.next() >> 3});
        QVERIFY(small * small.inverse() == bn254::Fp::one());
        QVERIFY(small.halved().doubled() == small);
        QVERIFY((small - bn254::Fp::one() + bn254::Fp::one()) == small);
    }
    // The ends of the range, where a carry or a final subtraction would go wrong.
    const bn254::Fp minus_one = -bn254::Fp::one();
    QVERIFY(minus_one * minus_one == bn254::Fp::one());
    QVERIFY(minus_one.inverse() == minus_one);
    const bls12_381::Fp bls_minus_one = -bls12_381::Fp::one();
    QVERIFY(bls_minus_one * bls_minus_one == bls12_381::Fp::one());
    QVERIFY(bls_minus_one.inverse() == bls_minus_one);
}

void CurvesTest::points_form_a_group()
{
    Random random;
    for (const Suite& suite : {bn254_suite(), bls12_suite()}) {
        const Bytes p = suite.multiply(suite.g1, random.scalar());
        const Bytes q = suite.multiply(suite.g1, random.scalar());
        const Bytes r = suite.multiply(suite.g1, random.scalar());
        QCOMPARE(suite.add(p, q), suite.add(q, p));
        QCOMPARE(suite.add(suite.add(p, q), r), suite.add(p, suite.add(q, r)));
        QCOMPARE(suite.add(p, suite.infinity()), p);
        QCOMPARE(suite.add(suite.infinity(), p), p);
        QCOMPARE(suite.add(suite.infinity(), suite.infinity()), suite.infinity());
        QCOMPARE(suite.add(p, suite.negated(p)), suite.infinity());
        QCOMPARE(suite.add(p, p), suite.multiply(p, word(2)));
    }
}

void CurvesTest::scalars_distribute_over_addition()
{
    Random random;
    for (const Suite& suite : {bn254_suite(), bls12_suite()}) {
        Bytes sum = suite.infinity();
        for (std::uint64_t k = 0; k < 70; ++k) {
            QCOMPARE(suite.multiply(suite.g1, word(k)), sum);
            sum = suite.add(sum, suite.g1);
        }
        for (int i = 0; i < 20; ++i) {
            const Bytes p = suite.multiply(suite.g1, random.scalar());
            const Bytes q = suite.multiply(suite.g1, random.scalar());
            const Bytes k = random.scalar();
            QCOMPARE(suite.add(suite.multiply(p, k), suite.multiply(q, k)),
                     suite.multiply(suite.add(p, q), k));
        }
        QCOMPARE(suite.multiply(suite.infinity(), random.scalar()), suite.infinity());
    }
}

void CurvesTest::generators_have_the_group_order()
{
    for (const Suite& suite : {bn254_suite(), bls12_suite()}) {
        QCOMPARE(suite.multiply(suite.g1, bytes_of(suite.order)), suite.infinity());
        QCOMPARE(suite.multiply(suite.g1, bytes_of(decrement(suite.order))),
                 suite.negated(suite.g1));
        // Scalars are not limited to the group order: 2^256 - 1 is the largest.
        Bytes all_ones(32, 0xff);
        const Bytes product = suite.multiply(suite.g1, all_ones);
        Limbs<4> reduced = {~0ULL, ~0ULL, ~0ULL, ~0ULL};
        while (!less_than(reduced, suite.order)) {
            reduced = subtract(reduced, suite.order);
        }
        QCOMPARE(product, suite.multiply(suite.g1, bytes_of(reduced)));
    }
}

void CurvesTest::known_bn254_points_are_reproduced()
{
    // Doubling (1, 2): the slope is 3 / 4, so 16 x = 9 - 32 = -23 modulo p.
    const Suite suite = bn254_suite();
    QCOMPARE(suite.add(suite.g1, suite.g1),
             from_hex("030644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd3"
                      "15ed738c0e0a7c92e7845f96b2ae9c0a68a6a449e3538fc7ff3ebf7a5a18a2c4"));
    const bn254::Fp x = -(bn254::Fp::from_u64(23) * bn254::Fp::from_u64(16).inverse());
    const Bytes doubled = suite.add(suite.g1, suite.g1);
    QCOMPARE(Bytes(doubled.begin(), doubled.begin() + 32), bytes_of(x.to_integer()));
}

void CurvesTest::pairing_is_bilinear()
{
    Random random;
    for (const Suite& suite : {bn254_suite(), bls12_suite()}) {
        for (int i = 0; i < 5; ++i) {
            // e(a P, Q) e(b P, Q) e(-(a + b) P, Q) = 1, and no longer after changing one point.
            const Bytes a = suite.multiply(suite.g1, random.scalar());
            const Bytes b = suite.multiply(suite.g1, random.scalar());
            const Bytes sum = suite.negated(suite.add(a, b));
            const Bytes start = a + suite.g2 + b + suite.g2;
            QCOMPARE(suite.check(start + sum + suite.g2), word(1));
            QCOMPARE(suite.check(start + suite.add(sum, suite.g1) + suite.g2), word(0));
        }
        QCOMPARE(suite.check(suite.g1 + suite.g2), word(0));
        QCOMPARE(suite.check(suite.infinity() + suite.g2), word(1));
        QCOMPARE(suite.check(suite.g1 + Bytes(2 * suite.g1_size)), word(1));
    }
    // In the second argument: e(P, k Q) e(-k P, Q) = 1.
    const Suite suite = bls12_suite();
    for (int i = 0; i < 5; ++i) {
        const Bytes k = random.scalar();
        const Bytes multiple = call(bls12_g2_msm, suite.g2 + k, 256);
        const Bytes negative = suite.negated(suite.multiply(suite.g1, k));
        QCOMPARE(suite.check(suite.g1 + multiple + negative + suite.g2), word(1));
    }
}

void CurvesTest::empty_pairing_product_is_one_on_bn254_only()
{
    QCOMPARE(call(bn254_pairing, {}, 32), word(1));
    QCOMPARE(call(bls12_pairing, {}, 32), Bytes{});
}

void CurvesTest::many_pairs_match_pair_by_pair_products()
{
    Random random;
    for (const Suite& suite : {bn254_suite(), bls12_suite()}) {
        // More pairs than one internal batch holds; pairs with infinity in between.
        Bytes input;
        Bytes sum = suite.infinity();
        for (int i = 0; i < 37; ++i) {
            const Bytes p =
                i % 9 == 4 ? suite.infinity() : suite.multiply(suite.g1, random.scalar());
            sum = suite.add(sum, p);
            input = input + p + suite.g2;
        }
        QCOMPARE(suite.check(input), word(0));
        QCOMPARE(suite.check(input + suite.negated(sum) + suite.g2), word(1));
    }
}

void CurvesTest::points_off_the_curve_are_rejected()
{
    for (const Suite& suite : {bn254_suite(), bls12_suite()}) {
        for (const std::size_t position : {suite.g1_size / 2 - 1, suite.g1_size - 1}) {
            Bytes bad = suite.g1;
            bad[position] ^= 1;
            QCOMPARE(suite.add(bad, suite.g1), Bytes{});
            QCOMPARE(suite.add(suite.g1, bad), Bytes{});
            QCOMPARE(suite.multiply(bad, word(0)), Bytes{});
            QCOMPARE(suite.check(bad + suite.g2), Bytes{});
        }
        Bytes bad = suite.g2;
        bad.back() ^= 1;
        QCOMPARE(suite.check(suite.g1 + bad), Bytes{});
        QCOMPARE(suite.check(suite.infinity() + bad), Bytes{});
    }
}

void CurvesTest::coordinates_not_below_the_modulus_are_rejected()
{
    for (const Suite& suite : {bn254_suite(), bls12_suite()}) {
        // p stands for zero, but not canonically; so (p, p) is not infinity.
        QCOMPARE(suite.add(suite.modulus + suite.modulus, suite.g1), Bytes{});
        QCOMPARE(suite.add(Bytes(suite.g1_size / 2) + suite.modulus, suite.g1), Bytes{});
        QCOMPARE(suite.multiply(Bytes(suite.g1_size, 0xff), word(1)), Bytes{});
        QCOMPARE(suite.check(suite.g1 + Bytes(2 * suite.g1_size, 0xff)), Bytes{});
    }
    // The sixteen bytes in front of a BLS field element must be zero.
    for (std::size_t i = 0; i < 16; ++i) {
        Bytes bad = bls12_suite().g1;
        bad[64 + i] = 1;
        QCOMPARE(bls12_suite().add(bad, bls12_suite().g1), Bytes{});
    }
}

void CurvesTest::points_outside_the_subgroups_are_rejected()
{
    // On BLS12-381, x = 0 gives y = 2, a point of order 3.
    const Suite suite = bls12_suite();
    const Bytes order_three = Bytes(64 + 63) + Bytes{2};
    QVERIFY(suite.add(order_three, order_three) == suite.negated(order_three));
    QCOMPARE(suite.add(suite.add(order_three, order_three), order_three), suite.infinity());
    QCOMPARE(suite.multiply(order_three, word(1)), Bytes{});
    QCOMPARE(suite.multiply(order_three, word(0)), Bytes{});
    QCOMPARE(suite.check(order_three + suite.g2), Bytes{});

    // Points of the twists with small x lie in the subgroup with negligible probability.
    int found = 0;
    for (std::uint64_t x = 1; x < 30; ++x) {
        const bls12_381::Fp2 x_value = bls12_381::Fp2::from_u64(x);
        bls12_381::Fp2 y;
        if (!bls12_381::square_root(x_value.square() * x_value + bls12_381::twist_b(), y)) {
            continue;
        }
        ++found;
        const Bytes point = encode(bls12_381::G2{x_value, y});
        QCOMPARE(call(bls12_g2_add, point + point, 256).size(), std::size_t{256});
        QCOMPARE(call(bls12_g2_msm, point + word(1), 256), Bytes{});
        QCOMPARE(suite.check(suite.g1 + point), Bytes{});
    }
    QVERIFY(found > 3);
}

void CurvesTest::wrong_lengths_are_rejected()
{
    const Suite suite = bls12_suite();
    const auto rejects_near = [](Precompile precompile, const Bytes& good, std::size_t size) {
        Bytes longer = good;
        longer.push_back(0);
        Bytes shorter = good;
        shorter.pop_back();
        return !call(precompile, good, size).empty() && call(precompile, longer, size).empty() &&
               call(precompile, shorter, size).empty() && call(precompile, {}, size).empty() &&
               call(precompile, good, size + 1).empty();
    };
    QVERIFY(rejects_near(bls12_g1_add, suite.g1 + suite.g1, 128));
    QVERIFY(rejects_near(bls12_g1_msm, suite.g1 + word(5), 128));
    QVERIFY(rejects_near(bls12_g2_add, suite.g2 + suite.g2, 256));
    QVERIFY(rejects_near(bls12_g2_msm, suite.g2 + word(5), 256));
    QVERIFY(rejects_near(bls12_pairing, suite.g1 + suite.g2, 32));
    QVERIFY(rejects_near(bls12_map_fp_to_g1, Bytes(64), 128));
    QVERIFY(rejects_near(bls12_map_fp2_to_g2, Bytes(128), 256));
    QCOMPARE(call(bn254_pairing, Bytes(191), 32), Bytes{});
    QCOMPARE(call(bn254_pairing, Bytes(193), 32), Bytes{});
}

void CurvesTest::bn254_input_is_cut_and_extended()
{
    const Suite suite = bn254_suite();
    QCOMPARE(call(bn254_add, {}, 64), suite.infinity());
    QCOMPARE(call(bn254_add, suite.g1, 64), suite.g1);
    QCOMPARE(call(bn254_add, suite.g1 + suite.g1 + Bytes(9, 0xff), 64),
             suite.add(suite.g1, suite.g1));
    QCOMPARE(call(bn254_multiply, {}, 64), suite.infinity());
    QCOMPARE(call(bn254_multiply, suite.g1, 64), suite.infinity());
    // One scalar byte stands for its value times 2^248.
    QCOMPARE(call(bn254_multiply, suite.g1 + Bytes{1}, 64),
             suite.multiply(suite.g1, Bytes{1} + Bytes(31)));
    QCOMPARE(call(bn254_multiply, suite.g1 + word(3) + Bytes{7}, 64),
             suite.multiply(suite.g1, word(3)));
}

void CurvesTest::g2_sums_and_multiples_agree()
{
    Random random;
    const Suite suite = bls12_suite();
    Bytes sum(256);
    for (std::uint64_t k = 0; k < 40; ++k) {
        QCOMPARE(call(bls12_g2_msm, suite.g2 + word(k), 256), sum);
        sum = call(bls12_g2_add, sum + suite.g2, 256);
    }
    QCOMPARE(call(bls12_g2_msm, suite.g2 + bytes_of(suite.order), 256), Bytes(256));
    for (int i = 0; i < 10; ++i) {
        const Bytes a = random.scalar();
        const Bytes b = random.scalar();
        const Bytes separate =
            call(bls12_g2_msm, suite.g2 + a, 256) + call(bls12_g2_msm, suite.g2 + b, 256);
        QCOMPARE(call(bls12_g2_msm, suite.g2 + a + suite.g2 + b, 256),
                 call(bls12_g2_add, separate, 256));
    }
}

void CurvesTest::long_multi_scalar_sums_match_single_products()
{
    Random random;
    const Suite suite = bls12_suite();
    for (const int count : {3, 5, 9, 40, 700}) {
        Bytes g1_input;
        Bytes g2_input;
        Bytes g1_sum = suite.infinity();
        Bytes g2_sum(256);
        const Bytes p = suite.multiply(suite.g1, random.scalar());
        const Bytes q = call(bls12_g2_msm, suite.g2 + random.scalar(), 256);
        for (int i = 0; i < count; ++i) {
            const Bytes k = i % 7 == 3 ? word(random.next() % 3) : random.scalar();
            const Bytes& point = i % 5 == 1 ? suite.g1 : p;
            g1_input = g1_input + point + k;
            g1_sum = suite.add(g1_sum, suite.multiply(point, k));
            if (count < 100) {
                g2_input = g2_input + q + k;
                g2_sum = call(bls12_g2_add, g2_sum + call(bls12_g2_msm, q + k, 256), 256);
            }
        }
        QCOMPARE(call(bls12_g1_msm, g1_input, 128), g1_sum);
        if (count < 100) {
            QCOMPARE(call(bls12_g2_msm, g2_input, 256), g2_sum);
        }
    }
}

void CurvesTest::random_bytes_never_crash()
{
    Random random;
    struct Target {
        Precompile precompile;
        std::size_t input_unit;
        std::size_t output_size;
    };
    const std::array<Target, 11> targets = {{{bn254_add, 128, 64},
                                             {bn254_multiply, 96, 64},
                                             {bn254_pairing, 192, 32},
                                             {kzg_point_evaluation, 192, 64},
                                             {bls12_g1_add, 256, 128},
                                             {bls12_g1_msm, 160, 128},
                                             {bls12_g2_add, 512, 256},
                                             {bls12_g2_msm, 288, 256},
                                             {bls12_pairing, 384, 32},
                                             {bls12_map_fp_to_g1, 64, 128},
                                             {bls12_map_fp2_to_g2, 128, 256}}};
    for (const Target& target : targets) {
        for (int i = 0; i < 200; ++i) {
            Bytes input(i % 2 == 0 ? target.input_unit * (1 + random.next() % 3)
                                   : random.next() % 600);
            for (std::uint8_t& byte : input) {
                byte = random.next() % 3 == 0 ? static_cast<std::uint8_t>(random.next()) : 0;
            }
            Bytes output(target.output_size);
            (void)target.precompile(input, output);
        }
    }
}

QTEST_APPLESS_MAIN(CurvesTest)
#include "curves_test.moc"
