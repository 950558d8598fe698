// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/command_line.h"
#include "app/node_recorder.h"
#include "app/output.h"
#include "app/record_request.h"

#include <QJsonArray>

#include <cstdint>
#include <map>
#include <memory>
#include <string>

namespace lanescope::app {

/// `lanescope record` at work: takes the wanted blocks one after the other, follows the chain where it is
/// asked to, and prints what came of each.
class RecordSession {
public:
    RecordSession(const Arguments& arguments, const WantedBlocks& wanted,
                  RecordDestination destination, StopToken stop);

    /// The exit code.
    [[nodiscard]] int run(const NodeSettings& settings);

private:
    void fail(const Error& error);
    void say(const std::string& text);
    void recordInOrder();
    /// Sets `next` to the lowest remembered block that the node no longer has. False after a failure.
    [[nodiscard]] bool goBack(std::uint64_t& next);
    /// False where there is no use in going on. A block that is another's child than the one recorded
    /// before it is not saved.
    [[nodiscard]] bool recordOne(const std::string& which);
    void tell(const RecordedBlock& recorded, const std::string& path, std::uint64_t bytes);
    [[nodiscard]] int finish();

    WantedBlocks m_wanted;
    RecordDestination m_destination;
    bool m_follow;
    bool m_asJson;
    std::uint64_t m_mostBlocks;
    std::uint64_t m_bytesLeft;
    StopToken m_stop;
    Progress m_progress;
    std::unique_ptr<NodeRecorder> m_recorder;
    std::map<std::uint64_t, Hash> m_hashes;  ///< as the node has them, of what was saved
    std::uint64_t m_written = 0;
    bool m_isFull = false;
    bool m_hasOtherParent = false;
    int m_exitCode = exit_code::fine;
    QJsonArray m_blocks;
    QJsonArray m_errors;
};

}  // namespace lanescope::app
