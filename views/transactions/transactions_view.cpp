// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/transactions/transactions_view.h"

#include "analysis/definitions.h"
#include "base/hex.h"
#include "views/shared/location_text.h"
#include "views/shared/table_panel.h"
#include "views/shared/table_picture.h"

#include <QVBoxLayout>

namespace lanescope::views {

namespace {

using analysis::Incarnation;

/// Per transaction, so that a cell costs no walk.
struct Row {
    QString state;
    double wastedMilliseconds = 0;
    double milliseconds = 0;  ///< of the committed incarnation
    qulonglong gas = 0;
    int worker = -1;
};

std::vector<Row> rowsOf(const analysis::RunAnalysis& run)
{
    const analysis::Incarnations& all = run.incarnations;
    std::vector<Row> rows(all.transaction_count());
    for (std::uint32_t i = 0; i < rows.size(); ++i) {
        Row& row = rows[i];
        const auto incarnations = all.of(i);
        row.state =
            incarnations.empty() ? QStringLiteral("not executed") : QStringLiteral("undecided");
        for (const Incarnation& incarnation : incarnations) {
            if (incarnation.is_wasted()) {
                row.wastedMilliseconds += run.microseconds(incarnation.time) * 1e-3;
            }
        }
        if (i < all.committed_count()) {
            const Incarnation committed = all.committed(i);
            row.state = QStringLiteral("committed");
            row.milliseconds = run.microseconds(committed.time) * 1e-3;
            row.gas = committed.gas;
            row.worker = static_cast<int>(committed.worker);
        } else if (!incarnations.empty()) {
            row.worker = static_cast<int>(incarnations.back().worker);
        }
    }
    return rows;
}

}  // namespace

void fillTransactions(FactTable& table, const RunPicture& picture)
{
    const auto rows =
        std::make_shared<const std::vector<Row>>(picture ? rowsOf(*picture) : std::vector<Row>{});
    const auto at = [rows](int row) -> const Row& {
        return (*rows)[static_cast<std::size_t>(row)];
    };
    const auto transaction = [picture](int row) -> const Transaction& {
        return picture->run().input->block.transactions[static_cast<std::size_t>(row)];
    };
    const auto executions = [picture](int row) {
        return picture->incarnations.executions_of(static_cast<std::uint32_t>(row));
    };
    const QString wasted = QString::fromUtf8(analysis::definition::wasted_work.data());
    table.setFacts(
        static_cast<int>(rows->size()),
        {{QStringLiteral("tx"), QStringLiteral("Index in the block, from 0"),
          [](int row) { return QVariant(static_cast<uint>(row)); }},
         {QStringLiteral("from"),
          {},
          [transaction](int row) {
              const auto& sender = transaction(row).sender;
              return sender ? shortAddress(*sender) : QStringLiteral("–");
          }},
         {QStringLiteral("to"),
          {},
          [picture, transaction](int row) {
              const auto& to = transaction(row).to;
              return to ? shortAccount(*picture, *to) : QStringLiteral("creation");
          }},
         {QStringLiteral("function"),
          QStringLiteral("What is called; without a name the first four bytes of the call data"),
          [picture, transaction](int row) { return shortFunction(*picture, transaction(row)); }},
         {QStringLiteral("incarnations"),
          {},
          [executions](int row) { return QVariant(executions(row).incarnations); }},
         {QStringLiteral("aborted"),
          {},
          [executions](int row) { return QVariant(executions(row).aborted); }},
         {QStringLiteral("suspended"),
          {},
          [executions](int row) { return QVariant(executions(row).suspended); }},
         {QStringLiteral("wasted ms"), wasted,
          [at](int row) { return QVariant(at(row).wastedMilliseconds); }},
         {QStringLiteral("execution ms"), QStringLiteral("Of the committed incarnation"),
          [at](int row) { return QVariant(at(row).milliseconds); }},
         {QStringLiteral("gas"), QStringLiteral("Of the committed incarnation"),
          [at](int row) { return QVariant(at(row).gas); }},
         {QStringLiteral("worker"), QStringLiteral("Of the last incarnation"),
          [at](int row) {
              return at(row).worker < 0 ? QVariant(QStringLiteral("–")) : QVariant(at(row).worker);
          }},
         {QStringLiteral("state"), {}, [at](int row) { return QVariant(at(row).state); }},
         {QStringLiteral("hash"),
          {},
          [transaction](int row) {
              return QString::fromStdString(to_hex(transaction_hash(transaction(row))));
          }}},
        [](int row) {
            return FactTable::Target{static_cast<std::uint32_t>(row), std::nullopt};
        });
}

TransactionsView::TransactionsView(Selection& selection, QWidget* parent)
    : View(selection, parent), m_panel(new TablePanel(this))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_panel);
    setFocusProxy(m_panel);
    fillTransactions(m_table, {});
    m_panel->setModel(&m_table, tr("transactions"));
    m_panel->setEmptyText(tr("No run yet"));
    m_panel->sortBy(0, Qt::AscendingOrder);
    connect(m_panel, &TablePanel::rowPicked, this, [this](int row) {
        this->selection().selectTransaction(static_cast<std::uint32_t>(row));
    });
    connect(m_panel, &TablePanel::rowActivated, this, &TransactionsView::inspectWanted);
    connect(&selection, &Selection::changed, this, &TransactionsView::showSelection);
}

void TransactionsView::setPicture(const RunPicture& picture)
{
    m_panel->setEmptyText(picture ? tr("The block has no transactions.") : tr("No run yet"));
    fillTransactions(m_table, picture);
    showSelection();
}

void TransactionsView::showSelection()
{
    const auto& transaction = selection().current().transaction;
    const int row = transaction ? static_cast<int>(*transaction) : -1;
    if (row != m_panel->currentRow()) {
        m_panel->showRow(row);
    }
}

void TransactionsView::setTheme(const Palette& palette)
{
    m_palette = &palette;
    m_panel->setTheme(palette);
}

void TransactionsView::render(QPainter& painter, const QSize& size)
{
    paintTable(painter, size, *m_panel->shown(), *m_palette, font());
}

}  // namespace lanescope::views
