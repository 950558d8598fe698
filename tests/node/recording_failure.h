// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/node_recorder.h"

#include <QString>

namespace lanescope::test {

/// What connecting to the node, or recording its newest block, says; "recorded" where nothing fails.
inline QString recordingFailure(const app::NodeSettings& settings)
{
    const auto recorder = app::NodeRecorder::connect(settings, {});
    if (!recorder) {
        return QString::fromStdString(recorder.error().message);
    }
    const auto recorded = (*recorder)->record("latest");
    return recorded ? QStringLiteral("recorded") : QString::fromStdString(recorded.error().message);
}

}  // namespace lanescope::test
