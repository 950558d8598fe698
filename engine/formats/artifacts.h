// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytes.h"
#include "base/result.h"
#include "base/stop_token.h"
#include "names/contract_set.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace lanescope::formats {

/// What one JSON file of a compiler's output holds.
struct ArtifactFile {
    /// False of other JSON: a cache, a package.json, Hardhat's .dbg.json.
    bool is_artifact = false;
    std::vector<names::Contract> contracts;
    /// Names of those whose storage is described, be there any or not.
    std::set<std::string> described;
    std::vector<Error> problems;  ///< contracts that were left out, each with the reason
};

/// Reads what solc, Foundry and Hardhat write, told from content:
///
///     solc's standard JSON output          {"contracts": {file: {contract: {…}}}}
///     build-info of Hardhat and Foundry    the same below "output"
///     artifacts of Hardhat 2 and 3         {"_format": "hh…artifact…", "contractName", …}
///     artifacts of Foundry                 {"abi", "deployedBytecode": {"object", …}, …}
///
/// Of each contract the ABI, the runtime code with its immutables and, where the compiler was asked for
/// it, the storage layout. An Error names `name`, the place and the remedy.
[[nodiscard]] Result<ArtifactFile> read_artifact(ByteView json, const std::string& name);

/// Ceilings for a folder, so that no folder takes forever.
struct ArtifactLimits {
    std::size_t files = 50'000;
    std::size_t depth = 32;                  ///< folders in folders
    std::uint64_t file_bytes = 256u << 20;   ///< of one file
    std::uint64_t total_bytes = 2ull << 30;  ///< of all
};

/// What a folder of artifacts came to.
struct ArtifactScan {
    std::shared_ptr<const names::ContractSet> contracts;
    std::size_t files = 0;           ///< that held artifacts
    std::size_t other_files = 0;     ///< JSON of another kind
    std::size_t without_layout = 0;  ///< contracts with code whose variables are not described
    std::vector<Error> problems;     ///< files and contracts that were left out, with the reason

    /// What to do where layouts are missing; empty if none is.
    [[nodiscard]] std::string layout_advice() const;
};

/// Reads every .json and .json.gz file in and below the folders, or the files themselves, in order of
/// their names. What cannot be read is among the problems and skipped. Links to folders are not
/// followed, so that no loop is walked; `node_modules`, `cache` and hidden folders are left out. Error:
/// a path is not there, or cancelled.
[[nodiscard]] Result<ArtifactScan> scan_artifacts(const std::vector<std::string>& paths,
                                                  StopToken stop = {},
                                                  const ArtifactLimits& limits = {});

}  // namespace lanescope::formats
