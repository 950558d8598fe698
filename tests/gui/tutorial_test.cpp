// SPDX-License-Identifier: GPL-3.0-or-later
// The tutorial of README.md as it stands there: its commands, in its order, on the project of
// samples/contracts/tutorial and a real anvil; then its window.
#include "gui/window_driver.h"
#include "support/anvil_node.h"
#include "support/program.h"

#include <QDir>
#include <QElapsedTimer>
#include <QProcessEnvironment>

#include <algorithm>
#include <functional>
#include <limits>
#include <map>

using namespace lanescope;
using namespace lanescope::app;
using namespace lanescope::test;

namespace {

const QString project = QStringLiteral("samples/contracts/tutorial");

/// The indented lines of the README's section.
QStringList commandsOfTheTutorial()
{
    QFile readme(QStringLiteral(LANESCOPE_SOURCE_DIR "/README.md"));
    if (!readme.open(QIODevice::ReadOnly)) {
        return {};
    }
    const QString text = QString::fromUtf8(readme.readAll());
    const QString section = text.section(QStringLiteral("\n## Your own contracts"), 1, 1)
                                .section(QStringLiteral("\n## "), 0, 0);
    QStringList commands;
    for (const QString& line : section.split('\n')) {
        if (line.startsWith(QStringLiteral("    "))) {
            commands += line.section(QStringLiteral("  #"), 0, 0).trimmed();
        }
    }
    return commands;
}

bool opensAWindow(const QString& command)
{
    return QRegularExpression(QStringLiteral("^app/run [^ ]+\\.json\\.gz$"))
        .match(command)
        .hasMatch();
}

}  // namespace

class TutorialTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QString program;
        LANESCOPE_NEEDS_ANVIL(program);
        m_commands = commandsOfTheTutorial();
        QVERIFY(!m_commands.isEmpty());
        // What a node of the tests is started with anyway, and on a port of its own.
        QCOMPARE(m_commands.front(),
                 QStringLiteral("anvil --no-mining --order fifo --accounts 21 --silent &"));
        m_node = std::make_unique<AnvilNode>(program, "osaka", QStringList{"--accounts", "21"});
        QVERIFY2(m_node->error().isEmpty(), qPrintable(m_node->error()));
        QVERIFY(QFile::link(QStringLiteral(LANESCOPE_SOURCE_DIR "/samples"), path("samples")));
        for (const QString& command : m_commands.mid(1)) {
            if (!opensAWindow(command)) {
                run(command);
            }
        }
    }

    void everyCommandDoesItsWork()
    {
        for (const auto& [command, ran] : m_ran) {
            QVERIFY2(ran.exitCode == 0, qPrintable(command + '\n' + ran.text()));
        }
        QVERIFY(m_ran.size() >= 6);
        QVERIFY(m_commands.contains("app/run sale.json.gz"));
    }
    void theHotVariableHasItsNameOfTheSource()
    {
        const QByteArray report = reportOf("sale.json.gz");
        QVERIFY2(report.contains("path by gas: 20 transactions"), report);
        QVERIFY2(report.contains("TicketSale.sold"), report);
        // Each buyer reads what the one before wrote; nothing else is between them.
        QVERIFY2(report.contains("dependencies 19 between pairs of transactions, over 19 reads"),
                 report);
        const QByteArray changed = reportOf("own.json.gz");
        QVERIFY2(changed.contains("path by gas: 1 transaction "), changed);
        QVERIFY2(changed.contains("dependencies 0 between"), changed);
    }
    void theNamesComeFromTheProjectsOwnFolder()
    {
        const Ran plain = runLanescope({"report", path("sale.json.gz")});
        VERIFY_EXIT(plain, 0);
        QVERIFY(!plain.output.contains("TicketSale"));
        QVERIFY(plain.output.contains("slot 0x1 of 0x"));
    }

    void theWindowShowsItToo_data()
    {
        QTest::addColumn<QString>("theme");
        QTest::newRow("light") << QStringLiteral("Light");
        QTest::newRow("dark") << QStringLiteral("Dark");
    }
    void theWindowShowsItToo()
    {
        QFETCH(QString, theme);
        WindowDriver driver(false);
        MainWindow& window = driver.window();
        driver.action(theme)->trigger();
        window.resize(1280, 800);
        window.show();
        driver.action("Reset the layout")->trigger();
        QVERIFY(driver.open({path("sale.json.gz")}));
        window.setContractsFolder(path(project + "/out"));
        QVERIFY(driver.until([&] { return window.names().isDone(); }));
        // Whether buyers meet is a matter of threads: as a person would, run until some do.
        const auto buyersMeet = [&] { return !window.picture()->graph.aborts.empty(); };
        QVERIFY(runUntil(driver, 10,
                         [&] {
                             return window.picture()->re_executions.total > 5 &&
                                    busyShare(window) > 0.5;
                         }) ||
                buyersMeet() || runUntil(driver, 100, buyersMeet));
        QAbstractItemModel* hot = window.frame("hot-locations")->view()->table();
        QCOMPARE(hot->rowCount(), 1);
        QCOMPARE(hot->index(0, 0).data().toString(), QString("TicketSale.sold"));
        QAbstractItemModel* graph = window.frame("graph")->view()->table();
        QCOMPARE(graph->rowCount(), 20);
        QCOMPARE(graph->index(0, 2).data().toString(), QString("TicketSale"));
        QCOMPARE(graph->index(0, 3).data().toString(), QString("buy"));

        window.selection().selectTransaction(window.picture()->graph.aborts.back().reader);
        driver.action("Hot locations")->trigger();
        save(window, "tutorial-" + theme.toLower());
        QVERIFY(driver.open({path("own.json.gz")}));
        window.setContractsFolder(path(project + "/out"));
        QVERIFY(driver.until([&] { return window.names().isDone(); }));
        window.messageBar()->clear();
        (void)runUntil(driver, 10, [&] { return busyShare(window) > 0.75; });
        QCOMPARE(window.frame("graph")->view()->table()->rowCount(), 0);
        QCOMPARE(window.picture()->totals.committed, 20u);
        driver.action("Transactions")->trigger();
        save(window, "tutorial-own-" + theme.toLower());
    }

private:
    [[nodiscard]] QString path(const QString& name) const { return m_folder.filePath(name); }
    /// Its columns one space apart.
    [[nodiscard]] QByteArray reportOf(const QString& file) const
    {
        return m_ran.at(QStringLiteral("app/run report --artifacts %1/out %2").arg(project, file))
            .output.simplified();
    }
    void run(const QString& command)
    {
        QString adapted = command;
        adapted.replace("app/run ", QStringLiteral(LANESCOPE_PROGRAM " "));
        adapted.replace("http://127.0.0.1:8545", m_node->url());
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert("ETH_RPC_URL", m_node->url());
        QProcess shell;
        shell.setProcessEnvironment(environment);
        shell.setWorkingDirectory(m_folder.path());
        QElapsedTimer timer;
        timer.start();
        shell.start("bash", {"-c", adapted});
        Ran& ran = m_ran[command];
        if (shell.waitForFinished(300'000) && shell.exitStatus() == QProcess::NormalExit) {
            ran.exitCode = shell.exitCode();
        }
        ran.output = shell.readAllStandardOutput();
        ran.errors = shell.readAllStandardError();
        qInfo("%6lld ms  %s", timer.elapsed(), qPrintable(command));
    }
    /// Of worker time, by incarnations; 0 where something else on the machine has held one up: they all do
    /// the same work.
    static double busyShare(const MainWindow& window)
    {
        const analysis::RunAnalysis& run = *window.picture();
        Ticks shortest = std::numeric_limits<Ticks>::max();
        Ticks longest = 0;
        for (std::uint32_t i = 0; i < run.totals.transactions; ++i) {
            for (const auto& one : run.incarnations.of(i)) {
                shortest = std::min(shortest, one.is_wasted() ? shortest : one.time);
                longest = std::max(longest, one.time);
            }
        }
        const analysis::WorkerTime& all = run.split.all;
        return longest > 3 * shortest ? 0
                                      : static_cast<double>(all.useful + all.aborted) /
                                            static_cast<double>(run.totals.worker_time());
    }
    /// Runs the block until its picture is of that kind, `most` times; whether it is.
    static bool runUntil(WindowDriver& driver, int most, const std::function<bool()>& isWanted)
    {
        for (int runs = 0; runs < most; ++runs) {
            driver.action("Run")->trigger();
            if (!driver.untilRunIsShown()) {
                return false;
            }
            if (isWanted()) {
                return true;
            }
        }
        return false;
    }
    static void save(QWidget& widget, const QString& name)
    {
        const QString folder = QStringLiteral(LANESCOPE_WINDOW_PICTURES);
        QVERIFY(QDir().mkpath(folder));
        QCoreApplication::processEvents();
        QVERIFY(widget.grab().save(QStringLiteral("%1/%2.png").arg(folder, name)));
    }

    QTemporaryDir m_folder;
    QStringList m_commands;
    std::unique_ptr<AnvilNode> m_node;
    std::map<QString, Ran> m_ran;
};

QTEST_MAIN(TutorialTest)
#include "tutorial_test.moc"
