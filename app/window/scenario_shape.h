// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/stop_token.h"
#include "recording/recording.h"
#include "views/shared/palette.h"

#include <QMetaType>
#include <QRectF>

#include <cstdint>
#include <memory>
#include <vector>

class QPainter;

namespace lanescope::app {

/// Who waits for whom in a block, small enough for a picture of a few centimetres.
struct ScenarioShape {
    struct Node {
        std::uint32_t depth = 0;     ///< longest chain of dependencies below it
        std::int32_t waitsFor = -1;  ///< the deepest that it depends on; -1: none
    };
    std::vector<Node> nodes;    ///< in block order
    std::uint32_t longest = 0;  ///< transactions of the longest chain
    /// The most that any strategy could gain with so many workers: analysis::definition::bound, by gas.
    double potentialSpeedUp = 1;
    static constexpr std::uint32_t boundWorkers = 16;
};

/// Runs the block, and takes its true dependencies. Error: as BlockRunner.
[[nodiscard]] Result<ScenarioShape> shapeOf(std::shared_ptr<const BlockInput> block,
                                            StopToken stop);

/// What may run at once stands together; who waits stands to the right of whom it waits for.
void paintShape(QPainter& painter, const QRectF& area, const ScenarioShape& shape,
                const QColor& node, const QColor& edge);

}  // namespace lanescope::app

Q_DECLARE_METATYPE(lanescope::app::ScenarioShape)
