// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/naming.h"

#include "app/output.h"
#include "replay/observe_block.h"

#include <algorithm>
#include <filesystem>

namespace lanescope::app {

Result<formats::ArtifactScan> scan_contracts(const std::vector<std::string>& paths, StopToken stop)
{
    std::vector<std::string> all = paths;
    const std::string samples = LANESCOPE_SAMPLES "/contracts";
    std::error_code ignored;
    // Not what lies below: a project there is somebody's own, and named by its folder.
    for (const auto& entry : std::filesystem::directory_iterator(samples, ignored)) {
        if (entry.path().extension() == ".json") {
            all.push_back(entry.path().string());
        }
    }
    return formats::scan_artifacts(all, stop);
}

Result<std::shared_ptr<const names::NameBook>> name_block(
    const BlockInput& input, std::shared_ptr<const names::ContractSet> contracts, StopToken stop)
{
    auto evidence = observe_block(input, stop);
    if (!evidence) {
        return evidence.error();
    }
    return std::shared_ptr<const names::NameBook>(std::make_shared<names::NameBook>(
        std::move(contracts), *input.pre_state, *std::move(evidence)));
}

Status Namer::prepare(const std::string& artifacts, StopToken stop)
{
    std::vector<std::string> paths;
    if (!artifacts.empty()) {
        paths.push_back(artifacts);
    }
    auto scan = scan_contracts(paths, stop);
    if (!scan) {
        return scan.error();
    }
    m_warnings.clear();
    for (const Error& problem : scan->problems) {
        m_warnings.push_back(problem.message);
    }
    const std::size_t shown = std::min(m_warnings.size(), mostWarnings);
    for (std::size_t i = 0; i < shown; ++i) {
        printError(m_warnings[i]);
    }
    if (m_warnings.size() > shown) {
        printError("… and " + std::to_string(m_warnings.size() - shown) + " more like these");
    }
    if (const std::string advice = scan->layout_advice(); !advice.empty()) {
        printError(advice);
        m_warnings.push_back(advice);
    }
    m_contracts = scan->contracts;
    return Success{};
}

std::shared_ptr<const names::SharedNames> Namer::names_of(
    const std::shared_ptr<const BlockInput>& input, StopToken stop)
{
    if (input != m_input) {
        m_input = input;
        const auto book = name_block(*input, m_contracts, stop);
        m_names = book ? std::make_shared<names::SharedNames>(*book) : nullptr;
    }
    return m_names;
}

std::string scan_text(const formats::ArtifactScan& scan)
{
    std::string text =
        counted(scan.contracts->size(), "contract") + " from " + counted(scan.files, "file");
    if (!scan.problems.empty()) {
        text +=
            ", " + counted(scan.problems.size(), "problem") + ": " + scan.problems.front().message;
    }
    return text;
}

}  // namespace lanescope::app
