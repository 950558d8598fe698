// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/find_field.h"
#include "app/window/main_window.h"
#include "app/window/message_bar.h"
#include "app/window/run_bar.h"
#include "views/graph/graph_view.h"
#include "views/hot_locations/hot_locations_view.h"
#include "views/inspector/inspector_view.h"
#include "views/re_executions/re_executions_view.h"
#include "views/summary/card_strip.h"
#include "views/summary/summary_view.h"
#include "views/throughput/throughput_view.h"
#include "views/timeline/timeline_view.h"
#include "views/transactions/transactions_view.h"

#include <QComboBox>
#include <QDockWidget>
#include <QLabel>
#include <QScreen>
#include <QStatusBar>
#include <QTabBar>
#include <QToolBar>
#include <QVBoxLayout>

#include <algorithm>

namespace lanescope::app {

using namespace views;

ViewFrame* MainWindow::addView(const QString& name, const QString& title, const QString& hint,
                               View* view, bool isTable)
{
    auto* frame = new ViewFrame(name, title, hint, view, m_selection, isTable, this);
    connect(frame, &ViewFrame::exportWanted, this, &MainWindow::exportView);
    m_frames.push_back(frame);
    return frame;
}

void MainWindow::makeViews()
{
    addView(QStringLiteral("timeline"), tr("Timeline"), tr("a lane a worker"),
            new TimelineView(m_selection), false);
    addView(QStringLiteral("graph"), tr("Conflict graph"), tr("transactions by depth"),
            new GraphView(m_selection), false);
    m_summary = new SummaryView(m_selection);
    addView(QStringLiteral("summary"), tr("Summary"), tr("why the block was as fast as it was"),
            m_summary, true);
    addView(QStringLiteral("hot-locations"), tr("Hot locations"),
            tr("by the wasted work that they caused"), new HotLocationsView(m_selection), true);
    addView(QStringLiteral("re-executions"), tr("Re-executions"), tr("over the block"),
            new ReExecutionsView(m_selection), false);
    addView(QStringLiteral("throughput"), tr("Throughput"), tr("over the time of the run"),
            new ThroughputView(m_selection), false);
    auto* transactions = new TransactionsView(m_selection);
    addView(QStringLiteral("transactions"), tr("Transactions"), tr("of the block"), transactions,
            true);
    connect(transactions, &TransactionsView::inspectWanted, this,
            [this] { showView(QStringLiteral("inspector")); });
    addView(QStringLiteral("inspector"), tr("Inspector"), tr("the selected transaction"),
            new InspectorView(m_selection), true);
}

QDockWidget* MainWindow::addDock(Qt::DockWidgetArea area, ViewFrame* frame)
{
    auto* dock = new QDockWidget(frame->title(), this);
    dock->setObjectName(frame->name());
    dock->setWidget(frame);
    // The frame has the title; a bar of Qt's own would say it twice.
    dock->setTitleBarWidget(new QWidget(dock));
    dock->setFeatures(QDockWidget::DockWidgetClosable | QDockWidget::DockWidgetMovable |
                      QDockWidget::DockWidgetFloatable);
    connect(dock, &QDockWidget::visibilityChanged, frame, [frame](bool isVisible) {
        if (isVisible) {
            frame->showPending();
        }
    });
    addDockWidget(area, dock);
    m_docks.push_back(dock);
    return dock;
}

void MainWindow::makeDocks()
{
    auto* middle = new QWidget(this);
    auto* layout = new QVBoxLayout(middle);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(6);
    m_messageBar = new MessageBar(middle);
    layout->addWidget(m_messageBar);
    layout->addWidget(frame(QStringLiteral("timeline")), 1);
    setCentralWidget(middle);
    setContentsMargins(6, 0, 6, 0);

    setTabPosition(Qt::AllDockWidgetAreas, QTabWidget::North);
    setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
    setCorner(Qt::BottomLeftCorner, Qt::BottomDockWidgetArea);
    addDock(Qt::RightDockWidgetArea, frame(QStringLiteral("inspector")));
    addDock(Qt::BottomDockWidgetArea, frame(QStringLiteral("graph")));
    QDockWidget* first = nullptr;
    for (const char* name :
         {"summary", "hot-locations", "re-executions", "throughput", "transactions"}) {
        QDockWidget* dock = addDock(Qt::BottomDockWidgetArea, frame(QString::fromLatin1(name)));
        if (first == nullptr) {
            first = dock;
        } else {
            tabifyDockWidget(first, dock);
        }
    }
    for (QDockWidget* dock : m_docks) {
        connect(dock, &QDockWidget::dockLocationChanged, this, &MainWindow::updateDockTitles,
                Qt::QueuedConnection);
        connect(dock, &QDockWidget::topLevelChanged, this, &MainWindow::updateDockTitles,
                Qt::QueuedConnection);
        connect(dock, &QDockWidget::visibilityChanged, this, &MainWindow::updateDockTitles,
                Qt::QueuedConnection);
    }
}

void MainWindow::updateDockTitles()
{
    for (QDockWidget* dock : m_docks) {
        static_cast<ViewFrame*>(dock->widget())->setTitleShown(tabifiedDockWidgets(dock).isEmpty());
        // A floating window needs a bar to be moved by.
        if (dock->isFloating() == (dock->titleBarWidget() != nullptr)) {
            delete dock->titleBarWidget();
            dock->setTitleBarWidget(dock->isFloating() ? nullptr : new QWidget(dock));
        }
    }
    for (QTabBar* bar : findChildren<QTabBar*>(QString(), Qt::FindDirectChildrenOnly)) {
        bar->setDrawBase(false);
        bar->setExpanding(false);
        bar->setElideMode(Qt::ElideNone);
        bar->setAccessibleName(tr("Views"));
        bar->setFocusPolicy(Qt::TabFocus);
    }
}

void MainWindow::makeBars()
{
    m_find = new FindField(m_selection, this);
    connect(m_find, &FindField::found, this, &MainWindow::showFound);
    connect(m_find, &FindField::left, this, [this] { showView(QStringLiteral("timeline")); });
    m_runBar =
        new RunBar({m_actions.open, m_actions.run, m_actions.pause, m_actions.step, m_actions.stop},
                   m_find, this);
    m_runBar->setPlan(rememberedPlan());
    connect(m_runBar, &RunBar::paceChanged, &m_controller, &RunController::setPace);
    m_cards = new CardStrip(this);
    const auto addBar = [this](const QString& name, const QString& title, QWidget* widget) {
        QToolBar* bar = addToolBar(title);
        bar->setObjectName(name);
        bar->setMovable(false);
        bar->setFloatable(false);
        bar->toggleViewAction()->setVisible(false);
        bar->setContextMenuPolicy(Qt::PreventContextMenu);
        bar->addWidget(widget);
    };
    addBar(QStringLiteral("runBar"), tr("Run"), m_runBar);
    addToolBarBreak();
    addBar(QStringLiteral("cards"), tr("Figures"), m_cards);

    m_selectionLabel = new QLabel(this);
    m_stateLabel = new QLabel(this);
    m_verifiedLabel = new QLabel(this);
    m_eventsLabel = new QLabel(this);
    m_costLabel = new QLabel(this);
    m_costLabel->setToolTip(
        tr("What making, showing and painting the pictures of a live run took: "
           "of one core lately, and the last one"));
    m_runChooser = new QComboBox(this);
    m_runChooser->setAccessibleName(tr("Run that is shown"));
    m_runChooser->setToolTip(tr("Run that is shown"));
    m_runChooser->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_runChooser->setMinimumWidth(180);
    m_runChooser->setEnabled(false);
    connect(m_runChooser, &QComboBox::activated, this, &MainWindow::showRun);
    statusBar()->setSizeGripEnabled(false);
    statusBar()->addWidget(m_selectionLabel, 1);
    statusBar()->addPermanentWidget(m_stateLabel);
    statusBar()->addPermanentWidget(m_verifiedLabel);
    statusBar()->addPermanentWidget(m_eventsLabel);
    statusBar()->addPermanentWidget(m_costLabel);
    statusBar()->addPermanentWidget(m_runChooser);
}

void MainWindow::resetLayout()
{
    const auto dock = [this](const char* name) {
        return findChild<QDockWidget*>(QString::fromLatin1(name));
    };
    for (QDockWidget* one : m_docks) {
        one->setFloating(false);
        one->show();
    }
    addDockWidget(Qt::RightDockWidgetArea, dock("inspector"));
    addDockWidget(Qt::BottomDockWidgetArea, dock("graph"));
    addDockWidget(Qt::BottomDockWidgetArea, dock("summary"));
    splitDockWidget(dock("graph"), dock("summary"), Qt::Horizontal);
    for (const char* name : {"hot-locations", "re-executions", "throughput", "transactions"}) {
        addDockWidget(Qt::BottomDockWidgetArea, dock(name));
        tabifyDockWidget(dock("summary"), dock(name));
    }
    dock("summary")->raise();
    resizeDocks({dock("inspector")}, {std::max(350, width() / 4)}, Qt::Horizontal);
    resizeDocks({dock("graph"), dock("summary")}, {width() * 33 / 100, width() * 42 / 100},
                Qt::Horizontal);
    resizeDocks({dock("graph")}, {height() * 35 / 100}, Qt::Vertical);
    updateDockTitles();
}

void MainWindow::restoreLayout()
{
    resize(QSize(1440, 900).boundedTo(screen()->availableSize()));
    if (!restoreGeometry(m_settings.geometry()) || !restoreState(m_settings.layout())) {
        resetLayout();
    }
    updateDockTitles();
}

}  // namespace lanescope::app
