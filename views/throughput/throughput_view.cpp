// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/throughput/throughput_view.h"

#include "views/shared/background.h"
#include "views/shared/painting.h"
#include "views/shared/quantity_text.h"
#include "views/shared/run_text.h"

#include <QCheckBox>
#include <QFontMetricsF>
#include <QMouseEvent>
#include <QPainter>
#include <QPicture>
#include <QToolTip>

#include <qcustomplot.h>

#include <algorithm>
#include <cmath>

namespace lanescope::views {

namespace {

constexpr std::size_t stretches = 160;

struct Curve {
    const char* title;
    const char* unit;
    std::vector<double> Rates::*values;
    double factor;
};
constexpr Curve curves[] = {{"TPS", "TPS", &Rates::commitsPerSecond, 1},
                            {"Mgas/s", "Mgas/s", &Rates::megagasPerSecond, 1},
                            {"aborts/s", "aborts/s", &Rates::abortsPerSecond, 1},
                            {"busy, % of worker time", "%", &Rates::utilisation, 100}};
constexpr int curveCount = 4;

/// Figures that others name, as they name them; nothing of them was measured here.
struct Reference {
    double tps;
    const char* name;
};
constexpr Reference references[] = {
    {35, "Ethereum mainnet, 30–40"}, {1700, "Visa, 1,700"}, {100'000, "the field's goal, 100,000"}};

/// Null where there is no time to spread anything over.
std::shared_ptr<const Rates> ratesIn(const RunPicture& picture)
{
    return picture && picture->totals.duration > 0
               ? std::make_shared<const Rates>(ratesOf(*picture, stretches))
               : nullptr;
}

}  // namespace

ThroughputView::ThroughputView(Selection& selection, QWidget* parent) : View(selection, parent)
{
    setAccessibleName(tr("Throughput"));
    setAccessibleDescription(
        tr("TPS, gas, aborts and worker utilisation over the time of the run, and its totals."));
    m_plot = new QCustomPlot(this);
    m_plot->setAccessibleName(tr("Throughput over time"));
    m_plot->setNoAntialiasingOnDrag(true);
    m_plot->installEventFilter(this);
    m_plot->setMouseTracking(true);
    m_references = new QCheckBox(tr("Reference marks"), this);
    m_references->setToolTip(
        tr("Lines at what is said of Ethereum mainnet (30–40 TPS), Visa (1,700 TPS) and of the "
           "field's goal (100,000 TPS); not measured here"));
    m_logarithmic = new QCheckBox(tr("Logarithmic"), this);
    m_logarithmic->setToolTip(tr("Logarithmic axis of TPS"));
    connect(m_references, &QCheckBox::toggled, this, [this] { fillPlot(); });
    connect(m_logarithmic, &QCheckBox::toggled, this, [this] { fillPlot(); });
    buildPlot();
    colourPlot();
    fillPlot();
}

void ThroughputView::buildPlot()
{
    m_plot->plotLayout()->clear();
    m_plot->plotLayout()->setRowSpacing(2);
    auto* margins = new QCPMarginGroup(m_plot);
    for (int i = 0; i < curveCount; ++i) {
        auto* rect = new QCPAxisRect(m_plot);
        rect->setMarginGroup(QCP::MarginSides(QCP::msLeft | QCP::msRight), margins);
        rect->setMinimumMargins({6, 16, 10, 2});
        m_plot->plotLayout()->addElement(i, 0, rect);
        rect->axis(QCPAxis::atBottom)->setTickLabels(i == curveCount - 1);
        rect->axis(QCPAxis::atLeft)->ticker()->setTickCount(3);
        rect->axis(QCPAxis::atBottom)->ticker()->setTickCount(8);
        QCPGraph* graph =
            m_plot->addGraph(rect->axis(QCPAxis::atBottom), rect->axis(QCPAxis::atLeft));
        graph->setLineStyle(QCPGraph::lsStepLeft);
        graph->setAdaptiveSampling(true);
        auto* title = new QCPItemText(m_plot);
        title->setClipToAxisRect(false);
        title->position->setAxisRect(rect);
        title->position->setType(QCPItemPosition::ptAxisRectRatio);
        title->position->setCoords(0, 0);
        title->setPositionAlignment(Qt::AlignLeft | Qt::AlignBottom);
        title->setText(tr(curves[i].title));
    }
}

void ThroughputView::colourPlot()
{
    const Fonts fonts(font());
    m_plot->setBackground(m_palette->panel);
    const QColor colours[curveCount] = {
        m_palette->span(SpanLook::useful), m_palette->span(SpanLook::validation),
        m_palette->span(SpanLook::aborted), m_palette->span(SpanLook::commit)};
    for (int i = 0; i < curveCount; ++i) {
        QCPAxisRect* rect = m_plot->axisRect(i);
        rect->setBackground(m_palette->raised);
        for (QCPAxis* axis : rect->axes()) {
            axis->setBasePen(m_palette->border);
            axis->setTickPen(m_palette->border);
            axis->setSubTickPen(Qt::NoPen);
            axis->setTickLabelColor(m_palette->textDim);
            axis->setTickLabelFont(fonts.small);
            axis->setLabelColor(m_palette->textDim);
            axis->grid()->setPen(m_palette->grid);
            axis->grid()->setZeroLinePen(m_palette->grid);
        }
        QColor under = colours[i];
        under.setAlphaF(0.28f);
        m_plot->graph(i)->setPen(QPen(colours[i], 1));
        m_plot->graph(i)->setBrush(under);
    }
    for (int i = 0; i < m_plot->itemCount(); ++i) {
        if (auto* text = qobject_cast<QCPItemText*>(m_plot->item(i))) {
            text->setColor(m_palette->textDim);
            text->setFont(fonts.small);
        }
    }
}

void ThroughputView::setPicture(const RunPicture& picture)
{
    if (!picture || spanCountOf(picture->recording()) < mostSpansAtOnce) {
        setPictureNow(picture);
        return;
    }
    inBackground(
        this, [picture] { return ratesIn(picture); },
        [this, picture, generation = ++m_generation](const std::shared_ptr<const Rates>& rates) {
            if (generation == m_generation) {
                take(picture, rates);
            }
        });
}

void ThroughputView::setPictureNow(const RunPicture& picture)
{
    ++m_generation;
    take(picture, ratesIn(picture));
}

void ThroughputView::take(const RunPicture& picture, std::shared_ptr<const Rates> rates)
{
    m_picture = picture;
    m_rates = std::move(rates);
    fillPlot();
    fillTable();
    layOut(size());
    update();
}

void ThroughputView::fillPlot()
{
    while (m_plot->itemCount() > curveCount) {
        m_plot->removeItem(m_plot->itemCount() - 1);
    }
    if (!m_rates) {
        m_plot->hide();
        return;
    }
    m_plot->show();
    const double whole = m_rates->beginOf(m_rates->size());
    const double unit = whole < 1e-3 ? 1e6 : whole < 1 ? 1e3 : 1;
    const char* unitName = unit == 1e6 ? "time, µs" : unit == 1e3 ? "time, ms" : "time, s";
    QVector<double> keys;
    for (std::size_t i = 0; i <= m_rates->size(); ++i) {
        keys.push_back(m_rates->beginOf(i) * unit);
    }
    const bool isLogarithmic = m_logarithmic->isChecked();
    for (int i = 0; i < curveCount; ++i) {
        QVector<double> values;
        double most = 0;
        for (const double value : (*m_rates).*(curves[i].values)) {
            values.push_back(value * curves[i].factor);
            most = std::max(most, values.back());
        }
        values.push_back(values.back());
        m_plot->graph(i)->setData(keys, values, true);
        QCPAxis* axis = m_plot->axisRect(i)->axis(QCPAxis::atLeft);
        axis->setNumberFormat(QStringLiteral("gb"));
        m_plot->axisRect(i)->axis(QCPAxis::atBottom)->setRange(0, whole * unit);
        if (i == 0 && m_references->isChecked()) {
            most = std::max(most, references[2].tps * 1.1);
        }
        if (i == 0 && isLogarithmic) {
            axis->setScaleType(QCPAxis::stLogarithmic);
            axis->setTicker(QSharedPointer<QCPAxisTickerLog>::create());
            axis->setRange(m_references->isChecked() ? 10 : 100, std::max(1000.0, most * 1.3));
        } else {
            if (i == 0) {
                axis->setScaleType(QCPAxis::stLinear);
                axis->setTicker(QSharedPointer<QCPAxisTicker>::create());
                axis->ticker()->setTickCount(3);
            }
            axis->setRange(0, i == 3 ? 100 : std::max(1.0, most * 1.15));
        }
    }
    m_plot->axisRect(curveCount - 1)->axis(QCPAxis::atBottom)->setLabel(tr(unitName));
    if (m_references->isChecked()) {
        for (const Reference& reference : references) {
            auto* line = new QCPItemStraightLine(m_plot);
            QCPAxisRect* rect = m_plot->axisRect(0);
            line->setClipAxisRect(rect);
            for (QCPItemPosition* point : {line->point1, line->point2}) {
                point->setAxes(rect->axis(QCPAxis::atBottom), rect->axis(QCPAxis::atLeft));
            }
            line->point1->setCoords(0, reference.tps);
            line->point2->setCoords(1, reference.tps);
            line->setPen(QPen(m_palette->textDim, 1, Qt::DashLine));
            auto* text = new QCPItemText(m_plot);
            text->setClipAxisRect(rect);
            text->position->setAxes(rect->axis(QCPAxis::atBottom), rect->axis(QCPAxis::atLeft));
            text->position->setCoords(whole * unit, reference.tps);
            text->setPositionAlignment(Qt::AlignRight | Qt::AlignBottom);
            text->setText(tr(reference.name));
            text->setColor(m_palette->textDim);
            text->setFont(Fonts(font()).small);
        }
    }
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void ThroughputView::setTheme(const Palette& palette)
{
    m_palette = &palette;
    colourPlot();
    fillPlot();
    update();
}

void ThroughputView::setShowsReferences(bool shows)
{
    m_references->setChecked(shows);
}

void ThroughputView::setLogarithmic(bool isLogarithmic)
{
    m_logarithmic->setChecked(isLogarithmic);
}

void ThroughputView::setSequentialTime(double nanoseconds)
{
    m_sequential = nanoseconds;
    update();
}

QRect ThroughputView::plotRect(const QSize& size) const
{
    const int top = static_cast<int>(QFontMetricsF(font()).height()) + 12;
    const int beside = size.width() > 560 ? 190 : 0;
    return {6, top, std::max(1, size.width() - beside - 10), std::max(1, size.height() - top - 4)};
}

void ThroughputView::layOut(const QSize& size)
{
    const QRect plot = plotRect(size);
    m_plot->setGeometry(plot);
    const bool hasSide = size.width() > 560 && m_rates;
    int y = size.height() - 2 * (m_references->sizeHint().height() + 4) - 6;
    for (QCheckBox* box : {m_references, m_logarithmic}) {
        box->setVisible(hasSide);
        box->setGeometry(plot.right() + 14, y, 170, box->sizeHint().height());
        y += box->sizeHint().height() + 4;
    }
}

void ThroughputView::resizeEvent(QResizeEvent* event)
{
    View::resizeEvent(event);
    layOut(size());
}

void ThroughputView::paintTotals(QPainter& painter, const QSize& size, const QString& title) const
{
    const Fonts fonts(font());
    painter.fillRect(QRect({0, 0}, size), m_palette->panel);
    if (!m_rates) {
        paintEmptyState(painter, QRectF({0, 0}, QSizeF(size)), *m_palette, fonts, tr("No run yet"),
                        tr("During a run, transactions per second are drawn here."));
        return;
    }
    const analysis::Totals& totals = m_picture->totals;
    const double tick = m_picture->machine.nanoseconds_per_tick;
    const QRect plot = plotRect(size);
    QRectF row(12, 6, size.width() - 24, QFontMetricsF(fonts.normal).height() + 4);
    if (!title.isEmpty()) {
        painter.setFont(fonts.bold);
        painter.setPen(m_palette->text);
        painter.drawText(row, Qt::AlignLeft | Qt::AlignVCenter, title);
        row.setLeft(row.left() + QFontMetricsF(fonts.bold).horizontalAdvance(title) + 14);
    }
    painter.setFont(fonts.small);
    painter.setPen(m_palette->textDim);
    painter.drawText(
        row, Qt::AlignLeft | Qt::AlignVCenter,
        tr("over the time of the run · stretches of %1").arg(durationText(m_rates->seconds * 1e9)));
    if (size.width() <= 560) {
        return;
    }
    double y = plot.top() + 4;
    const double x = plot.right() + 16;
    const double width = size.width() - x - 10;
    QFont large = fonts.bold;
    large.setPointSizeF(large.pointSizeF() > 0 ? large.pointSizeF() * 1.35 : 14);
    const auto figure = [&](const QString& name, const QString& value, const QString& remark) {
        const double small = QFontMetricsF(fonts.small).height();
        const double big = QFontMetricsF(large).height();
        const double needed = small + big + (remark.isEmpty() ? 0 : small) + 12;
        if (y + needed > size.height() - 64) {
            return;
        }
        painter.setFont(fonts.small);
        painter.setPen(m_palette->textDim);
        painter.drawText(QRectF(x, y, width, small), Qt::AlignLeft | Qt::AlignVCenter, name);
        painter.setFont(large);
        painter.setPen(m_palette->text);
        painter.drawText(QRectF(x, y + small, width, big), Qt::AlignLeft | Qt::AlignVCenter, value);
        painter.setFont(fonts.small);
        painter.setPen(m_palette->textDim);
        painter.drawText(QRectF(x, y + small + big, width, small), Qt::AlignLeft | Qt::AlignVCenter,
                         remark);
        y += needed;
    };
    figure(tr("Throughput of the run"),
           tr("%1 TPS").arg(
               groupedText(static_cast<std::uint64_t>(totals.transactions_per_second(tick)))),
           tr("%1 in %2")
               .arg(countedText(totals.committed, "commit"),
                    durationText(m_picture->microseconds(totals.duration) * 1e3)));
    figure(tr("Gas"), tr("%1 Mgas/s").arg(decimalText(totals.megagas_per_second(tick), 1)),
           tr("%1 gas").arg(groupedText(totals.committed_gas)));
    if (m_sequential > 0 && totals.duration > 0) {
        const double parallel = m_picture->microseconds(totals.duration) * 1e3;
        figure(tr("Speed-up"), tr("%1×").arg(decimalText(m_sequential / parallel, 2)),
               tr("in sequence %1").arg(durationText(m_sequential)));
    }
    figure(tr("Aborts"), groupedText(totals.wasted.aborts),
           tr("and %1").arg(countedText(totals.wasted.suspensions, "suspension")));
    figure(tr("Wasted work"), percentText(totals.wasted_share()), tr("of worker time"));
    const double useful = analysis::share(m_picture->split.all.useful, m_picture->split.all.sum());
    figure(tr("Useful"), percentText(useful),
           tr("of worker time, %1").arg(countedText(totals.workers, "worker")));
}

void ThroughputView::render(QPainter& painter, const QSize& size)
{
    paintTotals(painter, size, m_picture ? runTitle(m_picture->run()) : QString());
    if (!m_rates) {
        return;
    }
    const QRect plot = plotRect(size);
    // The plot wants a painter of its own kind: it draws into a recording of one.
    QPicture picture;
    QCPPainter plotPainter(&picture);
    m_plot->toPainter(&plotPainter, plot.width(), plot.height());
    plotPainter.end();
    painter.save();
    painter.translate(plot.topLeft());
    painter.fillRect(QRect({0, 0}, plot.size()), m_palette->panel);
    painter.drawPicture(0, 0, picture);
    painter.restore();
}

void ThroughputView::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    paintTotals(painter, size(), {});
}

QString ThroughputView::textAt(QPoint at) const
{
    const QCPAxisRect* first = m_plot->axisRect(0);
    if (!m_rates || at.x() < first->left() || at.x() > first->right()) {
        return {};
    }
    const double part = static_cast<double>(at.x() - first->left()) / std::max(1, first->width());
    const auto stretch = std::min(
        m_rates->size() - 1, static_cast<std::size_t>(part * static_cast<double>(m_rates->size())));
    QString text = tr("%1 – %2").arg(durationText(m_rates->beginOf(stretch) * 1e9),
                                     durationText(m_rates->beginOf(stretch + 1) * 1e9));
    for (const Curve& curve : curves) {
        text += QStringLiteral("\n%1 %2").arg(
            decimalText(((*m_rates).*(curve.values))[stretch] * curve.factor, 1), tr(curve.unit));
    }
    return text;
}

bool ThroughputView::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_plot && event->type() == QEvent::MouseMove) {
        const auto* mouse = static_cast<QMouseEvent*>(event);
        QToolTip::showText(mouse->globalPosition().toPoint(), textAt(mouse->position().toPoint()),
                           m_plot);
    }
    return View::eventFilter(watched, event);
}

void ThroughputView::fillTable()
{
    if (!m_rates) {
        m_table.setFacts(0, {});
        return;
    }
    const auto rates = m_rates;
    std::vector<FactColumn> columns;
    columns.push_back({tr("begin, µs"), tr("since the run began"), [rates](int row) {
                           return QVariant(rates->beginOf(static_cast<std::size_t>(row)) * 1e6);
                       }});
    for (const Curve& curve : curves) {
        columns.push_back({tr(curve.title), tr("in this stretch of the run"),
                           [rates, &curve](int row) {
                               return QVariant(
                                   ((*rates).*(curve.values))[static_cast<std::size_t>(row)] *
                                   curve.factor);
                           },
                           1});
    }
    columns.push_back(
        {tr("wasted, % of worker time"), tr("in this stretch of the run"),
         [rates](int row) { return QVariant(rates->wasted[static_cast<std::size_t>(row)] * 100); },
         1});
    m_table.setFacts(static_cast<int>(rates->size()), std::move(columns));
}

}  // namespace lanescope::views
