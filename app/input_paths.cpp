// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/input_paths.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <system_error>

namespace lanescope::app {

namespace fs = std::filesystem;

namespace {

bool is_hidden(const fs::path& path)
{
    return path.filename().string().starts_with('.');
}

bool has_json_name(const fs::path& path)
{
    const std::string name = path.filename().string();
    return name.ends_with(".json") || name.ends_with(".json.gz");
}

/// Whether the file's first bytes are those of JSON or gzip.
bool begins_like_input(const fs::path& path)
{
    std::ifstream in(path, std::ios::binary);
    char head[64]{};
    in.read(head, sizeof head);
    const std::string_view read(head, static_cast<std::size_t>(in.gcount()));
    if (read.starts_with("\x1f\x8b")) {
        return true;
    }
    const auto first = read.find_first_not_of(" \t\r\n");
    return first != std::string_view::npos && (read[first] == '{' || read[first] == '[');
}

bool is_block_input(const fs::path& path)
{
    return has_json_name(path) || begins_like_input(path);
}

/// Whether `a` stands before `b` when runs of digits count as numbers: 2.json before 10.json.
bool naturally_before(const std::string& a, const std::string& b)
{
    const auto digit = [](char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; };
    std::size_t i = 0, j = 0;
    while (i < a.size() && j < b.size()) {
        if (!digit(a[i]) || !digit(b[j])) {
            if (a[i] != b[j]) {
                return a[i] < b[j];
            }
            ++i;
            ++j;
            continue;
        }
        const auto run = [&](const std::string& text, std::size_t& at) {
            while (at + 1 < text.size() && text[at] == '0' && digit(text[at + 1])) {
                ++at;
            }
            const std::size_t begin = at;
            while (at < text.size() && digit(text[at])) {
                ++at;
            }
            return std::string_view(text).substr(begin, at - begin);
        };
        const std::string_view first = run(a, i);
        const std::string_view second = run(b, j);
        if (first != second) {
            return first.size() != second.size() ? first.size() < second.size() : first < second;
        }
    }
    const bool a_ended = i == a.size();
    const bool b_ended = j == b.size();
    return a_ended != b_ended ? a_ended : a < b;
}

template <class Iterator>
void add_folder(const std::string& folder, bool (*wanted)(const fs::path&), InputPaths& result)
{
    std::vector<std::string> found;
    std::error_code problem;
    for (Iterator it(folder, problem), end; !problem && it != end; it.increment(problem)) {
        if (is_hidden(it->path())) {
            if constexpr (std::is_same_v<Iterator, fs::recursive_directory_iterator>) {
                it.disable_recursion_pending();
            }
            continue;
        }
        std::error_code unreadable;
        if (it->is_regular_file(unreadable) && wanted(it->path())) {
            found.push_back(it->path().string());
        }
    }
    if (problem) {
        result.errors.push_back(
            {ErrorCode::io, folder + ": the folder could not be read: " + problem.message()});
    } else if (found.empty()) {
        result.errors.push_back(
            {ErrorCode::io, folder + ": expected JSON files in the folder, found none; name one "
                                     "that has some"});
    }
    std::sort(found.begin(), found.end(), naturally_before);
    result.files.insert(result.files.end(), found.begin(), found.end());
}

template <class Iterator>
InputPaths expand(const std::vector<std::string>& paths, bool (*wanted)(const fs::path&))
{
    InputPaths result;
    for (const std::string& path : paths) {
        std::error_code problem;
        const fs::file_status status = fs::status(path, problem);
        if (fs::is_directory(status)) {
            add_folder<Iterator>(path, wanted, result);
        } else if (fs::exists(status)) {
            result.files.push_back(path);
        } else {
            const bool missing = status.type() == fs::file_type::not_found;
            result.errors.push_back(
                {ErrorCode::io,
                 path + ": " + (missing ? "no such file or folder" : problem.message())});
        }
    }
    return result;
}

}  // namespace

bool isFileName(const std::string& word)
{
    std::error_code ignored;
    return !word.starts_with('-') &&
           (word.find('/') != std::string::npos || fs::exists(word, ignored));
}

InputPaths block_paths(const std::vector<std::string>& paths)
{
    return expand<fs::directory_iterator>(paths, is_block_input);
}

InputPaths test_paths(const std::vector<std::string>& paths)
{
    return expand<fs::recursive_directory_iterator>(paths, has_json_name);
}

std::optional<BlockSource::Opened> BlockSource::next()
{
    if (at_ == files_.size()) {
        return std::nullopt;
    }
    const std::string& path = files_[at_++];
    auto opened = formats::open_block_files({path});
    if (!opened[0] && opened[0].error().code != ErrorCode::io && at_ < files_.size()) {
        // Alone it is no block; with the next file it may be a pair.
        auto pair = formats::open_block_files({path, files_[at_]});
        if (pair.size() == 1) {
            return Opened{path + " + " + files_[at_++], std::move(pair[0])};
        }
    }
    return Opened{path, std::move(opened[0])};
}

}  // namespace lanescope::app
