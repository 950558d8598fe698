// SPDX-License-Identifier: GPL-3.0-or-later
// Paints the whole window on real blocks into pictures that people look at: build/…/test-results/window.
#include "app/window/command_palette.h"
#include "app/window/help_window.h"
#include "app/window/key_sheet.h"
#include "gui/window_driver.h"

#include <QComboBox>
#include <QDir>

using namespace lanescope;
using namespace lanescope::app;
using namespace lanescope::test;

class WindowPicturesTest : public QObject {
    Q_OBJECT

private slots:
    void theWindowIsPaintedAtEverySizeInEveryTheme_data()
    {
        QTest::addColumn<QString>("block");
        QTest::addColumn<QSize>("size");
        QTest::addColumn<QString>("theme");
        for (const char* block : {"15274915", "14396881", "18085863"}) {
            for (const QSize size : {QSize(1280, 800), QSize(1440, 900), QSize(3840, 2160)}) {
                for (const char* theme : {"light", "dark"}) {
                    QTest::addRow("%s %dx%d %s", block, size.width(), size.height(), theme)
                        << QString(block) << size << QString(theme);
                }
            }
        }
    }

    void theWindowIsPaintedAtEverySizeInEveryTheme()
    {
        LANESCOPE_NEEDS_SHARED_DATA();
        QFETCH(QString, block);
        QFETCH(QSize, size);
        QFETCH(QString, theme);
        WindowDriver driver(false);
        MainWindow& window = driver.window();
        driver.action(theme == "light" ? "Light" : "Dark")->trigger();
        window.resize(size);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        driver.action("Reset the layout")->trigger();
        QVERIFY(driver.open({mainnetBlock(block)}));
        window.runBar()->workers()->setValue(8);
        driver.action("Run")->trigger();
        QVERIFY(driver.untilRunIsShown());
        // A transaction that was aborted, so that the inspector has something to say.
        const auto& aborts = window.picture()->graph.aborts;
        if (!aborts.empty()) {
            window.selection().selectVersion({aborts[aborts.size() / 2].reader, 0});
        }
        driver.action(block == "14396881" ? "Hot locations" : "Summary")->trigger();
        QCoreApplication::processEvents();
        const QPixmap picture = window.grab();
        QCOMPARE(picture.size(), size);
        const QString folder = QStringLiteral(LANESCOPE_WINDOW_PICTURES);
        QVERIFY(QDir().mkpath(folder));
        QVERIFY(picture.save(QStringLiteral("%1/%2-%3x%4-%5.png")
                                 .arg(folder, block)
                                 .arg(size.width())
                                 .arg(size.height())
                                 .arg(theme)));
    }

    void aPausedRunAndTheDialogsArePainted_data()
    {
        QTest::addColumn<QString>("theme");
        QTest::newRow("light") << QStringLiteral("Light");
        QTest::newRow("dark") << QStringLiteral("Dark");
    }

    void aPausedRunAndTheDialogsArePainted()
    {
        QFETCH(QString, theme);
        WindowDriver driver(false);
        MainWindow& window = driver.window();
        driver.action(theme)->trigger();
        window.resize(1280, 800);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        QVERIFY(driver.open({sampleBlock()}));
        save(window, theme, "opened");
        window.runBar()->workers()->setValue(4);
        window.runBar()->setPacePosition(7);
        driver.action("Run")->trigger();
        QVERIFY(driver.until([&] { return window.controller().pacedActions() > 90; }));
        driver.action("Pause")->trigger();
        QSignalSpy shown(&window, &MainWindow::pictureShown);
        QVERIFY(driver.until([&] { return shown.size() > 1; }));
        save(window, theme, "paused");
        driver.action("Stop")->trigger();
        QVERIFY(driver.untilRunIsShown());
        driver.action("Full speed")->trigger();
        window.runBar()->strategy()->setCurrentIndex(1);
        driver.action("Run")->trigger();
        QVERIFY(driver.untilRunIsShown());
        driver.action("Hot locations")->trigger();
        save(window, theme, "sequential");
        CommandPalette palette(window.menuActions(), &window);
        palette.show();
        save(palette, theme, "palette");
        KeySheet keys(window.menuActions(), &window);
        keys.show();
        save(keys, theme, "keys");
        HelpWindow help(&window);
        help.showPage(QStringLiteral("block-stm"));
        help.show();
        save(help, theme, "help");
        QVERIFY(!driver.open({driver.path(QStringLiteral("nowhere.json"))}));
        save(window, theme, "error");
    }

private:
    static void save(QWidget& widget, const QString& theme, const char* name)
    {
        const QString folder = QStringLiteral(LANESCOPE_WINDOW_PICTURES);
        QVERIFY(QDir().mkpath(folder));
        QCoreApplication::processEvents();
        QVERIFY(widget.grab().save(QStringLiteral("%1/%2-%3.png")
                                       .arg(folder, QString::fromLatin1(name), theme.toLower())));
    }
};

QTEST_MAIN(WindowPicturesTest)
#include "window_pictures_test.moc"
