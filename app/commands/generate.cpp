// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/commands.h"
#include "app/output.h"
#include "formats/block_file.h"
#include "formats/file_bytes.h"
#include "workload/token_transfers.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

namespace lanescope::app {

namespace {

int report(const std::string& message, int exitCode = exit_code::badInput)
{
    printError("generate: " + message);
    return exitCode;
}

formats::BlockFile asFile(workload::GeneratedBlock made, const std::string& name)
{
    formats::BlockFile file;
    file.name = name;
    file.fork = made.fork;
    file.block = std::move(made.block);
    file.pre_state = std::make_shared<GivenState>(std::move(made.pre_state));
    file.pre_state_is_whole = true;
    file.post_state = std::move(made.post_state);
    for (const Hash& hash : made.transaction_hashes) {
        file.claimed_transaction_hashes.emplace_back(hash);
    }
    return file;
}

Status writeFile(const std::string& path, ByteView bytes)
{
    const auto failure = [&] {
        return Error{ErrorCode::io, path + ": " + std::strerror(errno)};
    };
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "wb"),
                                                               [](std::FILE*) { return 0; });
    if (!file) {
        return failure();
    }
    const bool written =
        std::fwrite(bytes.data(), 1, bytes.size(), file.get()) == bytes.size();
    const Error unwritten = failure();
    if (std::fclose(file.get()) != 0) {
        return failure();
    }
    return written ? Status(Success{}) : Status(unwritten);
}

int runGenerate(const Arguments& arguments, StopToken stop)
{
    const std::string& scenario = arguments.operands().front();
    if (scenario != "token-transfers") {
        const auto closest = closestWord(scenario, {"token-transfers"});
        return report("unknown scenario '" + scenario + "'; " +
                      (closest ? "did you mean 'token-transfers'?" : "there is 'token-transfers'"));
    }
    const std::string path = arguments.text("output");
    if (path.empty()) {
        return report("--output FILE is missing; 'lanescope generate --help' says more");
    }
    workload::TokenTransferOptions options;
    options.transactions =
        static_cast<std::uint32_t>(arguments.integer("transactions", options.transactions));
    options.hot_share = arguments.fraction("hot", options.hot_share);
    options.seed = arguments.integer("seed", options.seed);
    if (arguments.has("accounts")) {
        options.accounts = static_cast<std::uint32_t>(arguments.integer("accounts", 0));
    }
    auto made = workload::generate_token_transfers(options, stop);
    if (!made) {
        return stop.stop_requested() ? report("interrupted", exit_code::interrupted)
                                     : report(made.error().message, exit_code::failed);
    }
    const formats::BlockFile file = asFile(*std::move(made), path);
    const std::string json = formats::write_block_bundle(file);
    const ByteView text(reinterpret_cast<const std::uint8_t*>(json.data()), json.size());
    const bool compressed = path.ends_with(".gz");
    const Bytes packed = compressed ? formats::gzip(text) : Bytes{};
    const ByteView bytes = compressed ? ByteView(packed) : text;
    if (const Status written = writeFile(path, bytes); !written) {
        return report(written.error().message);
    }
    const std::size_t transactions = file.block.transactions.size();
    if (arguments.has("json")) {
        printJson({{"file", jsonText(path)},
                   {"bytes", static_cast<qint64>(bytes.size())},
                   {"transactions", static_cast<qint64>(transactions)},
                   {"gasUsed", static_cast<qint64>(file.block.header.gas_used)}});
    } else {
        print(path + ": " + counted(transactions, "transaction") + ", " +
              grouped(file.block.header.gas_used) + " gas, " + grouped(bytes.size()) + " bytes\n");
    }
    return exit_code::fine;
}

}  // namespace

CommandSpec generateCommand()
{
    CommandSpec command;
    command.name = "generate";
    command.summary = "makes a block with known conflicts";
    command.usage = "token-transfers [OPTION…] --output FILE";
    command.description =
        "Makes a block from a scenario and writes it as a block bundle with its pre-state and\n"
        "post-state. The same options give the same block, on every machine.\n"
        "\n"
        "token-transfers: signed calls of one token's transfer(address,uint256). A share of\n"
        "them pays into one hot account, whose balance every such transfer reads and writes;\n"
        "the others pay from any account to any other. About one in forty asks for more than\n"
        "its sender has, and reverts.";
    command.options = {
        {"transactions", OptionSpec::Kind::integer, "N", "200 without it", 1, 1'000'000},
        {"hot", OptionSpec::Kind::fraction, "F",
         "share of the transfers that pay into the hot account, 0 to 1; 0.25 without it"},
        {"accounts", OptionSpec::Kind::integer, "N",
         "accounts that send; half as many as transactions without it", 2, 1'000'000},
        {"seed", OptionSpec::Kind::integer, "S", "chooses among blocks of equal kind; 1 without it",
         0, UINT64_MAX},
        {"output", OptionSpec::Kind::text, "FILE", "where to; gzip'd if the name ends in .gz", 0, 0,
         {}, 'o'},
        {"json", OptionSpec::Kind::flag, {}, "prints one JSON document about the block"}};
    command.examples = {
        {"lanescope generate token-transfers -o block.json.gz", "200 transfers, a quarter hot"},
        {"lanescope generate token-transfers --hot 0 --transactions 5000 -o calm.json", "no hot account"}};
    command.exitCodes = {{"0", "the block is written"},
                         {"1", "the block could not be made"},
                         {"2", "bad usage, or the file could not be written"},
                         {"130", "interrupted by Ctrl-C"}};
    command.operandName = "SCENARIO";
    command.mostOperands = 1;
    command.run = runGenerate;
    return command;
}

}  // namespace lanescope::app
