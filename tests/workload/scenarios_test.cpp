// SPDX-License-Identifier: GPL-3.0-or-later
#include "chain/roots.h"
#include "execution/block_executor.h"
#include "workload/popularity.h"
#include "workload/sample_contracts.h"
#include "workload/scenario.h"

#include <QDir>
#include <QtTest>

#include <set>

using namespace lanescope;
using namespace lanescope::workload;

namespace {

QString text(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

ScenarioDials small(std::uint64_t seed)
{
    ScenarioDials dials;
    dials.transactions = 24;
    dials.seed = seed;
    return dials;
}

void eachForm()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("parallel");
    for (const Scenario* scenario : all_scenarios()) {
        for (const bool parallel : {false, true}) {
            if (!parallel || scenario->has_forms()) {
                QTest::addRow("%s, %s", text(scenario->name).toUtf8().constData(),
                              parallel ? "parallel" : "naive")
                    << text(scenario->name) << parallel;
            }
        }
    }
}

Result<GeneratedBlock> make(const QString& name, bool parallel, const ScenarioDials& dials)
{
    return generate(*find_scenario(name.toStdString()), parallel ? Form::parallel : Form::naive,
                    dials);
}

/// Of the receipts of the block, executed again.
std::size_t failures(const GeneratedBlock& made)
{
    evm::CodeCache cache;
    TransactionExecutor executor(cache);
    WorldState world(made.pre_state, true, {});
    const auto result = execute_block(made.block, made.fork, world, executor);
    std::size_t count = result ? 0 : made.block.transactions.size();
    for (std::size_t i = 0; result && i < result->receipts.size(); ++i) {
        count += result->receipts[i].success ? 0 : 1;
    }
    return count;
}

/// What fails, or nothing.
QString errorOf(const char* name, const ScenarioDials& dials, Form form = Form::naive)
{
    const auto made = generate(*find_scenario(name), form, dials);
    return made ? QString() : QString::fromStdString(made.error().message);
}

}  // namespace

/// Every scenario and form: what it makes.
class ScenariosTest : public QObject {
    Q_OBJECT

private slots:
    void everyFieldHasAScenario()
    {
        std::set<std::string_view> names, fields;
        for (const Scenario* scenario : all_scenarios()) {
            QVERIFY(names.insert(scenario->name).second);
            fields.insert(scenario->field);
            QVERIFY(find_scenario(scenario->name) == scenario);
            QVERIFY(scenario->sentence.ends_with('.') && scenario->naive.ends_with('.'));
            QVERIFY(!scenario->title.empty() && !scenario->hot.empty());
            QVERIFY(!scenario->actions.empty());
        }
        for (const char* field : {"payments", "decentralised exchange", "lending", "NFT mint",
                                  "marketplace", "games", "supply chain and logistics",
                                  "health records", "airdrop", "oracle updates", "order book"}) {
            QVERIFY2(fields.contains(field), field);
        }
        QVERIFY(find_scenario("nothing") == nullptr);
    }
    void everyContractOfTheSamplesIsThere()
    {
        const QDir folder(LANESCOPE_SOURCE_DIR "/samples/contracts");
        const QStringList sources = folder.entryList({"*.sol"});
        QCOMPARE(sample_contracts().size(), static_cast<std::size_t>(sources.size()));
        for (const QString& source : sources) {
            QVERIFY(folder.exists(QFileInfo(source).completeBaseName() + ".json"));
            QVERIFY(creation_code(QFileInfo(source).completeBaseName().toStdString()).size() > 100);
        }
    }

    void equalDialsGiveEqualBlocksAndOtherSeedsOthers_data() { eachForm(); }
    void equalDialsGiveEqualBlocksAndOtherSeedsOthers()
    {
        QFETCH(QString, name);
        QFETCH(bool, parallel);
        const auto first = make(name, parallel, small(1));
        const auto second = make(name, parallel, small(1));
        const auto other = make(name, parallel, small(2));
        QVERIFY2(first.has_value(), first ? "" : first.error().message.c_str());
        QVERIFY(second && other);
        QVERIFY(*first->block.claimed_hash == *second->block.claimed_hash);
        QVERIFY(state_root(first->pre_state) == state_root(second->pre_state));
        QVERIFY(*first->block.claimed_hash != *other->block.claimed_hash);
        QVERIFY(header_hash(first->block.header) == *first->block.claimed_hash);
    }

    void transactionsSucceed_data() { eachForm(); }
    void transactionsSucceed()
    {
        QFETCH(QString, name);
        QFETCH(bool, parallel);
        // The extremes are where a scenario could run out of something.
        ScenarioDials crowded = small(3);
        crowded.transactions = 150;
        crowded.accounts = 3;
        crowded.hot_share = 1;
        ScenarioDials skewed = small(4);
        skewed.transactions = 60;
        skewed.hot_share = 0;
        skewed.zipf = find_scenario(name.toStdString())->has_zipf ? 1.25 : 0;
        ScenarioDials alone = small(5);
        alone.transactions = 1;
        const bool reverts = name == "token-transfers";  // some, deliberately
        if (reverts) {
            alone.accounts = 2;
        }
        for (const ScenarioDials& dials : {small(1), small(2), crowded, skewed, alone}) {
            const auto made = make(name, parallel, dials);
            QVERIFY2(made.has_value(), made ? "" : made.error().message.c_str());
            QCOMPARE(made->block.transactions.size(), std::size_t{dials.transactions});
            const std::size_t failed = failures(*made);
            QVERIFY2(reverts ? failed <= dials.transactions / 5 : failed == 0,
                     qPrintable(QString("%1 of %2 failed").arg(failed).arg(dials.transactions)));
        }
    }

    void everyActionOfAMixIsMadeAlone_data() { eachForm(); }
    void everyActionOfAMixIsMadeAlone()
    {
        QFETCH(QString, name);
        QFETCH(bool, parallel);
        const Scenario& scenario = *find_scenario(name.toStdString());
        std::set<Bytes> selectors;
        for (std::size_t i = 0; i < scenario.actions.size(); ++i) {
            ScenarioDials dials = small(1);
            dials.mix.assign(scenario.actions.size(), 0);
            dials.mix[i] = 1;
            const auto made = make(name, parallel, dials);
            QVERIFY2(made.has_value(), made ? "" : made.error().message.c_str());
            std::set<Bytes> own;
            for (const Transaction& transaction : made->block.transactions) {
                const std::size_t size = std::min<std::size_t>(4, transaction.data.size());
                own.emplace(transaction.data.begin(),
                            transaction.data.begin() + static_cast<std::ptrdiff_t>(size));
            }
            QCOMPARE(own.size(), std::size_t{1});
            selectors.merge(own);
        }
        // Buying and selling in a pool are one function.
        QCOMPARE(selectors.size(), name == "exchange" ? 1 : scenario.actions.size());
    }

    void theHotShareIsAsTheDialSays()
    {
        // Of the payments; the till is the recipient.
        for (const double share : {0.0, 0.5, 1.0}) {
            ScenarioDials dials;
            dials.transactions = 400;
            dials.accounts = 4;
            dials.hot_share = share;
            const auto made = generate(*find_scenario("payments"), Form::naive, dials);
            QVERIFY(made.has_value());
            std::map<Address, int> paid;
            for (const Transaction& transaction : made->block.transactions) {
                ++paid[*transaction.to];
            }
            int most = 0;
            for (const auto& [shop, count] : paid) {
                most = std::max(most, count);
            }
            if (share == 0) {
                QVERIFY2(most < 20, qPrintable(QString::number(most)));
            } else {
                QVERIFY2(std::abs(most - 400 * share) < 40, qPrintable(QString::number(most)));
            }
        }
    }
    void zipfMakesTheFirstMoreWantedThanTheLast()
    {
        Random random(1);
        const auto counts = [&](double zipf) {
            const Popularity popularity(11, 0, zipf);
            std::vector<int> result(11);
            for (int i = 0; i < 10'000; ++i) {
                ++result[popularity.choose(random)];
            }
            return result;
        };
        const auto even = counts(0);
        QCOMPARE(even[0], 0);
        QVERIFY(even[1] > 900 && even[1] < 1100 && even[10] > 900 && even[10] < 1100);
        const auto skewed = counts(1);
        // The harmonic number of 10 is 2.93.
        QVERIFY2(std::abs(skewed[1] - 3414) < 150, qPrintable(QString::number(skewed[1])));
        QVERIFY2(std::abs(skewed[10] - 341) < 80, qPrintable(QString::number(skewed[10])));
        const auto steep = counts(2.5);
        QVERIFY(steep[1] > skewed[1] && steep[10] < 60);
    }
    void choicesAreTheSameOnEveryMachine()
    {
        Random random(7);
        const Popularity popularity(1000, 0.1, 1.03125);
        std::uint64_t mixed = 0;
        for (int i = 0; i < 2000; ++i) {
            mixed = mixed * 1099511628211u + popularity.choose(random);
        }
        QCOMPARE(mixed, std::uint64_t{14331941991605571612u});
    }

    void badDialsAreErrorsThatSayWhatIsPossible()
    {
        ScenarioDials dials;
        dials.transactions = 0;
        QVERIFY(errorOf("game", dials).contains("1 to 1000000 transactions"));
        dials = {};
        dials.accounts = 0;
        QVERIFY(errorOf("game", dials).contains("accounts"));
        dials = {};
        dials.hot_share = 1.5;
        QVERIFY(errorOf("game", dials).contains("hot share lies between 0 and 1"));
        dials = {};
        dials.zipf = 4.5;
        QVERIFY(errorOf("game", dials).contains("between 0 and 4"));
        dials.zipf = 1;
        QVERIFY(errorOf("airdrop", dials).contains("no Zipf skew"));
        dials = {};
        dials.mix = {1};
        QVERIFY(errorOf("game", dials).contains("gather, move"));
        dials.mix = {0, 0};
        QVERIFY(errorOf("game", dials).contains("not all 0"));
        QVERIFY(errorOf("token-transfers", {}, Form::parallel).contains("one form"));
    }
    void aMixIsReadByTheNamesOfItsActions()
    {
        const Scenario& lending = *find_scenario("lending");
        const auto mix = read_mix(lending, "repay=5,supply=1");
        QVERIFY(mix && *mix == std::vector<std::uint32_t>({1, 0, 5}));
        for (const char* bad : {"repay", "repay=", "repay=x", "pay=1", "=1", "repay=-1", "repay=1;",
                                "repay=99999999999"}) {
            const auto read = read_mix(lending, bad);
            QVERIFY2(!read.has_value(), bad);
            QVERIFY(read.error().message.find("supply, borrow, repay") != std::string::npos);
        }
    }
    void aStopEndsTheMaking_data() { eachForm(); }
    void aStopEndsTheMaking()
    {
        QFETCH(QString, name);
        QFETCH(bool, parallel);
        StopSource source;
        source.request_stop();
        const auto made = generate(*find_scenario(name.toStdString()),
                                   parallel ? Form::parallel : Form::naive, {}, StopToken(source));
        QVERIFY(!made && made.error().code == ErrorCode::cancelled);
    }
};

QTEST_GUILESS_MAIN(ScenariosTest)
#include "scenarios_test.moc"
