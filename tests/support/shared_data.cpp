// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/shared_data.h"

#include <QProcess>
#include <QTemporaryDir>

#include <algorithm>

namespace lanescope::test {

namespace fs = std::filesystem;

fs::path shared_data_folder()
{
    return LANESCOPE_SHARED_DATA;
}

std::string missing_shared_data()
{
    const fs::path folder = shared_data_folder();
    if (fs::is_directory(folder)) {
        return {};
    }
    return "shared data folder is missing: " + folder.lexically_normal().string();
}

Result<fs::path> unpacked(std::string_view archive)
{
    const fs::path source = shared_data_folder() / archive;
    std::error_code failure;
    const auto size = fs::file_size(source, failure);
    if (failure) {
        return Error{ErrorCode::io, source.string() + ": " + failure.message()};
    }
    const fs::path cache = LANESCOPE_TEST_CACHE;
    // The size tells a replaced archive from the one that was unpacked.
    const std::string name = source.filename().string();
    const fs::path target = cache / (name.substr(0, name.find('.')) + "-" + std::to_string(size));
    if (fs::is_directory(target)) {
        return target;
    }
    fs::create_directories(cache, failure);
    QTemporaryDir fresh(QString::fromStdString((cache / "unpacking-XXXXXX").string()));
    if (!fresh.isValid()) {
        return Error{ErrorCode::io, cache.string() + ": " + fresh.errorString().toStdString()};
    }
    const fs::path content = fs::path(fresh.path().toStdString()) / "content";
    fs::create_directory(content, failure);
    const int exit_code =
        QProcess::execute("tar", {"-xf", QString::fromStdString(source.string()), "-C",
                                  QString::fromStdString(content.string())});
    if (exit_code != 0) {
        return Error{ErrorCode::io,
                     source.string() + ": tar ended with " + std::to_string(exit_code)};
    }
    // Atomic: a program that unpacks at the same time either loses this race or wins it whole.
    fs::rename(content, target, failure);
    if (!fs::is_directory(target)) {
        return Error{ErrorCode::io, target.string() + ": " + failure.message()};
    }
    return target;
}

std::vector<fs::path> files_below(const fs::path& folder, std::string_view extension)
{
    std::vector<fs::path> files;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        if (entry.is_regular_file() && entry.path().string().ends_with(extension)) {
            files.push_back(entry.path());
        }
    }
    std::ranges::sort(files);
    return files;
}

}  // namespace lanescope::test
