// SPDX-License-Identifier: GPL-3.0-or-later
// `lanescope report`: its figures as people and as programs get them.
#include "support/program.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QtTest>

using namespace lanescope::test;

namespace {

double sumOf(const QJsonObject& object)
{
    double sum = 0;
    for (const auto& value : object) {
        sum += value.toDouble();
    }
    return sum;
}

/// Equal but for what adding fractions of a microsecond rounds off.
bool isClose(double a, double b)
{
    return qAbs(a - b) <= 1e-6 * qMax(1.0, qMax(qAbs(a), qAbs(b)));
}

QString samplePath(const char* name)
{
    return QFileInfo(sample()).dir().filePath(QString::fromLatin1(name));
}

QJsonObject reportOf(const QStringList& words)
{
    const Ran ran = runLanescope(QStringList{"report", "--json"} + words);
    return ran.exitCode == 0 ? ran.json() : QJsonObject{};
}

}  // namespace

class ReportTest : public QObject {
    Q_OBJECT

private slots:
    void theFiguresOfADocumentFitEachOther()
    {
        const QJsonObject document = reportOf({"--workers", "4", sample()});
        QVERIFY(!document["definitions"].toObject()["bound"].toString().isEmpty());
        QCOMPARE(document["recordings"].toArray().size(), 1);
        const QJsonObject recording = document["recordings"].toArray()[0].toObject();
        const QJsonObject totals = recording["totals"].toObject();
        QCOMPARE(totals["workers"].toInt(), 4);
        QCOMPARE(totals["committed"].toInt(), 200);
        QCOMPARE(totals["committedGas"].toInt(), 6'653'014);
        const double duration = totals["durationMicroseconds"].toDouble();
        QVERIFY(isClose(totals["transactionsPerSecond"].toDouble(), 200 / duration * 1e6));
        QVERIFY(isClose(totals["workerTimeMicroseconds"].toDouble(), 4 * duration));

        const QJsonArray each = recording["workers"].toObject()["each"].toArray();
        QCOMPARE(each.size(), 4);
        for (const auto& worker : each) {
            QVERIFY(isClose(sumOf(worker.toObject()), duration));
        }

        const QJsonObject wasted = totals["wasted"].toObject();
        const QJsonObject work = recording["wastedWork"].toObject();
        for (const char* list : {"hotLocationsByTime", "hotLocationsByGas", "contractsCalled",
                                 "accountsCausing", "selectors"}) {
            double microseconds = 0;
            double gas = 0;
            int incarnations = 0;
            for (const auto& entry : work[list].toArray()) {
                microseconds += entry.toObject()["wastedMicroseconds"].toDouble();
                gas += entry.toObject()["wastedGas"].toDouble();
                incarnations +=
                    entry.toObject()["aborts"].toInt() + entry.toObject()["suspensions"].toInt();
            }
            QVERIFY2(isClose(microseconds, wasted["wastedMicroseconds"].toDouble()), list);
            QCOMPARE(gas, wasted["wastedGas"].toDouble());
            QCOMPARE(incarnations, totals["reExecutions"].toInt());
        }

        int executed = 0;
        int again = 0;
        for (const auto& entry : recording["reExecutions"].toObject()["distribution"].toArray()) {
            executed += entry.toObject()["transactions"].toInt();
            again +=
                entry.toObject()["transactions"].toInt() * entry.toObject()["reExecutions"].toInt();
        }
        QCOMPARE(executed, 200);
        QCOMPARE(again, totals["reExecutions"].toInt());
        QCOMPARE(totals["incarnations"].toInt(), executed + again);
    }
    void thePathFollowsDependenciesAndItsStepsSumUp()
    {
        const QJsonObject recording =
            reportOf({"--workers=2", sample()})["recordings"].toArray()[0].toObject();
        // A quarter of the transfers goes to one receiver, so each of those reads the one before.
        const QJsonArray dependencies =
            recording["conflictGraph"].toObject()["dependencies"].toArray();
        QVERIFY(dependencies.size() > 20);
        QSet<QPair<int, int>> edges;
        for (const auto& entry : dependencies) {
            const QJsonObject edge = entry.toObject();
            QVERIFY(edge["writer"].toInt() < edge["reader"].toInt());
            QVERIFY(!edge["reads"].toArray().isEmpty());
            edges.insert({edge["reader"].toInt(), edge["writer"].toInt()});
        }
        const QJsonObject path =
            recording["dependencyPath"].toObject()["byGas"].toObject()["foldsCounted"].toObject();
        const QJsonArray steps = path["steps"].toArray();
        double gas = 0;
        for (int i = 0; i < steps.size(); ++i) {
            gas += steps[i].toObject()["countedGas"].toDouble();
            if (i > 0) {
                QVERIFY(edges.contains({steps[i].toObject()["transaction"].toInt(),
                                        steps[i - 1].toObject()["transaction"].toInt()}));
            }
        }
        QVERIFY(steps.size() > 20);
        QCOMPARE(gas, path["lengthGas"].toDouble());
        QCOMPARE(path["allTransactionsGas"].toInt(), 6'653'014);
        const QJsonObject bound = path["bound"].toObject();
        QCOMPARE(bound["workers"].toInt(), 2);
        QCOMPARE(bound["evenShareGas"].toInt(), 6'653'014 / 2);
        QVERIFY(bound["pathFromReadsGas"].toDouble() < path["lengthGas"].toDouble());
        QCOMPARE(bound["potentialSpeedUp"].toDouble(), 6'653'014 / bound["boundGas"].toDouble());
    }
    void topCutsRankings()
    {
        const QJsonObject work = reportOf({"--workers=8", "--top=1", sample()})["recordings"]
                                     .toArray()[0]
                                     .toObject()["wastedWork"]
                                     .toObject();
        QVERIFY(work.contains("hotLocationsByTime"));
        QVERIFY(work["hotLocationsByTime"].toArray().size() <= 1);
        QVERIFY(work["selectors"].toArray().size() <= 1);
    }
    void peopleGetSectionsWithWhatTheyMean()
    {
        const Ran ran = runLanescope({"report", "--workers", "4", "--top", "3", sample()});
        VERIFY_EXIT(ran, 0);
        QVERIFY(ran.errors.isEmpty());
        for (const char* part :
             {"\nSpeed\n", "\nWorker time, ms\n", "\nRe-executions\n", "\nConflict graph\n",
              "\nDependency path and bound\n", "6,653,014", "200 transactions", "4 workers on ",
              "potential speed-up", "bound, 4 workers", "Wasted work: time and gas of"}) {
            QVERIFY2(ran.output.contains(part), ran.text().constData());
        }
        QVERIFY(!ran.output.contains('\033'));  // no terminal reads it
    }
    void severalBlocksHaveAReportEach()
    {
        QCOMPARE(reportOf({sample(), sample()})["recordings"].toArray().size(), 2);
    }
    void badInputIsAnError()
    {
        Ran ran = runLanescope({"report", "/nowhere/block.json"});
        VERIFY_EXIT(ran, 2);
        QVERIFY(ran.errors.contains("no such file"));
        ran = runLanescope({"report", "--workers", "129", sample()});
        VERIFY_EXIT(ran, 2);
        QVERIFY(ran.errors.contains("from 1 to 128"));
        ran = runLanescope({"report", "--top", "0", sample()});
        VERIFY_EXIT(ran, 2);
    }

    void storageAndFunctionsHaveNames()
    {
        // The sample's token is known by no artifact: its balances are guessed, and say so.
        const QJsonObject guessed = reportOf({"--workers", "2", sample()});
        const QJsonArray dependencies = guessed["recordings"]
                                            .toArray()[0]
                                            .toObject()["conflictGraph"]
                                            .toObject()["dependencies"]
                                            .toArray();
        QVERIFY(!dependencies.isEmpty());
        std::size_t named = 0;
        for (const auto& dependency : dependencies) {
            for (const auto& read : dependency.toObject()["reads"].toArray()) {
                const QJsonObject location = read.toObject()["location"].toObject();
                if (location["kind"].toString() == "storage slot") {
                    const QString name = location["name"].toString();
                    QVERIFY2(name.startsWith("balances[0x") && name.endsWith(" (guess)"),
                             qPrintable(name));
                    ++named;
                }
            }
        }
        QVERIFY(named > 0);
    }

    void accountsAndSelectorsHaveNamesBesideTheirHex()
    {
        // Whether work is wasted is a matter of threads: until some is.
        QJsonObject work;
        for (int i = 0; i < 100 && work["contractsCalled"].toArray().isEmpty(); ++i) {
            work = reportOf({"--workers", "8", samplePath("game-naive.json.gz")})["recordings"]
                       .toArray()[0]
                       .toObject()["wastedWork"]
                       .toObject();
        }
        for (const char* list : {"contractsCalled", "accountsCausing"}) {
            const QJsonArray accounts = work[list].toArray();
            QCOMPARE(accounts.size(), 1);
            const QJsonObject account = accounts[0].toObject();
            QCOMPARE(account["name"].toString(), QString("SharedWorld"));
            const QString hex =
                account[QString(list) == "contractsCalled" ? "contract" : "account"].toString();
            QVERIFY2(hex.startsWith("0x") && hex.size() == 42, qPrintable(hex));
        }
        QVERIFY(!work["selectors"].toArray().isEmpty());
        for (const auto& entry : work["selectors"].toArray()) {
            const QJsonObject selector = entry.toObject();
            QCOMPARE(selector["selector"].toString().size(), 10);
            const QString name = selector["name"].toString();
            QVERIFY2(name == "gather(uint256)" || name == "move(uint256)", qPrintable(name));
        }
    }

    void ofManyBadArtifactsTheFirstTenAreSaidAndJsonHasAll()
    {
        QTemporaryDir folder;
        for (int i = 10; i < 35; ++i) {
            QFile bad(folder.filePath(QStringLiteral("bad%1.json").arg(i)));
            QVERIFY(bad.open(QIODevice::WriteOnly));
            bad.write("{\"abi\": [");
        }
        const Ran ran = runLanescope(
            {"report", "--json", "--artifacts", folder.path(), "--workers", "2", sample()});
        VERIFY_EXIT(ran, 0);
        QCOMPARE(ran.errors.count('\n'), 11);
        QVERIFY2(ran.errors.contains("bad19.json") && !ran.errors.contains("bad20.json"),
                 ran.text().constData());
        QVERIFY2(ran.errors.contains("… and 15 more"), ran.text().constData());
        const QJsonArray warnings = ran.json()["artifactWarnings"].toArray();
        QCOMPARE(warnings.size(), 25);
        QVERIFY(warnings[24].toString().contains("bad34.json"));
        QVERIFY(reportOf({"--workers", "2", sample()})["artifactWarnings"].toArray().isEmpty());
    }

    void artifactsAreReadAndWhatIsWrongWithThemIsSaid()
    {
        QTemporaryDir folder;
        QFile bad(folder.filePath("bad.json"));
        QVERIFY(bad.open(QIODevice::WriteOnly));
        bad.write("{\"abi\": [");
        bad.close();
        const Ran ran =
            runLanescope({"report", "--artifacts", folder.path(), "--workers", "2", sample()});
        VERIFY_EXIT(ran, 0);
        QVERIFY2(ran.errors.contains("bad.json"), ran.text().constData());
        const Ran missing = runLanescope({"report", "--artifacts", "/nonexistent", sample()});
        VERIFY_EXIT(missing, 2);
        QVERIFY2(missing.errors.contains("/nonexistent"), missing.text().constData());
    }

    void aTraceNamesTheSlotsOfItsStorageInstructions()
    {
        const Ran plain = runLanescope({"trace", "--tx", "0", sample()});
        VERIFY_EXIT(plain, 0);
        QVERIFY(!plain.output.contains("storageName"));
        const Ran named = runLanescope({"trace", "--tx", "0", "--artifacts",
                                        LANESCOPE_SOURCE_DIR "/samples/contracts", sample()});
        VERIFY_EXIT(named, 0);
        QVERIFY2(named.output.contains("\"storageName\":\"balances[0x"), named.text().constData());
    }
};

QTEST_GUILESS_MAIN(ReportTest)
#include "report_test.moc"
