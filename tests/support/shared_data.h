// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytes.h"
#include "base/result.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace lanescope::test {

/// The folder of data that tests read and the project does not hold.
[[nodiscard]] std::filesystem::path shared_data_folder();

/// The words of a skipped test, or an empty string where the shared data is there.
[[nodiscard]] std::string missing_shared_data();

/// A folder with the content of an archive of the shared data, for instance
/// "ethereum-tests/OtherTests.tar.xz". Unpacked at the first call into the build folder and kept;
/// test programs that run at the same time may all ask for it.
[[nodiscard]] Result<std::filesystem::path> unpacked(std::string_view archive);

/// Every file below `folder` whose name ends in `extension`, sorted.
[[nodiscard]] std::vector<std::filesystem::path> files_below(const std::filesystem::path& folder,
                                                             std::string_view extension);

}  // namespace lanescope::test

/// Ends the test function with a skip where the shared data is missing.
#define LANESCOPE_NEEDS_SHARED_DATA()                                                              \
    do {                                                                                           \
        if (const auto missing = lanescope::test::missing_shared_data(); !missing.empty()) {       \
            QSKIP(missing.c_str());                                                                \
        }                                                                                          \
    } while (false)
