// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/shared/fact_table.h"
#include "views/shared/view.h"
#include "views/timeline/timeline_scene.h"
#include "views/timeline/zoom_history.h"

#include <QElapsedTimer>

class QScrollBar;

namespace lanescope::views {

/// A lane a worker: what each worker did, when. Large runs are indexed off the GUI thread; until that
/// is done, what was there before stays.
class TimelineView final : public View {
    Q_OBJECT

public:
    explicit TimelineView(Selection& selection, QWidget* parent = nullptr);
    ~TimelineView() override;

    void setPicture(const RunPicture& picture) override;
    void setPictureNow(const RunPicture& picture) override;
    void setTheme(const Palette& palette) override;
    [[nodiscard]] QAbstractItemModel* table() override { return &m_table; }
    void render(QPainter& painter, const QSize& size) override;

    [[nodiscard]] const VisibleTime& visibleTime() const noexcept { return m_scene.visible(); }
    [[nodiscard]] const TimelineScene& scene() const noexcept { return m_scene; }
    [[nodiscard]] bool canUndoZoom() const noexcept { return m_history.canUndo(); }
    [[nodiscard]] bool canRedoZoom() const noexcept { return m_history.canRedo(); }
    [[nodiscard]] QSize minimumSizeHint() const override { return {320, 160}; }
    [[nodiscard]] QSize sizeHint() const override { return {1000, 420}; }

public slots:
    /// Shows the whole run.
    void fitAll();
    /// Shows the selected incarnation or measured time closely; without either, the whole run.
    void fitSelection();
    void zoomIn();
    void zoomOut();
    void panLeft();
    void panRight();
    void undoZoom();
    void redoZoom();
    /// Selects the incarnation that the selected one's waste is charged to.
    void followCause();
    /// Goes back where followCause() came from, or to an incarnation that the selected one aborted.
    void followBack();
    /// Sets a mark at the mouse, or else at the selection; takes a mark away that stands there.
    void toggleMark();
    void clearMarks();
    /// Selects the next or the previous span of the selected one's lane; the nearest of another.
    void selectNext();
    void selectPrevious();
    void selectLaneAbove();
    void selectLaneBelow();

signals:
    /// What is seen, ticks.
    void visibleTimeChanged(double begin, double end);
    /// Somebody wants to know all about the selection (Return, or a double click on a span).
    void inspectRequested();

protected:
    bool event(QEvent* event) override;
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

private:
    enum class Drag { none, press, pan, measure, overviewPan, overviewBegin, overviewEnd };

    void take(std::shared_ptr<const TimelineIndex> index);
    void onSelection(const Selected& now, const Selected& before);
    /// Changes what is seen, and keeps what was seen for undo.
    void show(const VisibleTime& visible);
    void showWithoutHistory(const VisibleTime& visible);
    void showSpan(SpanPlace place);
    void selectSpan(SpanPlace place);
    void step(int direction);
    void stepLane(int direction);
    void updateSize();
    void dragOverview(double x);
    [[nodiscard]] Drag overviewGrip(QPointF at) const;
    void hover(QPointF at);
    void updateCursor(QPointF at);
    [[nodiscard]] double duration() const;
    [[nodiscard]] std::optional<SpanPlace> selectedSpan() const;
    [[nodiscard]] TimelineScene::Overlay overlay() const;

    TimelineScene m_scene;
    FactTable m_table;
    ZoomHistory m_history;
    QElapsedTimer m_clock;
    QScrollBar* m_scrollBar = nullptr;
    std::uint64_t m_generation = 0;  ///< of pictures; an index that comes late is dropped

    Drag m_drag = Drag::none;
    QPointF m_pressed;
    VisibleTime m_pressedVisible;
    double m_pressedScroll = 0;
    std::optional<TimeRange> m_measured;
    std::optional<TimelineHit> m_hover;
    std::optional<QPointF> m_pointer;
    std::vector<double> m_marks;
    std::vector<TxVersion> m_trail;  ///< where followCause() came from
    bool m_isFollowing = false;
    bool m_isOwnSelection = false;
    const Palette* m_palette = &Palette::darkTheme();
};

}  // namespace lanescope::views
