// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/artifacts.h"
#include "formats/file_bytes.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace lanescope::formats {

namespace {

namespace fs = std::filesystem;

bool is_json(const fs::path& path)
{
    const std::string name = path.filename().string();
    return name.ends_with(".json") || name.ends_with(".json.gz");
}

bool is_left_out(const fs::path& folder)
{
    const std::string name = folder.filename().string();
    return name.starts_with(".") || name == "node_modules" || name == "cache";
}

/// Files below a folder. Only what the system calls a folder is entered, never a link to one.
class Walk {
public:
    Walk(const ArtifactLimits& limits, StopToken stop, std::vector<Error>& problems)
        : limits_(limits), stop_(stop), problems_(problems)
    {
    }

    void add(const fs::path& folder, std::size_t depth)
    {
        std::error_code error;
        fs::directory_iterator entries(folder, error);
        if (error) {
            problems_.push_back({ErrorCode::io, folder.string() + ": " + error.message()});
            return;
        }
        for (const fs::directory_iterator end; entries != end; entries.increment(error)) {
            if (error || stop_.stop_requested() || is_full_) {
                return;
            }
            const fs::directory_entry& entry = *entries;
            const fs::file_status status = entry.symlink_status(error);
            if (fs::is_directory(status) && !is_left_out(entry.path())) {
                if (depth >= limits_.depth) {
                    problems_.push_back({ErrorCode::limit_exceeded,
                                         entry.path().string() + ": more than " +
                                             std::to_string(limits_.depth) +
                                             " folders in each other; name a folder inside of it"});
                } else {
                    add(entry.path(), depth + 1);
                }
            } else if (is_json(entry.path()) && entry.is_regular_file(error)) {
                add_file(entry.path());
            }
        }
    }

    void add_file(const fs::path& path)
    {
        if (files_.size() == limits_.files) {
            is_full_ = true;
            problems_.push_back(
                {ErrorCode::limit_exceeded,
                 path.string() +
                     ": this and what follows was not read, since there are more than " +
                     std::to_string(limits_.files) + " files; name a folder inside"});
            return;
        }
        files_.push_back(path);
    }

    [[nodiscard]] std::vector<fs::path> sorted() &&
    {
        std::sort(files_.begin(), files_.end());
        return std::move(files_);
    }

private:
    const ArtifactLimits& limits_;
    StopToken stop_;
    std::vector<Error>& problems_;
    std::vector<fs::path> files_;
    bool is_full_ = false;
};

}  // namespace

std::string ArtifactScan::layout_advice() const
{
    if (without_layout == 0) {
        return {};
    }
    return std::to_string(without_layout) +
           (without_layout == 1 ? " contract comes" : " contracts come") +
           " without storage layout, so their variables have no names: Foundry writes it with "
           "extra_output = [\"storageLayout\"] in foundry.toml, Hardhat and solc with "
           "\"storageLayout\" in outputSelection";
}

Result<ArtifactScan> scan_artifacts(const std::vector<std::string>& paths, StopToken stop,
                                    const ArtifactLimits& limits)
{
    ArtifactScan scan;
    Walk walk(limits, stop, scan.problems);
    for (const std::string& path : paths) {
        std::error_code error;
        const fs::file_status status = fs::status(path, error);
        if (fs::is_directory(status)) {
            walk.add(path, 0);
        } else if (fs::is_regular_file(status)) {
            walk.add_file(path);
        } else {
            return Error{ErrorCode::io,
                         path +
                             ": no such file or folder; name the folder of the compiler's "
                             "output, like out, artifacts or a solc output file"};
        }
    }
    auto contracts = std::make_shared<names::ContractSet>();
    std::set<std::string> described;
    std::uint64_t total = 0;
    for (const fs::path& path : std::move(walk).sorted()) {
        if (stop.stop_requested()) {
            return Error{ErrorCode::cancelled, "cancelled"};
        }
        ReadLimits file_limits;
        file_limits.max_bytes = limits.file_bytes;
        auto bytes = read_file(path.string(), file_limits);
        if (!bytes) {
            scan.problems.push_back(bytes.error());
            continue;
        }
        total += bytes->size();
        if (total > limits.total_bytes) {
            scan.problems.push_back(
                {ErrorCode::limit_exceeded,
                 path.string() + ": this and what follows was not read, since it is more than " +
                     std::to_string(limits.total_bytes >> 20) + " MB; name a folder inside"});
            break;
        }
        auto file = read_artifact(*bytes, path.string());
        if (!file) {
            scan.problems.push_back(file.error());
            continue;
        }
        scan.files += file->is_artifact ? 1 : 0;
        scan.other_files += file->is_artifact ? 0 : 1;
        std::move(file->problems.begin(), file->problems.end(), std::back_inserter(scan.problems));
        described.merge(file->described);
        for (names::Contract& contract : file->contracts) {
            contracts->add(std::move(contract));
        }
    }
    if (stop.stop_requested()) {
        return Error{ErrorCode::cancelled, "cancelled"};
    }
    for (const names::Contract& contract : contracts->contracts()) {
        scan.without_layout +=
            contract.code.size() > 0 && !described.contains(contract.name) ? 1 : 0;
    }
    scan.contracts = std::move(contracts);
    return scan;
}

}  // namespace lanescope::formats
