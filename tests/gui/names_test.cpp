// SPDX-License-Identifier: GPL-3.0-or-later
// Names in the window: guessed ones, and those of a contracts folder.
#include "base/hex.h"
#include "gui/window_driver.h"
#include "views/inspector/inspector_view.h"
#include "views/shared/table_panel.h"

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
        const QString folder = driver.path(QStringLiteral("artifacts"));
        QVERIFY(QDir().mkpath(folder));
        QFile file(folder + QStringLiteral("/SampleToken.json"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(tokenArtifact(*window.document()->input));
        file.close();
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
