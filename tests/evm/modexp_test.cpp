// SPDX-License-Identifier: GPL-3.0-or-later
#include "evm/precompile_support.h"

#include <QTest>

#include <algorithm>
#include <limits>
#include <random>
#include <string>

using namespace lanescope;
using namespace lanescope::precompile_tests;

namespace {

constexpr std::int64_t unpayable = std::numeric_limits<std::int64_t>::max();

/// base^exponent mod modulus, bit by bit from the top.
Uint256 slow_power(const Uint256& base, const Uint256& exponent, const Uint256& modulus)
{
    Uint256 result = Uint256{1} % modulus;
    for (unsigned bit = exponent.bit_width(); bit-- > 0;) {
        result = multiply_modulo(result, result, modulus);
        if (((exponent >> bit) & Uint256{1}) == Uint256{1}) {
            result = multiply_modulo(result, base, modulus);
        }
    }
    return result;
}

struct ModexpCase {
    const char* name;
    const char* input;
    const char* expected;
};

/// Random operands and their powers, by Python's pow.
const ModexpCase modexp_cases[]{
    {"128, 3 and 128 bytes",
     "00000000000000000000000000000000000000000000000000000000000000800000000000000000"
     "00000000000000000000000000000000000000000000000300000000000000000000000000000000"
     "00000000000000000000000000000080a170b33839263059f28c105d1fb17c2390c192cfd3ac94af"
     "0f21ddb66cad4a268d116ece1738f7d93d9c172411e20b8f6b0d549b6f03675a1600a35a099950d8"
     "36f675cc81e74ef5e8e25d940ed904759531985d5d9dc9f81818e811892f902bd23f0824128b2f33"
     "0c5c7fd0a6a3a4506513270e269e0d37f2a74de452e6b438a09f768c38fb2918f135d25f55720330"
     "1850c5a38fd547923a736994e3bf911a61dbe22e44158bae97ba94d0eda82f8f6d05584ef8aa3892"
     "2766581e27a1c08a6a63ec24ede6a46b4cb2424a23d5962217beaddbc496cb8e81973e0becd7b038"
     "98d190f9ebdacc0cb1e29c658cda1495e60af593bd04cf0fd630f1f29d0da9953f48f1",
     "87ee8e58d6fa8dd58081f11b70bb018bcbe3b4ded93edfcab8d17752b7ece3625c0153f81ae53b85"
     "5f883c2f67846312d86d8e07e27fb831ccbd94b7c4e9d4fc18254af939fe6f27bace4b8f9349c4bf"
     "4120eb415f7514e11d88ac9dc0c2494d857cf9b7a8caa61458c13644e2f09964c135663a89b093f7"
     "2cf41ca4d3d7b071"},
    {"64, 64 and 64 bytes, even",
     "00000000000000000000000000000000000000000000000000000000000000400000000000000000"
     "00000000000000000000000000000000000000000000004000000000000000000000000000000000"
     "000000000000000000000000000000407403e430ec66a78795e761d17731af10506bf2efc6f87718"
     "6d76b07e881ed162ae2eb1547f15052434b9b5df9e7769b10f4205b4907a70c31012f037b64ce422"
     "babced2057ee05cde00902c77ebff206867347214cdd2055930d6eaf14f4733f3e7d1bfbc7a2ea20"
     "b2f14c942e05319acb5c74273f98e2774cbd87ad5c90a9580a097c976bf46c697d2caf82eeeacbe2"
     "26e875555790f82ec1d3fcff2a3af4d46b0a18e8830e07bc1e398f1012bd4acefaecbd389be4bcfc"
     "49b64a0872e60000",
     "04aaac87590f237f53e39acc990172c20c0fbc0580f1545461cfe3cf6a1b267aea79498c3cb77c59"
     "8ebaba22dc57fa7be40efe41b3c3c9b29d71d123eb300000"},
    {"256, 4 and 256 bytes",
     "00000000000000000000000000000000000000000000000000000000000001000000000000000000"
     "00000000000000000000000000000000000000000000000400000000000000000000000000000000"
     "0000000000000000000000000000010014a0f9e77f1b103cdf1582b0eab477d26415479c65dc9f50"
     "3f63af83bd0561e6211c70cf49952399c4aaeac137dc76fb0f17a3007e62aa0a1df9fd789c653938"
     "2b0537e65affb2297631a992f0ce583505c6af0758d5563dab2cd31ee315128862c33a4fb774eb52"
     "48db40af72158370d269a9a5ae658f33fe3b890b93f448b3a5aa3c814f426dcbb394fb36bb2d420f"
     "0f88080b10a3d6b2aa05e11ab2715945795e8229451abd81f1d69ed617f5e837d70820fe119a72d1"
     "74c9df6acc011cdd9474031b7f26144b98289fcd59a54a7bb1fee08f571242425051c1ccd17f9aca"
     "e01f5057ca02135e92b1d3f28ede0d7ac3baea9e13deef86ab1031d0f646e1f42a96fb1a65e7e423"
     "6472f1a38f2c6ec8cc4169a3ae3a2b7fdfe01893f3aed0b6c7ac1491def88334e647cb8f74e69a5d"
     "0dd27a65bd628881ad1b72dba7abe1c29e1a8ef4f341e07a83f73f16dbf4a8b2b0c4312d20203626"
     "f3fe39c0519088f590fbbd119c1caaf75e8766ed88daf4016b4013ef254b0c4e010c4759482c9cbc"
     "43435cc52eae05cf96d0cc5fd4c28c2e7c26847f0316909e3bbbe9eaa8948c893b61867626bb7dbd"
     "2d1c9af0153e7c2a26a2c0bd3b1287fff52ddf5d616499c9e25a7605aec6f0245bd86d40fc891b4a"
     "6a50df4db4d66a3a47469a4d8cdb305fdd2e16096e36aab0d1bc52d9230d977ee22571594720771f"
     "8ca8181166d2287672fdf203",
     "1126612693d708ac0f04d37d894eb0f7951e44683af1e1ee857a7c1481e447ef314d901779a4b927"
     "b5f268d240cd4d5f3fe4842195b48a2bacfef593c09e88a5884c39047b0e6f6040e478bc5940e74d"
     "c704054d0a507bcd1c6230d631fd30fd93305cc07789992443881ac5fadbf05a4acb3bb70a44317f"
     "a7069a01f4dfd434c867e01519a8fd38ac2ad39d74e4d5b35a81b374c8aed609c97886095c540f2a"
     "69d421d9db0f1e9e91a97068c8fa986ddcdb2921312dc412894a59085e7adb997668d273f358169a"
     "cd46aba74656e4742d679e044c2acac7581ef9b788afa3b07ae3a0581aabe587db66a7ad78ee0d68"
     "5028f43910de55a9d6369eaa8c7585ae"},
    {"33, 5 and 40 bytes, even",
     "00000000000000000000000000000000000000000000000000000000000000210000000000000000"
     "00000000000000000000000000000000000000000000000500000000000000000000000000000000"
     "000000000000000000000000000000281130cbc97d0fef792866836886a260cd0b7b45145c1a8168"
     "2c64e50cad66237a0435fc132d0d26b94c7f9118bb16000f49c81a358ca00d75985d99c94309570d"
     "c1951c2442f9298cb3a570cc0000",
     "0dffadd6d64a8df6bc23336e00ba206d9c71858ed3c5d7150bb579db4a150cb48ffce5de0b880000"},
    {"200, 32 and 96 bytes",
     "00000000000000000000000000000000000000000000000000000000000000c80000000000000000"
     "00000000000000000000000000000000000000000000002000000000000000000000000000000000"
     "000000000000000000000000000000608b0d590bb0a844e52587be6b5c9bcf35873be078f3b7a50d"
     "f373ca533488f87605e999f3842e7fc229540a6eb12aa1f6d42fddbb7a86f7a243c71b9abd87a865"
     "57b6fb7ebfeaa1551a28f7b324e4e25a15fc899e4fd58dbe7bdc968b7afb2c68774b15d7fa529ba3"
     "fe3bfada7cf20724d953ee261d87cec31f7296ab7961fd925d39d0a89a2ef80f58ee8571f4998d7c"
     "4093f6dea268aa872607679d6050914a9d33a01c353c631cdfd43f371200339d068739fa9d1de2a0"
     "5d158a2ff2ee4e4519f9919c895fd7b3dd02de92a49636a2fa7f0eab4c4f9b0687322e25c215a82a"
     "06ec41adea057543da45e18ac2216b02fc241d0bc9d488b1cfbf33609cfc865239194242a2eddbbd"
     "5464ecc280b0c08bc77024208aa4248c8857f9a43908f227c59db9165b0ee76f2ac34446e883a1d4"
     "5de0099784b5a81842d87208d86f40f6b239f3c7174c77a3",
     "1a7dbe4a56ba2010c262ffdce8af329d3947d3f723aef9a5b04930359efe9672820186073cb28d80"
     "fcefcfdbbfeca88f2593e7b5285eb31d283a9aa6d818ea82982047a2dea51c4b3989f0eb2407a2e2"
     "51882c31f53083b1b4a6ddcf67d41f5c"},
};

}  // namespace

class ModexpTest : public QObject {
    Q_OBJECT

private slots:
    void modexpAgreesWithPython()
    {
        for (const ModexpCase& example : modexp_cases) {
            QVERIFY2(run(PrecompileId::modexp, example.input) == example.expected, example.name);
        }
    }

    void modexpAgreesWithSquaringBitByBit()
    {
        const auto seed = std::random_device{}();
        qInfo("seed %u", seed);
        std::mt19937_64 random(seed);
        for (int round = 0; round < 400; ++round) {
            const auto number = [&](std::size_t size) {
                const Uint256 whole{random(), random(), random(), random()};
                return size == 0 ? Uint256{} : whole >> static_cast<unsigned>(256 - 8 * size);
            };
            const std::size_t base_size = random() % 33;
            const std::size_t exponent_size = random() % 33;
            const std::size_t modulus_size = 1 + random() % 32;
            const Uint256 base = number(base_size);
            const Uint256 exponent = number(exponent_size);
            const Uint256 modulus = number(modulus_size);
            const Uint256 expected =
                modulus.is_zero() ? Uint256{} : slow_power(base, exponent, modulus);
            const Bytes input =
                modexp_input(big_endian(base, base_size), big_endian(exponent, exponent_size),
                             big_endian(modulus, modulus_size));
            QCOMPARE(run(PrecompileId::modexp, input),
                     to_hex(big_endian(expected, modulus_size)).substr(2));
        }
    }

    /// A long power goes step by step, its two short factors at once: x^(a·b) = (x^a)^b.
    void modexpOfALongPowerIsThePowerOfAPower()
    {
        constexpr std::size_t size = 2048;
        const auto seed = std::random_device{}();
        qInfo("seed %u", seed);
        std::mt19937_64 random(seed);
        const auto bytes = [&] {
            Bytes made(size);
            std::ranges::generate(made, [&] { return static_cast<std::uint8_t>(random()); });
            return made;
        };
        const auto power = [](const Bytes& base, const Uint256& exponent, const Bytes& modulus) {
            Bytes output;
            const Bytes input = modexp_input(base, big_endian(exponent, 32), modulus);
            return run_precompile(PrecompileId::modexp, input, output, Revision::byzantium)
                       ? output
                       : Bytes();
        };
        for (int round = 0; round < 20; ++round) {
            Bytes modulus = bytes();
            modulus[0] |= 1;
            modulus[size - 1] = static_cast<std::uint8_t>(round);  // odd and even
            const Bytes base = round == 0 ? Bytes(size, 0xff) : bytes();
            const Uint256 first{random() >> random() % 8}, second{random() >> random() % 8};
            const Bytes whole = power(base, first * second, modulus);
            QCOMPARE(whole.size(), size);
            QVERIFY(whole == power(power(base, first, modulus), second, modulus));
        }
    }

    void modexpOfALongPowerHeedsAStop()
    {
        StopSource source;
        source.request_stop();
        const Bytes large(1024, 0xff);
        Bytes output;
        QVERIFY(!run_precompile(PrecompileId::modexp, modexp_input(large, large, large), output,
                                Revision::osaka, StopToken(source)));
        QVERIFY(output.empty());
        QVERIFY(run_precompile(PrecompileId::modexp, modexp_input({3}, {2}, {7}), output,
                               Revision::osaka, StopToken(source)));
    }

    void modexpHandlesTheExamplesOfEip198()
    {
        const std::string exponent =
            "fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2e";
        const std::string prime =
            "fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f";
        const std::string fermat = word(1) + word(32) + word(32) + "03" + exponent + prime;
        QCOMPARE(run(PrecompileId::modexp, fermat), word(1));
        QCOMPARE(precompile_gas(PrecompileId::modexp, hex(fermat), Revision::byzantium), 13056);
        QCOMPARE(precompile_gas(PrecompileId::modexp, hex(fermat), Revision::istanbul), 13056);
        QCOMPARE(precompile_gas(PrecompileId::modexp, hex(fermat), Revision::berlin), 1360);
        QCOMPARE(precompile_gas(PrecompileId::modexp, hex(fermat), Revision::osaka), 4080);

        const std::string no_base = word(0) + word(32) + word(32) + exponent + prime;
        QCOMPARE(run(PrecompileId::modexp, no_base), word(0));

        const std::string huge = word(0) + word(32) + std::string(64, 'f') + exponent + prime;
        for (const Revision revision : {Revision::byzantium, Revision::berlin, Revision::osaka}) {
            QCOMPARE(precompile_gas(PrecompileId::modexp, hex(huge), revision), unpayable);
            QCOMPARE(run(PrecompileId::modexp, huge, revision), std::string("failure"));
        }

        // The modulus is 2^255, whether its zeros are given, cut off or followed by more.
        const std::string head = word(1) + word(2) + word(32) + "03ffff80";
        const std::string power =
            "3b01b01ac41f2d6e917c6d6a221ce793802469026d9ab7578fa2e79e4da6aaab";
        QCOMPARE(run(PrecompileId::modexp, head + std::string(62, '0') + "07"), power);
        QCOMPARE(run(PrecompileId::modexp, head), power);
    }

    void modexpOfTheModuliZeroAndOneIsZero()
    {
        QCOMPARE(run(PrecompileId::modexp, modexp_input({3}, {2}, {0, 0})), std::string("0000"));
        QCOMPARE(run(PrecompileId::modexp, modexp_input({3}, {2}, {0, 1})), std::string("0000"));
        QCOMPARE(run(PrecompileId::modexp, modexp_input({3}, {0}, {1})), std::string("00"));
        QCOMPARE(run(PrecompileId::modexp, modexp_input({}, {}, {1})), std::string("00"));
    }

    void modexpOfTheExponentZeroIsOne()
    {
        QCOMPARE(run(PrecompileId::modexp, modexp_input({}, {}, {2})), std::string("01"));
        QCOMPARE(run(PrecompileId::modexp, modexp_input({0}, {0}, {0, 7})), std::string("0001"));
        QCOMPARE(run(PrecompileId::modexp, modexp_input({9}, {0, 0}, {7})), std::string("01"));
    }

    void modexpWithoutAModulusAnswersNothing()
    {
        QCOMPARE(run(PrecompileId::modexp, ""), std::string());
        QCOMPARE(run(PrecompileId::modexp, modexp_input({3}, {2}, {})), std::string());
        // Free before Berlin, however long the exponent claims to be.
        const Bytes input = hex(word(0) + std::string(64, 'f') + word(0));
        QCOMPARE(precompile_gas(PrecompileId::modexp, input, Revision::byzantium), 0);
        QCOMPARE(precompile_gas(PrecompileId::modexp, input, Revision::berlin), 200);
        QCOMPARE(precompile_gas(PrecompileId::modexp, input, Revision::osaka), unpayable);
        QCOMPARE(run(PrecompileId::modexp, input, Revision::byzantium), std::string());
        QCOMPARE(run(PrecompileId::modexp, input, Revision::osaka), std::string("failure"));
    }

    void modexpWhoseInputEndsBeforeTheModulusIsZero()
    {
        QCOMPARE(run(PrecompileId::modexp, word(1) + word(1) + word(3)), std::string("000000"));
        QCOMPARE(run(PrecompileId::modexp, word(1) + word(1) + word(3) + "0203"),
                 std::string("000000"));
        QCOMPARE(run(PrecompileId::modexp, word(1) + word(900) + word(1) + "0203"),
                 std::string("00"));
        QCOMPARE(run(PrecompileId::modexp, word(1) + std::string(64, 'f') + word(1) + "0203",
                     Revision::berlin),
                 std::string("00"));
        QCOMPARE(run(PrecompileId::modexp, word(1) + word(1) + word(1) + "020305"),
                 std::string("03"));
    }

    void modexpHasLimitsFromOsakaOn()
    {
        const Bytes just(1024, 1);
        const Bytes over(1025, 1);
        const Bytes small{5};
        QVERIFY(run(PrecompileId::modexp, modexp_input(just, just, just)) != "failure");
        for (const Bytes& input :
             {modexp_input(over, small, small), modexp_input(small, over, small),
              modexp_input(small, small, over), modexp_input(over, {}, {})}) {
            QCOMPARE(run(PrecompileId::modexp, input), std::string("failure"));
            QVERIFY(run(PrecompileId::modexp, input, Revision::prague) != "failure");
        }
    }

    void modexpGasFollowsItsThreeSchedules()
    {
        struct Schedule {
            std::size_t base, exponent, modulus;
            std::uint8_t top;  ///< first byte of the exponent; the rest is zero
            std::int64_t byzantium, berlin, osaka;
        };
        // The first nine are the "nagydani" examples of EIP-2565 and EIP-7883.
        const Schedule schedules[]{
            {64, 1, 64, 2, 204, 200, 500},
            {64, 3, 64, 1, 3276, 341, 2048},
            {128, 1, 128, 2, 665, 200, 512},
            {128, 3, 128, 1, 10649, 1365, 8192},
            {256, 1, 256, 2, 1894, 341, 2048},
            {256, 3, 256, 1, 30310, 5461, 32768},
            {512, 3, 512, 1, 89292, 21845, 131072},
            {1024, 1, 1024, 2, 17868, 5461, 32768},
            {1024, 3, 1024, 1, 285900, 87381, 524288},
            // Corners of the schedules' pieces.
            {32, 32, 32, 0, 51, 200, 500},
            {33, 1, 1, 0x80, 381, 200, 500},
            {65, 1, 1, 4, 422, 200, 500},
            {1025, 1, 2, 4, 35798, 11094, 66564},
            {1, 33, 1, 0x80, 13, 200, 4336},
            {1, 40, 1, 0, 3, 200, 2048},
            {0, 33, 8, 0, 25, 200, 500},
        };
        for (const Schedule& schedule : schedules) {
            Bytes exponent(schedule.exponent);
            exponent[0] = schedule.top;
            const Bytes input =
                modexp_input(Bytes(schedule.base), exponent, Bytes(schedule.modulus));
            const auto cost = [&](Revision revision) {
                return precompile_gas(PrecompileId::modexp, input, revision);
            };
            QCOMPARE(cost(Revision::byzantium), schedule.byzantium);
            QCOMPARE(cost(Revision::istanbul), schedule.byzantium);
            QCOMPARE(cost(Revision::berlin), schedule.berlin);
            QCOMPARE(cost(Revision::prague), schedule.berlin);
            QCOMPARE(cost(Revision::osaka), schedule.osaka);
        }
    }

    void modexpGasOfClaimedLengthsSaturatesAndIsExactBelow()
    {
        const auto cost = [](const std::string& lengths, Revision revision) {
            return precompile_gas(PrecompileId::modexp, hex(lengths), revision);
        };
        const std::string huge(64, 'f');
        for (const Revision revision : {Revision::byzantium, Revision::berlin, Revision::osaka}) {
            QCOMPARE(cost(huge + word(0) + word(0), revision), unpayable);
            QCOMPARE(cost(huge + huge + huge, revision), unpayable);
            QCOMPARE(cost(word(1) + huge + word(1), revision), unpayable);
            QCOMPARE(cost(word(1) + word(1) + word(1ull << 40), revision), unpayable);
            QCOMPARE(cost(word(1) + word(~0ull) + word(64), revision), unpayable);
        }
        // A megabyte: (2^40/16 + 480·2^20 - 199680)/20, (2^17)^2/3, 2·(2^17)^2.
        QCOMPARE(cost(word(1) + word(1) + word(1ull << 20), Revision::byzantium), 3461129676);
        QCOMPARE(cost(word(1) + word(1) + word(1ull << 20), Revision::berlin), 5726623061);
        QCOMPARE(cost(word(1) + word(1) + word(1ull << 20), Revision::osaka), 34359738368);
        QCOMPARE(cost(word(1) + word(1ull << 50) + word(1), Revision::byzantium),
                 450359962737036);  // 8·(2^50 - 32)/20
    }
};

QTEST_APPLESS_MAIN(ModexpTest)
#include "modexp_test.moc"
