// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/shared/fact_table.h"
#include "views/shared/view.h"

namespace lanescope::views {

class TablePanel;

/// Fills `table` with the transactions of the block: row i is transaction i, whether it has been
/// executed or not. Null: no rows.
void fillTransactions(FactTable& table, const RunPicture& picture);

/// Every transaction of the block, sorted and filtered.
class TransactionsView final : public View {
    Q_OBJECT

public:
    explicit TransactionsView(Selection& selection, QWidget* parent = nullptr);

    void setPicture(const RunPicture& picture) override;
    void setTheme(const Palette& palette) override;
    [[nodiscard]] QAbstractItemModel* table() override { return &m_table; }
    void render(QPainter& painter, const QSize& size) override;
    [[nodiscard]] TablePanel* panel() const { return m_panel; }

signals:
    /// Enter or double click on a transaction, which is selected.
    void inspectWanted();

private:
    void showSelection();

    const Palette* m_palette = &Palette::darkTheme();
    FactTable m_table;
    TablePanel* m_panel = nullptr;
};

}  // namespace lanescope::views
