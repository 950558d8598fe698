// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/state_test_runner.h"
#include "app/strategy_comparison.h"
#include "base/result.h"
#include "base/stop_token.h"

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace lanescope::app {

enum class SuiteKind { state_tests, blockchain_tests };

/// One file of a suite, run.
struct SuiteFile {
    std::string path;
    std::vector<TestOutcome> outcomes;
    std::vector<Error> errors;  ///< why the file could not be run
};

struct SuiteOptions {
    SuiteKind kind = SuiteKind::state_tests;
    std::string only_fork;  ///< of state tests; empty: all forks
    unsigned jobs = 0;      ///< threads; 0: one a core
    StopToken stop;
    /// Of blockchain tests: runs each block by Block-STM as well. May be null; outlives the suite.
    StrategyComparison* comparison = nullptr;
    /// Called for each file, in the order of the files whatever the threads do, on the caller's
    /// thread; with how many files there are in all. May be empty.
    std::function<void(const SuiteFile&, std::size_t files_done, std::size_t files)> after_file;
};

/// A case that did not pass, and its file.
struct SuiteCase {
    std::string path;
    TestOutcome outcome;
};

/// What a suite came to. Lists are in the order of files and of the cases in them.
struct SuiteResult {
    std::size_t passed = 0;
    std::vector<SuiteCase> failures;
    std::vector<SuiteCase> exclusions;
    std::vector<Error> errors;  ///< paths and files that could not be read, or are of another kind
    bool stopped = false;       ///< the stop token ended it before all files were run

    [[nodiscard]] std::size_t cases() const noexcept
    {
        return passed + failures.size() + exclusions.size();
    }
};

/// Runs every test in `paths`, files or folders with all *.json beneath them, on several threads.
[[nodiscard]] SuiteResult run_suite(const std::vector<std::string>& paths,
                                    const SuiteOptions& options);

}  // namespace lanescope::app
