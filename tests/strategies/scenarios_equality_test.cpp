// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/conflict_graph.h"
#include "analysis/totals.h"
#include "support/strategy_equality.h"
#include "workload/scenario.h"

#include <QtTest>

using namespace lanescope;
using workload::Form;

/// Every scenario and form by Block-STM, compared with sequential execution and with each other.
class ScenariosEqualityTest : public QObject {
    Q_OBJECT

private slots:
    void everyScenarioIsTheSameInParallel_data();
    void everyScenarioIsTheSameInParallel();
    void theParallelFormExecutesAgainLessOften_data();
    void theParallelFormExecutesAgainLessOften();
};

namespace {

std::shared_ptr<const BlockInput> input_of(const workload::Scenario& scenario, Form form,
                                           std::uint32_t transactions, std::uint64_t seed)
{
    workload::ScenarioDials dials;
    dials.transactions = transactions;
    dials.seed = seed;
    auto made = workload::generate(scenario, form, dials);
    if (!made) {
        qWarning("%s", made.error().message.c_str());
        return nullptr;
    }
    auto input = std::make_shared<BlockInput>();
    input->block = std::move(made->block);
    input->fork = made->fork;
    input->pre_state = std::make_shared<GivenState>(std::move(made->pre_state));
    input->pre_state_is_whole = true;
    return input;
}

RunSettings settings_of(std::uint32_t workers)
{
    RunSettings settings;
    settings.workers = workers;
    settings.adapt_workers = false;
    settings.detail = RecordingDetail::spans;
    return settings;
}

/// What one block came to when four workers moved in turn, access by access: the same each time.
struct Stepped {
    std::uint64_t re_executions = 0;
    std::size_t dependencies = 0;
    std::string difference;  ///< from sequential execution
};

Stepped stepped(std::shared_ptr<const BlockInput> input, bool commutative)
{
    RunSettings settings = settings_of(4);
    settings.commutative_balances = commutative;
    std::shared_ptr<const RunRecord> record;
    Stepped result;
    result.difference =
        test::difference_by_turns(test::Oracle(std::move(input)), settings, &record);
    if (record != nullptr) {
        const analysis::Incarnations incarnations{Recording(record)};
        const analysis::Totals totals = analysis::totals(incarnations);
        result.re_executions = totals.incarnations - totals.transactions;
        result.dependencies = analysis::conflict_graph(incarnations).dependencies.size();
    }
    return result;
}

}  // namespace

void ScenariosEqualityTest::everyScenarioIsTheSameInParallel_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("parallel");
    QTest::addColumn<quint64>("seed");
    for (const workload::Scenario* scenario : workload::all_scenarios()) {
        for (const bool parallel : {false, true}) {
            for (const quint64 seed : {1, 2}) {
                if (!parallel || scenario->has_forms()) {
                    QTest::addRow("%s, %s, seed %llu", std::string(scenario->name).c_str(),
                                  parallel ? "parallel" : "naive",
                                  static_cast<unsigned long long>(seed))
                        << QString::fromStdString(std::string(scenario->name)) << parallel << seed;
                }
            }
        }
    }
}

void ScenariosEqualityTest::everyScenarioIsTheSameInParallel()
{
    QFETCH(QString, name);
    QFETCH(bool, parallel);
    QFETCH(quint64, seed);
    const auto input = input_of(*workload::find_scenario(name.toStdString()),
                                parallel ? Form::parallel : Form::naive, 100, seed);
    QVERIFY(input != nullptr);
    const test::Oracle oracle(input);
    QVERIFY(oracle.result.has_value());
    BlockRunner runner;
    for (const std::uint32_t workers : {1u, 2u, 4u, 8u}) {
        test::Jitter jitter(seed);
        BlockRunner::Options options;
        options.gate = &jitter;
        const std::string difference =
            test::difference_from(oracle, runner, settings_of(workers), options);
        QVERIFY2(difference.empty(), (std::to_string(workers) + " workers: " + difference).c_str());
    }
}

void ScenariosEqualityTest::theParallelFormExecutesAgainLessOften_data()
{
    QTest::addColumn<QString>("name");
    for (const workload::Scenario* scenario : workload::all_scenarios()) {
        if (scenario->has_forms()) {
            const std::string name(scenario->name);
            QTest::newRow(name.c_str()) << QString::fromStdString(name);
        }
    }
}

void ScenariosEqualityTest::theParallelFormExecutesAgainLessOften()
{
    QFETCH(QString, name);
    const workload::Scenario& scenario = *workload::find_scenario(name.toStdString());
    // Payments of ether commute by themselves, unless that is switched off.
    const bool commutative = name != QStringLiteral("payments");
    for (const std::uint64_t seed : {1u, 2u}) {
        const Stepped naive = stepped(input_of(scenario, Form::naive, 60, seed), commutative);
        const Stepped parallel = stepped(input_of(scenario, Form::parallel, 60, seed), commutative);
        if (!commutative) {
            QCOMPARE(stepped(input_of(scenario, Form::naive, 60, seed), true).re_executions, 0u);
        }
        QVERIFY2(naive.difference.empty(), naive.difference.c_str());
        QVERIFY2(parallel.difference.empty(), parallel.difference.c_str());
        qInfo("seed %d: re-executions %d and %d, dependencies %d and %d", static_cast<int>(seed),
              static_cast<int>(naive.re_executions), static_cast<int>(parallel.re_executions),
              static_cast<int>(naive.dependencies), static_cast<int>(parallel.dependencies));
        // Half at most, or the lesson is none.
        QVERIFY(naive.re_executions >= 3);
        QVERIFY(parallel.re_executions * 2 <= naive.re_executions);
        QVERIFY(parallel.dependencies * 2 <= naive.dependencies);
    }
}

QTEST_GUILESS_MAIN(ScenariosEqualityTest)
#include "scenarios_equality_test.moc"
