// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/state_test_runner.h"
#include "app/strategy_comparison.h"
#include "formats/blockchain_test.h"

namespace lanescope::app {

/// Imports the blocks of a blockchain test in order, as a node would: valid ones must execute to
/// their own headers, invalid ones must be refused, and the chain must end where the test says. With
/// `comparison`, each block that is executed must come to the same by Block-STM.
[[nodiscard]] TestOutcome run_blockchain_test(const formats::BlockchainTest& test,
                                              StopToken stop = {},
                                              StrategyComparison* comparison = nullptr);

}  // namespace lanescope::app
