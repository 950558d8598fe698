// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window/scenario_shape.h"
#include "workload/scenario.h"

#include <QStyledItemDelegate>
#include <QWidget>

#include <map>
#include <utility>

namespace lanescope::app {

/// Shapes by row of the list and form, as they come.
using ScenarioShapes = std::map<std::pair<int, workload::Form>, ScenarioShape>;

/// Paints a scenario in a list: its shapes, its title, its field.
class ScenarioDelegate final : public QStyledItemDelegate {
    Q_OBJECT

public:
    /// `shapes` outlives it.
    ScenarioDelegate(const views::Palette& palette, const ScenarioShapes& shapes, QObject* parent)
        : QStyledItemDelegate(parent), m_palette(palette), m_shapes(shapes)
    {
    }
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option,
                                 const QModelIndex& index) const override;
    static constexpr int width = 290;

private:
    const views::Palette& m_palette;
    const ScenarioShapes& m_shapes;
};

/// Both forms of one scenario side by side, large, with what each does.
class ShapePair final : public QWidget {
    Q_OBJECT

public:
    ShapePair(const views::Palette& palette, QWidget* parent);
    /// `shapes` outlives it.
    void setScenario(const workload::Scenario& scenario, int row, const ScenarioShapes& shapes);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void paintForm(QPainter& painter, const QRectF& area, workload::Form form) const;

    const views::Palette& m_palette;
    const workload::Scenario* m_scenario = nullptr;
    const ScenarioShapes* m_shapes = nullptr;
    int m_row = 0;
};

}  // namespace lanescope::app
