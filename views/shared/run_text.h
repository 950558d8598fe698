// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recording/recording.h"

#include <QString>

namespace lanescope::views {

/// "Block 15274915 · block-stm": the title of an exported picture.
[[nodiscard]] inline QString runTitle(const RunRecord& run)
{
    return QStringLiteral("Block %1 · %2")
        .arg(run.input->block.header.number)
        .arg(QLatin1String(name_of(run.settings.strategy)));
}

/// "412·1": an incarnation in few characters.
[[nodiscard]] inline QString versionText(TxVersion version)
{
    return QStringLiteral("%1·%2").arg(version.index).arg(version.incarnation);
}

}  // namespace lanescope::views
