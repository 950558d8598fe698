// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/test_suite.h"

#include "app/blockchain_test_runner.h"
#include "app/input_paths.h"
#include "formats/file_bytes.h"
#include "formats/file_kind.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

namespace lanescope::app {

namespace {

/// A file that does not read as the suite's kind: if it is another kind, say which command takes it.
Error explain(const Error& failure, const Bytes& json, const std::string& path, SuiteKind wanted)
{
    const auto kind = formats::recognise(json, path);
    if (!kind) {
        // Neither this nor anything else: what it is not says more than its first missing field.
        return kind.error().code == ErrorCode::unsupported ? kind.error() : failure;
    }
    switch (*kind) {
    case formats::FileKind::state_test:
        return wanted == SuiteKind::state_tests
                   ? failure
                   : Error{ErrorCode::unsupported,
                           path + ": a state test; run it with 'lanescope statetest'"};
    case formats::FileKind::blockchain_test:
        return wanted == SuiteKind::blockchain_tests
                   ? failure
                   : Error{ErrorCode::unsupported,
                           path + ": a blockchain test; run it with 'lanescope blocktest'"};
    default:
        return {ErrorCode::unsupported,
                path + ": a block, not a test; check it with 'lanescope verify'"};
    }
}

SuiteFile run_file(const std::string& path, const SuiteOptions& options)
{
    SuiteFile result{path, {}, {}};
    const auto json = formats::read_file(path);
    if (!json) {
        result.errors.push_back(json.error());
        return result;
    }
    if (options.kind == SuiteKind::state_tests) {
        const auto tests = formats::read_state_tests(*json, path);
        if (!tests) {
            result.errors.push_back(explain(tests.error(), *json, path, options.kind));
            return result;
        }
        for (const formats::StateTest& test : *tests) {
            auto outcomes = run_state_test(test, options.only_fork, options.stop);
            std::move(outcomes.begin(), outcomes.end(), std::back_inserter(result.outcomes));
        }
        return result;
    }
    const auto tests = formats::read_blockchain_tests(*json, path);
    if (!tests) {
        result.errors.push_back(explain(tests.error(), *json, path, options.kind));
        return result;
    }
    for (const formats::BlockchainTest& test : *tests) {
        result.outcomes.push_back(run_blockchain_test(test, options.stop, options.comparison));
    }
    return result;
}

/// Files handed to workers in order, and their results handed back in order.
class Workers {
public:
    Workers(const std::vector<std::string>& files, const SuiteOptions& options)
        : files_(files), options_(options), results_(files.size())
    {
        const unsigned wanted =
            options.jobs != 0 ? options.jobs : std::max(1u, std::thread::hardware_concurrency());
        const auto count = std::min<std::size_t>(wanted, files.size());
        for (std::size_t i = 0; i < count; ++i) {
            threads_.emplace_back([this] { work(); });
        }
    }

    /// The result of file `index`; nothing if the stop came before it. Waits. Caller's thread, once
    /// an index.
    [[nodiscard]] std::optional<SuiteFile> take(std::size_t index)
    {
        std::unique_lock lock(mutex_);
        finished_.wait(lock, [&] { return results_[index].state != State::waiting; });
        return std::exchange(results_[index].file, std::nullopt);
    }

private:
    enum class State { waiting, done };
    struct Slot {
        State state = State::waiting;
        std::optional<SuiteFile> file;
    };

    void work()
    {
        for (std::size_t index; (index = next_.fetch_add(1)) < files_.size();) {
            std::optional<SuiteFile> file;
            if (!options_.stop.stop_requested()) {
                file = run_file(files_[index], options_);
            }
            if (options_.stop.stop_requested()) {
                file.reset();  // cut short: not a verdict
            }
            const std::scoped_lock lock(mutex_);
            results_[index] = {State::done, std::move(file)};
            finished_.notify_one();
        }
    }

    const std::vector<std::string>& files_;
    const SuiteOptions& options_;
    std::atomic<std::size_t> next_{0};
    std::mutex mutex_;  ///< guards results_
    std::condition_variable finished_;
    std::vector<Slot> results_;
    std::vector<std::jthread> threads_;  ///< last: joined before what they use goes
};

void add(SuiteResult& total, const SuiteFile& file)
{
    for (const TestOutcome& outcome : file.outcomes) {
        switch (outcome.kind) {
        case TestOutcome::Kind::passed:
            ++total.passed;
            break;
        case TestOutcome::Kind::failed:
            total.failures.push_back({file.path, outcome});
            break;
        case TestOutcome::Kind::excluded:
            total.exclusions.push_back({file.path, outcome});
            break;
        }
    }
    total.errors.insert(total.errors.end(), file.errors.begin(), file.errors.end());
}

}  // namespace

SuiteResult run_suite(const std::vector<std::string>& paths, const SuiteOptions& options)
{
    InputPaths input = test_paths(paths);
    SuiteResult total;
    total.errors = std::move(input.errors);
    Workers workers(input.files, options);
    for (std::size_t index = 0; index < input.files.size(); ++index) {
        const std::optional<SuiteFile> file = workers.take(index);
        if (!file) {
            total.stopped = true;
            continue;
        }
        add(total, *file);
        if (options.after_file) {
            options.after_file(*file, index + 1, input.files.size());
        }
    }
    return total;
}

}  // namespace lanescope::app
