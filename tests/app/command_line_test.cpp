// SPDX-License-Identifier: GPL-3.0-or-later
// The program as its caller sees it: words in, exit code and two streams out.
#include "support/program.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QSet>
#include <QTemporaryDir>
#include <QtTest>

#include <csignal>

using namespace lanescope::test;

namespace {

const QStringList commands{"verify", "statetest", "blocktest", "run",
                           "report", "trace",     "generate",  "record"};

/// A state test whose one transaction adds two numbers and stores the sum, by its expected roots.
QByteArray stateTest(const QByteArray& stateRoot)
{
    return R"({"storesASum":{"_info":{},"env":{
        "currentCoinbase":"0x2adc25665018aa1fe0e6bc666dac8fc2697ff9ba","currentDifficulty":"0x20000",
        "currentGasLimit":"0xff112233445566","currentNumber":"0x1","currentTimestamp":"0x3e8",
        "currentBaseFee":"0xa","currentRandom":"0x)" +
           QByteArray(64, '0') + R"("},
        "pre":{"0xa94f5374fce5edbc8e2a8697c15331677e6ebf0b":{"balance":"0xde0b6b3a7640000",
            "code":"0x","nonce":"0x0","storage":{}}},
        "transaction":{"data":["0x"],"gasLimit":["0x61a80"],"gasPrice":"0xa","nonce":"0x0",
            "secretKey":"0x45a915e4d060149eb4365960e6a7a45f334393093061116b197e3240065ff2d8",
            "to":"0x00000000000000000000000000000000000000ff","value":["0x1"]},
        "post":{"Shanghai":[{"hash":")" +
           stateRoot +
           R"(","logs":"0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347",
            "indexes":{"data":0,"gas":0,"value":0}}]}}})";
}

}  // namespace

class CommandLineTest : public QObject {
    Q_OBJECT

private:
    QString write(const QString& name, const QByteArray& content)
    {
        QFile file(m_folder.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size()) {
            return {};
        }
        return file.fileName();
    }
    /// Runs a state test twice: to learn the root that execution gives, then with that root.
    QByteArray passingStateTest()
    {
        const QString path = write("probe.json", stateTest("0x" + QByteArray(64, '1')));
        const Ran ran = runLanescope({"statetest", "--json", path});
        const QString detail = ran.json()["failures"].toArray()[0].toObject()["detail"].toString();
        static const QRegularExpression hash("0x[0-9a-f]{64}");
        for (auto match = hash.globalMatch(detail); match.hasNext();) {
            const QByteArray root = match.next().captured().toLatin1();
            if (root != "0x" + QByteArray(64, '1')) {
                return stateTest(root);
            }
        }
        return {};
    }

    QTemporaryDir m_folder;

private slots:
    void initTestCase() { QVERIFY(m_folder.isValid()); }

    void theHelpSaysHowTheWindowAndTheCommandsAreStarted()
    {
        const Ran ran = runLanescope({"--help"});
        VERIFY_EXIT(ran, 0);
        QVERIFY(ran.output.contains("Usage: lanescope [FILE"));
        QVERIFY(ran.output.contains("lanescope COMMAND [OPTION"));
        QVERIFY(ran.output.contains("Without a command the window opens"));
        QCOMPARE(ran.output, runLanescope({"help"}).output);
        QVERIFY(ran.errors.isEmpty());
    }
    void theHelpListsEveryCommand()
    {
        const QByteArray help = runLanescope({"--help"}).output;
        for (const QString& command : commands) {
            QVERIFY2(help.contains(("\n  " + command + " ").toUtf8()), qPrintable(command));
        }
    }
    void theVersionIsOneLine()
    {
        const Ran ran = runLanescope({"--version"});
        VERIFY_EXIT(ran, 0);
        QVERIFY(ran.output.startsWith("lanescope "));
        QCOMPARE(ran.output.count('\n'), 1);
    }

    void everyCommandHasAHelp_data()
    {
        QTest::addColumn<QString>("command");
        for (const QString& command : commands) {
            QTest::newRow(qPrintable(command)) << command;
        }
    }
    void everyCommandHasAHelp()
    {
        QFETCH(QString, command);
        const Ran ran = runLanescope({command, "--help"});
        VERIFY_EXIT(ran, 0);
        QVERIFY(ran.errors.isEmpty());
        for (const QString& part :
             {"Usage: lanescope " + command, QString("Options:"), QString("--json"),
              QString("Examples:"), QString("Exit codes:")}) {
            QVERIFY2(ran.output.contains(part.toUtf8()), qPrintable(part));
        }
        for (const QByteArray& line : ran.output.split('\n')) {
            QVERIFY2(QString::fromUtf8(line).size() <= 100, line.constData());
        }
        QCOMPARE(runLanescope({"help", command}).output, ran.output);
        QCOMPARE(runLanescope({command, "-h"}).output, ran.output);
    }

    void badUsageIsOneLineAndExitCode2_data()
    {
        QTest::addColumn<QStringList>("words");
        QTest::addColumn<QString>("part");
        const auto row = [](const char* name, const QStringList& words, const QString& part) {
            QTest::newRow(name) << words << part;
        };
        row("unknown command", {"verfy", "x"}, "unknown command 'verfy'; did you mean 'verify'?");
        row("nothing like it", {"frobnicate"}, "unknown command 'frobnicate'; 'lanescope --help'");
        row("unknown option", {"--versoin"},
            "unknown option '--versoin'; did you mean '--version'?");
        row("swapped letters", {"verify", "--jsno", "x"}, "did you mean '--json'?");
        row("option of another command", {"verify", "--repeat", "3", "x"},
            "verify: unknown option");
        row("no file", {"verify"}, "verify: a FILE is missing");
        row("empty file name", {"verify", ""}, "an empty word is no FILE");
        row("no value", {"run", "x", "--repeat"}, "--repeat takes a value, K, which is missing");
        row("no number", {"run", "--repeat", "many", "x"},
            "whole number from 1 to 1000000, not 'many'");
        row("zero times", {"run", "--repeat", "0", "x"}, "whole number from 1 to 1000000, not '0'");
        row("negative", {"run", "--repeat=-1", "x"}, "not '-1'");
        row("number and more", {"run", "--repeat=3x", "x"}, "not '3x'");
        row("past 64 bits", {"run", "--repeat=99999999999999999999", "x"}, "whole number from 1");
        row("value of a flag", {"verify", "--json=yes", "x"}, "--json takes no value");
        row("twice", {"run", "--repeat=2", "--repeat=3", "x"}, "--repeat is given twice");
        row("no choice", {"trace", "--tx", "0", "--format", "xml", "x"},
            "'eip3155' or 'structlog'");
        row("which transaction", {"trace", "x"}, "--tx I is missing");
        row("two formats", {"trace", "--tx=0", "--json", "--format=eip3155", "x"}, "only one");
        row("unknown fork", {"statetest", "--fork", "Cancum", "x"}, "did you mean 'Cancun'?");
        row("unknown scenario", {"generate", "tokentransfers", "-o", "x"}, "'token-transfers'");
        row("no output", {"generate", "token-transfers"}, "--output FILE is missing");
        row("no scenario", {"generate", "-o", "x"}, "'lanescope generate --list' shows all");
        row("unlike any scenario", {"generate", "xyzzy", "-o", "x"}, "generate --list");
        row("unknown form", {"generate", "game", "--form=both", "-o", "x"},
            "'naive' or 'parallel'");
        row("form that is not there", {"generate", "token-transfers", "--form=parallel", "-o", "x"},
            "one form only");
        row("steep skew", {"generate", "game", "--zipf=5", "-o", "x"}, "from 0 to 4");
        row("skew that is not there", {"generate", "airdrop", "--zipf=1", "-o", "x"},
            "no Zipf skew");
        row("unknown action", {"generate", "game", "--mix=fly=1", "-o", "x"}, "gather, move");
        row("mix of nothing", {"generate", "game", "--mix=move=0", "-o", "x"}, "not all 0");
        row("list and more", {"generate", "--list", "--hot=1"}, "leave --hot out");
        row("list of one", {"generate", "--list", "game"}, "leave 'game' out");
        row("two scenarios", {"generate", "token-transfers", "again", "-o", "x"}, "'again'");
        row("share above one", {"generate", "token-transfers", "--hot=1.5", "-o", "x"},
            "from 0 to 1");
        row("share no number", {"generate", "token-transfers", "--hot=nan", "-o", "x"},
            "from 0 to 1");
        row("no such file", {"run", "/nowhere/block.json"}, "/nowhere/block.json: no such file");
        row("no such test", {"blocktest", "/nowhere"}, "/nowhere: no such file or folder");
        row("output nowhere",
            {"generate", "token-transfers", "--transactions=2", "-o", "/nowhere/block.json"},
            "/nowhere/block.json: cannot be written: No such file or directory");
    }
    void badUsageIsOneLineAndExitCode2()
    {
        QFETCH(QStringList, words);
        QFETCH(QString, part);
        const Ran ran = runLanescope(words);
        VERIFY_EXIT(ran, 2);
        QVERIFY2(ran.errors.startsWith("lanescope: ") && ran.errors.contains(part.toUtf8()),
                 ran.text().constData());
        QCOMPARE(ran.errors.count('\n'), 1);
    }
    void afterTwoDashesEverythingIsAFile()
    {
        const Ran ran = runLanescope({"verify", "--", "--json"});
        VERIFY_EXIT(ran, 2);
        QVERIFY2(ran.errors.contains("--json: no such file"), ran.text().constData());
    }

    void filesThatCannotBeReadAreAnErrorEach_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("part");
        QTest::newRow("empty") << QByteArray() << "file.json";
        QTest::newRow("no JSON") << QByteArray("hello") << "byte 0";
        QTest::newRow("cut") << QByteArray("{\"block\":{") << "file.json";
        QTest::newRow("something else") << QByteArray("{\"a\":1}") << "expected a block bundle";
        QTest::newRow("a state test")
            << stateTest("0x" + QByteArray(64, '1')) << "lanescope statetest";
        QTest::newRow("half of a pair")
            << QByteArray(R"({"0x00000000000000000000000000000000000000f0":
            {"balance":"0x1","nonce":1}})")
            << "file.json";
    }
    void filesThatCannotBeReadAreAnErrorEach()
    {
        QFETCH(QByteArray, content);
        QFETCH(QString, part);
        const QString path = write("file.json", content);
        for (const QStringList& command :
             {QStringList{"verify"}, QStringList{"run"}, QStringList{"trace", "--tx=0"}}) {
            const Ran ran = runLanescope(command + QStringList{path});
            VERIFY_EXIT(ran, 2);
            QVERIFY2(ran.errors.contains(path.toUtf8()) && ran.errors.contains(part.toUtf8()),
                     ran.text().constData());
        }
    }
    void aFolderWithoutInputSaysSo()
    {
        QTemporaryDir empty;
        const Ran ran = runLanescope({"verify", empty.path()});
        VERIFY_EXIT(ran, 2);
        QVERIFY(ran.errors.contains("found none"));
    }
    void aFileOfTheWrongKindNamesTheRightCommand()
    {
        const QString path = write("state.json", stateTest("0x" + QByteArray(64, '1')));
        Ran ran = runLanescope({"blocktest", path});
        VERIFY_EXIT(ran, 2);
        QVERIFY2(ran.errors.contains("run it with 'lanescope statetest'"), ran.text().constData());
        ran = runLanescope({"statetest", sample()});
        VERIFY_EXIT(ran, 2);
        QVERIFY2(ran.errors.contains("check it with 'lanescope verify'"), ran.text().constData());
    }

    void aStateTestThatHoldsPasses()
    {
        const QByteArray content = passingStateTest();
        QVERIFY(!content.isEmpty());
        const QString path = write("passes.json", content);
        Ran ran = runLanescope({"statetest", path});
        VERIFY_EXIT(ran, 0);
        QCOMPARE(ran.output, QByteArray("1 passed, 0 failed, 0 excluded\n"));
        ran = runLanescope({"statetest", "--fork", "Shanghai", "--jobs", "1", path});
        VERIFY_EXIT(ran, 0);
        ran = runLanescope({"statetest", "--fork", "Berlin", path});
        VERIFY_EXIT(ran, 2);
        QVERIFY(ran.errors.contains("no test says anything about fork 'Berlin'"));
    }
    void aStateTestThatDoesNotHoldIsALine()
    {
        const QString path = write("fails.json", stateTest("0x" + QByteArray(64, '1')));
        const Ran ran = runLanescope({"statetest", path});
        VERIFY_EXIT(ran, 1);
        QVERIFY2(ran.output.startsWith(("FAILED    " + path + "  storesASum").toUtf8()),
                 ran.text().constData());
        QVERIFY(ran.output.endsWith("\n0 passed, 1 failed, 0 excluded\n"));
    }
    void aFolderOfTestsRunsInOrderWhateverTheThreads()
    {
        QTemporaryDir folder;
        QVERIFY(QDir(folder.path()).mkpath("deeper"));
        QVERIFY(QDir(folder.path()).mkpath(".hidden"));
        for (const char* name : {"10.json", "2.json", "deeper/1.json", ".hidden/3.json"}) {
            QFile file(folder.filePath(name));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(stateTest("0x" + QByteArray(64, '1')));
        }
        const Ran alone = runLanescope({"statetest", "--jobs", "1", folder.path()});
        VERIFY_EXIT(alone, 1);
        QVERIFY(alone.output.endsWith("0 passed, 3 failed, 0 excluded\n"));
        QVERIFY(alone.output.indexOf("2.json") < alone.output.indexOf("10.json"));
        QCOMPARE(runLanescope({"statetest", "--jobs", "4", folder.path()}).output, alone.output);
    }
    void oneUnreadableFileMakesASuiteBadInput()
    {
        const QString bad = write("bad.json", "{");
        const QString good = write("good.json", passingStateTest());
        const Ran ran = runLanescope({"statetest", bad, good});
        VERIFY_EXIT(ran, 2);
        QCOMPARE(ran.output, QByteArray("1 passed, 0 failed, 0 excluded\n"));
        QVERIFY(ran.errors.contains("bad.json"));
    }

    void jsonIsOneDocument_data()
    {
        QTest::addColumn<QStringList>("words");
        QTest::addColumn<QStringList>("members");
        QTest::addColumn<int>("exitCode");
        const QString bad = write("bad.json", "{");
        const QString failing = write("fails.json", stateTest("0x" + QByteArray(64, '1')));
        QTest::newRow("verify") << QStringList{"verify", sample()}
                                << QStringList{"blocks", "total", "verified", "failed"} << 0;
        QTest::newRow("verify, unreadable")
            << QStringList{"verify", bad} << QStringList{"blocks", "failed"} << 2;
        QTest::newRow("run") << QStringList{"run", "--repeat=2", sample()}
                             << QStringList{"repetitions", "blocks", "total"} << 0;
        QTest::newRow("statetest")
            << QStringList{"statetest", failing}
            << QStringList{"passed", "failed", "excluded", "failures", "exclusions", "errors"} << 1;
        QTest::newRow("blocktest, wrong kind")
            << QStringList{"blocktest", failing} << QStringList{"errors"} << 2;
        QTest::newRow("trace") << QStringList{"trace", "--tx=0", sample()}
                               << QStringList{"gas", "failed", "returnValue", "structLogs"} << 0;
        QTest::newRow("generate") << QStringList{"generate", "token-transfers", "--transactions=3",
                                                 "-o", m_folder.filePath("made.json")}
                                  << QStringList{"file", "bytes", "transactions", "gasUsed"} << 0;
        QTest::newRow("list of scenarios")
            << QStringList{"generate", "--list"} << QStringList{"scenarios"} << 0;
    }
    void jsonIsOneDocument()
    {
        QFETCH(QStringList, words);
        QFETCH(QStringList, members);
        QFETCH(int, exitCode);
        const Ran ran = runLanescope(words + QStringList{"--json"});
        VERIFY_EXIT(ran, exitCode);
        QJsonParseError problem;
        const QJsonDocument document = QJsonDocument::fromJson(ran.output, &problem);
        QVERIFY2(problem.error == QJsonParseError::NoError, ran.text().constData());
        for (const QString& member : members) {
            QVERIFY2(document.object().contains(member), qPrintable(member));
        }
    }

    void theListOfScenariosSaysWhatEachDialMeans()
    {
        const Ran text = runLanescope({"generate", "--list"});
        VERIFY_EXIT(text, 0);
        const QJsonArray scenarios =
            runLanescope({"generate", "--list", "--json"}).json()["scenarios"].toArray();
        QVERIFY(scenarios.size() >= 12);
        for (const QJsonValue& scenario : scenarios) {
            for (const char* member : {"name", "sentence", "hot"}) {
                const QByteArray said = scenario[member].toString().toUtf8();
                QVERIFY(!said.isEmpty());
                QVERIFY2(text.output.contains(said), said.constData());
            }
            QVERIFY(!scenario["actions"].toArray().isEmpty());
        }
    }
    void everyDialChangesTheBlock()
    {
        const auto hash = [&](const QStringList& dials) {
            const QString path = m_folder.filePath("dialled.json");
            const Ran ran = runLanescope(
                QStringList{"generate", "nft-mint", "--transactions=12", "-o", path} + dials);
            QFile file(path);
            return ran.exitCode == 0 && file.open(QIODevice::ReadOnly)
                       ? QCryptographicHash::hash(file.readAll(), QCryptographicHash::Sha256)
                       : ran.text();
        };
        QSet<QByteArray> hashes;
        for (const QStringList& dials :
             {QStringList{}, QStringList{"--form=parallel"}, QStringList{"--accounts=5"},
              QStringList{"--hot=0"}, QStringList{"--hot=0", "--zipf=1.5"},
              QStringList{"--mix=mint=1,give=3"}, QStringList{"--seed=2"}}) {
            const QByteArray one = hash(dials);
            QCOMPARE(one.size(), 32);
            QVERIFY2(!hashes.contains(one), qPrintable(dials.join(' ')));
            hashes.insert(one);
        }
        QVERIFY(hashes.contains(hash({"--form=naive", "--seed=1"})));
    }

    void runPrintsALineABlockAndATotalForSeveral()
    {
        Ran ran = runLanescope({"run", "--repeat", "1", sample()});
        VERIFY_EXIT(ran, 0);
        QCOMPARE(ran.output.count('\n'), 2);
        QVERIFY(ran.output.contains("6,653,014"));
        ran = runLanescope({"run", "--repeat", "2", sample(), sample()});
        VERIFY_EXIT(ran, 0);
        const QList<QByteArray> lines = ran.output.split('\n');
        QCOMPARE(lines.size(), 5);
        QVERIFY(lines[3].startsWith("total"));
        for (int i = 1; i < 4; ++i) {
            QCOMPARE(lines[i].size(), lines[0].size());
        }
    }
    void aReaderThatGoesAwayEndsTheProgramQuietly()
    {
        QProcess process;
        process.start("bash", {"-c",
                               "\"$0\" trace --tx 0 --memory \"$1\" | head -n 1; "
                               "echo \"${PIPESTATUS[0]}\"",
                               QStringLiteral(LANESCOPE_PROGRAM), sample()});
        QVERIFY(process.waitForFinished());
        const QList<QByteArray> lines = process.readAllStandardOutput().split('\n');
        QVERIFY(lines[0].startsWith("{\"pc\":0,"));
        QCOMPARE(lines[1], QByteArray("0"));
        QVERIFY(process.readAllStandardError().isEmpty());
    }
#ifndef LANESCOPE_HAS_WINDOW
    void withoutItsWindowTheProgramSaysSo_data()
    {
        QTest::addColumn<QStringList>("words");
        QTest::newRow("no words") << QStringList();
        QTest::newRow("a file") << QStringList{sample()};
        QTest::newRow("render") << QStringList{"render", "-o", "picture.png", sample()};
    }
    void withoutItsWindowTheProgramSaysSo()
    {
        QFETCH(QStringList, words);
        const Ran ran = runLanescope(words);
        VERIFY_EXIT(ran, 2);
        QVERIFY2(ran.errors.contains("built without its window"), ran.errors);
    }
#endif

    void ctrlCEndsTheWorkWithExitCode130()
    {
        // Enough repetitions to be interrupted; the signal may come before the first is done.
        QProcess process;
        process.start(QStringLiteral(LANESCOPE_PROGRAM), {"run", "--repeat", "1000000", sample()});
        QVERIFY(process.waitForStarted());
        QTRY_VERIFY_WITH_TIMEOUT(catches(process.processId(), SIGINT), 60'000);
        QCOMPARE(::kill(static_cast<pid_t>(process.processId()), SIGINT), 0);
        QVERIFY(process.waitForFinished(60'000));
        QCOMPARE(process.exitStatus(), QProcess::NormalExit);
        QCOMPARE(process.exitCode(), 130);
        QVERIFY(process.readAllStandardError().contains("lanescope: interrupted"));
    }

private:
    /// Whether a process has a handler of its own for a signal.
    static bool catches(qint64 pid, int signal)
    {
        QFile file(QString("/proc/%1/status").arg(pid));
        if (!file.open(QIODevice::ReadOnly)) {
            return false;
        }
        static const QRegularExpression caught("^SigCgt:\\s*([0-9a-f]+)$",
                                               QRegularExpression::MultilineOption);
        const quint64 handled =
            caught.match(QString::fromLatin1(file.readAll())).captured(1).toULongLong(nullptr, 16);
        return (handled >> (signal - 1) & 1) != 0;
    }
};

QTEST_GUILESS_MAIN(CommandLineTest)
#include "command_line_test.moc"
