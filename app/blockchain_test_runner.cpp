// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/blockchain_test_runner.h"
namespace lanescope::app {
TestOutcome run_blockchain_test(const formats::BlockchainTest&, StopToken) { return {}; }
}
