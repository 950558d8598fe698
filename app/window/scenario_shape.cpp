// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/scenario_shape.h"

#include "analysis/conflict_graph.h"
#include "analysis/dependency_path.h"
#include "strategies/block_runner.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace lanescope::app {

Result<ScenarioShape> shapeOf(std::shared_ptr<const BlockInput> block, StopToken stop)
{
    // Dependencies are those of the block, whoever ran it: one worker is quickest.
    RunSettings settings;
    settings.adapt_workers = false;
    settings.detail = RecordingDetail::spans;
    BlockRunner::Options options;
    options.stop = stop;
    BlockRunner runner;
    WorldState world(*block->pre_state, block->pre_state_is_whole, block->block_hashes);
    const auto run = runner.run(block, world, settings, options);
    if (!run) {
        return run.error();
    }
    const analysis::Incarnations incarnations{Recording(run->record)};
    const analysis::ConflictGraph graph = analysis::conflict_graph(incarnations);
    ScenarioShape shape;
    shape.nodes.resize(incarnations.transaction_count());
    for (const analysis::Dependency& dependency : graph.dependencies) {
        ScenarioShape::Node& reader = shape.nodes[dependency.reader];
        const std::uint32_t depth = shape.nodes[dependency.writer].depth + 1;
        if (depth > reader.depth) {
            reader = {depth, static_cast<std::int32_t>(dependency.writer)};
        }
    }
    for (const ScenarioShape::Node& node : shape.nodes) {
        shape.longest = std::max(shape.longest, node.depth + 1);
    }
    shape.potentialSpeedUp =
        analysis::bound(incarnations, graph, analysis::Measure::gas, ScenarioShape::boundWorkers)
            .potential_speed_up();
    return shape;
}

void paintShape(QPainter& painter, const QRectF& area, const ScenarioShape& shape,
                const QColor& node, const QColor& edge)
{
    if (shape.nodes.empty() || area.isEmpty()) {
        return;
    }
    // Each depth is a block of columns of so many rows. Where that would be too wide, as a long chain is,
    // the columns go on in another band below, back and forth.
    std::vector<std::uint32_t> counts(shape.longest);
    for (const ScenarioShape::Node& one : shape.nodes) {
        ++counts[one.depth];
    }
    const auto columnsWith = [&counts](std::uint32_t rows) {
        std::uint32_t columns = 0;
        for (const std::uint32_t count : counts) {
            columns += (count + rows - 1) / rows;
        }
        return columns;
    };
    constexpr qreal largest = 30;
    constexpr qreal gapOfBands = 0.6;
    std::uint32_t rows = 1, perBand = 1, bands = 1;
    qreal step = 0;
    const auto fit = [&](std::uint32_t tried, std::uint32_t in) {
        const std::uint32_t columns = (columnsWith(tried) + in - 1) / in;
        const qreal height = in * tried + (in - 1) * gapOfBands;
        const qreal fits = std::min({largest, area.width() / columns, area.height() / height});
        if (fits > step) {
            step = fits;
            rows = tried;
            perBand = columns;
            bands = in;
        }
    };
    for (std::uint32_t tried = 1; tried <= shape.nodes.size(); ++tried) {
        fit(tried, 1);
    }
    // One band is easiest to read.
    constexpr qreal leastStep = 8;
    for (std::uint32_t in = 2; step < leastStep && in <= 4; ++in) {
        for (std::uint32_t tried = 1; tried <= shape.nodes.size(); ++tried) {
            fit(tried, in);
        }
    }
    std::vector<std::uint32_t> firstColumn(counts.size() + 1);
    for (std::size_t depth = 0; depth < counts.size(); ++depth) {
        firstColumn[depth + 1] = firstColumn[depth] + (counts[depth] + rows - 1) / rows;
    }
    const qreal left = area.center().x() - step * perBand / 2;
    const qreal bandHeight = step * (rows + gapOfBands);
    const qreal firstBand = area.center().y() - bandHeight * (bands - 1) / 2.0;
    std::vector<std::uint32_t> placed(counts.size());
    std::vector<QPointF> centres;
    for (const ScenarioShape::Node& one : shape.nodes) {
        const std::uint32_t place = placed[one.depth]++;
        const std::uint32_t inColumn =
            std::min(rows, counts[one.depth] - place / rows * rows);  // of this column
        const std::uint32_t column = firstColumn[one.depth] + place / rows;
        const std::uint32_t band = column / perBand;
        const std::uint32_t across =
            band % 2 == 0 ? column % perBand : perBand - 1 - column % perBand;
        centres.emplace_back(
            left + step * (across + 0.5),
            firstBand + bandHeight * band + step * (place % rows - (inColumn - 1) / 2.0));
    }
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(edge, std::clamp(step / 10, 1.0, 2.0)));
    for (std::size_t i = 0; i < shape.nodes.size(); ++i) {
        if (shape.nodes[i].waitsFor >= 0) {
            painter.drawLine(centres[static_cast<std::size_t>(shape.nodes[i].waitsFor)],
                             centres[i]);
        }
    }
    painter.setPen(Qt::NoPen);
    painter.setBrush(node);
    for (const QPointF& centre : centres) {
        painter.drawEllipse(centre, step * 0.32, step * 0.32);
    }
    painter.restore();
}

}  // namespace lanescope::app
