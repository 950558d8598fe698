// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/record_request.h"

#include "base/hex.h"

#include <string_view>
#include <system_error>
#include <utility>

namespace lanescope::app {

namespace {

constexpr std::string_view numberMark = "{number}";

}  // namespace

std::optional<WantedBlocks> wantedBlocks(const std::string& text)
{
    const auto number = [](const std::string& word) -> std::optional<std::uint64_t> {
        const auto value = uint256_from_text(word);
        return value && value->fits64() ? std::optional(value->low64()) : std::nullopt;
    };
    WantedBlocks wanted;
    if (text == "latest" || text == "safe" || text == "finalized") {
        wanted.tag = text;
        return wanted;
    }
    const std::size_t dots = text.find("..");
    wanted.first = number(text.substr(0, dots));
    if (dots != std::string::npos) {
        wanted.last = number(text.substr(dots + 2));
        if (!wanted.last || !wanted.first || *wanted.last < *wanted.first) {
            return std::nullopt;
        }
    }
    return wanted.first ? std::optional(wanted) : std::nullopt;
}

RecordDestination::RecordDestination(std::string path) : m_path(std::move(path))
{
    std::error_code ignored;
    if (m_path.ends_with('/') || std::filesystem::is_directory(m_path, ignored)) {
        m_folder = m_path;
        m_path = (m_folder / "block-{number}.json.gz").string();
    } else {
        m_folder = std::filesystem::path(m_path).parent_path();
    }
}

bool RecordDestination::takesMany() const
{
    return m_path.find(numberMark) != std::string::npos;
}

std::string RecordDestination::pathOf(std::uint64_t number) const
{
    std::string path = m_path;
    for (auto at = path.find(numberMark); at != std::string::npos; at = path.find(numberMark)) {
        path.replace(at, numberMark.size(), std::to_string(number));
    }
    return path;
}

std::string RecordDestination::prepare() const
{
    std::error_code problem;
    if (!m_folder.empty()) {
        std::filesystem::create_directories(m_folder, problem);
    }
    return problem ? m_folder.string() + ": " + problem.message() + "; choose another place" : "";
}

}  // namespace lanescope::app
