// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/shared/fact_table.h"
#include "views/shared/view.h"

namespace lanescope::views {

class TablePanel;

/// Fills `table` with the locations that wasted work is charged to, most wasted first; row i is
/// hot_by_time.ranked[i]. Null: no rows.
void fillHotLocations(FactTable& table, const RunPicture& picture);

/// Locations ranked by the wasted work that they caused.
class HotLocationsView final : public View {
    Q_OBJECT

public:
    explicit HotLocationsView(Selection& selection, QWidget* parent = nullptr);

    void setPicture(const RunPicture& picture) override;
    void setTheme(const Palette& palette) override;
    [[nodiscard]] QAbstractItemModel* table() override { return &m_table; }
    void render(QPainter& painter, const QSize& size) override;
    [[nodiscard]] TablePanel* panel() const { return m_panel; }

private:
    void showSelection();

    RunPicture m_picture;
    const Palette* m_palette = &Palette::darkTheme();
    FactTable m_table;
    TablePanel* m_panel = nullptr;
};

}  // namespace lanescope::views
