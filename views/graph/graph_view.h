// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/graph/graph_scene.h"
#include "views/shared/fact_table.h"
#include "views/shared/view.h"

class QLineEdit;

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

    [[nodiscard]] const GraphScene& scene() const noexcept { return m_scene; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {280, 180}; }
    [[nodiscard]] QSize sizeHint() const override { return {520, 360}; }

public slots:
    /// Shows conflicts in locations whose text ("slot 0x2 of 0x…") contains this; all if empty.
    void setFilter(const QString& text);
    /// Shows transactions without conflict too.
    void setShowsAll(bool showsAll);
    /// By what the area of a node goes: gas, or time.
    void setShowsTime(bool showsTime);
    void fitAll();
    void fitSelection();
    void zoomIn();
    void zoomOut();
    /// Selects the transaction that the selected one's longest chain goes through, or a reader of it.
    void selectWriter();
    void selectReader();

signals:
    void inspectRequested();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    [[nodiscard]] GraphChoice choice(const GraphScene& scene) const;
    void layOut();
    void fillTable();
    void zoom(double factor, QPointF anchor);
    void pan(QPointF pixels);
    void show(GraphScene::Camera camera);
    void centreMinimap(QPointF at);
    [[nodiscard]] std::optional<std::uint32_t> selectedNode() const;
    void placeField();

    GraphScene m_scene;
    FactTable m_table;
    RunPicture m_picture;
    const Palette* m_palette = &Palette::darkTheme();
    QLineEdit* m_filter = nullptr;
    bool m_showsAll = false;
    bool m_isOwnSelection = false;
    GraphHit m_hover;
    std::optional<QPointF> m_pointer;
    std::optional<QPointF> m_pressed;
    bool m_isPanning = false;
    bool m_isOnMinimap = false;
    GraphScene::Camera m_pressedCamera;
};

}  // namespace lanescope::views
