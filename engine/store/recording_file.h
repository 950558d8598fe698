// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "base/strong.h"
#include "chain/revision.h"
#include "recording/recording.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace lanescope::store {

// Ids count from 1 in the order of writing; each is unique in its file.
using RecordingId = Strong<std::int64_t, struct RecordingIdTag>;
using BlockId = Strong<std::int64_t, struct BlockIdTag>;
using RunId = Strong<std::int64_t, struct RunIdTag>;

using WallTime = std::chrono::sys_time<std::chrono::nanoseconds>;

/// One session of recording.
struct RecordingEntry {
    RecordingId id;
    WallTime begun;
    RunSettings settings;  ///< as asked for; each run has its own
    Machine machine;       ///< with the length of the ticks of all its runs
};

/// One block with its pre-state, which any number of runs share.
struct BlockEntry {
    BlockId id;
    std::string name;
    std::uint64_t number = 0;
    std::uint64_t transactions = 0;
    std::uint64_t gas_used = 0;  ///< as the header says
    Revision revision = Revision::frontier;
    std::uint64_t chain_id = 0;
};

/// One run of one block.
struct RunEntry {
    RunId id;
    RecordingId recording;
    BlockId block;
    std::uint32_t repeat = 0;
    std::uint32_t block_ordinal = 0;
    RunSettings settings;
    RunSummary summary;
    std::uint64_t incarnations = 0;
    std::uint64_t aborts = 0;
    std::uint64_t dropped_spans = 0;
};

/// What a file holds, in order of ids.
struct Contents {
    std::vector<RecordingEntry> recordings;
    std::vector<BlockEntry> blocks;
    std::vector<RunEntry> runs;
};

/// A `.lanescope` file, as FORMAT.md describes it. One thread at a time; other programs may read the
/// file meanwhile. Errors name the file, what was found and the remedy: io (cannot be read or written,
/// the disk is full), malformed (foreign, damaged), unsupported (a newer format), limit_exceeded (not
/// enough memory). Content that anybody may have written is no danger: what cannot be is an Error.
class RecordingFile {
public:
    /// Makes the file, or opens one that is there to append to it; what it holds is never touched.
    /// A foreign or damaged file is an Error and stays as it is.
    [[nodiscard]] static Result<RecordingFile> create(const std::string& path);
    /// Opens the file for reading. Reads no more than its marks; every run only when it is asked for.
    [[nodiscard]] static Result<RecordingFile> open(const std::string& path);

    RecordingFile(RecordingFile&&) noexcept;
    RecordingFile& operator=(RecordingFile&&) noexcept;
    ~RecordingFile();

    /// Each of these is on the disk, or not in the file at all, when it returns. Not after open().
    [[nodiscard]] Result<RecordingId> begin_recording(
        const RunSettings& settings, const Machine& machine,
        WallTime begun = std::chrono::system_clock::now());
    /// An equal block that is there already is used again.
    [[nodiscard]] Result<BlockId> add_block(const BlockInput& input);
    /// Adds a finished run, and its block where that is not there.
    [[nodiscard]] Result<RunId> add_run(RecordingId recording, const RunRecord& run);

    [[nodiscard]] Result<Contents> list() const;
    [[nodiscard]] Result<std::shared_ptr<const BlockInput>> load_block(BlockId block) const;
    /// The run as it was written, field by field. Runs of one block that are loaded after one another
    /// share it.
    [[nodiscard]] Result<std::shared_ptr<const RunRecord>> load_run(RunId run) const;
    /// Reads everything and compares all checksums.
    [[nodiscard]] Status check() const;

private:
    class Content;
    static Result<RecordingFile> open_as(const std::string& path, bool writable);
    explicit RecordingFile(std::unique_ptr<Content> content);
    std::unique_ptr<Content> content_;
};

}  // namespace lanescope::store
