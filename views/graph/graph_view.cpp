// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/graph/graph_view.h"

#include "views/shared/location_text.h"
#include "views/shared/run_text.h"

#include <QEvent>
#include <QLineEdit>
#include <QPaintEngine>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace lanescope::views {

GraphView::GraphView(Selection& selection, QWidget* parent) : View(selection, parent)
{
    setAccessibleName(tr("Conflict graph"));
    setAccessibleDescription(tr("Transactions in block order by depth, and who depends on whom."));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAttribute(Qt::WA_OpaquePaintEvent);
    m_filter = new QLineEdit(this);
    m_filter->setPlaceholderText(tr("Filter …"));
    m_filter->setAccessibleName(tr("Filter of the conflict graph"));
    m_filter->setToolTip(
        tr("Shows conflicts in locations whose text contains this, for instance 'slot 0x2' or a "
           "part of an address"));
    m_filter->setClearButtonEnabled(true);
    connect(m_filter, &QLineEdit::textChanged, this, [this] { layOut(); });
    connect(&selection, &Selection::changed, this,
            [this](const Selected& now, const Selected& before) {
                const auto node = selectedNode();
                if (now.transaction != before.transaction && node && !m_isOwnSelection &&
                    !m_scene.area().contains(m_scene.placeOf(*node))) {
                    show(m_scene.around(*node));
                }
                update();
            });
    m_scene.setFont(font());
}

GraphChoice GraphView::choice(const GraphScene& scene) const
{
    GraphChoice choice;
    choice.columns = scene.columnsThatFit();
    choice.showsAll = m_showsAll;
    const QString wanted = m_filter->text().trimmed();
    if (!wanted.isEmpty() && m_picture) {
        choice.location = [picture = m_picture, wanted](LocationId location) {
            return fullLocation(*picture, location).contains(wanted, Qt::CaseInsensitive) ||
                   shortLocation(*picture, location).contains(wanted, Qt::CaseInsensitive);
        };
    }
    return choice;
}

void GraphView::setPicture(const RunPicture& picture)
{
    m_picture = picture;
    layOut();
}

void GraphView::layOut()
{
    const bool wasFitted = m_scene.picture() == nullptr || m_scene.isFitted();
    // A view that was never shown has not been told its size.
    m_scene.setSize(size(), devicePixelRatioF());
    m_scene.setPicture(m_picture, choice(m_scene));
    if (wasFitted || m_scene.graph().nodes.empty()) {
        m_scene.setCamera(m_scene.fitted());
    }
    m_hover = {};
    fillTable();
    update();
}

void GraphView::setTheme(const Palette& palette)
{
    m_palette = &palette;
    m_scene.setPalette(palette);
    update();
}

void GraphView::setFilter(const QString& text)
{
    m_filter->setText(text);
}

void GraphView::setShowsAll(bool showsAll)
{
    m_showsAll = showsAll;
    layOut();
}

void GraphView::setShowsTime(bool showsTime)
{
    m_scene.setMeasure(showsTime ? analysis::Measure::time : analysis::Measure::gas);
    update();
}

void GraphView::render(QPainter& painter, const QSize& size)
{
    GraphScene scene;
    scene.setFont(font());
    scene.setPalette(*m_palette);
    const auto* engine = painter.paintEngine();
    const bool asVector = engine != nullptr && engine->type() != QPaintEngine::Raster;
    scene.setSize(
        size, asVector || painter.device() == nullptr ? 1 : painter.device()->devicePixelRatioF());
    scene.setPicture(m_picture, choice(scene));
    scene.setMeasure(m_scene.measure());
    if (m_picture) {
        scene.setTitle(runTitle(m_picture->run()));
    }
    scene.setCamera(m_scene.picture() == nullptr || m_scene.isFitted() || size != this->size()
                        ? scene.fitted()
                        : m_scene.camera());
    scene.paint(painter, selection().current(), {}, std::nullopt, asVector);
}

void GraphView::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    m_scene.paint(painter, selection().current(), m_hover, m_isPanning ? std::nullopt : m_pointer);
    if (hasFocus()) {
        painter.setPen(m_palette->accent);
        painter.drawRect(rect().adjusted(0, 0, -1, -1));
    }
}

void GraphView::resizeEvent(QResizeEvent* event)
{
    View::resizeEvent(event);
    const bool wasFitted = m_scene.isFitted();
    m_scene.setSize(size(), devicePixelRatioF());
    const GraphLayout& graph = m_scene.graph();
    const std::uint32_t columns = m_scene.columnsThatFit();
    if (wasFitted && m_picture && (graph.columns != 0 || graph.layers > columns) &&
        graph.columns != columns) {
        layOut();
    }
    if (wasFitted) {
        m_scene.setCamera(m_scene.fitted());
    }
    placeField();
}

void GraphView::placeField()
{
    const QRect row = m_scene.header().toRect();
    const int width = std::min(210, row.width() / 3);
    m_filter->setGeometry(row.right() - width, row.top() - 2, width, row.height() + 4);
    const bool fits = row.width() > 360;
    m_filter->setVisible(fits);
    m_scene.coverHeader(fits ? width + 10 : 0);
}

void GraphView::changeEvent(QEvent* event)
{
    View::changeEvent(event);
    if (event->type() == QEvent::FontChange) {
        m_scene.setFont(font());
        placeField();
        update();
    }
}

void GraphView::show(GraphScene::Camera camera)
{
    if (!m_picture || m_scene.graph().nodes.empty()) {
        return;
    }
    const GraphScene::Camera whole = m_scene.fitted();
    camera.scaleX = std::clamp(camera.scaleX, whole.scaleX, std::max(400.0, whole.scaleX));
    camera.scaleY = std::clamp(camera.scaleY, whole.scaleY, std::max(160.0, whole.scaleY));
    // Some of the graph stays in sight.
    const QRectF room = m_scene.area();
    const double width = camera.scaleX * m_scene.graph().width;
    const double height = camera.scaleY * m_scene.graph().height;
    camera.origin.setX(std::clamp(camera.origin.x(), room.left() + 60 - width, room.right() - 60));
    camera.origin.setY(std::clamp(camera.origin.y(), room.top() + 40 - height, room.bottom() - 40));
    m_scene.setCamera(camera);
    if (m_pointer) {
        m_hover = m_scene.hitAt(*m_pointer);
    }
    update();
}

void GraphView::zoom(double factor, QPointF anchor)
{
    GraphScene::Camera camera = m_scene.camera();
    const GraphScene::Camera whole = m_scene.fitted();
    if (factor < 1 && camera.scaleX * factor <= whole.scaleX &&
        camera.scaleY * factor <= whole.scaleY) {
        fitAll();
        return;
    }
    const double scaleX = std::clamp(camera.scaleX * factor, whole.scaleX, 400.0);
    const double scaleY = std::clamp(camera.scaleY * factor, whole.scaleY, 160.0);
    camera.origin = {anchor.x() - (anchor.x() - camera.origin.x()) * scaleX / camera.scaleX,
                     anchor.y() - (anchor.y() - camera.origin.y()) * scaleY / camera.scaleY};
    camera.scaleX = scaleX;
    camera.scaleY = scaleY;
    show(camera);
}

void GraphView::pan(QPointF pixels)
{
    GraphScene::Camera camera = m_scene.camera();
    camera.origin += pixels;
    show(camera);
}

void GraphView::fitAll()
{
    m_scene.setCamera(m_scene.fitted());
    update();
}

void GraphView::fitSelection()
{
    if (const auto node = selectedNode()) {
        show(m_scene.around(*node));
    } else {
        fitAll();
    }
}

void GraphView::zoomIn()
{
    zoom(1.3, m_pointer.value_or(m_scene.area().center()));
}

void GraphView::zoomOut()
{
    zoom(1 / 1.3, m_pointer.value_or(m_scene.area().center()));
}

std::optional<std::uint32_t> GraphView::selectedNode() const
{
    const auto transaction = selection().current().transaction;
    const auto& nodeOf = m_scene.graph().nodeOf;
    if (!transaction || *transaction >= nodeOf.size() || nodeOf[*transaction] < 0) {
        return std::nullopt;
    }
    return static_cast<std::uint32_t>(nodeOf[*transaction]);
}

void GraphView::selectWriter()
{
    const auto node = selectedNode();
    const GraphLayout& graph = m_scene.graph();
    if (!node) {
        if (!graph.nodes.empty()) {
            selection().selectTransaction(graph.nodes.front().transaction);
        }
        return;
    }
    const GraphEdge* best = nullptr;
    for (const GraphEdge& edge : graph.edges) {
        if (edge.kind == GraphEdge::Kind::dependency && edge.reader == *node &&
            (best == nullptr || graph.nodes[edge.writer].depth > graph.nodes[best->writer].depth)) {
            best = &edge;
        }
    }
    if (best != nullptr) {
        selection().selectTransaction(graph.nodes[best->writer].transaction);
    }
}

void GraphView::selectReader()
{
    const auto node = selectedNode();
    const GraphLayout& graph = m_scene.graph();
    if (!node) {
        selectWriter();
        return;
    }
    for (const GraphEdge& edge : graph.edges) {
        if (edge.kind == GraphEdge::Kind::dependency && edge.writer == *node) {
            selection().selectTransaction(graph.nodes[edge.reader].transaction);
            return;
        }
    }
}

void GraphView::fillTable()
{
    if (!m_picture) {
        m_table.setFacts(0, {});
        return;
    }
    struct Degrees {
        std::uint32_t writers = 0;
        std::uint32_t readers = 0;
        Ticks wasted = 0;
    };
    const auto graph = std::make_shared<const GraphLayout>(m_scene.graph());
    auto counted = std::make_shared<std::vector<Degrees>>(graph->nodes.size());
    for (const GraphEdge& edge : graph->edges) {
        if (edge.kind == GraphEdge::Kind::dependency) {
            ++(*counted)[edge.reader].writers;
            ++(*counted)[edge.writer].readers;
        }
    }
    for (std::size_t i = 0; i < graph->nodes.size(); ++i) {
        for (const auto& one : m_picture->incarnations.of(graph->nodes[i].transaction)) {
            (*counted)[i].wasted += one.is_wasted() ? one.time : 0;
        }
    }
    const auto node = [graph](int row) -> const GraphNode& {
        return graph->nodes[static_cast<std::size_t>(row)];
    };
    const auto degrees = [counted](int row) -> const Degrees& {
        return (*counted)[static_cast<std::size_t>(row)];
    };
    const auto picture = m_picture;
    std::vector<FactColumn> columns;
    columns.push_back({tr("transaction"), tr("index in the block"),
                       [node](int row) { return QVariant(node(row).transaction); }});
    columns.push_back({tr("depth"), tr("longest chain of dependencies below it"),
                       [node](int row) { return QVariant(node(row).depth); }});
    const auto transaction = [node, picture](int row) -> const Transaction& {
        return picture->run().input->block.transactions[node(row).transaction];
    };
    columns.push_back({tr("to"), tr("contract or account called"), [transaction, picture](int row) {
                           const auto& to = transaction(row).to;
                           return to ? shortAccount(*picture, *to) : tr("creation");
                       }});
    columns.push_back(
        {tr("function"), tr("what is called; without a name the first four bytes of the call data"),
         [transaction, picture](int row) { return shortFunction(*picture, transaction(row)); }});
    columns.push_back({tr("depends on"), tr("transactions whose writes it read"),
                       [degrees](int row) { return QVariant(degrees(row).writers); }});
    columns.push_back({tr("dependents"), tr("transactions that read its writes"),
                       [degrees](int row) { return QVariant(degrees(row).readers); }});
    columns.push_back(
        {tr("re-executions"), tr("incarnations after the first"), [node, picture](int row) {
             return QVariant(
                 picture->incarnations.executions_of(node(row).transaction).re_executions());
         }});
    columns.push_back({tr("wasted, µs"), tr("time of incarnations that were aborted or suspended"),
                       [degrees, picture](int row) {
                           return QVariant(picture->microseconds(degrees(row).wasted));
                       }});
    columns.push_back({tr("gas"), tr("of its last incarnation"), [node, picture](int row) {
                           const auto all = picture->incarnations.of(node(row).transaction);
                           return all.empty() ? QVariant()
                                              : QVariant(static_cast<qulonglong>(all.back().gas));
                       }});
    m_table.setFacts(static_cast<int>(graph->nodes.size()), std::move(columns),
                     [node](int row) -> std::optional<FactTable::Target> {
                         return FactTable::Target{node(row).transaction, std::nullopt};
                     });
}

}  // namespace lanescope::views
