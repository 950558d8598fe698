// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/scenario_results.h"

#include "app/window/scenario_worker.h"
#include "views/shared/quantity_text.h"

#include <QHeaderView>
#include <QLabel>
#include <QTableWidget>
#include <QVBoxLayout>

#include <string>
#include <utility>

namespace lanescope::app {

using views::countedText;
using views::decimalText;
using views::groupedText;
using workload::Form;

namespace {

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

ScenarioResults::ScenarioResults(std::uint32_t workers, QWidget* parent)
    : QGroupBox(tr("Both forms, measured"), parent), m_workers(workers)
{
    m_table = new QTableWidget(rows, 3, this);
    m_table->setAccessibleName(tr("Results of both forms"));
    m_table->setHorizontalHeaderLabels({QString(), tr("Naive"), tr("Parallel-friendly")});
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
        m_table->setItem(row, 0, item);
    }
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setSelectionMode(QAbstractItemView::NoSelection);
    m_table->setFocusPolicy(Qt::NoFocus);
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    m_table->horizontalHeader()->setSectionResizeMode(0, QHeaderView::ResizeToContents);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    m_table->verticalHeader()->hide();
    m_verdict = new QLabel(this);
    m_verdict->setWordWrap(true);
    m_verdict->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_verdict->setMinimumHeight(3 * m_verdict->fontMetrics().lineSpacing());
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_table, 1);
    layout->addWidget(m_verdict);
}

void ScenarioResults::clear(bool hasForms)
{
    m_measured.clear();
    for (int row = 0; row < rows; ++row) {
        delete m_table->takeItem(row, 1);
        delete m_table->takeItem(row, 2);
    }
    m_table->setColumnHidden(2, !hasForms);
    m_verdict->setText(hasForms ? tr("Run both forms to see what the difference is worth on %1.")
                                      .arg(countedText(m_workers, "worker"))
                                : QString());
}

void ScenarioResults::add(Form form, const Measurement& measurement, const ScenarioShape& shape)
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
        m_table->setItem(row, form == Form::naive ? 1 : 2, item);
    }
}

void ScenarioResults::conclude()
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
                           .arg(QString::fromStdString(std::string(workload::name_of(form))))
                           .arg(*measurement.in_sequence_from);
        }
    }
    m_verdict->setText(verdict);
}

void ScenarioResults::showError(const QString& error)
{
    m_verdict->setText(error);
}

}  // namespace lanescope::app
