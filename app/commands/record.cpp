// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/commands.h"
#include "app/output.h"
#include "app/record_session.h"

#include <cstdlib>

namespace lanescope::app {

namespace {

/// While following, a node that restarts is waited for about a minute.
constexpr std::uint32_t followingAttempts = 14;

int report(const std::string& message, int exitCode = exit_code::badInput)
{
    printError("record: " + message);
    return exitCode;
}

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
    const auto wanted = wantedBlocks(block);
    if (!wanted) {
        return report("--block takes a number, A..B, latest, safe or finalized, not '" + block +
                      "'");
    }
    const bool follow = arguments.has("follow");
    if (follow && (wanted->last || wanted->tag != "latest")) {
        return report("--follow begins at a number or at latest; leave out '" + block + "'");
    }
    const RecordDestination destination(output);
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
    settings.limits.ca_file = arguments.text("ca-file", ca_file_from_environment());
    settings.limits.timeout = std::chrono::seconds(arguments.integer("timeout", 120));
    if (follow) {
        settings.patience.attempts = followingAttempts;
    }
    return RecordSession(arguments, *wanted, destination, stop).run(settings);
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
        "LANESCOPE_RPC_URL, headers in LANESCOPE_RPC_HEADER, one a line.\n"
        "\n"
        "A node at https:// must have a certificate that the system trusts, or one whose issuer's\n"
        "certificate stands in --ca-file, or else in the file that SSL_CERT_FILE names. A node\n"
        "that redirects is not followed.";
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
        {"ca-file", Kind::text, "FILE", "certificates to trust at https://, PEM"},
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
