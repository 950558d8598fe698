// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "base/stop_token.h"
#include "workload/generated_block.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lanescope::workload {

/// How a scenario's contracts treat what many want at once.
enum class Form : std::uint8_t {
    naive,     ///< as one writes it first: one counter, one pot, one list
    parallel,  ///< as parallel execution likes it: parts, slots of one's own, pull instead of push
};
/// "naive", "parallel".
[[nodiscard]] std::string_view name_of(Form form) noexcept;

/// One kind of transaction in a scenario.
struct ScenarioAction {
    std::string_view name;
    std::string_view what;     ///< a few words
    std::uint32_t weight = 1;  ///< in the usual mix
};

/// What can be set about a scenario's block.
struct ScenarioDials {
    std::uint32_t transactions = 200;
    /// Accounts that send, in turn. Nothing: as the scenario has it. With fewer than transactions those
    /// of one account are chained by nonce, in either form.
    std::optional<std::uint32_t> accounts{};
    /// 0 to 1; of what, Scenario::hot says. Nothing: Scenario::usual_hot_share.
    std::optional<double> hot_share{};
    double zipf = 0;                   ///< 0 to 4: how unequal the others are; 0: not at all
    std::vector<std::uint32_t> mix{};  ///< a weight for each action; empty: the usual one
    std::uint64_t seed = 1;
};
inline constexpr double most_zipf = 4;
inline constexpr std::uint32_t most_weight = 1'000'000;

/// A block with known conflicts, out of one field that parallel execution promises to serve.
struct Scenario {
    std::string_view name;      ///< as the command line has it
    std::string_view title;     ///< as a person reads it
    std::string_view field;     ///< "payments", "games" …
    std::string_view sentence;  ///< what happens, and what it teaches
    std::string_view hot;       ///< what the hot share is a share of
    std::string_view naive;     ///< what conflicts in the naive form
    std::string_view parallel;  ///< what the other form does instead; empty: there is no other
    std::span<const ScenarioAction> actions;
    double usual_hot_share = 0.5;
    bool has_zipf = true;
    Result<GeneratedBlock> (*make)(const Scenario&, Form, const ScenarioDials&,
                                   StopToken) = nullptr;

    [[nodiscard]] bool has_forms() const noexcept { return !parallel.empty(); }
    [[nodiscard]] std::string_view text_of(Form form) const noexcept
    {
        return form == Form::naive ? naive : parallel;
    }
};

/// Every scenario, in the order of lists.
[[nodiscard]] std::span<const Scenario* const> all_scenarios() noexcept;
/// Null if there is none of that name.
[[nodiscard]] const Scenario* find_scenario(std::string_view name) noexcept;

/// Makes a Cancun block of chain 31337 with its whole pre-state, executed in sequence. The same scenario,
/// form and dials give the same block on every machine. Error: bad dials, or cancelled.
[[nodiscard]] Result<GeneratedBlock> generate(const Scenario& scenario, Form form,
                                              const ScenarioDials& dials, StopToken stop = {});

/// Reads a mix, like "mint=80,give=20": weights by action; those not named get none. Error: names the
/// word that is wrong, and the actions.
[[nodiscard]] Result<std::vector<std::uint32_t>> read_mix(const Scenario& scenario,
                                                          std::string_view text);

}  // namespace lanescope::workload
