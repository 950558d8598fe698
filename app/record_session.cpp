// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/record_session.h"

#include "base/hex.h"
#include "formats/block_file.h"

#include <algorithm>
#include <cstdio>
#include <utility>

namespace lanescope::app {

namespace {

/// Between two questions for a newer block.
constexpr std::chrono::milliseconds pollInterval{500};
/// Recorded blocks of which a reorganisation is noticed.
constexpr std::size_t rememberedBlocks = 256;

std::string joined(const std::vector<std::string>& words)
{
    std::string text;
    for (const std::string& word : words) {
        text += (text.empty() ? "" : ", ") + word;
    }
    return text;
}

}  // namespace

RecordSession::RecordSession(const Arguments& arguments, const WantedBlocks& wanted,
                             RecordDestination destination, StopToken stop)
    : m_wanted(wanted),
      m_destination(std::move(destination)),
      m_follow(arguments.has("follow")),
      m_asJson(arguments.has("json")),
      m_mostBlocks(arguments.integer("count", UINT64_MAX)),
      m_bytesLeft(arguments.integer("max-bytes", UINT64_MAX)),
      m_stop(stop)
{
}

int RecordSession::run(const NodeSettings& settings)
{
    auto connected =
        NodeRecorder::connect(settings, m_stop, [this](const auto& what, auto done, auto all) {
            all == 0 ? m_progress.show(what) : m_progress.show(done, all, what);
        });
    if (!connected) {
        fail(connected.error());
        return finish();
    }
    m_recorder = *std::move(connected);
    if (!m_wanted.first && !m_follow) {
        (void)recordOne(m_wanted.tag);
    } else {
        recordInOrder();
    }
    return finish();
}

void RecordSession::fail(const Error& error)
{
    if (error.code == ErrorCode::cancelled || m_stop.stop_requested()) {
        return;
    }
    m_progress.clear();
    printError("record: " + error.message);
    m_exitCode = error.code == ErrorCode::invalid_block ? exit_code::failed : exit_code::badInput;
    m_errors.append(jsonText(error.message));
}

void RecordSession::say(const std::string& text)
{
    m_progress.clear();
    if (!m_asJson) {
        print(text + "\n");
        (void)std::fflush(stdout);
    }
}

void RecordSession::recordInOrder()
{
    std::uint64_t next = 0;
    if (m_wanted.first) {
        next = *m_wanted.first;
    } else if (const auto newest = m_recorder->newest()) {
        next = std::max<std::uint64_t>(*newest, 1);  // block 0 runs nothing
    } else {
        return fail(newest.error());
    }
    while (!m_isFull && !m_stop.stop_requested() && m_written < m_mostBlocks) {
        if (m_wanted.last && next > *m_wanted.last) {
            return;
        }
        if (m_follow) {
            const auto newest = m_recorder->newest();
            if (!newest) {
                return fail(newest.error());
            }
            if (*newest < next) {
                if (!goBack(next)) {
                    return;
                }
                m_progress.show("waiting for block " + std::to_string(next));
                (void)m_recorder->client().wait(pollInterval);
                continue;
            }
        }
        if (!recordOne(to_hex_quantity(next))) {
            return;
        }
        if (m_hasOtherParent) {
            if (!goBack(next)) {
                return;
            }
            continue;
        }
        ++next;
    }
}

bool RecordSession::goBack(std::uint64_t& next)
{
    const std::uint64_t before = next;
    while (next > 0) {
        const auto recorded = m_hashes.find(next - 1);
        if (recorded == m_hashes.end()) {
            break;
        }
        const auto there = m_recorder->hash_at(next - 1);
        if (!there) {
            fail(there.error());
            return false;
        }
        if (*there == recorded->second) {
            break;
        }
        m_hashes.erase(recorded);
        --next;
    }
    if (next != before) {
        say("blocks from " + std::to_string(next) +
            " on were replaced by a reorganisation: recording them again");
    }
    return true;
}

bool RecordSession::recordOne(const std::string& which)
{
    m_hasOtherParent = false;
    auto recorded = m_recorder->record(which);
    if (!recorded) {
        fail(recorded.error());
        return recorded.error().code == ErrorCode::invalid_block;
    }
    const std::uint64_t number = recorded->file.block.header.number;
    const auto parent = m_hashes.find(number - 1);
    if (parent != m_hashes.end() && parent->second != recorded->file.block.header.parent_hash) {
        m_hasOtherParent = true;
        return true;
    }
    const std::string path = m_destination.pathOf(number);
    m_progress.show("writing " + path);
    const auto bytes = formats::save_block_bundle(path, recorded->file, m_bytesLeft);
    if (!bytes) {
        if (bytes.error().code == ErrorCode::limit_exceeded) {
            m_isFull = true;
            say("block " + std::to_string(number) + " would pass --max-bytes; it is not saved");
            return false;
        }
        fail(bytes.error());
        return false;
    }
    m_bytesLeft -= *bytes;
    ++m_written;
    m_hashes[number] = recorded->node_hash;
    while (m_hashes.size() > rememberedBlocks) {
        m_hashes.erase(m_hashes.begin());
    }
    tell(*recorded, path, *bytes);
    return true;
}

void RecordSession::tell(const RecordedBlock& recorded, const std::string& path,
                         std::uint64_t bytes)
{
    const Verification& checked = recorded.verification;
    const std::string source =
        recorded.was_traced ? "traced by the node" : "asked for piece by piece";
    std::string text = path + ": block " + std::to_string(checked.number) + ", " + checked.fork +
                       ", " + counted(checked.transactions, "transaction") + ", " +
                       grouped(checked.gas_used) + " gas, " + grouped(bytes) + " bytes\n" +
                       "  pre-state " + source + ", complete after " +
                       counted(recorded.passes, "execution") + "\n" +
                       "  verified: " + joined(checked.checked) + "; the block still stands";
    QJsonArray notes;
    for (const std::string& note : recorded.notes) {
        text += "\n  " + note;
        notes.append(jsonText(note));
    }
    say(text);
    QJsonArray fields;
    for (const std::string& field : checked.checked) {
        fields.append(jsonText(field));
    }
    m_blocks.append(QJsonObject{{"file", jsonText(path)},
                                {"bytes", static_cast<qint64>(bytes)},
                                {"number", static_cast<qint64>(checked.number)},
                                {"hash", jsonText(to_hex(*recorded.file.block.claimed_hash))},
                                {"fork", jsonText(checked.fork)},
                                {"transactions", static_cast<qint64>(checked.transactions)},
                                {"gasUsed", static_cast<qint64>(checked.gas_used)},
                                {"preState", recorded.was_traced ? "trace" : "reads"},
                                {"executions", static_cast<qint64>(recorded.passes)},
                                {"verified", fields},
                                {"notes", notes}});
}

int RecordSession::finish()
{
    m_progress.clear();
    const bool interrupted = m_stop.stop_requested();
    if (m_asJson) {
        QJsonObject document{{"blocks", m_blocks}, {"errors", m_errors}};
        if (m_recorder) {
            const node::JsonRpcClient& client = m_recorder->client();
            document["node"] =
                QJsonObject{{"url", jsonText(client.address().shown())},
                            {"client", jsonText(m_recorder->identity().client)},
                            {"chainId", static_cast<qint64>(m_recorder->identity().chain_id)},
                            {"requests", static_cast<qint64>(client.exchanges())},
                            {"retries", static_cast<qint64>(client.retries())},
                            {"connections", static_cast<qint64>(client.connections())},
                            {"bytesReceived", static_cast<qint64>(client.bytes_received())}};
        }
        if (interrupted) {
            document["interrupted"] = true;
        }
        printJson(document);
    }
    if (interrupted) {
        printError("interrupted");
        return exit_code::interrupted;
    }
    return m_exitCode;
}

}  // namespace lanescope::app
