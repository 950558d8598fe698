// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/shared/fact_table.h"
#include "views/shared/view.h"

namespace lanescope::views {

/// TPS, gas, aborts and worker utilisation over the time of the run.
class ThroughputView final : public View {
    Q_OBJECT

public:
    explicit ThroughputView(Selection& selection, QWidget* parent = nullptr);

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
