// SPDX-License-Identifier: GPL-3.0-or-later
// Names in the window: guessed ones, and those of a contracts folder.
#include "base/hex.h"
#include "gui/window_driver.h"
#include "views/inspector/inspector_view.h"
#include "views/shared/table_panel.h"

#include <QComboBox>
#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>

#include <algorithm>

using namespace lanescope;
using namespace lanescope::app;
using namespace lanescope::test;

namespace {

QJsonObject parameter(const char* name, const char* type)
{
    return {{"name", name}, {"type", type}};
}

/// An artifact of the sample's token, as a person who had written it in Solidity would have.
QByteArray tokenArtifact(const BlockInput& input)
{
    QString code;
    for (const auto& [address, account] : *input.pre_state) {
        if (!account.code.empty()) {
            code = QString::fromStdString(to_hex(account.code));
        }
    }
    const QJsonObject transfer{
        {"type", "function"},
        {"name", "transfer"},
        {"inputs", QJsonArray{parameter("to", "address"), parameter("amount", "uint256")}}};
    const QJsonObject types{
        {"a", QJsonObject{{"encoding", "inplace"}, {"label", "address"}, {"numberOfBytes", "20"}}},
        {"u", QJsonObject{{"encoding", "inplace"}, {"label", "uint256"}, {"numberOfBytes", "32"}}},
        {"m", QJsonObject{{"encoding", "mapping"},
                          {"label", "mapping(address => uint256)"},
                          {"numberOfBytes", "32"},
                          {"key", "a"},
                          {"value", "u"}}}};
    const QJsonObject balances{{"label", "holdings"}, {"slot", "0"}, {"offset", 0}, {"type", "m"}};
    return QJsonDocument(
               QJsonObject{{"_format", "hh-sol-artifact-1"},
                           {"contractName", "SampleToken"},
                           {"sourceName", "contracts/SampleToken.sol"},
                           {"abi", QJsonArray{transfer}},
                           {"deployedBytecode", code},
                           {"storageLayout",
                            QJsonObject{{"storage", QJsonArray{balances}}, {"types", types}}}})
        .toJson();
}

/// Into the folder `artifacts` beside the window's settings.
void writeTokenArtifact(WindowDriver& driver)
{
    const QString folder = driver.path(QStringLiteral("artifacts"));
    QVERIFY(QDir().mkpath(folder));
    QFile file(folder + QStringLiteral("/SampleToken.json"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(tokenArtifact(*driver.window().document()->input));
}

QString cell(MainWindow& window, const char* view, int row, int column)
{
    QAbstractItemModel* table = window.frame(QString::fromLatin1(view))->view()->table();
    return table->index(row, column).data().toString();
}

bool anyLabelHas(QWidget* view, const QString& text)
{
    const auto labels = view->findChildren<QLabel*>();
    return std::any_of(labels.begin(), labels.end(),
                       [&](const QLabel* label) { return label->text().contains(text); });
}

}  // namespace

class NamesTest : public QObject {
    Q_OBJECT

private slots:
    void guessesComeAfterTheRunAndAreMarked()
    {
        WindowDriver driver;
        QVERIFY(driver.open({sampleBlock()}));
        QVERIFY(driver.untilRunIsShown());
        MainWindow& window = driver.window();
        QVERIFY(driver.until([&] { return window.picture()->names() != nullptr; }));
        QCOMPARE(cell(window, "transactions", 0, 3), QStringLiteral("transfer (guess)"));
        window.selection().selectTransaction(0);
        QWidget* inspector = window.frame(QStringLiteral("inspector"))->view();
        QVERIFY(anyLabelHas(inspector, QStringLiteral("transfer(0x")));
        QVERIFY(anyLabelHas(inspector, QStringLiteral("Transfer(0x")));
    }

    void aContractsFolderGivesNamesAndIsRememberedForItsFile()
    {
        WindowDriver driver;
        QVERIFY(driver.open({sampleBlock()}));
        QVERIFY(driver.untilRunIsShown());
        MainWindow& window = driver.window();
        writeTokenArtifact(driver);
        const QString folder = driver.path(QStringLiteral("artifacts"));
        window.setContractsFolder(folder);
        QVERIFY(driver.until(
            [&] { return cell(window, "transactions", 0, 2) == QStringLiteral("SampleToken"); }));
        QCOMPARE(cell(window, "transactions", 0, 3), QStringLiteral("transfer"));
        QVERIFY2(window.messageBar()->text().contains(QStringLiteral("1 of 1 contracts")),
                 qPrintable(window.messageBar()->text()));
        window.selection().selectTransaction(3);
        QWidget* inspector = window.frame(QStringLiteral("inspector"))->view();
        QVERIFY(anyLabelHas(inspector, QStringLiteral("transfer(to: 0x")));
        QAbstractItemModel* reads = static_cast<views::InspectorView*>(inspector)->reads()->shown();
        bool named = false;
        for (int row = 0; row < reads->rowCount(); ++row) {
            named = named || reads->index(row, 0).data().toString().startsWith(
                                 QStringLiteral("SampleToken.holdings[0x"));
        }
        QVERIFY(named);
        window.resize(1280, 800);
        window.show();
        QCoreApplication::processEvents();
        QVERIFY(QDir().mkpath(QStringLiteral(LANESCOPE_WINDOW_PICTURES)));
        QVERIFY(window.grab().save(QStringLiteral(LANESCOPE_WINDOW_PICTURES "/names.png")));

        QCOMPARE(driver.settings().contractsFolder(sampleBlock()), folder);
        QVERIFY(driver.open({sampleBlock()}));
        QCOMPARE(window.names().folder(), folder);
        QVERIFY(driver.untilRunIsShown());
        QVERIFY(driver.until(
            [&] { return cell(window, "transactions", 0, 2) == QStringLiteral("SampleToken"); }));
    }

    void anEndlessRunLetsTheNamesInBetweenTwoRepeats()
    {
        WindowDriver driver(false);
        MainWindow& window = driver.window();
        window.runBar()->repeat()->setCurrentIndex(window.runBar()->repeat()->findData(0));
        QVERIFY(driver.open({sampleBlock()}));
        driver.action("Run")->trigger();  // before there are names
        QSignalSpy repeats(&window.controller(), &RunController::repeatStarted);
        QVERIFY(driver.until([&] {
            return cell(window, "transactions", 0, 3) == QStringLiteral("transfer (guess)");
        }));
        QCOMPARE(window.controller().state(), RunState::running);
        const auto seen = repeats.size();
        QVERIFY(driver.until([&] { return repeats.size() > seen + 1; }));

        // A folder that is chosen meanwhile.
        writeTokenArtifact(driver);
        window.setContractsFolder(driver.path("artifacts"));
        QVERIFY(driver.until(
            [&] { return cell(window, "transactions", 0, 2) == QStringLiteral("SampleToken"); }));
        QCOMPARE(window.controller().state(), RunState::running);
        const auto then = repeats.size();
        QVERIFY(driver.until([&] { return repeats.size() > then + 1; }));

        // One that is not there does not hold the run up either.
        window.setContractsFolder(QStringLiteral("/nonexistent/out"));
        QVERIFY(driver.until([&] {
            return window.messageBar()->text().contains(QStringLiteral("no such file or folder"));
        }));
        const auto last = repeats.size();
        QVERIFY(driver.until([&] { return repeats.size() > last + 1; }));
        driver.action("Stop")->trigger();
        QVERIFY(driver.until([&] { return window.controller().state() == RunState::idle; }));
    }

    void namesThatWereWaitedForComeWhenTheRunIsStopped()
    {
        WindowDriver driver(false);
        MainWindow& window = driver.window();
        window.runBar()->repeat()->setCurrentIndex(window.runBar()->repeat()->findData(0));
        QVERIFY(driver.open({sampleBlock()}));
        driver.action("Run")->trigger();
        writeTokenArtifact(driver);
        window.setContractsFolder(driver.path("artifacts"));
        driver.action("Stop")->trigger();
        QVERIFY(driver.until([&] { return window.controller().state() == RunState::idle; }));
        QVERIFY(driver.until([&] { return window.names().isDone(); }));
        QVERIFY(window.names().names()->book()->recognised() == 1);
    }

    void aFolderThatIsGoneIsSaid()
    {
        WindowDriver driver(false);
        QVERIFY(driver.open({sampleBlock()}));
        driver.window().setContractsFolder(QStringLiteral("/nonexistent/out"));
        QVERIFY(driver.until([&] {
            return driver.window().messageBar()->text().contains(
                QStringLiteral("no such file or folder"));
        }));
        QVERIFY(driver.action(QStringLiteral("Contracts folder")) != nullptr);
    }
};

QTEST_MAIN(NamesTest)
#include "names_test.moc"
