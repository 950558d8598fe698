// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/inspector/inspector_facts.h"
#include "views/shared/fact_table.h"
#include "views/shared/view.h"

#include <optional>
#include <vector>

class QLabel;
class QListView;
class QStandardItemModel;
class QTabWidget;

namespace lanescope::views {

class TablePanel;

/// Everything about the selected transaction, incarnation by incarnation.
class InspectorView final : public View {
    Q_OBJECT

public:
    explicit InspectorView(Selection& selection, QWidget* parent = nullptr);

    void setPicture(const RunPicture& picture) override;
    void setTheme(const Palette& palette) override;
    /// Reads and writes of every incarnation of the transaction.
    [[nodiscard]] QAbstractItemModel* table() override { return &m_all; }
    void render(QPainter& painter, const QSize& size) override;

    [[nodiscard]] QListView* incarnations() const { return m_list; }
    [[nodiscard]] TablePanel* reads() const { return m_readPanel; }
    [[nodiscard]] TablePanel* writes() const { return m_writePanel; }

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void showSelection();
    void showTransaction();
    void showIncarnation();
    void fillAll();
    /// The list takes what its rows need, and leaves the most to the accesses.
    void fitList();
    [[nodiscard]] QString heading() const;
    void pick(const AccessFact& fact, bool follow);

    RunPicture m_picture;
    const Palette* m_palette = &Palette::darkTheme();
    std::optional<std::uint32_t> m_transaction;  ///< shown
    std::optional<IncarnationFacts> m_shown;     ///< incarnation whose accesses are shown
    bool m_silent = false;

    QLabel* m_heading = nullptr;
    QLabel* m_why = nullptr;
    QListView* m_list = nullptr;
    QStandardItemModel* m_incarnations = nullptr;
    QTabWidget* m_tabs = nullptr;
    TablePanel* m_readPanel = nullptr;
    TablePanel* m_writePanel = nullptr;
    FactTable m_reads;
    FactTable m_writes;
    FactTable m_all;
};

}  // namespace lanescope::views
