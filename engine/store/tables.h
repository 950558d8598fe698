// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/database.h"
#include "store/input_coding.h"
#include "store/recording_file.h"

namespace lanescope::store {

// The columns that people query. Lanescope itself reads only what is sealed (FORMAT.md, "Two
// sides"), so nothing here is read back.

/// The rows of a recording, a block and a run; `data` is what is sealed beside them.
[[nodiscard]] Status insert_recording(Database& database, const RecordingEntry& recording,
                                      ByteView data);
[[nodiscard]] Status insert_block(Database& database, BlockId id, const BlockInput& input,
                                  const std::string& content_hash, ByteView data);
[[nodiscard]] Status insert_run(Database& database, const RunEntry& run,
                                double nanoseconds_per_tick, ByteView data);

/// Transactions, contracts and places of a block.
[[nodiscard]] Status insert_block_rows(Database& database, BlockId id, const BlockInput& input,
                                       const Places& places);
/// Incarnations, aborts and locations of a run.
[[nodiscard]] Status insert_run_rows(Database& database, RunId id, BlockId block,
                                     const RunRecord& run, double nanoseconds_per_tick,
                                     const Places& places);

}  // namespace lanescope::store
