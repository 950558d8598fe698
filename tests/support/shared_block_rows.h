// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "support/shared_data.h"

#include <QtTest>

namespace lanescope::test {

/// For a `_data` function: the column `path` (QString) and a row for each block of the shared data,
/// those of mainnet and those of a real node. Skips the test where the data is missing.
inline void add_rows_for_shared_blocks()
{
    QTest::addColumn<QString>("path");
    LANESCOPE_NEEDS_SHARED_DATA();
    for (const char* folder : {"mainnet-blocks", "anvil-blocks"}) {
        for (const auto& path : files_below(shared_data_folder() / folder, ".json.gz")) {
            QTest::newRow(path.filename().c_str()) << QString::fromStdString(path.string());
        }
    }
}

}  // namespace lanescope::test
