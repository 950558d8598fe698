// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace lanescope::app {

/// The blocks that a recording from a node is asked for.
struct WantedBlocks {
    std::optional<std::uint64_t> first;  ///< nothing: `tag`
    std::optional<std::uint64_t> last;   ///< of a range
    std::string tag = "latest";
};

/// From "17", "0x11", "17..20", "latest", "safe" or "finalized"; nothing of other texts.
[[nodiscard]] std::optional<WantedBlocks> wantedBlocks(const std::string& text);

/// Where recorded blocks go: one file, a folder, or a name with {number} in it.
class RecordDestination {
public:
    explicit RecordDestination(std::string path);

    [[nodiscard]] bool takesMany() const;
    [[nodiscard]] std::string pathOf(std::uint64_t number) const;
    /// Makes the folder; an empty text, or what is wrong.
    [[nodiscard]] std::string prepare() const;

private:
    std::string m_path;
    std::filesystem::path m_folder;
};

}  // namespace lanescope::app
