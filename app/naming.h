// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "base/stop_token.h"
#include "formats/artifacts.h"
#include "names/shared_names.h"
#include "recording/recording.h"

#include <memory>
#include <string>
#include <vector>

namespace lanescope::app {

/// The contracts of the folders and files, and after them those of this project's samples. Error: a
/// path is not there, or cancelled; what is wrong inside is among the scan's problems.
[[nodiscard]] Result<formats::ArtifactScan> scan_contracts(const std::vector<std::string>& paths,
                                                           StopToken stop = {});

/// The names of a block, after executing it once with a tracer. Error: cancelled.
[[nodiscard]] Result<std::shared_ptr<const names::NameBook>> name_block(
    const BlockInput& input, std::shared_ptr<const names::ContractSet> contracts,
    StopToken stop = {});

/// Names for what a command line gives: one book for each block.
class Namer {
public:
    /// Reads the compiler's output in `artifacts`, if that is not empty. What cannot be used is told on
    /// standard error, up to mostWarnings lines of it.
    [[nodiscard]] Status prepare(const std::string& artifacts, StopToken stop);
    /// All that could not be used.
    [[nodiscard]] const std::vector<std::string>& warnings() const { return m_warnings; }
    /// Null when it was cancelled.
    [[nodiscard]] std::shared_ptr<const names::SharedNames> names_of(
        const std::shared_ptr<const BlockInput>& input, StopToken stop);

    static constexpr std::size_t mostWarnings = 10;

private:
    std::shared_ptr<const names::ContractSet> m_contracts;
    std::vector<std::string> m_warnings;
    std::shared_ptr<const BlockInput> m_input;
    std::shared_ptr<const names::SharedNames> m_names;
};

/// What came of a folder, in one line: "12 contracts from 14 files, 2 files left out: …"; of the
/// problems the first is named.
[[nodiscard]] std::string scan_text(const formats::ArtifactScan& scan);

}  // namespace lanescope::app
