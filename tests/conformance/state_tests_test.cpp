// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/test_exclusions.h"
#include "app/test_suite.h"
#include "support/shared_data.h"

#include <QtTest>

#include <cstdlib>

using namespace lanescope;

/// The official GeneralStateTests: every entry of every fork in every file.
class StateTestsTest : public QObject {
    Q_OBJECT

private slots:
    void everyEntryOfEveryForkAgrees_data();
    void everyEntryOfEveryForkAgrees();
    void onlyDraftsAreExcluded();
};

void StateTestsTest::everyEntryOfEveryForkAgrees_data()
{
    QTest::addColumn<QString>("folder");
    LANESCOPE_NEEDS_SHARED_DATA();
    const auto root = test::unpacked("ethereum-tests/StateTests.tar.xz");
    QVERIFY2(root.has_value(), root ? "" : root.error().message.c_str());
    // Sanitized code is some ten times slower: there, a part that meets every room.
    const bool subset = std::getenv("LANESCOPE_SANITIZER_RUN") != nullptr;
    const QStringList chosen{"stSStoreTest", "stCreate2",       "stRevertTest", "Cancun",
                             "stEIP2930",    "stZeroKnowledge", "stMemoryTest", "stRandom"};
    for (const auto& range : std::filesystem::directory_iterator(*root / "StateTests")) {
        for (const auto& folder : std::filesystem::directory_iterator(range.path())) {
            const QString name = QString::fromStdString(folder.path().filename().string());
            const bool is_range_of_files = !folder.is_directory();
            if (subset && !is_range_of_files && !chosen.contains(name)) {
                continue;
            }
            const QString path = QString::fromStdString(is_range_of_files ? range.path().string()
                                                                          : folder.path().string());
            const QString tag = QString::fromStdString(
                std::filesystem::relative(path.toStdString(), *root / "StateTests").string());
            QTest::newRow(qPrintable(tag)) << path;
            if (is_range_of_files) {
                break;
            }
        }
    }
}

void StateTestsTest::everyEntryOfEveryForkAgrees()
{
    QFETCH(QString, folder);
    app::SuiteOptions options;
    options.kind = app::SuiteKind::state_tests;
    const app::SuiteResult result = app::run_suite({folder.toStdString()}, options);
    for (const Error& error : result.errors) {
        qWarning("%s", error.message.c_str());
    }
    for (const app::SuiteCase& failure : result.failures) {
        qWarning("%s: %s: %s", failure.path.c_str(), failure.outcome.name.c_str(),
                 failure.outcome.detail.c_str());
    }
    QCOMPARE(result.errors.size(), std::size_t{0});
    QCOMPARE(result.failures.size(), std::size_t{0});
    QVERIFY(result.cases() > 0);
    qInfo("%zu passed, %zu excluded", result.passed, result.exclusions.size());
}

void StateTestsTest::onlyDraftsAreExcluded()
{
    QVERIFY(app::exclusion_of("g1_add_12", "Prague"));
    QVERIFY(!app::exclusion_of("g1_add_12", "Osaka"));
    QVERIFY(!app::exclusion_of("g1_mul_12", "Prague"));
    QVERIFY(!app::exclusion_of("g1_add", "Prague"));
    QVERIFY(!app::exclusion_of("test_g1_add[fork_Prague]", "Prague"));
}

QTEST_GUILESS_MAIN(StateTestsTest)
#include "state_tests_test.moc"
