// SPDX-License-Identifier: GPL-3.0-or-later
#include "evm/precompile_support.h"

#include "evm/precompiles/blake2f.h"

#include <QTest>

#include <algorithm>
#include <random>
#include <string>
#include <thread>
#include <vector>

using namespace lanescope;
using namespace lanescope::precompile_tests;

namespace {

Address address_of(std::uint32_t number)
{
    Address address;
    for (std::size_t i = 0; i < 4; ++i) {
        address.bytes[19 - i] = static_cast<std::uint8_t>(number >> (8 * i));
    }
    return address;
}

std::int64_t gas(PrecompileId id, std::size_t size, Revision revision)
{
    return precompile_gas(id, Bytes(size), revision);
}

/// EIP-152's example: the one block of BLAKE2b-512("abc").
Bytes blake2f_example(std::string_view rounds, std::string_view flag)
{
    std::string text(rounds);
    text +=
        "48c9bdf267e6096a3ba7ca8485ae67bb2bf894fe72f36e3cf1361d5f3af54fa5"
        "d182e6ad7f520e511f6c3e2b8c68059b6bbd41fbabd9831f79217e1319cde05b";
    text += "616263" + std::string(2 * 125, '0');
    text += "03" + std::string(2 * 15, '0');
    text += flag;
    return hex(text);
}

/// Hash, v, r, s of go-ethereum's ecrecover example, signed by a94f…bf0b.
const std::string signed_hash = "18c547e4f7b0f325ad1e56f57e26c745b09a3e503d86e00e5255ff7f715d3d1c";
const std::string signature_r = "73b1693892219d736caba55bdb67216e485557ea6b6af75f37096c9aa6a5a75f";
const std::string signature_s = "eeb940b1d03b21e36b0e47e79769f095fe2ab855bd91e3a38756b7d75a9c4549";
const std::string signer = "000000000000000000000000a94f5374fce5edbc8e2a8697c15331677e6ebf0b";
const std::string secp256k1_order =
    "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";

}  // namespace

class PrecompilesTest : public QObject {
    Q_OBJECT

private slots:
    void eachRevisionHasItsPrecompilesAndNoOthers()
    {
        for (std::size_t i = 0; i < revision_count; ++i) {
            const auto revision = static_cast<Revision>(i);
            std::vector<Address> found;
            for (std::uint32_t number = 0; number < 0x400; ++number) {
                if (is_precompile(address_of(number), revision)) {
                    found.push_back(address_of(number));
                }
            }
            const auto listed = precompile_addresses(revision);
            QVERIFY(std::ranges::equal(found, listed));
        }
        QCOMPARE(precompile_addresses(Revision::spurious_dragon).size(), std::size_t{4});
        QCOMPARE(precompile_addresses(Revision::byzantium).size(), std::size_t{8});
        QCOMPARE(precompile_addresses(Revision::petersburg).size(), std::size_t{8});
        QCOMPARE(precompile_addresses(Revision::istanbul).size(), std::size_t{9});
        QCOMPARE(precompile_addresses(Revision::shanghai).size(), std::size_t{9});
        QCOMPARE(precompile_addresses(Revision::cancun).size(), std::size_t{10});
        QCOMPARE(precompile_addresses(Revision::prague).size(), std::size_t{17});
        QCOMPARE(precompile_addresses(Revision::osaka).size(), std::size_t{18});
    }

    void theAddressOfP256IsAHundredHex()
    {
        QCOMPARE(precompile_at(address_of(0x100), Revision::osaka), PrecompileId::p256_verify);
        QVERIFY(!is_precompile(address_of(0x100), Revision::prague));
        QVERIFY(!is_precompile(address_of(0x12), Revision::osaka));
        QCOMPARE(precompile_at(address_of(0x11), Revision::osaka),
                 PrecompileId::bls12_map_fp2_to_g2);
    }

    void anAddressThatDiffersInOneBitIsNoPrecompile()
    {
        for (std::size_t bit = 0; bit < 160; ++bit) {
            Address address = address_of(1);
            address.bytes[bit / 8] ^= static_cast<std::uint8_t>(0x80 >> (bit % 8));
            const auto found = precompile_at(address, Revision::osaka);
            const bool low = bit >= 155 && bit != 159;  // 0x03, 0x05, 0x09, 0x11
            QCOMPARE(found.has_value(), low);
        }
    }

    void everyPrecompileHasAName()
    {
        for (std::size_t i = 1; i <= precompile_count; ++i) {
            QVERIFY(!name_of(static_cast<PrecompileId>(i)).empty());
        }
        QCOMPARE(name_of(PrecompileId::p256_verify), std::string_view("P-256 verify"));
    }

    void hashesAndIdentityCostByTheWord()
    {
        const auto revision = Revision::frontier;
        QCOMPARE(gas(PrecompileId::ecrecover, 0, revision), 3000);
        QCOMPARE(gas(PrecompileId::sha256, 0, revision), 60);
        QCOMPARE(gas(PrecompileId::sha256, 1, revision), 72);
        QCOMPARE(gas(PrecompileId::sha256, 32, revision), 72);
        QCOMPARE(gas(PrecompileId::sha256, 33, revision), 84);
        QCOMPARE(gas(PrecompileId::ripemd160, 0, revision), 600);
        QCOMPARE(gas(PrecompileId::ripemd160, 33, revision), 840);
        QCOMPARE(gas(PrecompileId::identity, 0, revision), 15);
        QCOMPARE(gas(PrecompileId::identity, 65, revision), 24);
    }

    void bn254GetsCheaperWithEip1108()
    {
        QCOMPARE(gas(PrecompileId::bn254_add, 128, Revision::petersburg), 500);
        QCOMPARE(gas(PrecompileId::bn254_add, 128, Revision::istanbul), 150);
        QCOMPARE(gas(PrecompileId::bn254_mul, 96, Revision::petersburg), 40000);
        QCOMPARE(gas(PrecompileId::bn254_mul, 96, Revision::istanbul), 6000);
        QCOMPARE(gas(PrecompileId::bn254_pairing, 0, Revision::byzantium), 100000);
        QCOMPARE(gas(PrecompileId::bn254_pairing, 384, Revision::petersburg), 260000);
        QCOMPARE(gas(PrecompileId::bn254_pairing, 384, Revision::istanbul), 113000);
        QCOMPARE(gas(PrecompileId::bn254_pairing, 383, Revision::istanbul), 79000);
    }

    void bls12CostsAsEip2537Says()
    {
        const auto revision = Revision::prague;
        QCOMPARE(gas(PrecompileId::kzg_point_evaluation, 192, Revision::cancun), 50000);
        QCOMPARE(gas(PrecompileId::bls12_g1_add, 256, revision), 375);
        QCOMPARE(gas(PrecompileId::bls12_g2_add, 512, revision), 600);
        QCOMPARE(gas(PrecompileId::bls12_pairing, 0, revision), 37700);
        QCOMPARE(gas(PrecompileId::bls12_pairing, 768, revision), 102900);
        QCOMPARE(gas(PrecompileId::bls12_map_fp_to_g1, 64, revision), 5500);
        QCOMPARE(gas(PrecompileId::bls12_map_fp2_to_g2, 128, revision), 23800);
        QCOMPARE(gas(PrecompileId::bls12_g1_msm, 159, revision), 0);
        QCOMPARE(gas(PrecompileId::bls12_g1_msm, 160, revision), 12000);
        QCOMPARE(gas(PrecompileId::bls12_g1_msm, 319, revision), 12000);
        QCOMPARE(gas(PrecompileId::bls12_g1_msm, 2 * 160, revision), 22776);
        QCOMPARE(gas(PrecompileId::bls12_g1_msm, 128 * 160, revision), 797184);
        QCOMPARE(gas(PrecompileId::bls12_g1_msm, 129 * 160, revision), 803412);
        QCOMPARE(gas(PrecompileId::bls12_g2_msm, 288, revision), 22500);
        QCOMPARE(gas(PrecompileId::bls12_g2_msm, 2 * 288, revision), 45000);
        QCOMPARE(gas(PrecompileId::bls12_g2_msm, 3 * 288, revision), 62302);
        QCOMPARE(gas(PrecompileId::bls12_g2_msm, 128 * 288, revision), 1509120);
        QCOMPARE(gas(PrecompileId::bls12_g2_msm, 200 * 288, revision), 2358000);
        QCOMPARE(gas(PrecompileId::p256_verify, 0, Revision::osaka), 6900);
    }

    void ecrecoverFindsTheSigner()
    {
        const std::string input = signed_hash + word(28) + signature_r + signature_s;
        QCOMPARE(run(PrecompileId::ecrecover, input), signer);
        QCOMPARE(run(PrecompileId::ecrecover, input + "ff"), signer);
    }

    void ecrecoverTakesTheLowTwinOfAHighSToo()
    {
        const Uint256 s = uint256_from_hex(signature_s).value();
        const Uint256 order = uint256_from_hex(secp256k1_order).value();
        QVERIFY(s > (order >> 1));
        const std::string twin = to_hex(big_endian(order - s, 32)).substr(2);
        QCOMPARE(run(PrecompileId::ecrecover, signed_hash + word(27) + signature_r + twin), signer);
    }

    void ecrecoverAnswersNothingToAnythingElse()
    {
        const auto recovered = [](const std::string& v, const std::string& r,
                                  const std::string& s) {
            return run(PrecompileId::ecrecover, signed_hash + v + r + s);
        };
        const std::string high_v = "1" + word(28).substr(1);
        const std::string middle_v = word(28).substr(0, 60) + "011c";
        for (const std::string& v : {word(0), word(1), word(26), word(29), high_v, middle_v}) {
            QCOMPARE(recovered(v, signature_r, signature_s), std::string());
        }
        const std::string zero = word(0);
        for (const std::string& wrong : {zero, secp256k1_order, std::string(64, 'f')}) {
            QCOMPARE(recovered(word(28), wrong, signature_s), std::string());
            QCOMPARE(recovered(word(28), signature_r, wrong), std::string());
        }
        QCOMPARE(run(PrecompileId::ecrecover, ""), std::string());
        QCOMPARE(recovered(word(28), signature_r, signature_s.substr(0, 62)) == signer, false);
    }

    void ecrecoverAnswersNothingWhenRIsNoCoordinate()
    {
        // go-ethereum's "unrecoverable key": no point of the curve has this r as its x.
        QCOMPARE(run(PrecompileId::ecrecover,
                     "a8b53bdf3306a35a7103ab5504a0c9b492295564b6202b1942a84ef300107281" + word(27) +
                         "3078356531653033663533636531386237373263636230303933666637316633"
                         "6635336635633735623734646362333161383561613862383839326234653862"
                         "1122334455667788991011121314151617181920212223242526272829303132"),
                 std::string());
    }

    void hashesAgreeWithTheirStandards()
    {
        QCOMPARE(run(PrecompileId::sha256, ""),
                 std::string("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
        QCOMPARE(run(PrecompileId::sha256, "616263"),
                 std::string("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
        const std::string padding(24, '0');
        QCOMPARE(run(PrecompileId::ripemd160, ""),
                 padding + "9c1185a5c5e9fc54612808977ee8f548b2258d31");
        QCOMPARE(run(PrecompileId::ripemd160, "616263"),
                 padding + "8eb208f7e05d987a9b044a8e98c6b087f15a0bfc");
        QCOMPARE(run(PrecompileId::ripemd160, Bytes(1'000'000, 'a')),
                 padding + "52783243c1697bdbe16d37f97f68f08325dc1528");
        QCOMPARE(run(PrecompileId::sha256, Bytes(1'000'000, 'a')),
                 std::string("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"));
    }

    void identityCopies()
    {
        QCOMPARE(run(PrecompileId::identity, ""), std::string());
        QCOMPARE(run(PrecompileId::identity, "00112233"), std::string("00112233"));
    }

    void aReusedOutputIsNotAllocatedAnew()
    {
        Bytes output(256);
        const std::uint8_t* const memory = output.data();
        for (const PrecompileId id : {PrecompileId::sha256, PrecompileId::ripemd160,
                                      PrecompileId::identity, PrecompileId::ecrecover}) {
            QVERIFY(run_precompile(id, Bytes(64), output, Revision::osaka));
            QVERIFY(output.data() == memory);
        }
    }

    void blake2fAgreesWithEip152()
    {
        const auto compress = [](std::string_view rounds, std::string_view flag) {
            return run(PrecompileId::blake2f, blake2f_example(rounds, flag));
        };
        QCOMPARE(compress("00000000", "01"),
                 std::string("08c9bcf367e6096a3ba7ca8485ae67bb2bf894fe72f36e3cf1361d5f3af54fa5"
                             "d282e6ad7f520e511f6c3e2b8c68059b9442be0454267ce079217e1319cde05b"));
        QCOMPARE(compress("0000000c", "01"),
                 std::string("ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1"
                             "7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923"));
        QCOMPARE(compress("0000000c", "00"),
                 std::string("75ab69d3190a562c51aef8d88f1c2775876944407270c42c9844252c26d28752"
                             "98743e7f6d5ea2f2d3e8d226039cd31b4e426ac4f2d3d666a610c2116fde4735"));
        QCOMPARE(compress("00000001", "01"),
                 std::string("b63a380cb2897d521994a85234ee2c181b5f844d2c624c002677e9703449d2fb"
                             "a551b3a8333bcdf5f2f7e08993d53923de3d64fcc68c034e717b9293fed7a421"));
    }

    void blake2fFailsOnAWrongSizeOrFlag()
    {
        const Bytes good = blake2f_example("0000000c", "01");
        QCOMPARE(good.size(), std::size_t{213});
        QCOMPARE(run(PrecompileId::blake2f, blake2f_example("0000000c", "02")),
                 std::string("failure"));
        QCOMPARE(run(PrecompileId::blake2f, Bytes()), std::string("failure"));
        QCOMPARE(run(PrecompileId::blake2f, Bytes(good.begin(), good.end() - 1)),
                 std::string("failure"));
        QCOMPARE(run(PrecompileId::blake2f, blake2f_example("0000000c", "0100")),
                 std::string("failure"));
    }

    void blake2fCostsItsRounds()
    {
        const auto cost = [](std::string_view rounds) {
            return precompile_gas(PrecompileId::blake2f, blake2f_example(rounds, "01"),
                                  Revision::istanbul);
        };
        QCOMPARE(cost("0000000c"), 12);
        QCOMPARE(cost("ffffffff"), 4294967295);
        QCOMPARE(gas(PrecompileId::blake2f, 212, Revision::istanbul), 0);
    }

    void blake2fGoesThroughItsTenOrdersAgain()
    {
        // Twelve rounds are all ten orders and the first two again; 23 are twice ten and three.
        const std::string twelve = run(PrecompileId::blake2f, blake2f_example("0000000c", "01"));
        const std::string more = run(PrecompileId::blake2f, blake2f_example("00000017", "01"));
        QVERIFY(twelve != more);
        QCOMPARE(more,
                 std::string("307f79b2083b29ec66926bc36e1457f571f90b7cc0572faca1d9229ca35d704f"
                             "73efee65f960489017168f67d9c9b3643752de57c6b70a7d6ebdda82282f5150"));
    }

    void blake2fVariantsAgree()
    {
        std::mt19937_64 random(152);
        for (std::uint32_t rounds = 0; rounds <= 200; ++rounds) {
            std::uint64_t start[16];
            std::uint64_t message[16];
            std::ranges::generate(start, random);
            std::ranges::generate(message, random);
            std::uint64_t expected[16];
            std::ranges::copy(start, expected);
            blake2f_variants()[0].mix(expected, message, rounds);
            for (const Blake2fVariant& variant : blake2f_variants()) {
                if (!variant.runs_here()) {
                    continue;
                }
                std::uint64_t v[16];
                std::ranges::copy(start, v);
                variant.mix(v, message, rounds);
                QVERIFY2(
                    std::ranges::equal(v, expected),
                    (std::string(variant.name) + ", rounds: " + std::to_string(rounds)).c_str());
            }
        }
    }

    void curvePrecompilesAreConnected()
    {
        // Adding or multiplying nothing gives the point at infinity; an empty pairing holds.
        QCOMPARE(run(PrecompileId::bn254_add, ""), std::string(128, '0'));
        QCOMPARE(run(PrecompileId::bn254_mul, ""), std::string(128, '0'));
        QCOMPARE(run(PrecompileId::bn254_pairing, ""), word(1));
        QCOMPARE(run(PrecompileId::bls12_g1_add, Bytes(256)), std::string(256, '0'));
        QCOMPARE(run(PrecompileId::bls12_g1_msm, Bytes(160)), std::string(256, '0'));
        QCOMPARE(run(PrecompileId::bls12_g2_add, Bytes(512)), std::string(512, '0'));
        QCOMPARE(run(PrecompileId::bls12_g2_msm, Bytes(288)), std::string(512, '0'));
        QCOMPARE(run(PrecompileId::bls12_pairing, Bytes(384)), word(1));
        QCOMPARE(run(PrecompileId::bls12_map_fp_to_g1, Bytes(64)).size(), std::size_t{256});
        QCOMPARE(run(PrecompileId::bls12_map_fp2_to_g2, Bytes(128)).size(), std::size_t{512});
        for (const PrecompileId id :
             {PrecompileId::kzg_point_evaluation, PrecompileId::bls12_g1_add,
              PrecompileId::bls12_g1_msm, PrecompileId::bls12_g2_add, PrecompileId::bls12_g2_msm,
              PrecompileId::bls12_pairing, PrecompileId::bls12_map_fp_to_g1,
              PrecompileId::bls12_map_fp2_to_g2}) {
            QCOMPARE(run(id, ""), std::string("failure"));
        }
    }

    void allThreadsGetTheSameAnswers()
    {
        const std::string input = signed_hash + word(28) + signature_r + signature_s;
        std::vector<std::thread> threads;
        std::vector<int> wrong(4);
        for (int& mistakes : wrong) {
            threads.emplace_back([&mistakes, &input] {
                for (int i = 0; i < 20; ++i) {
                    mistakes += run(PrecompileId::ecrecover, input) != signer;
                    mistakes += run(PrecompileId::p256_verify, p256_example) != word(1);
                    mistakes += run(PrecompileId::sha256, "616263").substr(0, 8) != "ba7816bf";
                    mistakes += run(PrecompileId::ripemd160, "616263").substr(24, 8) != "8eb208f7";
                    mistakes += run(PrecompileId::modexp, modexp_input({3}, {5}, {7})) != "05";
                }
            });
        }
        for (std::thread& thread : threads) {
            thread.join();
        }
        QCOMPARE(wrong, std::vector<int>(4));
    }
};

QTEST_APPLESS_MAIN(PrecompilesTest)
#include "precompiles_test.moc"
