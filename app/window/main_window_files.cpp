// SPDX-License-Identifier: GPL-3.0-or-later
// Asks where the main window's files and folders are, or shall be.
#include "app/window/main_window.h"
#include "app/window/message_bar.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QRegularExpression>

namespace lanescope::app {

void MainWindow::chooseFile()
{
    const QStringList paths =
        QFileDialog::getOpenFileNames(this, tr("Open a block or a recording"), m_settings.folder(),
                                      tr("Blocks and recordings (*.json *.json.gz "
                                         "*.lanescope);;Recordings (*.lanescope);;All files (*)"));
    if (!paths.isEmpty()) {
        m_settings.setFolder(QFileInfo(paths.front()).path());
        open(paths);
    }
}

void MainWindow::chooseSavePath()
{
    QString name = m_document ? m_document->title : QStringLiteral("run");
    name.replace(QRegularExpression(QStringLiteral("[^A-Za-z0-9.-]+")), QStringLiteral("-"));
    QString path = QFileDialog::getSaveFileName(
        this, tr("Save the recording"), QDir(m_settings.folder()).filePath(name + ".lanescope"),
        tr("Recordings (*.lanescope)"));
    if (path.isEmpty()) {
        return;
    }
    if (QFileInfo(path).suffix().isEmpty()) {
        path += QStringLiteral(".lanescope");
    }
    m_settings.setFolder(QFileInfo(path).path());
    saveRecording(path);
}

void MainWindow::chooseContractsFolder()
{
    const QString begin = m_names.folder().isEmpty() ? m_settings.folder() : m_names.folder();
    const QString folder =
        QFileDialog::getExistingDirectory(this, tr("Contracts folder of this file"), begin);
    if (!folder.isEmpty()) {
        setContractsFolder(folder);
    }
}

void MainWindow::exportView(ViewFrame* frame, const QString& suffix)
{
    QString path = QFileDialog::getSaveFileName(
        this, tr("Export %1").arg(frame->title()),
        QDir(m_settings.folder()).filePath(frame->name() + '.' + suffix),
        QStringLiteral("%1 (*.%2)").arg(suffix.toUpper(), suffix));
    if (path.isEmpty()) {
        return;
    }
    if (QFileInfo(path).suffix().compare(suffix, Qt::CaseInsensitive) != 0) {
        path += '.' + suffix;
    }
    m_settings.setFolder(QFileInfo(path).path());
    const QString error = frame->exportTo(path);
    if (error.isEmpty()) {
        m_messageBar->showNote(tr("Wrote %1").arg(path));
    } else {
        m_messageBar->showError(error);
    }
}

}  // namespace lanescope::app
