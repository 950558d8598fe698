// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/contentious_block.h"
#include "support/dice.h"
#include "support/strategy_equality.h"

#include <QtTest>

#include <random>

using namespace lanescope;

/// Block-STM step by step: all interleavings of small blocks, random ones of larger.
class StepperTest : public QObject {
    Q_OBJECT

private slots:
    void theSameChoicesGiveTheSameRun();
    void choicesThatFavourSomeStillEnd_data();
    void choicesThatFavourSomeStillEnd();
    void allInterleavingsOfVerbsAreTheSame_data();
    void allInterleavingsOfVerbsAreTheSame();
    void randomInterleavingsOfAccessesAreTheSame();
};

namespace {

/// The first transactions of a contentious block.
std::shared_ptr<const BlockInput> small_block(std::uint64_t seed, std::size_t transactions)
{
    auto input = std::make_shared<BlockInput>(*test::contentious_block(seed));
    if (input->block.transactions.size() > transactions) {
        input->block.transactions.resize(transactions);
    }
    return input;
}

RunSettings settings_of(std::uint32_t workers, std::uint64_t seed)
{
    RunSettings settings;
    settings.workers = workers;
    settings.detail = RecordingDetail::spans;
    settings.adapt_workers = false;
    settings.suspend_on_estimate = seed % 5 != 0;
    settings.lazy_beneficiary = seed % 3 != 0;
    settings.commutative_balances = seed % 4 != 1;
    return settings;
}

std::string run_stepwise(const test::Oracle& oracle, BlockRunner& runner,
                         const RunSettings& settings, Stepper& stepper)
{
    BlockRunner::Options options;
    options.stepper = &stepper;
    return test::difference_from(oracle, runner, settings, options);
}

std::string text_of(const std::vector<Stepper::Pending>& history)
{
    std::string text;
    for (const auto& step : history) {
        text += std::to_string(step.worker) + "ternfvl"[static_cast<int>(step.kind)] +
                std::to_string(step.version.index) + " ";
    }
    return text;
}

}  // namespace

void StepperTest::theSameChoicesGiveTheSameRun()
{
    const test::Oracle oracle(small_block(3, 8));
    std::vector<std::vector<Stepper::Pending>> histories;
    for (int round = 0; round < 3; ++round) {
        test::Dice dice(17);
        BlockRunner runner;
        Stepper stepper(3, Stepper::Grain::accesses,
                        [&](auto pending) { return dice.below(pending.size()); });
        const std::string difference = run_stepwise(oracle, runner, settings_of(3, 1), stepper);
        QVERIFY2(difference.empty(), difference.c_str());
        histories.push_back(stepper.history());
    }
    QVERIFY(histories[0].size() > 30);
    QVERIFY(histories[0] == histories[1]);
    QVERIFY(histories[0] == histories[2]);
}

void StepperTest::choicesThatFavourSomeStillEnd_data()
{
    QTest::addColumn<int>("stride");
    QTest::newRow("always the first") << 0;
    QTest::newRow("in turn, whoever is there") << 1;
    QTest::newRow("always the last") << -1;
}

/// Such a choice can pass over a worker for ever, if those without a task may ask again and again.
void StepperTest::choicesThatFavourSomeStillEnd()
{
    QFETCH(int, stride);
    BlockRunner runner;
    for (std::uint64_t seed = 1; seed < 100; ++seed) {
        const test::Oracle oracle(small_block(seed, 24));
        std::size_t turn = 0;
        Stepper stepper(4, Stepper::Grain::accesses, [&](auto pending) -> std::size_t {
            return stride < 0 ? pending.size() - 1
                              : (turn += static_cast<std::size_t>(stride)) % pending.size();
        });
        const std::string difference = run_stepwise(oracle, runner, settings_of(4, seed), stepper);
        QVERIFY2(difference.empty(), ("seed " + std::to_string(seed) + ": " + difference).c_str());
    }
}

void StepperTest::allInterleavingsOfVerbsAreTheSame_data()
{
    QTest::addColumn<quint64>("seed");
    const bool sanitized = qEnvironmentVariableIsSet("LANESCOPE_SANITIZER_RUN");
    for (quint64 seed = 1; seed < (sanitized ? 2u : 5u); ++seed) {
        QTest::addRow("two transactions of seed %llu", static_cast<unsigned long long>(seed))
            << seed;
    }
}

void StepperTest::allInterleavingsOfVerbsAreTheSame()
{
    QFETCH(quint64, seed);
    const test::Oracle oracle(small_block(seed, 2));
    BlockRunner runner;
    // Counts through the tree of choices: `path` are the choices so far, `widths` how many there were.
    std::vector<std::size_t> path, widths;
    std::size_t runs = 0;
    for (bool more = true; more; ++runs) {
        std::size_t depth = 0;
        widths.clear();
        Stepper stepper(2, Stepper::Grain::verbs, [&](auto pending) {
            if (depth == path.size()) {
                path.push_back(0);
            }
            widths.push_back(pending.size());
            return path[depth++];
        });
        const std::string difference = run_stepwise(oracle, runner, settings_of(2, seed), stepper);
        QVERIFY2(difference.empty(), (difference + " after " + text_of(stepper.history())).c_str());
        path.resize(widths.size());
        while (!path.empty() && path.back() + 1 == widths[path.size() - 1]) {
            path.pop_back();
        }
        more = !path.empty();
        if (more) {
            ++path.back();
        }
    }
    qInfo("%zu interleavings", runs);
    QVERIFY(runs > 20 || !oracle.result);
}

void StepperTest::randomInterleavingsOfAccessesAreTheSame()
{
    const bool sanitized = qEnvironmentVariableIsSet("LANESCOPE_SANITIZER_RUN");
    const QByteArray given = qgetenv("LANESCOPE_SEED");
    const std::uint64_t first = given.isEmpty() ? std::random_device{}() : given.toULongLong();
    const std::uint64_t count = sanitized ? 30 : 500;
    qInfo("%llu blocks from LANESCOPE_SEED=%llu on", static_cast<unsigned long long>(count),
          static_cast<unsigned long long>(first));
    BlockRunner runner;
    for (std::uint64_t seed = first; seed < first + count; ++seed) {
        const test::Oracle oracle(small_block(seed, 10));
        test::Dice dice(seed);
        const auto workers = static_cast<std::uint32_t>(dice.between(2, 5));
        Stepper stepper(workers, Stepper::Grain::accesses,
                        [&](auto pending) { return dice.below(pending.size()); });
        const std::string difference =
            run_stepwise(oracle, runner, settings_of(workers, seed), stepper);
        QVERIFY2(difference.empty(),
                 ("LANESCOPE_SEED=" + std::to_string(seed) + ": " + difference).c_str());
    }
}

QTEST_GUILESS_MAIN(StepperTest)
#include "stepper_test.moc"
