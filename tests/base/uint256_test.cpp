// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/uint256.h"
#include "base/hex.h"

#include <QtTest>

#include <gmp.h>

#include <random>
#include <string>
#include <vector>

using namespace lanescope;

namespace {

/// A GMP integer as the reference.
class Big {
public:
    Big() { mpz_init(value_); }
    Big(const Uint256& number) : Big() { mpz_import(value_, 4, -1, 8, 0, 0, number.limb); }
    Big(const Big&) = delete;
    Big& operator=(const Big&) = delete;
    ~Big() { mpz_clear(value_); }

    /// Two's complement reading.
    static void make_signed(mpz_t value)
    {
        if (mpz_tstbit(value, 255) != 0) {
            mpz_t modulus;
            mpz_init(modulus);
            mpz_setbit(modulus, 256);
            mpz_sub(value, value, modulus);
            mpz_clear(modulus);
        }
    }
    /// Modulo 2^256.
    [[nodiscard]] Uint256 wrapped() const
    {
        mpz_t low;
        mpz_init(low);
        mpz_fdiv_r_2exp(low, value_, 256);
        Uint256 number;
        mpz_export(number.limb, nullptr, -1, 8, 0, 0, low);
        mpz_clear(low);
        return number;
    }
    operator mpz_ptr() { return value_; }

private:
    mpz_t value_;
};

/// Numbers with limbs that break carries and quotient estimates, of every width.
class Numbers {
public:
    explicit Numbers(std::uint64_t seed) : engine_(seed) {}

    Uint256 next()
    {
        Uint256 number;
        const unsigned limbs = static_cast<unsigned>(engine_() % 5);
        for (unsigned i = 0; i < limbs; ++i) {
            number.limb[i] = limb();
        }
        return number;
    }
    std::uint64_t next64() { return engine_(); }

private:
    std::uint64_t limb()
    {
        switch (engine_() % 10) {
        case 0:
            return 0;
        case 1:
            return 1;
        case 2:
            return ~0ull;
        case 3:
            return ~0ull - 1;
        case 4:
            return 1ull << 63;
        case 5:
            return (1ull << 63) - 1;
        case 6:
            return engine_() >> (engine_() % 64);
        default:
            return engine_();
        }
    }
    std::mt19937_64 engine_;
};

std::string describe(const Uint256& a, const Uint256& b, const Uint256& m)
{
    return to_hex_quantity(a) + " " + to_hex_quantity(b) + " " + to_hex_quantity(m);
}

/// Sanitizers make each round dear.
const int rounds = qEnvironmentVariableIsSet("LANESCOPE_SANITIZER_RUN") ? 20000 : 200000;

}  // namespace

#define AGREES(actual, expected)                                                                   \
    QVERIFY2((actual) == (expected), (describe(a, b, m) + ": " + to_hex_quantity(actual) +         \
                                      " instead of " + to_hex_quantity(expected))                  \
                                         .c_str())

class Uint256Test : public QObject {
    Q_OBJECT

private:
    /// A seed that changes from run to run, printed so that a failure can be had again.
    static std::uint64_t seed()
    {
        bool given = false;
        const auto fixed = qEnvironmentVariable("LANESCOPE_TEST_SEED").toULongLong(&given);
        const std::uint64_t value = given ? fixed : std::random_device{}();
        qInfo("LANESCOPE_TEST_SEED=%llu", static_cast<unsigned long long>(value));
        return value;
    }

private slots:
    void ringOperationsAgreeWithGmp()
    {
        Numbers numbers(seed());
        for (int i = 0; i < rounds; ++i) {
            const Uint256 a = numbers.next();
            const Uint256 b = numbers.next();
            const Uint256 m = numbers.next();
            Big expected;
            mpz_add(expected, Big(a), Big(b));
            AGREES(a + b, expected.wrapped());
            mpz_sub(expected, Big(a), Big(b));
            AGREES(a - b, expected.wrapped());
            mpz_mul(expected, Big(a), Big(b));
            AGREES(a * b, expected.wrapped());
            Uint256 product;
            QCOMPARE(multiply_overflows(a, b, product), mpz_sizeinbase(expected, 2) > 256);
            AGREES(product, expected.wrapped());
            Uint256 sum;
            mpz_add(expected, Big(a), Big(b));
            QCOMPARE(add_overflows(a, b, sum), mpz_sizeinbase(expected, 2) > 256);
            const int order = mpz_cmp(Big(a), Big(b));
            QCOMPARE(a < b, order < 0);
            QCOMPARE(a <= b, order <= 0);
            QCOMPARE(a == b, order == 0);
            QCOMPARE(a.bit_width(),
                     a.is_zero() ? 0u : static_cast<unsigned>(mpz_sizeinbase(Big(a), 2)));
        }
    }

    void divisionAgreesWithGmp()
    {
        Numbers numbers(seed());
        for (int i = 0; i < rounds; ++i) {
            const Uint256 a = numbers.next();
            const Uint256 b = numbers.next();
            const Uint256 m;
            if (b.is_zero()) {
                continue;
            }
            Big quotient;
            Big remainder;
            mpz_tdiv_qr(quotient, remainder, Big(a), Big(b));
            const DivisionResult result = divide(a, b);
            AGREES(result.quotient, quotient.wrapped());
            AGREES(result.remainder, remainder.wrapped());

            Big signed_a(a);
            Big signed_b(b);
            Big::make_signed(signed_a);
            Big::make_signed(signed_b);
            mpz_tdiv_qr(quotient, remainder, signed_a, signed_b);
            AGREES(signed_divide(a, b), quotient.wrapped());
            AGREES(signed_modulo(a, b), remainder.wrapped());
            QCOMPARE(signed_less(a, b), mpz_cmp(signed_a, signed_b) < 0);
        }
    }

    void quotientsThatOverestimateAreCorrected()
    {
        // Dividends at and just below a multiple of the divisor hit algorithm D's corrections.
        Numbers numbers(seed());
        for (int i = 0; i < rounds; ++i) {
            const Uint256 b = numbers.next();
            const Uint256 q = numbers.next();
            Uint256 a;
            if (b.is_zero() || multiply_overflows(b, q, a)) {
                continue;
            }
            const Uint256 m = q;
            AGREES(a / b, q);
            AGREES(a % b, Uint256{});
            if (!a.is_zero()) {
                AGREES((a - 1) / b, q - 1);
                AGREES((a - 1) % b, b - 1);
            }
        }
    }

    void modularOperationsAgreeWithGmp()
    {
        Numbers numbers(seed());
        for (int i = 0; i < rounds; ++i) {
            const Uint256 a = numbers.next();
            const Uint256 b = numbers.next();
            const Uint256 m = numbers.next();
            if (m.is_zero()) {
                continue;
            }
            Big expected;
            mpz_add(expected, Big(a), Big(b));
            mpz_mod(expected, expected, Big(m));
            AGREES(add_modulo(a, b, m), expected.wrapped());
            mpz_mul(expected, Big(a), Big(b));
            mpz_mod(expected, expected, Big(m));
            AGREES(multiply_modulo(a, b, m), expected.wrapped());
        }
    }

    void powersAgreeWithGmp()
    {
        Numbers numbers(seed());
        Big modulus;
        mpz_setbit(modulus, 256);
        for (int i = 0; i < rounds / 20; ++i) {
            const Uint256 a = i % 3 == 0 ? Uint256{numbers.next64() % 300} : numbers.next();
            const Uint256 b = i % 2 == 0 ? Uint256{numbers.next64() % 300} : numbers.next();
            const Uint256 m;
            Big expected;
            mpz_powm(expected, Big(a), Big(b), modulus);
            AGREES(power(a, b), expected.wrapped());
        }
    }

    void powersOfTwoAreShifts()
    {
        for (unsigned exponent = 0; exponent < 300; ++exponent) {
            QVERIFY(power(2, exponent) == Uint256{1} << exponent);
            QVERIFY(power(256, exponent) == Uint256{1} << (8 * exponent));
        }
        QVERIFY(power(0, 0) == Uint256{1});
        QVERIFY(power(0, 1) == Uint256{});
        QVERIFY(power(2, Uint256{1} << 64) == Uint256{});
        QVERIFY(power(Uint256::max(), Uint256::max()) == Uint256::max());
    }

    void shiftsAgreeWithGmp()
    {
        Numbers numbers(seed());
        for (int i = 0; i < rounds / 10; ++i) {
            const Uint256 a = numbers.next();
            const unsigned shift = static_cast<unsigned>(numbers.next64() % 270);
            const Uint256 b = shift;
            const Uint256 m;
            Big expected;
            mpz_mul_2exp(expected, Big(a), shift);
            AGREES(a << shift, expected.wrapped());
            mpz_fdiv_q_2exp(expected, Big(a), shift);
            AGREES(a >> shift, expected.wrapped());
            Big signed_a(a);
            Big::make_signed(signed_a);
            mpz_fdiv_q_2exp(expected, signed_a, shift);
            AGREES(shift_right_arithmetic(a, shift), expected.wrapped());
        }
    }

    void aZeroDivisorGivesZero()
    {
        const Uint256 a = Uint256::max();
        QVERIFY((a / 0).is_zero());
        QVERIFY((a % 0).is_zero());
        QVERIFY(signed_divide(a, 0).is_zero());
        QVERIFY(signed_modulo(a, 0).is_zero());
        QVERIFY(add_modulo(a, a, 0).is_zero());
        QVERIFY(multiply_modulo(a, a, 0).is_zero());
    }

    void theSmallestNumberDividedByMinusOneIsItself()
    {
        const Uint256 smallest = Uint256{1} << 255;
        QVERIFY(signed_divide(smallest, Uint256::max()) == smallest);
        QVERIFY(signed_modulo(smallest, Uint256::max()).is_zero());
    }

    void bigEndianBytesRoundTrip()
    {
        Numbers numbers(seed());
        for (int i = 0; i < 1000; ++i) {
            const Uint256 a = numbers.next();
            std::uint8_t bytes[32];
            store_big_endian(bytes, a);
            QVERIFY(load_big_endian(bytes) == a);
            const unsigned width = a.byte_width();
            QVERIFY(load_big_endian(bytes + 32 - width, width) == a);
        }
    }

    void divisionAndModularProductTimes()
    {
        Numbers numbers(1);
        std::vector<Uint256> values;
        for (int i = 0; i < 256; ++i) {
            values.push_back(
                {numbers.next64(), numbers.next64(), numbers.next64(), numbers.next64()});
        }
        std::uint64_t sink = 0;
        QBENCHMARK
        {
            for (std::size_t i = 0; i + 2 < values.size(); ++i) {
                sink += multiply_modulo(values[i], values[i + 1], values[i + 2]).limb[0];
            }
        }
        QVERIFY(sink != 0);
    }
};

QTEST_APPLESS_MAIN(Uint256Test)
#include "uint256_test.moc"
