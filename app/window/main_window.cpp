// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/main_window.h"

#include "app/output.h"
#include "app/window/find_field.h"
#include "app/window/message_bar.h"
#include "app/window/run_bar.h"
#include "views/shared/location_text.h"
#include "views/shared/quantity_text.h"
#include "views/summary/card_strip.h"
#include "views/summary/summary_view.h"

#include <QAction>
#include <QApplication>
#include <QCloseEvent>
#include <QComboBox>
#include <QDir>
#include <QDockWidget>
#include <QDropEvent>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QLabel>
#include <QMimeData>

namespace lanescope::app {

using namespace views;

namespace {

/// What was measured when a run of a file was recorded, if anything.
std::optional<Measured> measuredThen(const RunSummary& summary, const Machine& machine)
{
    if (summary.sequential_duration == 0 || summary.end != RunEnd::finished) {
        return std::nullopt;
    }
    const double secondsPerTick = machine.nanoseconds_per_tick * 1e-9;
    Measured measured;
    measured.sequential = static_cast<double>(summary.sequential_duration) * secondsPerTick;
    measured.parallel = measured.recorded = static_cast<double>(summary.duration) * secondsPerTick;
    measured.repeats = 1;
    measured.withRecording = true;
    return measured;
}

}  // namespace

MainWindow::MainWindow(Settings& settings, QWidget* parent)
    : QMainWindow(parent), m_settings(settings), m_history(m_selection)
{
    setAcceptDrops(true);
    setDockNestingEnabled(true);
    makeActions();
    makeViews();
    makeBars();
    makeDocks();
    makeMenus();
    applySettings();
    restoreLayout();

    connect(&m_controller, &RunController::pictureReady, this, &MainWindow::setPicture);
    // An endless plan lets the names in between two repeats.
    connect(&m_names, &NamesLoader::waiting, this, [this] { m_controller.holdRepeats(true); });
    connect(&m_controller, &RunController::repeatsHeld, this, [this] { m_names.hold(false); });
    connect(&m_names, &NamesLoader::changed, this, [this](const QString& note, bool isProblem) {
        releaseRepeats();
        if (!note.isEmpty()) {
            isProblem ? m_messageBar->showError(note) : m_messageBar->showNote(note);
        }
        showPicture();
    });
    connect(&m_names, &NamesLoader::failed, this, [this](const QString& error) {
        releaseRepeats();
        m_messageBar->showError(error);
    });
    connect(m_runBar, &RunBar::paceChanged, this, &MainWindow::holdNames);
    connect(&m_controller, &RunController::stateChanged, this, [this](RunState state) {
        holdNames();
        m_runBar->showState(state);
        updateActions();
        updateStatus();
    });
    connect(&m_controller, &RunController::measured, this, [this](const Measured& measured) {
        m_measured = measured;
        if (!m_runs.empty()) {
            m_runs.back().measured = measured;
        }
        m_summary->setMeasured(measured);
        updateStatus();
    });
    connect(&m_controller, &RunController::recordAdded, this, [this] {
        addRun({m_controller.records().back(), this_machine(), std::nullopt});
    });
    connect(&m_controller, &RunController::repeatStarted, this, [this](quint64 repeat, quint64 of) {
        if (of != 1) {
            m_stateLabel->setText(of == 0 ? tr("repeat %L1").arg(repeat)
                                          : tr("repeat %L1 of %L2").arg(repeat).arg(of));
        }
    });
    connect(&m_controller, &RunController::finished, this, [this](const QString& error) {
        if (!error.isEmpty()) {
            m_messageBar->showError(error);
        }
        updateActions();
        updateStatus();
    });
    connect(&m_loader, &DocumentLoader::loaded, this,
            [this](const std::shared_ptr<Document>& document) { showDocument(document); });
    connect(&m_loader, &DocumentLoader::failed, this, [this](const QString& error) {
        m_messageBar->showError(error);
        emit openFailed();
    });
    connect(m_messageBar, &MessageBar::cancelled, &m_loader, &DocumentLoader::cancel);
    connect(&m_selection, &Selection::changed, this, &MainWindow::updateStatus);
    connect(&m_history, &SelectionHistory::changed, this, &MainWindow::updateActions);
    connect(m_summary, &SummaryView::factsChanged, this,
            [this] { m_cards->setFacts(m_summary->facts()); });
    connect(m_summary, &SummaryView::viewWanted, this, &MainWindow::showView);
    connect(m_cards, &CardStrip::linkActivated, m_summary, &SummaryView::follow);
    m_cards->setFacts(m_summary->facts());
    updateActions();
    updateStatus();
}

MainWindow::~MainWindow()
{
    // Views are told of selections to their end; what they point at goes with this window.
    m_selection.disconnect();
}

void MainWindow::open(const QStringList& paths)
{
    if (paths.isEmpty()) {
        return;
    }
    m_messageBar->showProgress(tr("Opening %1 …").arg(QFileInfo(paths.front()).fileName()));
    m_loader.load(paths);
}

void MainWindow::openSample()
{
    const QString path = samplePath();
    if (path.isEmpty()) {
        m_messageBar->showNote(
            tr("The sample blocks are not installed. Open a block file: Ctrl+O."));
        return;
    }
    open({path});
}

void MainWindow::showDocument(const std::shared_ptr<Document>& document)
{
    m_messageBar->clear();
    m_document = document;
    m_controller.setInput(document->input);
    m_runs.clear();
    m_runChooser->clear();
    m_measured.reset();
    m_selection.clear();
    m_history.clear();
    m_summary->setMeasured(std::nullopt);
    setPicture(nullptr);
    if (document->paths.size() == 1 && document->paths.front() != samplePath()) {
        m_settings.addRecentFile(QFileInfo(document->paths.front()).absoluteFilePath());
        updateRecentFiles();
    }
    for (const LoadedRecording& run : document->runs) {
        // The record lives as long as the document, which holds the recording.
        addRun({std::shared_ptr<const RunRecord>(document, &run.recording.run()), run.machine,
                measuredThen(run.recording.run().summary, run.machine)});
    }
    if (!m_runs.empty()) {
        showRun(0);
    } else if (m_settings.runsWhenOpened()) {
        RunPlan first = plan();
        first.repeats = 1;
        m_controller.start(first);
    }
    // After the start, so that the names know that they have to wait.
    m_names.setInput(document->input, m_settings.contractsFolder(document->key()));
    updateActions();
    updateStatus();
    emit opened();
}

void MainWindow::startRun()
{
    m_messageBar->clear();
    if (m_controller.state() == RunState::paused) {
        m_controller.resume();
    } else {
        m_controller.start(plan());
    }
}

void MainWindow::setPicture(const RunPicture& picture)
{
    QElapsedTimer timer;
    timer.start();
    ++m_pictureGeneration;
    m_picture = picture;
    if (picture && picture->recording().is_live()) {
        // What was measured before belongs to another run.
        m_measured.reset();
        if (m_controller.isSlowed()) {
            m_measured.emplace().paced = true;
        }
        m_summary->setMeasured(m_measured);
    }
    showPicture();
    emit pictureShown();
    m_controller.pictureShown(std::chrono::nanoseconds(timer.nsecsElapsed()));
}

void MainWindow::showPicture()
{
    if (m_picture) {
        m_picture->set_names(m_names.names());
    }
    for (ViewFrame* frame : m_frames) {
        // The figures above the views come from the summary, seen or not.
        if (frame->view() == m_summary) {
            m_summary->setPicture(m_picture);
        } else {
            frame->setPicture(m_picture);
        }
    }
    m_isUnpainted = true;
    m_find->setPicture(m_picture);
    updateStatus();
}

bool MainWindow::event(QEvent* event)
{
    if (event->type() == QEvent::ThemeChange && m_settings.theme() == ThemeChoice::system) {
        rereadDesktop();
        setTheme(ThemeChoice::system);
    }
    // Everything that a picture changed in this window is painted in one go.
    if (event->type() != QEvent::UpdateRequest || !m_isUnpainted) {
        return QMainWindow::event(event);
    }
    m_isUnpainted = false;
    QElapsedTimer timer;
    timer.start();
    const bool done = QMainWindow::event(event);
    m_controller.picturePainted(std::chrono::nanoseconds(timer.nsecsElapsed()));
    updateCost();
    return done;
}

void MainWindow::updateCost()
{
    // Writing it down is not to cost what it tells of.
    constexpr qint64 milliseconds = 500;
    if (m_controller.state() == RunState::idle ||
        (m_sinceCost.isValid() && m_sinceCost.elapsed() < milliseconds)) {
        return;
    }
    m_sinceCost.start();
    const RunController::PictureCost cost = m_controller.pictureCost();
    if (cost.last.count() > 0) {
        m_costLabel->setText(tr("pictures %1 % of a core, %2 each")
                                 .arg(decimalText(100 * cost.shareOfCore, 1),
                                      durationText(static_cast<double>(cost.last.count()))));
    }
}

RunPlan MainWindow::rememberedPlan() const
{
    RunPlan plan = m_runBar->plan();
    plan.settings.workers = static_cast<std::uint32_t>(m_settings.workers());
    plan.repeats = static_cast<std::uint64_t>(m_settings.repeats());
    return plan;
}

void MainWindow::holdNames()
{
    m_names.hold(m_controller.state() != RunState::idle && !m_controller.isSlowed());
}

void MainWindow::releaseRepeats()
{
    holdNames();
    m_controller.holdRepeats(false);
}

void MainWindow::setContractsFolder(const QString& folder)
{
    if (!m_document) {
        return;
    }
    m_settings.setContractsFolder(m_document->key(), folder);
    m_messageBar->showNote(tr("Reading the contracts in %1 …").arg(folder));
    m_names.setFolder(folder);
}

QString MainWindow::selectionText() const
{
    const Selected& now = m_selection.current();
    QStringList parts;
    if (now.transaction) {
        QString text = tr("tx %1").arg(*now.transaction);
        if (now.incarnation) {
            text += tr(" incarnation %1").arg(*now.incarnation);
        }
        parts.append(text);
    }
    if (m_picture && m_selection.version()) {
        if (const auto incarnation = m_picture->incarnations.find(*m_selection.version())) {
            parts.append(tr("W%1").arg(incarnation->worker));
            parts.append(exactDurationText(m_picture->microseconds(incarnation->time) * 1e3));
        }
    } else if (now.worker) {
        parts.append(tr("W%1").arg(*now.worker));
    }
    if (m_picture && now.location) {
        parts.append(shortLocation(*m_picture, *now.location));
    }
    return parts.isEmpty() ? tr("Nothing selected")
                           : tr("Selected: ") + parts.join(QStringLiteral(" · "));
}

void MainWindow::updateTitle()
{
    const RunState state = m_controller.state();
    const QString doing = state == RunState::running    ? tr(" — running")
                          : state == RunState::paused   ? tr(" — paused")
                          : state == RunState::stopping ? tr(" — stopping")
                                                        : QString();
    setWindowTitle(m_document ? tr("%1%2 — Lanescope").arg(m_document->title, doing)
                              : tr("Lanescope"));
}

void MainWindow::updateStatus()
{
    m_selectionLabel->setText(selectionText());
    updateTitle();
    const RunState state = m_controller.state();
    m_stateLabel->setText(state == RunState::running    ? tr("running")
                          : state == RunState::paused   ? tr("paused")
                          : state == RunState::stopping ? tr("stopping")
                                                        : QString());
    if (m_picture) {
        const Recording& recording = m_picture->recording();
        std::uint64_t events = 0;
        for (std::size_t i = 0; i < recording.worker_count(); ++i) {
            events += recording.spans(i).size() + recording.decisions(i).size() +
                      recording.aborts(i).size();
        }
        m_eventsLabel->setText(
            tr("%1 · %2 dropped")
                .arg(countedText(events, "event"), groupedText(m_picture->split.dropped_spans)));
    } else {
        m_eventsLabel->clear();
    }
    if (m_measured && m_measured->compared) {
        m_verifiedLabel->setText(m_measured->equal ? tr("✓ verified: equal to sequential")
                                                   : tr("✗ not equal to sequential"));
        m_verifiedLabel->setToolTip(
            tr("Gas, receipts and logs were compared with those of sequential execution."));
    } else {
        m_verifiedLabel->setText(m_picture && !m_picture->recording().is_live()
                                     ? tr("not compared with sequential")
                                     : QString());
        m_verifiedLabel->setToolTip({});
    }
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    m_settings.setWindow(saveGeometry(), saveState());
    m_settings.setWorkers(static_cast<int>(m_runBar->plan().settings.workers));
    QMainWindow::closeEvent(event);
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event)
{
    if (event->mimeData()->hasUrls() && event->mimeData()->urls().front().isLocalFile()) {
        event->acceptProposedAction();
    }
}

void MainWindow::dropEvent(QDropEvent* event)
{
    QStringList paths;
    for (const QUrl& url : event->mimeData()->urls()) {
        if (url.isLocalFile()) {
            paths.append(url.toLocalFile());
        }
    }
    if (!paths.isEmpty()) {
        event->acceptProposedAction();
        open(paths);
    }
}

ViewFrame* MainWindow::frame(const QString& name) const
{
    for (ViewFrame* frame : m_frames) {
        if (frame->name() == name) {
            return frame;
        }
    }
    return nullptr;
}

void MainWindow::showView(const QString& name)
{
    ViewFrame* wanted = frame(name);
    if (wanted == nullptr) {
        return;
    }
    for (QDockWidget* dock : m_docks) {
        if (dock->widget() == wanted) {
            dock->show();
            dock->raise();
        }
    }
    m_currentFrame = wanted;
    wanted->focusView();
}

QString samplePath()
{
    const QString file = QStringLiteral("exchange-naive.json.gz");
    for (const QString& folder :
         {QCoreApplication::applicationDirPath() + QStringLiteral("/../share/lanescope/samples"),
          QStringLiteral(LANESCOPE_SAMPLES)}) {
        if (QFileInfo::exists(folder + '/' + file)) {
            return QDir::cleanPath(folder + '/' + file);
        }
    }
    return {};
}

}  // namespace lanescope::app
