// SPDX-License-Identifier: GPL-3.0-or-later
// Opens what stands before the main window: dialogs, and help.
#include "app/window/command_palette.h"
#include "app/window/help_window.h"
#include "app/window/key_sheet.h"
#include "app/window/main_window.h"
#include "app/window/record_dialog.h"
#include "app/window/run_bar.h"
#include "app/window/scenario_gallery.h"

#include <QSpinBox>

namespace lanescope::app {

void MainWindow::showRecordDialog()
{
    auto* dialog = new RecordDialog(m_settings, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &RecordDialog::recorded, this, [this](const QString& path) { open({path}); });
    dialog->open();
}

void MainWindow::showScenarios()
{
    ScenarioGallery gallery(*m_palette, static_cast<std::uint32_t>(m_runBar->workers()->value()),
                            this);
    connect(&gallery, &ScenarioGallery::blockMade, this,
            [this](const std::shared_ptr<Document>& document) { showDocument(document); });
    gallery.exec();
}

void MainWindow::showPalette()
{
    CommandPalette palette(menuActions(), this);
    palette.exec();
}

void MainWindow::showKeys()
{
    KeySheet sheet(menuActions(), this);
    sheet.exec();
}

void MainWindow::showHelp(const QString& page)
{
    auto* help = findChild<HelpWindow*>();
    if (help == nullptr) {
        help = new HelpWindow(this);
    }
    help->showPage(page);
    help->show();
    help->raise();
    help->activateWindow();
}

}  // namespace lanescope::app
