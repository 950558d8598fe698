// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/scenario_gallery.h"

#include "gui/window_driver.h"

#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QTableWidget>

using namespace lanescope;
using namespace lanescope::app;
using lanescope::test::WindowDriver;
using workload::Form;

/// The gallery as a person uses it, off the screen.
class ScenarioGalleryTest : public QObject {
    Q_OBJECT

private slots:
    void everyScenarioGetsAPictureOfBothForms()
    {
        ScenarioGallery gallery(views::Palette::light(), 2, nullptr);
        std::size_t forms = 0;
        for (const workload::Scenario* scenario : workload::all_scenarios()) {
            forms += scenario->has_forms() ? 2 : 1;
        }
        QVERIFY(WindowDriver::until([&] { return gallery.shapeCount() == forms; }));
        QCOMPARE(gallery.list()->count(), static_cast<int>(workload::all_scenarios().size()));
    }
    void aShapeIsThatOfTheBlock()
    {
        qRegisterMetaType<ScenarioShape>();
        ScenarioWorker worker;
        std::map<std::pair<int, Form>, ScenarioShape> shapes;
        QSignalSpy finished(&worker, &ScenarioWorker::finished);
        connect(&worker, &ScenarioWorker::shapeReady, this,
                [&](int row, Form form, const ScenarioShape& shape) {
                    shapes[{row, form}] = shape;
                });
        worker.drawShapes();
        QVERIFY(WindowDriver::until([&] { return !finished.empty(); }));
        QCOMPARE(finished.front().front().toString(), QString());
        const auto all = workload::all_scenarios();
        for (std::size_t row = 0; row < all.size(); ++row) {
            const auto& naive = shapes.at({static_cast<int>(row), Form::naive});
            QCOMPARE(naive.nodes.size(), std::size_t{ScenarioWorker::shapeTransactions});
            for (std::size_t i = 0; i < naive.nodes.size(); ++i) {
                QVERIFY(naive.nodes[i].waitsFor < static_cast<int>(i));
            }
            // Payments of ether commute in both forms.
            if (all[row]->has_forms() && all[row]->name != "payments") {
                const auto& parallel = shapes.at({static_cast<int>(row), Form::parallel});
                QVERIFY2(parallel.longest * 2 <= naive.longest,
                         std::string(all[row]->name).c_str());
            }
        }
        // A counter that all write: everybody waits for the one before.
        for (std::size_t row = 0; row < all.size(); ++row) {
            if (all[row]->name == "airdrop" || all[row]->name == "game") {
                QCOMPARE(shapes.at({static_cast<int>(row), Form::naive}).longest,
                         ScenarioWorker::shapeTransactions);
                QCOMPARE(shapes.at({static_cast<int>(row), Form::parallel}).longest, 1u);
            }
        }
    }
    void bothFormsAreMeasuredSideBySide()
    {
        ScenarioGallery gallery(views::Palette::darkTheme(), 2, nullptr);
        gallery.show();
        gallery.choose("airdrop");
        gallery.setTransactions(120);
        QSignalSpy compared(&gallery, &ScenarioGallery::compared);
        gallery.compareButton()->click();
        QVERIFY(!gallery.openButton()->isEnabled());
        QVERIFY(gallery.cancelButton()->isVisible());
        QVERIFY2(WindowDriver::until([&] { return !compared.empty(); }),
                 qPrintable(gallery.verdict()->text()));
        for (int column = 0; column < 3; ++column) {
            for (int row = 0; row < gallery.results()->rowCount(); ++row) {
                const QTableWidgetItem* item = gallery.results()->item(row, column);
                QVERIFY(item != nullptr && !item->text().isEmpty());
            }
            QVERIFY(gallery.results()->item(0, column)->text() != "0");
        }
        // None of the parallel form's claims touches another's slots.
        QCOMPARE(gallery.results()->item(2, 2)->text(), QString("0"));
        QVERIFY(gallery.verdict()->text().contains("2 workers"));
        // A chain gains only what comes before its reads; what conflicts nowhere gains all.
        QVERIFY(gallery.results()->item(6, 1)->text().toDouble() < 3);
        QVERIFY(gallery.results()->item(6, 2)->text().toDouble() > 12);
        QVERIFY(gallery.openButton()->isEnabled());
        // Other dials, other results: the old ones must not stand beside them.
        gallery.setTransactions(130);
        QVERIFY(gallery.results()->item(0, 1) == nullptr);
        QVERIFY(gallery.results()->item(0, 2) == nullptr);
    }
    void cancelEndsWhatGoesOn()
    {
        ScenarioGallery gallery(views::Palette::darkTheme(), 2, nullptr);
        gallery.show();
        gallery.choose("lending");
        gallery.setTransactions(20'000);
        QSignalSpy compared(&gallery, &ScenarioGallery::compared);
        gallery.compareButton()->click();
        gallery.cancelButton()->click();
        QVERIFY(gallery.openButton()->isEnabled());
        QVERIFY(!gallery.cancelButton()->isVisible());
        QVERIFY(compared.empty());
    }
    void whatIsMadeOpensInTheWindow()
    {
        WindowDriver driver;
        QAction* action = driver.action("New from scenario");
        QVERIFY(action != nullptr && !action->shortcut().isEmpty());
        // The dialog runs an event loop of its own.
        QTimer::singleShot(0, this, [&] {
            auto* gallery = driver.window().findChild<ScenarioGallery*>();
            QVERIFY(gallery != nullptr);
            gallery->choose("nft-mint");
            gallery->setForm(Form::parallel);
            gallery->setTransactions(50);
            gallery->openButton()->click();
        });
        action->trigger();
        QVERIFY(driver.window().document() != nullptr);
        QCOMPARE(driver.window().document()->title,
                 QString("NFT mint, parallel form, 50 transactions, seed 1"));
        QVERIFY(driver.untilRunIsShown());
        QCOMPARE(driver.window().picture()->totals.committed, 50u);
        QVERIFY(driver.settings().recentFiles().isEmpty());
    }
    /// For the eye, where LANESCOPE_GALLERY_PICTURES names a folder; both themes must paint.
    void itPaintsInBothThemes()
    {
        for (const bool dark : {true, false}) {
            const views::Palette& palette =
                dark ? views::Palette::darkTheme() : views::Palette::light();
            applyTheme(palette);
            ScenarioGallery gallery(palette, 2, nullptr);
            gallery.show();
            gallery.choose("exchange");
            QSignalSpy compared(&gallery, &ScenarioGallery::compared);
            gallery.compareButton()->click();
            QVERIFY(WindowDriver::until([&] {
                return !compared.empty() &&
                       gallery.shapeCount() == 2 * workload::all_scenarios().size() - 1;
            }));
            const QImage picture = gallery.grab().toImage();
            QVERIFY(picture.width() <= 1280 && picture.height() <= 800);
            if (const QString folder = qEnvironmentVariable("LANESCOPE_GALLERY_PICTURES");
                !folder.isEmpty()) {
                QVERIFY(picture.save(folder + (dark ? "/gallery-dark.png" : "/gallery-light.png")));
            }
        }
    }
};

QTEST_MAIN(ScenarioGalleryTest)
#include "scenario_gallery_test.moc"
