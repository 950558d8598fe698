// SPDX-License-Identifier: GPL-3.0-or-later
// The tables for people say what the run says.
#include "base/hex.h"
#include "store/store_fixture.h"

#include <algorithm>

using namespace lanescope;
using store::RecordingFile;
using test::query;

class SqlTablesTest : public QObject, private test::StoreFixture {
    Q_OBJECT

private slots:
    void initTestCase() { recordRun(); }
    void init() { freshFolder(); }

    void theTablesSayWhatTheRunSays();
};

void SqlTablesTest::theTablesSayWhatTheRunSays()
{
    write(path("a.lanescope"), {m_run});
    const auto ask = [&](const char* sql) { return query(path("a.lanescope"), sql); };
    QCOMPARE(ask("PRAGMA integrity_check"), "ok");
    QCOMPARE(ask("SELECT strategy, ending, workers, committed, gas_used FROM runs"),
             QString("block-stm|finished|8|200|%1").arg(m_run->summary.gas_used));
    QCOMPARE(ask("SELECT count(*), sum(committed) FROM incarnations WHERE outcome = 'executed' "
                 "AND committed"),
             "200|200");
    QCOMPARE(ask("SELECT count(*) FROM transactions WHERE selector = '0xa9059cbb'"), "200");
    QCOMPARE(ask("SELECT count(*) FROM contracts"), "1");
    QCOMPARE(ask("SELECT sum(gas) FROM incarnations WHERE committed"),
             QString::number(m_run->summary.gas_used));
    // Every location of every abort has a name.
    QCOMPARE(ask("SELECT count(*) FROM aborts a LEFT JOIN locations l ON l.run = a.run AND "
                 "l.id = a.location WHERE l.address IS NULL"),
             "0");
    std::size_t mismatches = 0;
    std::size_t aborts = 0;
    for (const auto& log : m_run->workers) {
        aborts += log->aborts.size();
        for (std::size_t i = 0; i < log->aborts.size(); ++i) {
            mismatches += log->aborts[i].mismatches.size();
        }
    }
    QCOMPARE(ask("SELECT count(*), (SELECT aborts FROM runs), (SELECT sum(mismatches) FROM "
                 "incarnations) FROM aborts"),
             QString("%1|%2|%1").arg(mismatches).arg(aborts));
    const auto busy = std::find_if(m_run->workers.begin(), m_run->workers.end(),
                                   [](const auto& log) { return log->incarnations.size() > 0; });
    QVERIFY(busy != m_run->workers.end());
    const IncarnationRecord& record = (*busy)->incarnations[0];
    const std::string of_record =
        "SELECT gas, worker, end_ns - begin_ns >= 0 FROM incarnations WHERE tx = " +
        std::to_string(record.version.index) +
        " AND incarnation = " + std::to_string(record.version.incarnation);
    QCOMPARE(ask(of_record.c_str()), QString("%1|%2|1").arg(record.gas_used).arg(record.worker));
    const Location location = m_run->locations.location(record.access.reads[0].location);
    const std::string of_location = "SELECT address FROM locations WHERE id = " +
                                    std::to_string(record.access.reads[0].location.value);
    QCOMPARE(ask(of_location.c_str()), QString::fromStdString(to_hex(location.address)));
    const std::string of_kind = "SELECT kind FROM locations WHERE id = " +
                                std::to_string(record.access.reads[0].location.value);
    const QStringList kinds{"existence",          "balance",     "nonce", "code",
                            "storage_generation", "storage_slot"};
    QCOMPARE(ask(of_kind.c_str()), kinds[static_cast<int>(location.kind)]);
    QVERIFY(ask("SELECT count(*) FROM locations WHERE kind = 'storage_slot' AND "
                "length(slot) = 66")
                .toInt() > 50);
}

QTEST_GUILESS_MAIN(SqlTablesTest)
#include "sql_tables_test.moc"
