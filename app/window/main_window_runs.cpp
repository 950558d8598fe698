// SPDX-License-Identifier: GPL-3.0-or-later
// The runs of the main window's block: planned, listed, shown again, saved.
#include "app/recordings.h"
#include "app/window/main_window.h"
#include "app/window/message_bar.h"
#include "app/window/run_bar.h"
#include "views/shared/quantity_text.h"
#include "views/summary/summary_view.h"

#include <QAction>
#include <QComboBox>
#include <QFileInfo>
#include <QLabel>
#include <QMetaObject>
#include <QSignalBlocker>

#include <memory>
#include <utility>
#include <vector>

namespace lanescope::app {

using namespace views;

RunPlan MainWindow::plan() const
{
    RunPlan plan = m_runBar->plan();
    plan.settings.suspend_on_estimate = m_actions.suspend->isChecked();
    plan.settings.lazy_beneficiary = m_actions.lazy->isChecked();
    plan.settings.commutative_balances = m_actions.commutative->isChecked();
    plan.settings.detail =
        m_actions.accesses->isChecked() ? RecordingDetail::accesses : RecordingDetail::spans;
    return plan;
}

void MainWindow::addRun(const ShownRun& run)
{
    // As many as the controller keeps; of a file, all.
    const QSignalBlocker quiet(m_runChooser);
    const std::size_t ofFile = m_document ? m_document->runs.size() : 0;
    if (m_runs.size() >= ofFile + RunController::recordsKept) {
        m_runs.erase(m_runs.begin() + static_cast<std::ptrdiff_t>(ofFile));
        m_runChooser->removeItem(static_cast<int>(ofFile));
    }
    m_runs.push_back(run);
    const RunSummary& summary = run.record->summary;
    const double milliseconds =
        static_cast<double>(summary.duration) * run.machine.nanoseconds_per_tick * 1e-6;
    m_runChooser->addItem(
        tr("%1, %2, %L3 ms%4")
            .arg(run.record->settings.strategy == StrategyKind::sequential ? tr("sequential")
                                                                           : tr("Block-STM"),
                 countedText(run.record->workers.size(), "worker"))
            .arg(milliseconds, 0, 'f', 2)
            .arg(summary.end == RunEnd::finished ? QString() : tr(", cut short")));
    m_runChooser->setCurrentIndex(m_runChooser->count() - 1);
    updateActions();
}

void MainWindow::showRun(int index)
{
    if (index < 0 || index >= static_cast<int>(m_runs.size())) {
        return;
    }
    const ShownRun run = m_runs[static_cast<std::size_t>(index)];
    const QSignalBlocker quiet(m_runChooser);
    m_runChooser->setCurrentIndex(index);
    m_background.emplace_back([this, run, generation = ++m_pictureGeneration] {
        const auto picture =
            std::make_shared<analysis::RunAnalysis>(run.machine, Recording(run.record));
        QMetaObject::invokeMethod(
            this,
            [this, picture, run, generation] {
                if (generation == m_pictureGeneration) {
                    m_measured = run.measured;
                    m_summary->setMeasured(run.measured);
                    setPicture(picture);
                }
            },
            Qt::QueuedConnection);
    });
}

void MainWindow::saveRecording(const QString& path)
{
    m_messageBar->showProgress(tr("Saving %1 …").arg(QFileInfo(path).fileName()));
    std::vector<RunToSave> runs;
    for (const ShownRun& run : m_runs) {
        runs.push_back({run.record, run.machine});
    }
    m_background.emplace_back([this, path, runs = std::move(runs)] {
        const Status status = save_recording_file(path.toStdString(), runs);
        const QString error = status ? QString() : QString::fromStdString(status.error().message);
        QMetaObject::invokeMethod(
            this,
            [this, path, error] {
                if (!error.isEmpty()) {
                    m_messageBar->showError(error);
                    return;
                }
                m_messageBar->clear();
                m_settings.addRecentFile(QFileInfo(path).absoluteFilePath());
                updateRecentFiles();
                m_stateLabel->setText(tr("saved %1").arg(QFileInfo(path).fileName()));
                emit saved(path);
            },
            Qt::QueuedConnection);
    });
}

}  // namespace lanescope::app
