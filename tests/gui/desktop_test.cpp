// SPDX-License-Identifier: GPL-3.0-or-later
// The real program on a real X server, steered by keys alone: a real block is opened by its dialog,
// run, paused, stepped, stopped, saved and opened again; what its tables export is compared with
// what `lanescope report --json` says of the saved recording.
#include "support/program.h"
#include "support/shared_data.h"

#include <QJsonArray>
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

#include <functional>

using namespace lanescope::test;

namespace {

constexpr int patience = 120'000;

bool has(const char* program)
{
    return !QStandardPaths::findExecutable(QString::fromLatin1(program)).isEmpty();
}

}  // namespace

class DesktopTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (!has("Xvfb") || !has("xdotool")) {
            QSKIP("Xvfb or xdotool is not installed");
        }
        LANESCOPE_NEEDS_SHARED_DATA();
        m_block = QString::fromStdString(
            (shared_data_folder() / "mainnet-blocks" / "15274915.json.gz").string());
        QVERIFY(m_folder.isValid());
        // The server says on standard output which display it took.
        m_server.start(QStringLiteral("Xvfb"), {"-displayfd", "1", "-screen", "0", "1440x900x24",
                                                "-nolisten", "tcp", "-noreset"});
        QVERIFY(m_server.waitForStarted());
        QVERIFY(m_server.waitForReadyRead(patience));
        m_display = ":" + m_server.readAllStandardOutput().trimmed();
        QVERIFY(m_display.size() > 1);
    }

    void cleanup()
    {
        if (m_program.state() != QProcess::NotRunning) {
            m_program.terminate();
            m_program.waitForFinished(patience);
        }
    }

    void cleanupTestCase()
    {
        m_server.terminate();
        m_server.waitForFinished(patience);
    }

    void aBlockIsOpenedRunStoppedSavedAndOpenedAgain()
    {
        startProgram({});
        // The sample is open, and was run: its window can be typed to.
        QVERIFY2(untilTitle("exchange-naive.json.gz, block"), m_program.readAllStandardError());
        QVERIFY(typeInto("ctrl+o", "Open a block or a recording", m_block));
        QVERIFY(untilTitle("Ethereum 15274915 — Lanescope"));
        // It was run once when it was opened; now with more workers.
        QVERIFY(command("More workers"));
        key("ctrl+plus");
        key("F5");
        QVERIFY(untilTitle("Ethereum 15274915 — Lanescope"));
        // Step: the run is held at its first actions. Then on, pause, stop.
        key("F10");
        QVERIFY(untilTitle("Ethereum 15274915 — paused — Lanescope"));
        key("F10");
        key("F10");
        // So slow that the run lasts until it is paused, however slow the machine is.
        for (int i = 0; i < 10; ++i) {
            key("ctrl+Down");
        }
        key("F5");
        QVERIFY(untilTitle("Ethereum 15274915 — running — Lanescope"));
        key("F6");
        QVERIFY(untilTitle("Ethereum 15274915 — paused — Lanescope"));
        key("shift+F5");
        QVERIFY(untilTitle("Ethereum 15274915 — Lanescope"));
        // A whole run at full speed stands last.
        QVERIFY(command("Full speed"));
        key("F5");
        QVERIFY(untilTitle("Ethereum 15274915 — Lanescope"));

        const QString recording = m_folder.filePath(QStringLiteral("saved.lanescope"));
        // Not while the run goes on: until then the key does nothing.
        QVERIFY(typeInto("ctrl+s", "Save the recording", recording));
        QVERIFY(QTest::qWaitFor([&] { return QFileInfo::exists(recording); }, patience));
        QVERIFY(typeInto("ctrl+o", "Open a block or a recording", recording));
        QVERIFY(untilTitle("Ethereum 15274915, saved.lanescope — Lanescope"));

        const QString transactions = m_folder.filePath(QStringLiteral("transactions.csv"));
        const QString hot = m_folder.filePath(QStringLiteral("hot-locations.csv"));
        QVERIFY(exportTable("ctrl+7", "Export Transactions", transactions));
        QVERIFY(exportTable("ctrl+4", "Export Hot locations", hot));
        const Ran report = runLanescope({"report", "--json", recording});
        VERIFY_EXIT(report, 0);
        const QJsonArray runs = report.json()["recordings"].toArray();
        QVERIFY2(runs.size() >= 3, report.text());
        // The window shows the first run of the file.
        compareTransactions(runs.first().toObject(), transactions);
        compareHotLocations(runs.first().toObject(), hot);
    }

    void withoutADisplayTheProgramSaysWhatToDo()
    {
        QProcess program;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        for (const char* name : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}) {
            environment.remove(QString::fromLatin1(name));
        }
        program.setProcessEnvironment(environment);
        program.start(QStringLiteral(LANESCOPE_PROGRAM), QStringList{});
        QVERIFY(program.waitForFinished(patience));
        QCOMPARE(program.exitStatus(), QProcess::NormalExit);
        QCOMPARE(program.exitCode(), 2);
        QVERIFY(program.readAllStandardError().contains("there is no display"));
        environment.insert(QStringLiteral("DISPLAY"), QStringLiteral(":12345"));
        program.setProcessEnvironment(environment);
        program.start(QStringLiteral(LANESCOPE_PROGRAM), QStringList{});
        QVERIFY(program.waitForFinished(patience));
        QCOMPARE(program.exitStatus(), QProcess::NormalExit);
        QCOMPARE(program.exitCode(), 2);
    }

private:
    void startProgram(const QStringList& words)
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("DISPLAY"), m_display);
        environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("xcb"));
        // Dialogs and settings of its own.
        environment.insert(QStringLiteral("HOME"), m_folder.path());
        environment.insert(QStringLiteral("XDG_CONFIG_HOME"), m_folder.path());
        environment.insert(QStringLiteral("XDG_RUNTIME_DIR"), m_folder.path());
        m_program.setProcessEnvironment(environment);
        m_program.start(QStringLiteral(LANESCOPE_PROGRAM), words);
        QVERIFY(m_program.waitForStarted());
    }
    [[nodiscard]] QByteArray xdotool(const QStringList& words) const
    {
        QProcess tool;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("DISPLAY"), m_display);
        tool.setProcessEnvironment(environment);
        tool.start(QStringLiteral("xdotool"), words);
        return tool.waitForFinished(patience) ? tool.readAllStandardOutput().trimmed()
                                              : QByteArray();
    }
    /// The visible window whose title is, or begins with, `title`; empty if there is none.
    [[nodiscard]] QByteArray windowOf(const QString& title) const
    {
        const QByteArray found =
            xdotool({"search", "--onlyvisible", "--name", '^' + QRegularExpression::escape(title)});
        return found.split('\n').front();
    }
    bool untilTitle(const char* title)
    {
        return QTest::qWaitFor(
            [&] {
                const QByteArray window = windowOf(QString::fromUtf8(title));
                if (window.isEmpty()) {
                    return false;
                }
                m_window = window;
                return true;
            },
            patience);
    }
    /// There is no window manager: the test gives the keyboard to who has to have it.
    void keyTo(const QByteArray& window, const QStringList& keys)
    {
        (void)xdotool(QStringList{"windowfocus", "--sync", window, "key", "--clearmodifiers"} +
                      keys);
    }
    void key(const char* name) { keyTo(m_window, {QString::fromLatin1(name)}); }
    /// Presses the key until its dialog is there, types into it and presses Return until it is gone: a
    /// key that comes before a window takes the keyboard is lost.
    bool typeInto(const char* opens, const char* dialog, const QString& text)
    {
        const auto find = [&] { return windowOf(QString::fromUtf8(dialog)); };
        QByteArray window;
        const bool isThere = QTest::qWaitFor(
            [&] {
                window = find();
                if (window.isEmpty()) {
                    key(opens);
                    (void)QTest::qWaitFor([&] { return !(window = find()).isEmpty(); }, 2'000);
                }
                return !window.isEmpty();
            },
            patience);
        return isThere && QTest::qWaitFor(
                              [&] {
                                  keyTo(window, {"ctrl+a"});
                                  (void)xdotool({"windowfocus", "--sync", window, "type", "--delay",
                                                 "2", text});
                                  keyTo(window, {"Return"});
                                  return QTest::qWaitFor([&] { return find().isEmpty(); }, 5'000);
                              },
                              patience);
    }
    bool command(const char* name)
    {
        return typeInto("ctrl+shift+p", "Command palette", QString::fromLatin1(name));
    }
    /// The command for the view that has the keyboard; its dialog takes the path.
    bool exportTable(const char* viewKey, const char* dialog, const QString& path)
    {
        return QTest::qWaitFor(
                   [&] {
                       key(viewKey);
                       return command("Export table as CSV") &&
                              QTest::qWaitFor(
                                  [&] { return !windowOf(QString::fromUtf8(dialog)).isEmpty(); },
                                  5'000);
                   },
                   patience) &&
               typeInto(viewKey, dialog, path) &&
               QTest::qWaitFor([&] { return QFileInfo::exists(path); }, patience);
    }
    /// Rows of a CSV file without quotes, by the names of its heads.
    static QList<QHash<QString, QString>> readTable(const QString& path)
    {
        QFile file(path);
        QList<QHash<QString, QString>> rows;
        if (!file.open(QIODevice::ReadOnly)) {
            return rows;
        }
        QString text = QString::fromUtf8(file.readAll());
        text.remove('"');
        text.replace(QStringLiteral(", %"), QStringLiteral(" %"));
        const QStringList lines = text.split(QStringLiteral("\r\n"), Qt::SkipEmptyParts);
        const QStringList heads = lines.front().split(',');
        for (const QString& line : lines.mid(1)) {
            const QStringList cells = line.split(',');
            QHash<QString, QString> row;
            for (qsizetype i = 0; i < heads.size() && i < cells.size(); ++i) {
                row[heads[i]] = cells[i];
            }
            rows.append(row);
        }
        return rows;
    }
    static void compareTransactions(const QJsonObject& run, const QString& path)
    {
        const auto rows = readTable(path);
        QCOMPARE(rows.size(), run["totals"]["transactions"].toInteger());
        qint64 gas = 0;
        qint64 reExecuted = 0;
        for (const auto& row : rows) {
            gas += row["gas"].toLongLong();
            reExecuted += row["incarnations"].toLongLong() > 1 ? 1 : 0;
        }
        QCOMPARE(gas, run["totals"]["committedGas"].toInteger());
        QCOMPARE(reExecuted, run["reExecutions"]["reExecutedTransactions"].toInteger());
        for (const QJsonValue& one : run["reExecutions"]["transactions"].toArray()) {
            const auto& row = rows[one["transaction"].toInteger()];
            QCOMPARE(row["incarnations"].toLongLong(), one["incarnations"].toInteger());
            QCOMPARE(row["aborted"].toLongLong(), one["aborted"].toInteger());
            QCOMPARE(row["suspended"].toLongLong(), one["suspended"].toInteger());
        }
    }
    static void compareHotLocations(const QJsonObject& run, const QString& path)
    {
        const auto rows = readTable(path);
        const QJsonArray ranked = run["wastedWork"]["hotLocationsByTime"].toArray();
        QCOMPARE(rows.size(), ranked.size());
        for (qsizetype i = 0; i < rows.size(); ++i) {
            QCOMPARE(rows[i]["writers"].toLongLong(), ranked[i]["writers"].toInteger());
            QCOMPARE(rows[i]["readers"].toLongLong(), ranked[i]["readers"].toInteger());
        }
    }

    QTemporaryDir m_folder;
    QProcess m_server;
    QProcess m_program;
    QString m_display;
    QString m_block;
    QByteArray m_window;
};

QTEST_GUILESS_MAIN(DesktopTest)
#include "desktop_test.moc"
