// SPDX-License-Identifier: GPL-3.0-or-later
// `lanescope record` against a real node, and what the other commands make of its files.
#include "formats/file_bytes.h"
#include "support/anvil_node.h"
#include "support/certificates.h"
#include "support/fault_proxy.h"
#include "support/program.h"

#include <QDir>
#include <QElapsedTimer>
#include <QProcessEnvironment>
#include <QTemporaryDir>
#include <QtTest>

#include <csignal>
#include <memory>

using namespace lanescope::test;

namespace {

constexpr int callers = 6;
constexpr int patience = 60'000;

}  // namespace

class RecordCommandTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QString program;
        LANESCOPE_NEEDS_ANVIL(program);
        node_ = std::make_unique<AnvilNode>(program, "osaka");
        node_->place_counter();
        for (int i = 0; i < 3; ++i) {
            mine();
        }
        QVERIFY2(node_->error().isEmpty(), qPrintable(node_->error()));
    }
    void init() { folder_ = std::make_unique<QTemporaryDir>(); }

    void aBlockGoesFromTheNodeToTheReport()
    {
        const QString block = path("block.json.gz");
        const Ran recorded =
            runLanescope({"record", "--rpc", node_->url(), "-o", block, "--chain-id", "31337"});
        VERIFY_EXIT(recorded, 0);
        for (const char* word : {"block 3, osaka, 6 transactions", "pre-state traced by the node",
                                 "receiptsRoot", "the block still stands"}) {
            QVERIFY2(recorded.output.contains(word), recorded.text());
        }
        const Ran verified = runLanescope({"verify", "--workers", "4", block});
        VERIFY_EXIT(verified, 0);
        const QString recording = path("run.lanescope");
        VERIFY_EXIT(runLanescope({"run", "--strategy", "block-stm", "--workers", "2", "--record",
                                  recording, block}),
                    0);
        const Ran reported = runLanescope({"report", recording});
        VERIFY_EXIT(reported, 0);
        // The counter is what they all conflict on.
        QVERIFY2(reported.output.toLower().contains("c0de0"), reported.text());
    }

    void aRangeFillsAFolder()
    {
        const Ran ran = runLanescope({"record", "--rpc", node_->url(), "--block", "1..3",
                                      "--no-trace", "--json", "-o", path("blocks") + "/"});
        VERIFY_EXIT(ran, 0);
        QCOMPARE(ran.json()["blocks"].toArray().size(), 3);
        for (const QJsonValue& block : ran.json()["blocks"].toArray()) {
            QCOMPARE(block["preState"].toString(), QStringLiteral("reads"));
        }
        QCOMPARE(QDir(path("blocks")).entryList(QDir::Files),
                 (QStringList{"block-1.json.gz", "block-2.json.gz", "block-3.json.gz"}));
        VERIFY_EXIT(runLanescope({"verify", path("blocks")}), 0);
    }

    void bytesAndBlocksAreBounded()
    {
        const QString pattern = path("{number}.json");
        const Ran counted = runLanescope({"record", "--rpc", node_->url(), "--block", "1..3",
                                          "--count", "2", "--json", "-o", pattern});
        VERIFY_EXIT(counted, 0);
        QCOMPARE(QDir(folder_->path()).entryList(QDir::Files), (QStringList{"1.json", "2.json"}));
        qint64 bytes = 0;
        for (const QJsonValue& block : counted.json()["blocks"].toArray()) {
            bytes += block["bytes"].toInteger();
        }
        QVERIFY(QFile::remove(path("1.json")) && QFile::remove(path("2.json")));
        const Ran limited =
            runLanescope({"record", "--rpc", node_->url(), "--block", "1..3", "--max-bytes",
                          QString::number(bytes - 1), "-o", pattern});
        VERIFY_EXIT(limited, 0);
        QVERIFY(limited.output.contains("--max-bytes"));
        QCOMPARE(QDir(folder_->path()).entryList(QDir::Files), QStringList{"1.json"});
    }

    void whatCannotBeMeantIsSaid_data()
    {
        QTest::addColumn<QStringList>("words");
        QTest::addColumn<QString>("message");
        QTest::newRow("no node") << QStringList{"-o", "x"} << "--rpc URL is missing";
        QTest::newRow("no output") << QStringList{"--rpc", "http://h"} << "--output OUT is missing";
        QTest::newRow("no URL") << QStringList{"--rpc", "h:1", "-o", "x"} << "has no scheme";
        QTest::newRow("no block") << QStringList{"--rpc", "http://h", "-o",
                                                 "x",     "--block",  "newest"}
                                  << "'newest'";
        QTest::newRow("backwards")
            << QStringList{"--rpc", "http://h", "-o", "x", "--block", "3..2"} << "'3..2'";
        QTest::newRow("many into one")
            << QStringList{"--rpc", "http://h", "-o", "x", "--block", "2..3"} << "{number}";
        QTest::newRow("following into one")
            << QStringList{"--rpc", "http://h", "-o", "x", "--follow"} << "{number}";
        QTest::newRow("no fork") << QStringList{"--rpc", "http://h",   "-o",
                                                "x",     "--revision", "rome"}
                                 << "'rome'";
    }
    void whatCannotBeMeantIsSaid()
    {
        QFETCH(QStringList, words);
        QFETCH(QString, message);
        const Ran ran = runLanescope(QStringList{"record"} + words);
        VERIFY_EXIT(ran, 2);
        QVERIFY2(ran.errors.contains(message.toUtf8()), ran.text());
    }

    void followingComesAlongAndMendsWhatAReorganisationReplaced()
    {
        QProcess process;
        start(process, {"--rpc", node_->url(), "--block", "1", "--follow", "-o", path("")});
        mine();
        const qulonglong tip = newest();
        QVERIFY(until([&] { return QFile::exists(file(tip)); }));
        const QByteArray replaced = content(file(tip));

        node_->call("anvil_reorg", {2, QJsonArray()});
        mine();
        QVERIFY2(node_->error().isEmpty(), qPrintable(node_->error()));
        QVERIFY(until([&] { return QFile::exists(file(tip + 1)); }));
        ::kill(static_cast<pid_t>(process.processId()), SIGINT);
        QVERIFY(process.waitForFinished(patience));
        QCOMPARE(process.exitCode(), 130);
        const QByteArray output = process.readAllStandardOutput();
        QVERIFY2(output.contains("replaced by a reorganisation"), output);
        QVERIFY(content(file(tip)) != replaced);
        const Ran verified = runLanescope({"verify", folder_->path()});
        VERIFY_EXIT(verified, 0);
        QCOMPARE(QDir(folder_->path()).entryList(QDir::Files | QDir::Hidden).size(),
                 static_cast<qsizetype>(tip + 1));
    }

    void ctrlCLeavesNoFile()
    {
        FaultProxy proxy(node_->port());
        proxy.play([](const QByteArray& request, int) {
            return request.startsWith('[') ? Reaction{Reaction::Kind::silence} : Reaction{};
        });
        QProcess process;
        start(process, {"--rpc", proxy.url(), "--no-trace", "-o", path("block.json.gz")});
        QVERIFY(until([&] { return proxy.requests() > 5; }));
        QElapsedTimer timer;
        timer.start();
        ::kill(static_cast<pid_t>(process.processId()), SIGINT);
        QVERIFY(process.waitForFinished(patience));  // The silence alone would last twice as long.
        qInfo("ended after %lld ms", timer.elapsed());
        QCOMPARE(process.exitCode(), 130);
        QVERIFY(QDir(folder_->path()).entryList(QDir::Files | QDir::Hidden).isEmpty());
    }

    void theScriptRecordsEverySampleOfANodeAgain()
    {
        const QDir samples(QStringLiteral(LANESCOPE_SOURCE_DIR "/samples"));
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert("LANESCOPE", LANESCOPE_PROGRAM);
        environment.insert("PORT", QString::number(free_port()));
        QProcess script;
        script.setProcessEnvironment(environment);
        script.start(samples.filePath("record-from-anvil"), {folder_->path()});
        QVERIFY(script.waitForFinished(5 * patience));
        QVERIFY2(script.exitCode() == 0, script.readAllStandardError().constData());
        const QStringList made = QDir(folder_->path()).entryList(QDir::Files);
        QCOMPARE(made, samples.entryList({"anvil-*.json.gz"}));
        QVERIFY(!made.isEmpty());
        for (const QString& name : made) {
            // Compressed bytes may differ between versions of zlib.
            const auto again = lanescope::formats::read_file(path(name).toStdString());
            const auto there = lanescope::formats::read_file(samples.filePath(name).toStdString());
            QVERIFY(again && there);
            QVERIFY2(*again == *there, qPrintable(name));
        }
    }

    void secretsMayStandInTheEnvironment()
    {
        FaultProxy proxy(node_->port());
        proxy.play({});
        qputenv("LANESCOPE_RPC_HEADER", "X-Key: k3yk3yk3y\nX-Other: 0th3r");
        qputenv("LANESCOPE_RPC_URL", proxy.url().toUtf8());
        const Ran ran = runLanescope({"record", "--json", "-o", path("block.json")});
        qunsetenv("LANESCOPE_RPC_HEADER");
        qunsetenv("LANESCOPE_RPC_URL");
        VERIFY_EXIT(ran, 0);
        QVERIFY(proxy.last_headers().contains("X-Key: k3yk3yk3y\r\n"));
        QVERIFY(proxy.last_headers().contains("X-Other: 0th3r\r\n"));
        QVERIFY2(!(ran.output + ran.errors).contains("k3yk3yk3y"), ran.text());
    }

    void aBlockComesOverHttps()
    {
        const CertificateAuthority authority("Test authority");
        const FaultProxy proxy(node_->port(), authority.issue("IP:127.0.0.1", Validity::now()));
        write("ca.pem", authority.pem());
        const QString block = path("block.json.gz");
        const Ran recorded = runLanescope(
            {"record", "--rpc", proxy.url(), "--ca-file", path("ca.pem"), "-o", block});
        VERIFY_EXIT(recorded, 0);
        QVERIFY2(recorded.output.contains("receiptsRoot"), recorded.text());
        VERIFY_EXIT(runLanescope({"verify", block}), 0);
    }

    void theCommandLineSaysWhomToTrustBeforeTheEnvironment_data()
    {
        QTest::addColumn<QString>("option");
        QTest::addColumn<QString>("variable");
        QTest::addColumn<QString>("problem");
        QTest::newRow("the system alone") << ""
                                          << ""
                                          << "not trusted";
        QTest::newRow("the environment") << ""
                                         << "right.pem"
                                         << "";
        QTest::newRow("a stranger in the environment") << ""
                                                       << "wrong.pem"
                                                       << "not trusted";
        QTest::newRow("no file in the environment") << ""
                                                    << "missing.pem"
                                                    << "missing.pem: No such file";
        QTest::newRow("the option before the environment") << "right.pem"
                                                           << "wrong.pem"
                                                           << "";
        QTest::newRow("a stranger in the option") << "wrong.pem"
                                                  << "right.pem"
                                                  << "not trusted";
    }
    void theCommandLineSaysWhomToTrustBeforeTheEnvironment()
    {
        QFETCH(QString, option);
        QFETCH(QString, variable);
        QFETCH(QString, problem);
        const CertificateAuthority authority("Test authority");
        const FaultProxy proxy(node_->port(), authority.issue("IP:127.0.0.1", Validity::now()));
        write("right.pem", authority.pem());
        write("wrong.pem", CertificateAuthority("Stranger").pem());
        QStringList words{"record", "--rpc", proxy.url(), "-o", path("block.json")};
        if (!option.isEmpty()) {
            words += {"--ca-file", path(option)};
        }
        const Ran ran = runLanescope(
            words, {{"SSL_CERT_FILE", variable.isEmpty() ? QString() : path(variable)}});
        VERIFY_EXIT(ran, problem.isEmpty() ? 0 : 2);
        QVERIFY2(ran.errors.contains(problem.toUtf8()), ran.text());
        QCOMPARE(ran.errors.contains("--ca-file"), !problem.isEmpty());
        QCOMPARE(QFile::exists(path("block.json")), problem.isEmpty());
    }

    void whomToTrustIsNoMatterOverHttp()
    {
        const Ran ran = runLanescope({"record", "--rpc", node_->url(), "-o", path("block.json")},
                                     {{"SSL_CERT_FILE", path("missing.pem")}});
        VERIFY_EXIT(ran, 0);
    }

    void whereNothingCanBeWrittenNothingIs()
    {
        QVERIFY(QDir(folder_->path()).mkdir("block.json"));
        const Ran ran = runLanescope({"record", "--rpc", node_->url(), "-o", "/proc/block.json"});
        VERIFY_EXIT(ran, 2);
        QVERIFY2(ran.errors.contains("/proc/block.json"), ran.text());
    }

private:
    [[nodiscard]] QString path(const QString& name) const { return folder_->filePath(name); }
    [[nodiscard]] QString file(qulonglong number) const
    {
        return path(QStringLiteral("block-%1.json.gz").arg(number));
    }
    void write(const QString& name, const QByteArray& content) const
    {
        QFile file(path(name));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(content) == content.size());
    }
    [[nodiscard]] static QByteArray content(const QString& path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    [[nodiscard]] static bool until(const std::function<bool()>& holds)
    {
        return QTest::qWaitFor(holds, patience);
    }
    static void start(QProcess& process, const QStringList& words)
    {
        process.start(QStringLiteral(LANESCOPE_PROGRAM), QStringList{"record"} + words);
    }
    [[nodiscard]] qulonglong newest()
    {
        return node_->call("eth_blockNumber").toString().toULongLong(nullptr, 16);
    }
    /// A block in which everybody adds one to the same counter.
    void mine() { node_->mine_to(AnvilNode::counter, callers); }

    std::unique_ptr<AnvilNode> node_;
    std::unique_ptr<QTemporaryDir> folder_;
};

QTEST_GUILESS_MAIN(RecordCommandTest)
#include "record_command_test.moc"
