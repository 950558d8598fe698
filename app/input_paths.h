// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "formats/block_file.h"

#include <optional>
#include <string>
#include <vector>

namespace lanescope::app {

/// What the paths of a command line stand for: files as they are, folders by what is in them.
struct InputPaths {
    std::vector<std::string> files;
    std::vector<Error> errors;  ///< paths that do not exist, folders without any such file
};

/// Whether a word of the command line stands for a file rather than a mistyped command: it is there, or
/// looks like a path.
[[nodiscard]] bool isFileName(const std::string& word);

/// A folder stands for its own files that hold JSON or gzip, by name, numbers in them by value.
[[nodiscard]] InputPaths block_paths(const std::vector<std::string>& paths);
/// A folder stands for all *.json and *.json.gz beneath it, by path. Hidden ones are left out.
[[nodiscard]] InputPaths test_paths(const std::vector<std::string>& paths);

/// Opens the blocks of a list of files one after the other, so that only one is in memory.
class BlockSource {
public:
    explicit BlockSource(std::vector<std::string> files) : files_(std::move(files)) {}

    struct Opened {
        std::string name;  ///< path, or both paths of a pair
        Result<formats::BlockFile> file;
    };
    /// The next block, or why it could not be read. Nothing at the end.
    [[nodiscard]] std::optional<Opened> next();

    [[nodiscard]] std::size_t files_opened() const noexcept { return at_; }
    [[nodiscard]] std::size_t files_in_all() const noexcept { return files_.size(); }

private:
    std::vector<std::string> files_;
    std::size_t at_ = 0;
};

}  // namespace lanescope::app
