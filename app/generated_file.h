// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/block_file.h"
#include "workload/generated_block.h"

#include <string>

namespace lanescope::app {

/// A generated block as if it had been read from a file.
[[nodiscard]] formats::BlockFile asFile(workload::GeneratedBlock made, const std::string& name);

}  // namespace lanescope::app
