// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytes.h"

#include <span>
#include <string_view>

namespace lanescope::workload {

/// A contract of samples/contracts, as the compiler left it.
struct SampleContract {
    std::string_view name;
    std::string_view creation_code;  ///< hex; constructor arguments go behind it
};

/// All of them, by name.
[[nodiscard]] std::span<const SampleContract> sample_contracts() noexcept;

/// Creation code of one of them. A name that is not there stops the program.
[[nodiscard]] Bytes creation_code(std::string_view contract);

}  // namespace lanescope::workload
