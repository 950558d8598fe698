// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "base/stop_token.h"
#include "names/evidence.h"
#include "recording/recording.h"

#include <memory>

namespace lanescope {

/// Executes the block once in sequence with a tracer, and keeps what names are found from: pre-images,
/// touched slots, code that ran by delegation or was created, logs, and what failed transactions
/// reverted with. Needs no recording, so that it serves every run of the block, and costs none of them
/// anything; but it takes a few times as long as an untraced execution: not for a thread that paints,
/// and not beside a run that is measured.
///
/// What only an aborted incarnation touched is not seen. When a transaction is invalid or the pre-state
/// does not say enough, what was seen until there is given. Error: cancelled.
[[nodiscard]] Result<std::shared_ptr<const names::Evidence>> observe_block(const BlockInput& input,
                                                                           StopToken stop = {});

}  // namespace lanescope
