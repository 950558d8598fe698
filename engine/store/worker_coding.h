// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recording/recording.h"
#include "store/known_names.h"

#include <array>
#include <cstdint>
#include <vector>

namespace lanescope::store {

/// The lists that a worker recorded.
enum class WorkerPart : std::uint8_t { spans, decisions, aborts, incarnations, access_times };
inline constexpr std::array<const char*, 5> worker_part_names{"spans", "decisions", "aborts",
                                                              "incarnations", "access_times"};

/// One list of one worker, as chunks.
[[nodiscard]] std::vector<Bytes> pack_worker_part(const WorkerLog& log, WorkerPart part);
/// Fills the list of `log`, which must be empty, with the `count` records that were packed. Error malformed,
/// naming the part: there are not so many, or they name what is not `known`.
[[nodiscard]] Status unpack_worker_part(WorkerLog& log, WorkerPart part,
                                        const std::vector<Bytes>& chunks, std::uint64_t count,
                                        const KnownNames& known);

}  // namespace lanescope::store
