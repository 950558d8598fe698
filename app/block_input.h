// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "formats/block_file.h"
#include "recording/recording.h"

#include <memory>

namespace lanescope::app {

/// What strategies take of a file's block. The senders are as they are.
[[nodiscard]] BlockInput as_input(formats::BlockFile file);
/// A block as strategies take it. Recovers the senders; a bad signature is an Error that names the
/// file.
[[nodiscard]] Result<std::shared_ptr<const BlockInput>> block_input(formats::BlockFile file);

}  // namespace lanescope::app
