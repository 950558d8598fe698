// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/shared_block_rows.h"
#include "support/strategy_equality.h"

#include <QtTest>

using namespace lanescope;

/// Block-STM on real blocks, compared with sequential execution.
class RealBlocksEqualityTest : public QObject {
    Q_OBJECT

private slots:
    void everyBlockIsTheSameOnAnyNumberOfWorkers_data() { test::add_rows_for_shared_blocks(); }
    void everyBlockIsTheSameOnAnyNumberOfWorkers();
};

void RealBlocksEqualityTest::everyBlockIsTheSameOnAnyNumberOfWorkers()
{
    QFETCH(QString, path);
    const auto input = test::load_block(path.toStdString());
    QVERIFY(input != nullptr);
    const test::Oracle oracle(input);
    QVERIFY2(oracle.result.has_value(), oracle.result ? "" : oracle.result.error().message.c_str());
    BlockRunner runner;
    const bool sanitized = qEnvironmentVariableIsSet("LANESCOPE_SANITIZER_RUN");
    const std::vector<std::uint32_t> counts =
        sanitized ? std::vector<std::uint32_t>{2, 8}
                  : std::vector<std::uint32_t>{1, 2, 3, 4, 8, 16, 32};
    for (const std::uint32_t workers : counts) {
        struct Kind {
            bool recorded;
            bool adapts;
            bool foresees;
            std::optional<std::uint32_t> parallel_from;
        };
        const auto half = static_cast<std::uint32_t>(input->block.transactions.size() / 2);
        for (const Kind kind : {Kind{false, false, false, {}}, Kind{true, false, false, {}},
                                Kind{true, false, true, {}}, Kind{false, true, true, {}},
                                Kind{false, true, true, half}}) {
            RunSettings settings;
            settings.workers = workers;
            settings.adapt_workers = kind.adapts;
            settings.foresee_slots = kind.foresees;
            settings.detail = kind.recorded ? RecordingDetail::spans : RecordingDetail::off;
            BlockRunner::Options options;
            options.parallel_from = kind.parallel_from;
            const std::string difference = test::difference_from(oracle, runner, settings, options);
            QVERIFY2(difference.empty(), qPrintable(QString("%1 workers: %2")
                                                        .arg(workers)
                                                        .arg(QString::fromStdString(difference))));
        }
    }
}

QTEST_GUILESS_MAIN(RealBlocksEqualityTest)
#include "real_blocks_equality_test.moc"
