// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/graph/graph_layout.h"
#include "views/shared/painting.h"
#include "views/shared/selection.h"

#include <QImage>
#include <QRectF>

#include <memory>
#include <optional>

class QPainter;
class QPainterPath;

namespace lanescope::views {

/// What is under a point of the graph.
struct GraphHit {
    std::optional<std::uint32_t> node;
    std::optional<std::uint32_t> edge;
    friend bool operator==(const GraphHit&, const GraphHit&) = default;
};

/// The picture of a conflict graph, without mouse and keys. All but what follows the mouse is kept as
/// an image until something in it changes.
class GraphScene {
public:
    using Picture = std::shared_ptr<const analysis::RunAnalysis>;

    /// Layers side by side that can be told apart in the picture as large as it is; for GraphChoice.
    [[nodiscard]] std::uint32_t columnsThatFit() const;
    void setPicture(const Picture& picture, const GraphChoice& choice);
    [[nodiscard]] const analysis::RunAnalysis* picture() const noexcept { return m_picture.get(); }
    [[nodiscard]] const GraphLayout& graph() const noexcept { return m_graph; }
    void setPalette(const Palette& palette);
    void setFont(const QFont& font);
    void setSize(QSize size, qreal ratio);
    void setTitle(const QString& title);
    /// By what the area of a node goes.
    void setMeasure(analysis::Measure measure);
    [[nodiscard]] analysis::Measure measure() const noexcept { return m_measure; }

    /// How the graph lies in the picture: pixels a unit, and where its origin is.
    struct Camera {
        double scaleX = 1;
        double scaleY = 1;
        QPointF origin;
        friend bool operator==(const Camera&, const Camera&) = default;
    };
    [[nodiscard]] const Camera& camera() const noexcept { return m_camera; }
    void setCamera(const Camera& camera);
    /// All nodes fill the picture.
    [[nodiscard]] Camera fitted() const;
    /// This node in the middle, near enough to read.
    [[nodiscard]] Camera around(std::uint32_t node) const;
    [[nodiscard]] bool isFitted() const { return m_camera == fitted(); }

    [[nodiscard]] QRectF header() const;
    /// Pixels at the right end of the header that something else covers.
    void coverHeader(double width)
    {
        m_isBaseGood = m_isBaseGood && width == m_headerCover;
        m_headerCover = width;
    }
    [[nodiscard]] QRectF area() const;
    /// Empty while everything is in sight.
    [[nodiscard]] QRectF minimap() const;
    /// Where in the graph a point of the minimap is, in its units.
    [[nodiscard]] QPointF fromMinimap(QPointF at) const;
    [[nodiscard]] QPointF placeOf(std::uint32_t node) const;
    [[nodiscard]] double radiusOf(std::uint32_t node) const;
    /// Of the node with the largest amount.
    [[nodiscard]] double widestRadius() const;
    [[nodiscard]] GraphHit hitAt(QPointF at) const;

    /// `asVector`: without images.
    void paint(QPainter& painter, const Selected& selected, const GraphHit& hover,
               std::optional<QPointF> pointer, bool asVector = false);
    [[nodiscard]] QString textOf(const GraphHit& hit) const;

private:
    void paintBase(QPainter& painter);
    void paintHeader(QPainter& painter) const;
    void paintFooter(QPainter& painter) const;
    void paintEdges(QPainter& painter) const;
    void paintPath(QPainter& painter) const;
    void paintNode(QPainter& painter, std::uint32_t node) const;
    void paintLabels(QPainter& painter) const;
    void paintMinimap(QPainter& painter) const;
    void paintOverlay(QPainter& painter, const Selected& selected, const GraphHit& hover) const;
    [[nodiscard]] QPainterPath pathOf(const GraphEdge& edge) const;
    void paintArrow(QPainter& painter, const GraphEdge& edge, const QColor& colour) const;
    [[nodiscard]] double widthOf(const GraphEdge& edge) const;
    [[nodiscard]] std::uint32_t bandOf(std::uint32_t node) const noexcept
    {
        return m_graph.columns == 0 ? 0 : m_graph.nodes[node].depth / m_graph.columns;
    }
    [[nodiscard]] QString nodeText(std::uint32_t node) const;
    [[nodiscard]] QString edgeText(const GraphEdge& edge) const;

    Picture m_picture;
    GraphLayout m_graph;
    std::vector<bool> m_isOnPath;   ///< by node
    std::vector<double> m_amounts;  ///< by node: time or gas of its last incarnation
    double m_mostAmount = 1;
    analysis::Measure m_measure = analysis::Measure::gas;
    const Palette* m_palette = &Palette::darkTheme();
    Fonts m_fonts{QFont()};
    QString m_title;
    double m_headerCover = 0;
    QSize m_size;
    qreal m_ratio = 1;
    Camera m_camera;
    QImage m_base;
    bool m_isBaseGood = false;
    void weigh();
    [[nodiscard]] const analysis::DependencyPath& path() const
    {
        return m_measure == analysis::Measure::gas ? m_picture->by_gas.path_without_folds
                                                   : m_picture->by_time.path_without_folds;
    }
};

}  // namespace lanescope::views
