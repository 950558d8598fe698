// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/scenario_gallery.h"

#include "views/shared/quantity_text.h"

#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QGroupBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QListWidget>
#include <QProgressBar>
#include <QPushButton>
#include <QRadioButton>
#include <QSpinBox>
#include <QTableWidget>
#include <QVBoxLayout>

#include <limits>
#include <utility>

namespace lanescope::app {

using views::countedText;
using views::decimalText;
using views::groupedText;
using workload::Form;
using workload::Scenario;

namespace {

QString text(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

QSpinBox* spinBox(QWidget* parent, const QString& name, int least, int most, int value)
{
    auto* box = new QSpinBox(parent);
    box->setRange(least, most);
    box->setValue(value);
    box->setGroupSeparatorShown(true);
    box->setAccessibleName(name);
    return box;
}

constexpr int rows = 7;

double tpsOf(const Measurement& measurement)
{
    return static_cast<double>(measurement.transactions) / measurement.strategy.median();
}

double speedUpOf(const Measurement& measurement)
{
    return measurement.sequential.median() / measurement.strategy.median();
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
    m_dials = makeDials();
    lower->addWidget(m_dials, 4);
    lower->addWidget(makeResults(), 5);
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
        m_worker.make(scenario(), form(), dials());
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
    connect(&m_worker, &ScenarioWorker::measured, this, &ScenarioGallery::showMeasurement);
    connect(&m_worker, &ScenarioWorker::made, this,
            [this](const std::shared_ptr<Document>& document) {
                emit blockMade(document);
                accept();
            });
    connect(&m_worker, &ScenarioWorker::finished, this, [this](const QString& error) {
        setBusy(false);
        if (!error.isEmpty()) {
            m_verdict->setText(error);
        } else if (!m_measured.empty()) {
            showVerdict();
            emit compared();
        }
    });
    // Results of other dials must not stand beside these.
    for (QSpinBox* dial : {m_transactions, m_accounts, m_hot, m_seed}) {
        connect(dial, &QSpinBox::valueChanged, this, &ScenarioGallery::clearResults);
    }
    connect(m_zipf, &QDoubleSpinBox::valueChanged, this, &ScenarioGallery::clearResults);
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

QGroupBox* ScenarioGallery::makeDials()
{
    auto* box = new QGroupBox(tr("Dials"), this);
    m_naive = new QRadioButton(tr("&Naive"), box);
    m_parallel = new QRadioButton(tr("&Parallel-friendly"), box);
    m_naive->setChecked(true);
    auto* forms = new QHBoxLayout;
    forms->addWidget(m_naive);
    forms->addWidget(m_parallel);
    forms->addStretch();
    // More than some seconds of work is for the command line.
    constexpr int mostTransactions = 20'000;
    m_transactions = spinBox(box, tr("Transactions"), 1, mostTransactions, 2000);
    m_accounts = spinBox(box, tr("Accounts"), 0, mostTransactions, 0);
    m_accounts->setSpecialValueText(tr("one for each transaction"));
    m_accounts->setToolTip(
        tr("Accounts that send, in turn; transactions of one account wait for each other"));
    m_hot = spinBox(box, tr("Hot share"), 0, 100, 50);
    m_hot->setSuffix(tr(" %"));
    m_hotMeaning = new QLabel(box);
    m_hotMeaning->setWordWrap(true);
    m_zipf = new QDoubleSpinBox(box);
    m_zipf->setRange(0, workload::most_zipf);
    m_zipf->setSingleStep(0.25);
    m_zipf->setSpecialValueText(tr("0: all equal"));
    m_zipf->setAccessibleName(tr("Zipf skew"));
    m_zipf->setToolTip(tr("How unequal the others are wanted"));
    m_seed = spinBox(box, tr("Seed"), 0, std::numeric_limits<int>::max(), 1);
    m_mixLayout = new QFormLayout;
    auto* layout = new QFormLayout(box);
    layout->addRow(tr("Form"), forms);
    layout->addRow(tr("Transactions"), m_transactions);
    layout->addRow(tr("Accounts"), m_accounts);
    layout->addRow(tr("Hot share"), m_hot);
    layout->addRow(QString(), m_hotMeaning);
    layout->addRow(tr("Zipf skew"), m_zipf);
    layout->addRow(tr("Mix"), m_mixLayout);
    layout->addRow(tr("Seed"), m_seed);
    return box;
}

QWidget* ScenarioGallery::makeResults()
{
    auto* box = new QGroupBox(tr("Both forms, measured"), this);
    m_results = new QTableWidget(rows, 3, box);
    m_results->setAccessibleName(tr("Results of both forms"));
    m_results->setHorizontalHeaderLabels({QString(), tr("Naive"), tr("Parallel-friendly")});
    const int runs = ScenarioWorker::rounds * static_cast<int>(ScenarioWorker::repetitions);
    const std::pair<QString, QString> names[rows]{
        {tr("TPS"),
         tr("Committed transactions a second, Block-STM, median of %1 runs that were not "
            "recorded")
             .arg(runs)},
        {tr("Speed-up"), tr("Sequential time / parallel time, both measured, by turns")},
        {tr("Re-executions"), tr("Incarnations after a transaction's first, in a recorded run")},
        {tr("Aborts"), tr("Failed validations, in a recorded run")},
        {tr("Suspensions"), tr("Incarnations that met an ESTIMATE, in a recorded run")},
        {tr("Wasted work"), tr("Of worker time, in a recorded run")},
        {tr("Bound of %1 workers, predicted").arg(ScenarioShape::boundWorkers),
         tr("The most that any strategy could gain, from the block's dependencies, by "
            "gas")}};
    for (int row = 0; row < rows; ++row) {
        auto* item = new QTableWidgetItem(names[row].first);
        item->setToolTip(names[row].second);
        m_results->setItem(row, 0, item);
    }
    m_results->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_results->setSelectionMode(QAbstractItemView::NoSelection);
    m_results->setFocusPolicy(Qt::NoFocus);
    m_results->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    m_results->horizontalHeader()->setSectionResizeMode(0, QHeaderView::ResizeToContents);
    m_results->horizontalHeader()->setHighlightSections(false);
    m_results->verticalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    m_results->verticalHeader()->hide();
    m_verdict = new QLabel(box);
    m_verdict->setWordWrap(true);
    m_verdict->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_verdict->setMinimumHeight(3 * m_verdict->fontMetrics().lineSpacing());
    auto* layout = new QVBoxLayout(box);
    layout->addWidget(m_results, 1);
    layout->addWidget(m_verdict);
    return box;
}

const Scenario& ScenarioGallery::scenario() const
{
    const auto row = static_cast<std::size_t>(std::max(0, m_list->currentRow()));
    return *workload::all_scenarios()[row];
}

Form ScenarioGallery::form() const
{
    return m_parallel->isChecked() ? Form::parallel : Form::naive;
}

workload::ScenarioDials ScenarioGallery::dials() const
{
    workload::ScenarioDials dials;
    dials.transactions = static_cast<std::uint32_t>(m_transactions->value());
    if (m_accounts->value() != 0) {
        dials.accounts = static_cast<std::uint32_t>(m_accounts->value());
    }
    dials.hot_share = m_hot->value() / 100.0;
    dials.zipf = m_zipf->isEnabled() ? m_zipf->value() : 0;
    dials.seed = static_cast<std::uint64_t>(m_seed->value());
    for (const QSpinBox* weight : m_mix) {
        dials.mix.push_back(static_cast<std::uint32_t>(weight->value()));
    }
    return dials;
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
    m_transactions->setValue(count);
}

void ScenarioGallery::setForm(Form form)
{
    (form == Form::parallel ? m_parallel : m_naive)->setChecked(true);
}

void ScenarioGallery::showScenario()
{
    m_worker.cancel();
    const Scenario& now = scenario();
    m_title->setText(text(now.title));
    m_sentence->setText(text(now.sentence));
    m_picture->setScenario(now, m_list->currentRow(), m_shapes);
    m_parallel->setEnabled(now.has_forms());
    if (!now.has_forms()) {
        m_naive->setChecked(true);
    }
    m_compare->setText(now.has_forms() ? tr("&Run both forms") : tr("&Run it"));
    m_hot->setValue(static_cast<int>(now.usual_hot_share * 100 + 0.5));
    m_hotMeaning->setText(tr("of %1").arg(text(now.hot)));
    m_zipf->setEnabled(now.has_zipf);
    while (m_mixLayout->rowCount() > 0) {
        m_mixLayout->removeRow(0);
    }
    m_mix.clear();
    for (const workload::ScenarioAction& action : now.actions) {
        QSpinBox* weight =
            spinBox(this, text(action.name), 0, 1000, static_cast<int>(action.weight));
        weight->setToolTip(text(action.what));
        weight->setEnabled(now.actions.size() > 1);
        connect(weight, &QSpinBox::valueChanged, this, &ScenarioGallery::clearResults);
        m_mixLayout->addRow(text(action.name), weight);
        m_mix.push_back(weight);
    }
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
    m_measured.clear();
    for (int row = 0; row < rows; ++row) {
        delete m_results->takeItem(row, 1);
        delete m_results->takeItem(row, 2);
    }
    m_results->setColumnHidden(2, !scenario().has_forms());
    m_verdict->setText(scenario().has_forms()
                           ? tr("Run both forms to see what the difference is worth on %1.")
                                 .arg(countedText(m_workers, "worker"))
                           : QString());
}

void ScenarioGallery::showMeasurement(Form form, const Measurement& measurement,
                                      const ScenarioShape& shape)
{
    m_measured.insert_or_assign(form, measurement);
    const Watched& watched = measurement.watched;
    const double wasted = watched.worker_time > 0 ? watched.wasted / watched.worker_time : 0;
    const QStringList texts{groupedText(static_cast<std::uint64_t>(tpsOf(measurement))),
                            decimalText(speedUpOf(measurement), 2),
                            groupedText(watched.re_executions),
                            groupedText(watched.aborts),
                            groupedText(watched.suspensions),
                            views::percentText(wasted),
                            decimalText(shape.potentialSpeedUp, 1)};
    for (int row = 0; row < rows; ++row) {
        auto* item = new QTableWidgetItem(texts[row]);
        item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
        m_results->setItem(row, form == Form::naive ? 1 : 2, item);
    }
}

void ScenarioGallery::showVerdict()
{
    QString verdict;
    if (const auto parallel = m_measured.find(Form::parallel); parallel != m_measured.end()) {
        const double gain = tpsOf(parallel->second) / tpsOf(m_measured.at(Form::naive));
        verdict = gain >= 1 ? tr("The parallel-friendly form commits %1 times as many "
                                 "transactions a second on %2.")
                            : tr("Here the parallel-friendly form gains nothing: %1 of the naive "
                                 "form's transactions a second on %2.");
        verdict = verdict.arg(gain >= 1 ? decimalText(gain, 2) : views::percentText(gain),
                              countedText(m_workers, "worker"));
    }
    for (const auto& [form, measurement] : m_measured) {
        if (measurement.in_sequence_from) {
            verdict += (verdict.isEmpty() ? QString() : QStringLiteral(" ")) +
                       tr("The %1 form went on in sequence from transaction %2 on, since most "
                          "would have run twice.")
                           .arg(text(workload::name_of(form)))
                           .arg(*measurement.in_sequence_from);
        }
    }
    m_verdict->setText(verdict);
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
