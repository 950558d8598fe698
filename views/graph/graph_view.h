// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/shared/fact_table.h"
#include "views/shared/view.h"

namespace lanescope::views {

/// The conflict graph: transactions in block order by depth, and who depends on whom.
class GraphView final : public View {
    Q_OBJECT

public:
    explicit GraphView(Selection& selection, QWidget* parent = nullptr);

    void setPicture(const RunPicture& picture) override;
    void setTheme(const Palette& palette) override;
    [[nodiscard]] QAbstractItemModel* table() override { return &m_table; }
    void render(QPainter& painter, const QSize& size) override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    RunPicture m_picture;
    const Palette* m_palette = &Palette::darkTheme();
    FactTable m_table;
};

}  // namespace lanescope::views
