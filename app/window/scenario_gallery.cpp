// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/scenario_gallery.h"

#include "app/window/scenario_dials_box.h"
#include "app/window/scenario_results.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

namespace lanescope::app {

using workload::Form;
using workload::Scenario;

namespace {

QString text(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

}  // namespace

ScenarioGallery::ScenarioGallery(const views::Palette& palette, std::uint32_t workers,
                                 QWidget* parent)
    : QDialog(parent), m_palette(palette), m_workers(workers)
{
    setWindowTitle(tr("New block from a scenario"));
    m_list = new QListWidget(this);
    m_list->setAccessibleName(tr("Scenarios"));
    m_list->setItemDelegate(new ScenarioDelegate(palette, m_shapes, m_list));
    m_list->setUniformItemSizes(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setFixedWidth(ScenarioDelegate::width + 20);
    for (const Scenario* scenario : workload::all_scenarios()) {
        auto* item = new QListWidgetItem(text(scenario->title), m_list);
        item->setToolTip(text(scenario->sentence));
    }

    m_progress = new QProgressBar(this);
    m_progress->setAccessibleName(tr("Progress"));
    m_progress->setTextVisible(true);
    m_open = new QPushButton(tr("&Open this block"), this);
    m_open->setDefault(true);
    m_compare = new QPushButton(tr("&Run both forms"), this);
    m_compare->setToolTip(tr("Measures both with these dials, one after the other"));
    m_cancel = new QPushButton(tr("Cance&l"), this);
    m_close = new QPushButton(tr("Close"), this);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_progress, 1);
    buttons->addWidget(m_cancel);
    buttons->addStretch();
    buttons->addWidget(m_compare);
    buttons->addWidget(m_open);
    buttons->addWidget(m_close);

    auto* right = new QVBoxLayout;
    right->addWidget(makeDetails(), 1);
    auto* lower = new QHBoxLayout;
    m_dials = new ScenarioDialsBox(this);
    m_results = new ScenarioResults(workers, this);
    lower->addWidget(m_dials, 4);
    lower->addWidget(m_results, 5);
    right->addLayout(lower);
    right->addLayout(buttons);
    auto* layout = new QHBoxLayout(this);
    layout->addWidget(m_list);
    layout->addLayout(right, 1);

    connect(m_list, &QListWidget::currentRowChanged, this, &ScenarioGallery::showScenario);
    connect(m_list, &QListWidget::itemDoubleClicked, m_open, &QPushButton::click);
    connect(&m_shapeWorker, &ScenarioWorker::shapeReady, this, &ScenarioGallery::addShape);
    connect(m_close, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_cancel, &QPushButton::clicked, this, [this] {
        clearResults();  // of too few rounds
        m_worker.cancel();
    });
    connect(m_open, &QPushButton::clicked, this, [this] {
        setBusy(true);
        m_worker.make(scenario(), m_dials->form(), dials());
    });
    connect(m_compare, &QPushButton::clicked, this, [this] {
        clearResults();
        setBusy(true);
        m_worker.compare(scenario(), dials(), m_workers);
    });
    connect(&m_worker, &ScenarioWorker::progressed, this,
            [this](int part, int parts, const QString& what) {
                m_progress->setRange(0, parts);
                m_progress->setValue(part);
                m_progress->setFormat(what);
            });
    connect(&m_worker, &ScenarioWorker::measured, m_results, &ScenarioResults::add);
    connect(&m_worker, &ScenarioWorker::made, this,
            [this](const std::shared_ptr<Document>& document) {
                emit blockMade(document);
                accept();
            });
    connect(&m_worker, &ScenarioWorker::finished, this, [this](const QString& error) {
        setBusy(false);
        if (!error.isEmpty()) {
            m_results->showError(error);
        } else if (!m_results->isEmpty()) {
            m_results->conclude();
            emit compared();
        }
    });
    connect(m_dials, &ScenarioDialsBox::dialsChanged, this, &ScenarioGallery::clearResults);
    setBusy(false);
    m_list->setCurrentRow(0);
    m_list->setFocus();
    resize(1180, 740);
    m_shapeWorker.drawShapes();
}

QWidget* ScenarioGallery::makeDetails()
{
    auto* details = new QWidget(this);
    m_title = new QLabel(details);
    QFont large = m_title->font();
    large.setPointSizeF(large.pointSizeF() * 1.4);
    large.setBold(true);
    m_title->setFont(large);
    m_sentence = new QLabel(details);
    m_sentence->setWordWrap(true);
    m_picture = new ShapePair(m_palette, details);
    auto* layout = new QVBoxLayout(details);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_title);
    layout->addWidget(m_sentence);
    layout->addWidget(m_picture, 1);
    return details;
}

const Scenario& ScenarioGallery::scenario() const
{
    const auto row = static_cast<std::size_t>(std::max(0, m_list->currentRow()));
    return *workload::all_scenarios()[row];
}

workload::ScenarioDials ScenarioGallery::dials() const
{
    return m_dials->dials();
}

QTableWidget* ScenarioGallery::results() const
{
    return m_results->table();
}

QLabel* ScenarioGallery::verdict() const
{
    return m_results->verdict();
}

void ScenarioGallery::choose(const std::string& name)
{
    const auto all = workload::all_scenarios();
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (all[i]->name == name) {
            m_list->setCurrentRow(static_cast<int>(i));
        }
    }
}

void ScenarioGallery::setTransactions(int count)
{
    m_dials->setTransactions(count);
}

void ScenarioGallery::setForm(Form form)
{
    m_dials->setForm(form);
}

void ScenarioGallery::showScenario()
{
    m_worker.cancel();
    const Scenario& now = scenario();
    m_title->setText(text(now.title));
    m_sentence->setText(text(now.sentence));
    m_picture->setScenario(now, m_list->currentRow(), m_shapes);
    m_compare->setText(now.has_forms() ? tr("&Run both forms") : tr("&Run it"));
    m_dials->setScenario(now);
    clearResults();
}

void ScenarioGallery::addShape(int row, Form form, const ScenarioShape& shape)
{
    m_shapes[{row, form}] = shape;
    m_list->viewport()->update();
    m_picture->update();
}

void ScenarioGallery::clearResults()
{
    m_results->clear(scenario().has_forms());
}

void ScenarioGallery::setBusy(bool busy)
{
    m_progress->setVisible(busy);
    m_cancel->setVisible(busy);
    m_dials->setEnabled(!busy);
    m_open->setEnabled(!busy);
    m_compare->setEnabled(!busy);
    if (busy) {
        m_progress->setRange(0, 0);
        m_progress->setFormat(QString());
    }
}

}  // namespace lanescope::app
