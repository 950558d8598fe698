// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/contentious_block.h"
#include "support/strategy_equality.h"

#include <QtTest>

#include <array>
#include <random>
#include <set>
#include <utility>

using namespace lanescope;

/// Block-STM on generated blocks in which nearly everything conflicts, compared with sequential
/// execution. LANESCOPE_SEED and LANESCOPE_BLOCKS choose which and how many.
class GeneratedBlocksEqualityTest : public QObject {
    Q_OBJECT

private slots:
    void manyBlocksAreTheSame();
    void longBlocksWhoseChangesWorkersShareAreTheSame();
};

namespace {

std::uint64_t number_of(const char* variable, std::uint64_t otherwise)
{
    const QByteArray text = qgetenv(variable);
    return text.isEmpty() ? otherwise : text.toULongLong();
}

/// Whether some location has two names.
bool is_named_twice(const LocationTable& names)
{
    std::set<Address> accounts;
    std::set<std::pair<std::uint32_t, Uint256>> storage;
    for (std::uint32_t i = 0; i < names.account_limit(); ++i) {
        if (names.has_account(i) && !accounts.insert(names.account(i)).second) {
            return true;
        }
    }
    for (std::uint32_t i = 0; i < names.slot_limit(); ++i) {
        if (names.has_slot(i) &&
            !storage.emplace(names.slot(i).account, names.slot(i).key).second) {
            return true;
        }
    }
    return false;
}

}  // namespace

void GeneratedBlocksEqualityTest::manyBlocksAreTheSame()
{
    const bool sanitized = qEnvironmentVariableIsSet("LANESCOPE_SANITIZER_RUN");
    const std::uint64_t first = number_of("LANESCOPE_SEED", std::random_device{}());
    const std::uint64_t count = number_of("LANESCOPE_BLOCKS", sanitized ? 400 : 10'000);
    qInfo("%llu blocks from LANESCOPE_SEED=%llu on", static_cast<unsigned long long>(count),
          static_cast<unsigned long long>(first));
    BlockRunner runner;
    std::uint64_t valid = 0, aborts = 0, suspended = 0;
    for (std::uint64_t seed = first; seed < first + count; ++seed) {
        const test::Oracle oracle(test::contentious_block(seed));
        valid += oracle.result ? 1 : 0;
        const std::uint32_t workers = std::array{2u, 3u, 4u, 8u}[seed / 4 % 4];
        RunSettings settings;
        settings.workers = workers;
        settings.adapt_workers = false;
        settings.detail = seed % 8 == 7 ? RecordingDetail::off : RecordingDetail::spans;
        settings.suspend_on_estimate = seed % 4 != 1;
        settings.lazy_beneficiary = seed % 4 != 2;
        settings.commutative_balances = seed % 5 != 1;
        settings.foresee_slots = seed % 16 == 15 || seed % 16 == 2;
        std::shared_ptr<const RunRecord> record;
        test::Jitter jitter(seed);
        BlockRunner::Options options;
        options.gate = &jitter;
        const std::string difference =
            test::difference_from(oracle, runner, settings, options, &record);
        QVERIFY2(difference.empty(),
                 qPrintable(QString("LANESCOPE_SEED=%1 LANESCOPE_BLOCKS=1, %2 workers: %3")
                                .arg(seed)
                                .arg(workers)
                                .arg(QString::fromStdString(difference))));
        if (settings.detail == RecordingDetail::off) {
            settings.adapt_workers = true;
            options.parallel_from = static_cast<std::uint32_t>(
                seed / 8 % (oracle.input->block.transactions.size() + 1));
            const std::string adapted = test::difference_from(oracle, runner, settings, options);
            QVERIFY2(adapted.empty(), qPrintable(QString("LANESCOPE_SEED=%1, parallel from %2: %3")
                                                     .arg(seed)
                                                     .arg(*options.parallel_from)
                                                     .arg(QString::fromStdString(adapted))));
        }
        if (record != nullptr) {
            QVERIFY2(!is_named_twice(record->locations), qPrintable(QString::number(seed)));
            const Recording recording(record);
            for (std::size_t i = 0; i < recording.worker_count(); ++i) {
                aborts += recording.aborts(i).size();
                for (const IncarnationRecord& incarnation : recording.incarnations(i)) {
                    suspended += incarnation.end == IncarnationEnd::suspended ? 1 : 0;
                }
            }
        }
    }
    qInfo("%llu valid, %llu aborts, %llu suspended", static_cast<unsigned long long>(valid),
          static_cast<unsigned long long>(aborts), static_cast<unsigned long long>(suspended));
    // Otherwise the blocks say little. Some 60 of 100 are valid, and 6 of them have conflicts.
    QVERIFY(count < 100 || valid * 3 > count);
    QVERIFY(count < 100 || aborts + suspended > count / 10);
}

void GeneratedBlocksEqualityTest::longBlocksWhoseChangesWorkersShareAreTheSame()
{
    const bool sanitized = qEnvironmentVariableIsSet("LANESCOPE_SANITIZER_RUN");
    const std::uint64_t first = number_of("LANESCOPE_SEED", std::random_device{}());
    const std::uint64_t wanted = sanitized ? 3 : 30;
    qInfo("%llu valid blocks from LANESCOPE_SEED=%llu on", static_cast<unsigned long long>(wanted),
          static_cast<unsigned long long>(first));
    BlockRunner runner;
    std::uint64_t valid = 0;
    // Only valid blocks have changes to share. More than half are; one in a hundred would be a
    // mistake of the generator.
    for (std::uint64_t seed = first; valid < wanted; ++seed) {
        QVERIFY2(seed < first + 100 * wanted, "the generator makes hardly a valid block");
        const test::Oracle oracle(test::long_contentious_block(seed, 1'200));
        valid += oracle.result ? 1 : 0;
        for (const std::uint32_t workers : {2u, 8u}) {
            RunSettings settings;
            settings.workers = workers;
            settings.adapt_workers = false;
            settings.detail = RecordingDetail::off;
            settings.lazy_beneficiary = seed % 4 != 2;
            settings.commutative_balances = seed % 5 != 1;
            const std::string difference = test::difference_from(oracle, runner, settings, {});
            QVERIFY2(difference.empty(), qPrintable(QString("LANESCOPE_SEED=%1, %2 workers: %3")
                                                        .arg(seed)
                                                        .arg(workers)
                                                        .arg(QString::fromStdString(difference))));
        }
    }
}

QTEST_GUILESS_MAIN(GeneratedBlocksEqualityTest)
#include "generated_blocks_equality_test.moc"
