// SPDX-License-Identifier: GPL-3.0-or-later
// Recording from a node as its user sees it: a real window, a real node.
#include "app/window/record_dialog.h"
#include "gui/window_driver.h"
#include "support/anvil_node.h"
#include "support/certificates.h"
#include "support/fault_proxy.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTimer>

using namespace lanescope;
using namespace lanescope::app;
using namespace lanescope::test;

namespace {

/// The dialog that the menu opens, with its fields.
struct Opened {
    explicit Opened(WindowDriver& driver)
    {
        driver.window().show();
        driver.action(QStringLiteral("Record from a node"))->trigger();
        dialog = driver.window().findChild<RecordDialog*>();
    }
    [[nodiscard]] QLineEdit* field(const QString& name) const
    {
        for (QLineEdit* edit : dialog->findChildren<QLineEdit*>()) {
            if (edit->accessibleName() == name) {
                return edit;
            }
        }
        return nullptr;
    }
    [[nodiscard]] QPushButton* button(const QString& text) const
    {
        for (QPushButton* button : dialog->findChildren<QPushButton*>()) {
            if (button->text().remove('&') == text || button->accessibleName() == text) {
                return button;
            }
        }
        return nullptr;
    }
    [[nodiscard]] QString problem() const
    {
        return dialog->findChild<QLabel*>(QStringLiteral("problem"))->text();
    }
    RecordDialog* dialog = nullptr;
};

}  // namespace

class RecordDialogTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QString program;
        LANESCOPE_NEEDS_ANVIL(program);
        node_ = std::make_unique<AnvilNode>(program, "osaka");
        node_->mine_to(node_->call("eth_accounts").toArray()[9].toString(), 8, "0x1");
        QVERIFY2(node_->error().isEmpty(), qPrintable(node_->error()));
    }

    void aBlockIsRecordedAndOpened()
    {
        FaultProxy proxy(node_->port());  // takes any path, as providers do
        WindowDriver driver;
        const Opened opened(driver);
        QVERIFY(opened.dialog != nullptr);
        opened.field("URL of the node")->setText(proxy.url() + "/0123456789abcdef?key=s3cret");
        opened.field("File")->setText(driver.path("block-{number}.json.gz"));
        QSignalSpy loaded(&driver.window(), &MainWindow::opened);
        opened.button("Record")->click();
        QVERIFY(WindowDriver::until([&] { return !loaded.empty(); }));
        QCOMPARE(driver.window().document()->input->block.transactions.size(), std::size_t{8});
        QVERIFY(QFile::exists(driver.path("block-1.json.gz")));
        QCOMPARE(driver.settings().nodeUrl(), proxy.url());
        QVERIFY(driver.untilRunIsShown());
    }

    void whomToTrustIsAskedForAndRemembered()
    {
        const CertificateAuthority authority("Test authority");
        const FaultProxy proxy(node_->port(), authority.issue("IP:127.0.0.1", Validity::now()));
        WindowDriver driver;
        const QString caFile = driver.path("ca.pem");
        QFile file(caFile);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(authority.pem()) > 0);
        file.close();
        const Opened opened(driver);
        opened.field("URL of the node")->setText(proxy.url());
        opened.field("File")->setText(driver.path("block.json.gz"));
        opened.button("Record")->click();
        QVERIFY(WindowDriver::until([&] { return !opened.dialog->isRecording(); }));
        QVERIFY2(opened.problem().contains("not trusted"), qPrintable(opened.problem()));

        QTimer::singleShot(0, [&] {
            auto* const chooser = qobject_cast<QFileDialog*>(QApplication::activeModalWidget());
            QVERIFY(chooser != nullptr);
            chooser->selectFile(caFile);
            static_cast<QDialog*>(chooser)->accept();
        });
        opened.button("Choose the CA file")->click();
        QCOMPARE(opened.field("CA file")->text(), caFile);
        QSignalSpy loaded(&driver.window(), &MainWindow::opened);
        opened.button("Record")->click();
        QVERIFY(WindowDriver::until([&] { return !loaded.empty(); }));
        QCOMPARE(driver.settings().nodeCaFile(), caFile);
        QVERIFY(driver.untilRunIsShown());
        RecordDialog again(driver.settings());
        const auto edits = again.findChildren<QLineEdit*>();
        QVERIFY(std::any_of(edits.begin(), edits.end(),
                            [&](const QLineEdit* edit) { return edit->text() == caFile; }));
    }

    void whatCannotBeAskedForCannotBeStarted()
    {
        WindowDriver driver;
        const Opened opened(driver);
        QVERIFY(opened.button("Record")->isEnabled());
        opened.field("Block")->setText("newest");
        QVERIFY(!opened.button("Record")->isEnabled());
        opened.field("Block")->setText("0x1");
        QVERIFY(opened.button("Record")->isEnabled());
        opened.field("URL of the node")->setText("example");
        opened.button("Record")->click();
        QVERIFY(!opened.dialog->isRecording());
        QVERIFY2(opened.problem().contains("has no scheme"), qPrintable(opened.problem()));
    }

    void aFailureIsShownAndAnotherAttemptCanBeMade()
    {
        WindowDriver driver;
        const Opened opened(driver);
        opened.field("URL of the node")->setText(node_->url());
        opened.field("Block")->setText("999");
        opened.field("File")->setText(driver.path("block.json.gz"));
        opened.button("Record")->click();
        QVERIFY(WindowDriver::until([&] { return !opened.dialog->isRecording(); }));
        QVERIFY2(opened.problem().contains("does not have block"), qPrintable(opened.problem()));
        QVERIFY(opened.dialog->isVisible());
        QVERIFY(opened.button("Record")->isEnabled());
    }

    void cancelStopsAtOnceAndLeavesNothing()
    {
        FaultProxy proxy(node_->port());
        proxy.play([](const QByteArray&, int) { return Reaction{Reaction::Kind::silence}; });
        WindowDriver driver;
        const Opened opened(driver);
        opened.field("URL of the node")->setText(proxy.url());
        opened.field("File")->setText(driver.path("block.json.gz"));
        opened.button("Record")->click();
        QVERIFY(WindowDriver::until([&] { return proxy.requests() > 0; }));
        QElapsedTimer timer;
        timer.start();
        opened.dialog->reject();
        QVERIFY(WindowDriver::until([&] { return !opened.dialog->isRecording(); }));
        qInfo("stopped after %lld ms", timer.elapsed());
        QVERIFY(timer.elapsed() < 60'000);  // The silence would last twice as long.
        QVERIFY(opened.dialog->isVisible());
        QVERIFY2(opened.problem().contains("Nothing was saved"), qPrintable(opened.problem()));
        QVERIFY(!QFile::exists(driver.path("block.json.gz")));
    }

private:
    std::unique_ptr<AnvilNode> node_;
};

QTEST_MAIN(RecordDialogTest)
#include "record_dialog_test.moc"
