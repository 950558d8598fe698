// SPDX-License-Identifier: GPL-3.0-or-later
#include "evm/precompile_support.h"

#include <QTest>

#include <string>

using namespace lanescope;
using namespace lanescope::precompile_tests;

namespace {

struct P256Case {
    const char* name;
    const char* input;
    bool valid;
};

/// Signatures made with plain affine arithmetic, apart from OpenSSL; key, nonce and message are
/// SHA-256 of fixed words.
const P256Case p256_cases[]{
    {"ordinary, high s",
     "39767a30d4b826718eb407c4793bb820e32a9dc52cb4fc5d821b5e4b4666fbd703b163f70c355463"
     "a1e7befbe3cce8bfc49d4b8e45da209515ebe300472c59f9d2ca1aa9b4de3a50b2ce82ff0c02a883"
     "835fca9c91767312518a432f2bb817a4422fd83a0b9856431ff93c7cda52ae88ab7813c07276fab8"
     "700e15e93c7e2a35a9a07035752add841fbe27335bfac2a3ee7c97778cdc9689d30a162fd51f9241",
     true},
    {"hash zero",
     "000000000000000000000000000000000000000000000000000000000000000003b163f70c355463"
     "a1e7befbe3cce8bfc49d4b8e45da209515ebe300472c59f970c2668b5373cbf1cc52bc35f3b60659"
     "a0398baefe312ae95af00113af6bdb0b422fd83a0b9856431ff93c7cda52ae88ab7813c07276fab8"
     "700e15e93c7e2a35a9a07035752add841fbe27335bfac2a3ee7c97778cdc9689d30a162fd51f9241",
     true},
    {"hash is the order",
     "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc63255103b163f70c355463"
     "a1e7befbe3cce8bfc49d4b8e45da209515ebe300472c59f970c2668b5373cbf1cc52bc35f3b60659"
     "a0398baefe312ae95af00113af6bdb0b422fd83a0b9856431ff93c7cda52ae88ab7813c07276fab8"
     "700e15e93c7e2a35a9a07035752add841fbe27335bfac2a3ee7c97778cdc9689d30a162fd51f9241",
     true},
    {"largest hash",
     "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff03b163f70c355463"
     "a1e7befbe3cce8bfc49d4b8e45da209515ebe300472c59f9f81da8627c8fa10effd7a8f2f9c61aef"
     "200106f13e564f06c22a17c9c025de55422fd83a0b9856431ff93c7cda52ae88ab7813c07276fab8"
     "700e15e93c7e2a35a9a07035752add841fbe27335bfac2a3ee7c97778cdc9689d30a162fd51f9241",
     true},
    {"both terms are one point",
     "cef66d6b2a3a993e591214d1ea223fb545ca6c471c48306e4c36069404c5723fcef66d6b2a3a993e"
     "591214d1ea223fb545ca6c471c48306e4c36069404c5723f5c97af7ba20bb83fde9d375d2ed3a657"
     "66f047ca8d798fca3ffcc377cd081e506b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0"
     "f4a13945d898c2964fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5",
     true},
    {"sum at infinity",
     "cef66d6b2a3a993e591214d1ea223fb545ca6c471c48306e4c36069404c5723fcef66d6b2a3a993e"
     "591214d1ea223fb545ca6c471c48306e4c36069404c5723f5c97af7ba20bb83fde9d375d2ed3a657"
     "66f047ca8d798fca3ffcc377cd081e506b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0"
     "f4a13945d898c296b01cbd1c01e58065711814b583f061e9d431cca994cea1313449bf97c840ae0a",
     false},
    {"x of the sum passes n",
     "00000000000000000000000000000000000000000000000000000000000000070000000000000000"
     "00000000000000000000000000000000000000000000000300000000000000000000000000000000"
     "00000000000000000000000000000007bb8a775e24815d29a3a0f7b4b9d63e6c8267a3d58911b35d"
     "8b6e03a559ad09f6c1b59fb00012be59ec0e9f4bb723417ee5a520515552087f7c44612e62b1b106",
     true},
};

}  // namespace

class P256Test : public QObject {
    Q_OBJECT

private slots:
    void p256AcceptsValidSignaturesOnly()
    {
        for (const P256Case& example : p256_cases) {
            const std::string expected = example.valid ? word(1) : std::string();
            QVERIFY2(run(PrecompileId::p256_verify, example.input) == expected, example.name);
        }
        QCOMPARE(run(PrecompileId::p256_verify, p256_example), word(1));
    }

    void p256AnswersNothingWhenAnyBitOfAFieldChanges()
    {
        const Bytes good = hex(p256_example);
        for (std::size_t byte = 3; byte < good.size(); byte += 16) {
            Bytes bad = good;
            bad[byte] ^= 0x10;
            QCOMPARE(run(PrecompileId::p256_verify, bad), std::string());
        }
    }

    void p256AnswersNothingToNumbersOutOfRange()
    {
        const std::string order =
            "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
        const std::string prime =
            "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff";
        const auto with = [](std::size_t field, const std::string& number) {
            std::string input = p256_example;
            input.replace(64 * field, 64, number);
            return run(PrecompileId::p256_verify, input);
        };
        for (const std::string& wrong : {word(0), order, std::string(64, 'f')}) {
            QCOMPARE(with(1, wrong), std::string());
            QCOMPARE(with(2, wrong), std::string());
        }
        for (const std::string& wrong : {word(0), prime, std::string(64, 'f')}) {
            QCOMPARE(with(3, wrong), std::string());
            QCOMPARE(with(4, wrong), std::string());
        }
        std::string at_infinity = p256_example;
        at_infinity.replace(64 * 3, 128, word(0) + word(0));
        QCOMPARE(run(PrecompileId::p256_verify, at_infinity), std::string());
    }

    void p256DoesNotReduceACoordinateThatPassesThePrime()
    {
        // x = 5 + p of a point with x = 5 would be the same point, were it reduced.
        const std::string valid =
            "0d3f043998c571049ee817242a2a9654c1a7641f764b10f996f5fe5dffa6c61a"
            "b2904acf11a38591bbcc78708eec831e2e875baaf621ed4d07b03948431b763b"
            "d2a8a34a3c6f0a470e7230a63260f66494e3791c93773d6c323a02d69febeab9"
            "0000000000000000000000000000000000000000000000000000000000000005"
            "459243b9aa581806fe913bce99817ade11ca503c64d9a3c533415c083248fbcc";
        QCOMPARE(run(PrecompileId::p256_verify, valid), word(1));
        const Uint256 prime = uint256_from_hex(
                                  "ffffffff00000001000000000000000000000000"
                                  "ffffffffffffffffffffffff")
                                  .value();
        const Uint256 x = uint256_from_hex(valid.substr(64 * 3, 64)).value();
        std::string shifted = valid;
        shifted.replace(64 * 3, 64, to_hex(big_endian(x + prime, 32)).substr(2));
        QCOMPARE(run(PrecompileId::p256_verify, shifted), std::string());
    }

    void p256AnswersNothingToAnotherSize()
    {
        QCOMPARE(run(PrecompileId::p256_verify, ""), std::string());
        QCOMPARE(run(PrecompileId::p256_verify, p256_example + "00"), std::string());
        QCOMPARE(run(PrecompileId::p256_verify, p256_example.substr(0, 318)), std::string());
    }
};

QTEST_APPLESS_MAIN(P256Test)
#include "p256_test.moc"
