// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recording/recording.h"
#include "store/location_coding.h"
#include "store/worker_coding.h"

#include <array>
#include <memory>
#include <vector>

namespace lanescope::store {

/// What is known of a run without reading what it recorded.
struct RunHead {
    std::uint32_t repeat = 0;
    std::uint32_t block_ordinal = 0;
    RunSettings settings;
    RunSummary summary;
    Ticks began = 0;
    std::uint32_t committed = 0;
    struct Worker {
        std::uint64_t dropped_spans = 0;
        std::uint64_t dropped_access_times = 0;
        /// Records of each kind, by WorkerPart.
        std::array<std::uint64_t, 5> records{};
    };
    std::vector<Worker> workers;
};

[[nodiscard]] RunHead head_of(const RunRecord& run);
[[nodiscard]] Bytes pack_run_head(const RunHead& head);
[[nodiscard]] Result<RunHead> unpack_run_head(ByteView packed);

/// The code that the run's transactions created, in order of its hashes, as chunks.
[[nodiscard]] std::vector<Bytes> pack_code(const CodeTable& code);

/// Builds a run up again: construct, then restore_locations(), then the code and every worker part, then
/// finish().
/// Each Error is malformed and names the part: what the bytes say cannot be. Nothing that it hands
/// out names a location, transaction or worker that does not exist.
class RunBuilder {
public:
    RunBuilder(std::shared_ptr<const BlockInput> input, const RunHead& head);

    [[nodiscard]] Status restore_locations(const PackedLocations& packed, const Places& places);
    [[nodiscard]] Status restore_code(const std::vector<Bytes>& chunks);
    [[nodiscard]] Status restore(std::size_t worker, WorkerPart part,
                                 const std::vector<Bytes>& chunks);
    [[nodiscard]] std::shared_ptr<const RunRecord> finish();

private:
    std::shared_ptr<RunRecord> run_;
    RunHead head_;
};

}  // namespace lanescope::store
