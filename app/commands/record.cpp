// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/commands.h"
#include "app/node_recorder.h"
#include "app/output.h"
#include "base/hex.h"

#include <QJsonArray>

#include <cstdlib>
#include <filesystem>
#include <map>

namespace lanescope::app {

namespace {

constexpr std::string_view numberMark = "{number}";
/// Between two questions for a newer block.
constexpr std::chrono::milliseconds pollInterval{500};
/// While following, a node that restarts is waited for about a minute.
constexpr std::uint32_t followingAttempts = 14;
/// Recorded blocks of which a reorganisation is noticed.
constexpr std::size_t rememberedBlocks = 256;

int report(const std::string& message, int exitCode = exit_code::badInput)
{
    printError("record: " + message);
    return exitCode;
}

/// The blocks that --block asks for.
struct Wanted {
    std::optional<std::uint64_t> first;  ///< nothing: `tag`
    std::optional<std::uint64_t> last;   ///< of a range
    std::string tag = "latest";
};

std::optional<Wanted> wantedFrom(const std::string& text)
{
    const auto number = [](const std::string& word) -> std::optional<std::uint64_t> {
        const auto value = uint256_from_text(word);
        return value && value->fits64() ? std::optional(value->low64()) : std::nullopt;
    };
    Wanted wanted;
    if (text == "latest" || text == "safe" || text == "finalized") {
        wanted.tag = text;
        return wanted;
    }
    const std::size_t dots = text.find("..");
    wanted.first = number(text.substr(0, dots));
    if (dots != std::string::npos) {
        wanted.last = number(text.substr(dots + 2));
        if (!wanted.last || !wanted.first || *wanted.last < *wanted.first) {
            return std::nullopt;
        }
    }
    return wanted.first ? std::optional(wanted) : std::nullopt;
}

/// Where the blocks go: one file, a folder, or a pattern.
class Destination {
public:
    explicit Destination(std::string path) : m_path(std::move(path))
    {
        std::error_code ignored;
        if (m_path.ends_with('/') || std::filesystem::is_directory(m_path, ignored)) {
            m_folder = m_path;
            m_path = (m_folder / "block-{number}.json.gz").string();
        } else {
            m_folder = std::filesystem::path(m_path).parent_path();
        }
    }
    [[nodiscard]] bool takesMany() const { return m_path.find(numberMark) != std::string::npos; }
    [[nodiscard]] std::string pathOf(std::uint64_t number) const
    {
        std::string path = m_path;
        for (auto at = path.find(numberMark); at != std::string::npos; at = path.find(numberMark)) {
            path.replace(at, numberMark.size(), std::to_string(number));
        }
        return path;
    }
    /// Makes the folder; an empty text, or what is wrong.
    [[nodiscard]] std::string prepare() const
    {
        std::error_code problem;
        if (!m_folder.empty()) {
            std::filesystem::create_directories(m_folder, problem);
        }
        return problem ? m_folder.string() + ": " + problem.message() + "; choose another place"
                       : "";
    }

private:
    std::string m_path;
    std::filesystem::path m_folder;
};

std::string joined(const std::vector<std::string>& words)
{
    std::string text;
    for (const std::string& word : words) {
        text += (text.empty() ? "" : ", ") + word;
    }
    return text;
}

/// One command: what it asks for, what it has done, and the words for that.
class Recording {
public:
    Recording(const Arguments& arguments, const Wanted& wanted, Destination destination,
              StopToken stop)
        : m_wanted(wanted),
          m_destination(std::move(destination)),
          m_follow(arguments.has("follow")),
          m_asJson(arguments.has("json")),
          m_mostBlocks(arguments.integer("count", UINT64_MAX)),
          m_bytesLeft(arguments.integer("max-bytes", UINT64_MAX)),
          m_stop(stop)
    {
    }

    int run(const NodeSettings& settings)
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

private:
    void fail(const Error& error)
    {
        if (error.code == ErrorCode::cancelled || m_stop.stop_requested()) {
            return;
        }
        m_progress.clear();
        printError("record: " + error.message);
        m_exitCode =
            error.code == ErrorCode::invalid_block ? exit_code::failed : exit_code::badInput;
        m_errors.append(jsonText(error.message));
    }

    void say(const std::string& text)
    {
        m_progress.clear();
        if (!m_asJson) {
            print(text + "\n");
            (void)std::fflush(stdout);
        }
    }

    void recordInOrder()
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

    /// Sets `next` to the lowest remembered block that the node no longer has. False after a failure.
    bool goBack(std::uint64_t& next)
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

    /// False where there is no use in going on. A block that is another's child than the one recorded
    /// before it is not saved.
    bool recordOne(const std::string& which)
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

    void tell(const RecordedBlock& recorded, const std::string& path, std::uint64_t bytes)
    {
        const Verification& checked = recorded.verification;
        const std::string source =
            recorded.was_traced ? "traced by the node" : "asked for piece by piece";
        std::string text = path + ": block " + std::to_string(checked.number) + ", " +
                           checked.fork + ", " + counted(checked.transactions, "transaction") +
                           ", " + grouped(checked.gas_used) + " gas, " + grouped(bytes) +
                           " bytes\n" + "  pre-state " + source + ", complete after " +
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

    int finish()
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

    Wanted m_wanted;
    Destination m_destination;
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

int runRecord(const Arguments& arguments, StopToken stop)
{
    const char* environment = std::getenv("LANESCOPE_RPC_URL");
    NodeSettings settings;
    settings.url = arguments.text("rpc", environment != nullptr ? environment : "");
    if (settings.url.empty()) {
        return report("--rpc URL is missing; 'lanescope record --help' says more");
    }
    const std::string output = arguments.text("output");
    if (output.empty()) {
        return report("--output OUT is missing; 'lanescope record --help' says more");
    }
    const std::string block = arguments.text("block", "latest");
    const auto wanted = wantedFrom(block);
    if (!wanted) {
        return report("--block takes a number, A..B, latest, safe or finalized, not '" + block +
                      "'");
    }
    const bool follow = arguments.has("follow");
    if (follow && (wanted->last || wanted->tag != "latest")) {
        return report("--follow begins at a number or at latest; leave out '" + block + "'");
    }
    const Destination destination(output);
    if ((wanted->last || follow) && !destination.takesMany()) {
        return report("many blocks do not fit into '" + output + "'; name a folder, like '" +
                      output + "/', or a file with {number} in it");
    }
    if (const std::string problem = destination.prepare(); !problem.empty()) {
        return report(problem);
    }
    settings.headers = headers_from_environment();
    if (arguments.has("header")) {
        settings.headers.push_back(arguments.text("header"));
    }
    if (arguments.has("chain-id")) {
        settings.chain_id = arguments.integer("chain-id", 0);
    }
    if (arguments.has("revision")) {
        const auto fork = fork_by_name(arguments.text("revision"));
        if (!fork) {
            return report("'" + arguments.text("revision") +
                          "' is no fork; name one from 'frontier' to 'osaka'");
        }
        settings.revision = fork->revision;
    }
    settings.use_trace = !arguments.has("no-trace");
    settings.limits.timeout = std::chrono::seconds(arguments.integer("timeout", 120));
    if (follow) {
        settings.patience.attempts = followingAttempts;
    }
    return Recording(arguments, *wanted, destination, stop).run(settings);
}

}  // namespace

CommandSpec recordCommand()
{
    CommandSpec command;
    command.name = "record";
    command.summary = "takes blocks, and the state that they run on, from a node";
    command.usage = "--rpc URL [--block N|A..B|latest] [OPTION…] --output OUT";
    command.description =
        "Asks an Ethereum node by JSON-RPC for a block and all that it reads, executes it,\n"
        "compares the results with its header, sees that the block still stands, and writes\n"
        "a block bundle. The pre-state comes from debug_traceBlockByNumber with the\n"
        "prestateTracer where the node has it, else from eth_getBalance, eth_getCode,\n"
        "eth_getStorageAt and eth_getTransactionCount, in batches. A block that does not\n"
        "agree with its header is not saved; no file is ever half-written.\n"
        "\n"
        "OUT is a file, gzip'd if its name ends in .gz; or a folder, or a name with {number}\n"
        "in it, which --follow and ranges need.\n"
        "\n"
        "What need not be seen on the command line may stand in the environment: the URL in\n"
        "LANESCOPE_RPC_URL, headers in LANESCOPE_RPC_HEADER, one a line.";
    using Kind = OptionSpec::Kind;
    command.options = {
        {"rpc", Kind::text, "URL", "of the node: http:// or https://"},
        {"block", Kind::text, "N", "number, A..B, latest, safe or finalized; latest without it"},
        {"output", Kind::text, "OUT", "where to", 0, 0, {}, 'o'},
        {"follow", Kind::flag, {}, "goes on with each new block, until Ctrl-C or a bound"},
        {"count", Kind::integer, "N", "ends after so many blocks", 1, UINT64_MAX},
        {"max-bytes", Kind::integer, "N", "ends before the files take more", 1, UINT64_MAX},
        {"timeout", Kind::integer, "S", "seconds for one answer; 120 without it", 1, 86'400},
        {"header", Kind::text, "'K: V'", "sent with each request, like a key"},
        {"chain-id", Kind::integer, "N", "refuses a node of any other chain", 1, UINT64_MAX},
        {"revision", Kind::text, "FORK", "rules of the block, where they are not found out"},
        {"no-trace", Kind::flag, {}, "does not ask for traces, even where the node has them"},
        {"json", Kind::flag, {}, "prints one JSON document"}};
    command.examples = {
        {"lanescope record --rpc http://127.0.0.1:8545 -o block.json.gz", "the newest block"},
        {"lanescope record --rpc URL --block 100..120 -o blocks/", "a range, into a folder"},
        {"lanescope record --rpc URL --follow --count 50 -o 'live/{number}.json.gz'",
         "the next 50 blocks"}};
    command.exitCodes = {{"0", "all is recorded"},
                         {"1", "a block does not agree with its header"},
                         {"2", "bad usage, or the node could not be asked"},
                         {"130", "interrupted by Ctrl-C"}};
    command.operandName = "FILE";
    command.fewestOperands = 0;
    command.mostOperands = 0;
    command.run = runRecord;
    return command;
}

}  // namespace lanescope::app
