// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/database.h"

#include <cstdint>

namespace lanescope::store {

/// "LSco", in the header of every .lanescope file.
inline constexpr std::int64_t application_id = 0x4c53636f;
/// Of the file; a build reads its own and all before it.
inline constexpr std::int64_t format_version = 2;

/// Makes the tables of an empty file. Within a transaction.
[[nodiscard]] Status create_schema(Database& database);
/// Success if the file is a .lanescope file that this build reads; otherwise the Error says what it
/// is, and the remedy.
[[nodiscard]] Status check_schema(const Database& database);
/// Whether nothing has ever been written into the file.
[[nodiscard]] Result<bool> is_empty(const Database& database);

}  // namespace lanescope::store
