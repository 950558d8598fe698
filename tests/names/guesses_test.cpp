// SPDX-License-Identifier: GPL-3.0-or-later
#include "names/guesses.h"
#include "base/literals.h"
#include "formats/artifacts.h"
#include "names/known_signatures.h"
#include "names/proxies.h"
#include "real_contract.h"
#include "support/dice.h"
#include "support/sample_contract.h"
#include "workload/contract_blocks.h"
#include "workload/token_transfers.h"

#include <QtTest>

using namespace lanescope;

namespace {

QString qt(const std::string& text)
{
    return QString::fromStdString(text);
}

std::shared_ptr<const BlockInput> input_of(const workload::GeneratedBlock& made)
{
    auto input = std::make_shared<BlockInput>();
    input->block = made.block;
    input->fork = made.fork;
    input->pre_state = std::make_shared<GivenState>(made.pre_state);
    input->pre_state_is_whole = true;
    return input;
}

names::Selector selector(const char* hex)
{
    return names::Selector::from(*bytes_from_hex(hex));
}

}  // namespace

/// Names without artifacts, and the tables behind them.
class GuessesTest : public QObject {
    Q_OBJECT

private slots:
    void balancesOfATokenWithoutArtifactAreFoundAndMarked()
    {
        const auto erc20 = test::sample_contract("Erc20");
        QVERIFY(erc20.has_value());
        const auto made = workload::generate_erc20_transfers(*erc20, {});
        QVERIFY(made.has_value());
        const auto input = input_of(*made);
        const auto evidence = observe_block(*input).value();
        const names::NameBook guessed(nullptr, *input->pre_state, evidence);
        const auto scan = formats::scan_artifacts({LANESCOPE_SOURCE_DIR "/samples/contracts"});
        const names::NameBook known(scan->contracts, *input->pre_state, evidence);
        std::size_t named = 0;
        for (const auto& [address, touched] : evidence->touched) {
            for (const auto& [slot, written] : touched) {
                const auto name = known.storage(address, slot, names::NameStyle::whole);
                QVERIFY(name.has_value() && !name->is_guess);
                const auto guess = guessed.storage(address, slot, names::NameStyle::whole);
                QVERIFY(guess.has_value() && guess->is_guess);
                // The artifact says balanceOf[0x…]; the guess must have the same key.
                QCOMPARE(qt(guess->fields[0].path).section('[', 1),
                         qt(name->fields[0].path).section('[', 1));
                QCOMPARE(qt(guess->text()),
                         qt(guess->fields[0].path + " of " + to_hex(address) + " (guess)"));
                QVERIFY(qt(guess->text()).startsWith("balances[0x"));
                ++named;
            }
        }
        QVERIFY(named > 100);
        const auto& call = input->block.transactions[0];
        const auto decoded = guessed.call(*call.to, call.data);
        QVERIFY(decoded && decoded->is_guess);
        QVERIFY(qt(decoded->text()).startsWith("transfer(0x"));
        QVERIFY(qt(decoded->text()).endsWith(" (guess)"));
        QVERIFY(!known.call(*call.to, call.data)->is_guess);
    }

    void pairsAndTokensOfOneBlockAreToldApart()
    {
        const auto erc20 = test::sample_contract("Erc20");
        const auto pair = test::sample_contract("AmmPair");
        workload::AmmSwapOptions options;
        options.transactions = 20;
        const auto made = workload::generate_amm_swaps(*erc20, *pair, options);
        QVERIFY(made.has_value());
        const auto input = input_of(*made);
        const auto scan = formats::scan_artifacts({LANESCOPE_SOURCE_DIR "/samples/contracts"});
        const auto evidence = observe_block(*input).value();
        const names::NameBook book(scan->contracts, *input->pre_state, evidence);
        QCOMPARE(book.recognised(), std::size_t{3});
        std::set<std::string> accounts;
        for (const auto& [address, account] : *input->pre_state) {
            if (const auto name = book.account_name(address)) {
                accounts.insert(*name);
            }
        }
        QCOMPARE(accounts.size(), std::size_t{3});
        QVERIFY(accounts.contains("AmmPair"));
        QVERIFY(std::any_of(accounts.begin(), accounts.end(),
                            [](const std::string& name) { return name.starts_with("Erc20(0x"); }));
        // A key that is a contract has its name.
        bool found = false;
        for (const auto& [address, touched] : evidence->touched) {
            for (const auto& [slot, written] : touched) {
                const auto name = book.storage(address, slot);
                found = found || (name && name->text().ends_with(".balanceOf[AmmPair]"));
            }
        }
        QVERIFY(found);
    }

    void slotsOfStandardsHaveTheirPublishedPlaces()
    {
        QCOMPARE(
            qt(to_hex_quantity(names::proxy_slots()[0].slot)),
            QStringLiteral("0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc"));
        QCOMPARE(
            qt(to_hex_quantity(names::proxy_slots()[1].slot)),
            QStringLiteral("0xb53127684a568b3173ae13b9f8a6016e243e63b6e8ee1178d6a717850b5d6103"));
        // The example of EIP-7201's text.
        QCOMPARE(
            qt(to_hex_quantity(names::namespace_slot("example.main"))),
            QStringLiteral("0x183a6125c38840424c4a85fa12bab2ab606c4b6d0e7cc73c0c06ba5300eab500"));
        const names::NameBook book(nullptr, {}, nullptr);
        const Address anybody = workload::named_address("anybody");
        const auto supply =
            book.storage(anybody, names::namespace_slot("openzeppelin.storage.ERC20") + 2);
        QVERIFY(supply && supply->is_guess);
        QVERIFY(qt(supply->text()).startsWith("ERC20Storage._totalSupply of "));
        QVERIFY(qt(supply->text()).endsWith(" (guess)"));
        QVERIFY(!book.storage(anybody, Uint256(3)).has_value());
    }

    void selectorsOfTheTableAreThePublishedOnes()
    {
        const names::Abi& known = names::known_signatures();
        const auto name = [&](const char* hex) {
            const auto* entry = known.function(selector(hex));
            return entry == nullptr ? QStringLiteral("none") : qt(entry->signature());
        };
        QCOMPARE(name("a9059cbb"), QStringLiteral("transfer(address,uint256)"));
        QCOMPARE(name("23b872dd"), QStringLiteral("transferFrom(address,address,uint256)"));
        QCOMPARE(name("095ea7b3"), QStringLiteral("approve(address,uint256)"));
        QCOMPARE(name("70a08231"), QStringLiteral("balanceOf(address)"));
        QCOMPARE(name("022c0d9f"), QStringLiteral("swap(uint256,uint256,address,bytes)"));
        QCOMPARE(
            name("38ed1739"),
            QStringLiteral("swapExactTokensForTokens(uint256,uint256,address[],address,uint256)"));
        QCOMPARE(name("ac9650d8"), QStringLiteral("multicall(bytes[])"));
        QVERIFY(names::language_errors().error(selector("08c379a0")) != nullptr);
        QVERIFY(names::language_errors().error(selector("4e487b71")) != nullptr);
        QVERIFY(known.event(fixed_literal<Hash>(
                    "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef")) !=
                nullptr);
    }

    void revertReasonsOfTheLanguageAreNoGuesses()
    {
        const names::NameBook book(nullptr, {}, nullptr);
        Bytes reason = *bytes_from_hex("08c379a0");
        reason.resize(4 + 96);
        reason[4 + 31] = 32;
        reason[4 + 63] = 5;
        std::copy_n("sorry", 5, reason.begin() + 68);
        const auto error = book.error(std::nullopt, reason);
        QVERIFY(error && !error->is_guess);
        QCOMPARE(qt(error->text()), QStringLiteral("Error(\"sorry\")"));
        QVERIFY(!book.error(std::nullopt, ByteView(reason).first(40)).has_value());
        QVERIFY(!book.error(std::nullopt, {}).has_value());
    }

    void hostileCallDataIsNotDecoded()
    {
        const auto entry = names::parse_signature("f(uint256[][][],bytes,(string,uint8)[2])");
        QVERIFY(entry.has_value());
        test::Dice dice(7);
        for (int i = 0; i < 20'000; ++i) {
            Bytes data(4 + 32 * dice.below(12));
            for (std::size_t at = 4; at + 32 <= data.size(); at += 32) {
                store_big_endian(data.data() + at,
                                 dice.chance(70) ? Uint256(32 * dice.below(12)) : dice.number());
            }
            const auto decoded = names::decode_call(*entry, data);
            QVERIFY(!decoded || decoded->text().size() < 2'000'000);
        }
    }

    void signaturesAreReadOrRefused()
    {
        for (const char* good : {"f()", "f(uint256)", "f((address,(bytes,uint8)[2])[],bool)"}) {
            const auto entry = names::parse_signature(good);
            QVERIFY2(entry.has_value(), good);
            QCOMPARE(qt(entry->signature()), QString(good));
        }
        for (const char* bad : {"", "f", "f(", "(uint256)", "f(uint257)", "f(uint256,)", "f(u)",
                                "f(uint256[)", "f((uint256)", "f(bytes33)", "f(uint256))"}) {
            QVERIFY2(!names::parse_signature(bad).has_value(), bad);
        }
    }
};

QTEST_GUILESS_MAIN(GuessesTest)
#include "guesses_test.moc"
