// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/recording_file.h"

#include "store/content.h"

namespace lanescope::store {

RecordingFile::RecordingFile(std::unique_ptr<Content> content) : content_(std::move(content)) {}
RecordingFile::RecordingFile(RecordingFile&&) noexcept = default;
RecordingFile& RecordingFile::operator=(RecordingFile&&) noexcept = default;
RecordingFile::~RecordingFile() = default;

Result<RecordingFile> RecordingFile::open_as(const std::string& path, bool writable)
{
    auto database = Database::open(
        path, writable ? Database::Access::write_and_create : Database::Access::read);
    if (!database) {
        return database.error();
    }
    auto content = std::make_unique<Content>(std::move(database).value(), writable);
    if (const Status ready = content->set_up(); !ready) {
        return ready.error();
    }
    return RecordingFile(std::move(content));
}

Result<RecordingFile> RecordingFile::create(const std::string& path)
{
    return open_as(path, true);
}

Result<RecordingFile> RecordingFile::open(const std::string& path)
{
    return open_as(path, false);
}

// What a file says may need more memory than there is, and then nothing may be left half done.

Result<RecordingId> RecordingFile::begin_recording(const RunSettings& settings,
                                                   const Machine& machine, WallTime begun)
{
    return content_->begin_recording(settings, machine, begun);
}

Result<BlockId> RecordingFile::add_block(const BlockInput& input)
{
    return content_->add_block(input);
}

Result<RunId> RecordingFile::add_run(RecordingId recording, const RunRecord& run)
{
    return content_->add_run(recording, run);
}

Result<Contents> RecordingFile::list() const
{
    return content_->guarded([&] { return content_->list(); });
}

Result<std::shared_ptr<const BlockInput>> RecordingFile::load_block(BlockId block) const
{
    return content_->guarded([&] { return content_->load_block(block); });
}

Result<std::shared_ptr<const RunRecord>> RecordingFile::load_run(RunId run) const
{
    return content_->guarded([&] { return content_->load_run(run); });
}

Status RecordingFile::check() const
{
    return content_->guarded([&] { return content_->check(); });
}

}  // namespace lanescope::store
