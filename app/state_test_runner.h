// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/stop_token.h"
#include "formats/state_test.h"

#include <map>
#include <string>
#include <vector>

namespace lanescope::app {

/// One case of an official test file and what became of it.
struct TestOutcome {
    enum class Kind { passed, failed, excluded };
    Kind kind = Kind::passed;
    std::string name;    ///< test, fork, and indices
    std::string detail;  ///< why it failed or is excluded
};

/// BLOCKHASH answers of the state tests: the hash of block n is keccak256 of its decimal digits.
[[nodiscard]] std::map<std::uint64_t, Hash> test_block_hashes(std::uint64_t number);

/// Runs every expectation of a state test, or those of one fork (official name, as in the file).
[[nodiscard]] std::vector<TestOutcome> run_state_test(const formats::StateTest& test,
                                                      const std::string& only_fork = {},
                                                      StopToken stop = {});

}  // namespace lanescope::app
