// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/shared/painting.h"
#include "views/shared/selection.h"
#include "views/timeline/causes.h"
#include "views/timeline/lane_painter.h"
#include "views/timeline/timeline_index.h"
#include "views/timeline/timeline_layout.h"

#include <QImage>

#include <memory>
#include <optional>
#include <vector>

class QPainter;

namespace lanescope::views {

/// What is under a point of the timeline.
struct TimelineHit {
    std::uint32_t lane = 0;
    SpanPlace place;  ///< the span that is seen there
    std::uint32_t count =
        1;        ///< spans that share the column with it; the place is the first of them
    QRectF rect;  ///< of what is seen
    friend bool operator==(const TimelineHit&, const TimelineHit&) = default;
};

/// The picture of a timeline, without mouse and keys: layout, what is seen where, painting. The base
/// (all that does not follow the mouse) is kept as an image until something in it changes.
class TimelineScene {
public:
    /// What is painted over the base.
    struct Overlay {
        const Selected* selected = nullptr;
        std::optional<TimelineHit> hover;
        std::optional<QPointF> pointer;   ///< where the bubble stands
        std::optional<double> crosshair;  ///< time under the mouse
        std::optional<TimeRange> measured;
        std::vector<double> marks;  ///< times
    };

    void setIndex(std::shared_ptr<const TimelineIndex> index);
    [[nodiscard]] const TimelineIndex* index() const noexcept { return m_index.get(); }
    [[nodiscard]] std::shared_ptr<const TimelineIndex> sharedIndex() const { return m_index; }
    void setPalette(const Palette& palette);
    void setFont(const QFont& font);
    /// Pixels, and device pixels of a pixel. `fitsLanes`: no scrolling.
    void setSize(QSize size, qreal ratio, bool fitsLanes = false);
    void setVisible(const VisibleTime& visible);
    [[nodiscard]] const VisibleTime& visible() const noexcept { return m_visible; }
    void setScroll(double scroll);
    /// Shown above everything, in an export; otherwise the dock has it.
    void setTitle(const QString& title);

    [[nodiscard]] const TimelineLayout& layout() const;
    /// Of the plot, in pixels from its left side.
    [[nodiscard]] TimeScale scale() const;
    [[nodiscard]] double timeAt(double x) const;
    [[nodiscard]] double xOf(double time) const;
    /// Of the overview.
    [[nodiscard]] TimeScale overviewScale() const;

    [[nodiscard]] std::optional<TimelineHit> hitAt(QPointF at) const;
    /// Where a span is, seen or not; at least one pixel wide.
    [[nodiscard]] QRectF rectOf(SpanPlace place) const;
    /// Pieces of a lane, as painted.
    [[nodiscard]] const std::vector<LanePiece>& pieces(std::size_t lane) const;

    void paint(QPainter& painter, const Overlay& overlay);
    /// The same without images, for vector devices.
    void paintVector(QPainter& painter, const Overlay& overlay);

    /// What the bubble says of a span, or of the spans of a column.
    [[nodiscard]] QString textOf(const TimelineHit& hit) const;
    /// What it says of a strip above the lanes; empty elsewhere.
    [[nodiscard]] QString stripTextAt(QPointF at) const;
    /// "tx 412 · incarnation 1 — aborted", "validation of tx 3 · 0"
    [[nodiscard]] QString nameOf(SpanPlace place) const;

private:
    void layOutLanes() const;
    void paintBase(QPainter& painter, bool asVector);
    void writeLanes();
    void paintCommits(QPainter& painter, const QRectF& row, bool asVector) const;
    void paintHeader(QPainter& painter) const;
    void paintAxis(QPainter& painter) const;
    void paintOverview(QPainter& painter, bool asVector);
    void paintStrips(QPainter& painter, bool asVector) const;
    void paintLoad(QPainter& painter, const QRectF& area, const Load& load, bool asVector) const;
    [[nodiscard]] Load wholeLoad() const;
    void paintLanes(QPainter& painter, bool asVector) const;
    void paintLabels(QPainter& painter) const;
    void paintOverlay(QPainter& painter, const Overlay& overlay) const;
    void paintSelection(QPainter& painter, const Selected& selected) const;
    void paintCause(QPainter& painter, const Cause& cause) const;
    void paintMeasure(QPainter& painter, const TimeRange& range) const;
    void paintMarks(QPainter& painter, const std::vector<double>& marks) const;
    [[nodiscard]] QString denseText(const TimelineHit& hit) const;
    [[nodiscard]] QString headline() const;

    std::shared_ptr<const TimelineIndex> m_index;
    const Palette* m_palette = &Palette::darkTheme();
    Fonts m_fonts{QFont()};
    QString m_title;
    QSize m_size;
    qreal m_ratio = 1;
    bool m_fitsLanes = false;
    double m_scroll = 0;
    VisibleTime m_visible;

    mutable std::optional<TimelineLayout> m_layout;
    mutable bool m_isLaidOut = false;  ///< m_pieces and m_load
    mutable std::vector<std::vector<LanePiece>> m_pieces;
    mutable Load m_load;
    QImage m_overview;  ///< the load of the whole run; null until it is needed
    struct Ground {
        const Palette* palette = nullptr;
        int lanes = 0;
        QRectF area;
        double height = 0;
        double scroll = 0;
        friend bool operator==(const Ground&, const Ground&) = default;
    };
    QImage m_base;
    std::optional<Ground> m_ground;  ///< what the base was last cleared for as a whole
    bool m_isBaseGood = false;
    // Spans of the selection and its causes: found once a selection.
    mutable std::optional<Selected> m_lookedUp;
    mutable std::vector<SpanPlace> m_selectedSpans;
    mutable std::vector<Cause> m_causes;
    mutable std::vector<std::optional<SpanPlace>> m_causeSpans;
    void lookUp(const Selected& selected) const;
};

}  // namespace lanescope::views
