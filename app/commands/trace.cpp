// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/block_input.h"
#include "app/commands/commands.h"
#include "app/input_paths.h"
#include "app/interrupt.h"
#include "app/naming.h"
#include "app/output.h"
#include "app/recordings.h"
#include "app/trace_writer.h"
#include "chain/roots.h"
#include "execution/block_executor.h"
#include "replay/replay.h"

namespace lanescope::app {

namespace {

int report(const std::string& message, int exitCode)
{
    printError(message);
    return exitCode;
}

/// The one block that the operands stand for.
Result<formats::BlockFile> openOnly(const std::vector<std::string>& operands)
{
    InputPaths input = block_paths(operands);
    if (!input.errors.empty()) {
        return input.errors.front();
    }
    BlockSource source(std::move(input.files));
    auto opened = source.next();
    if (opened && opened->file && source.files_opened() != source.files_in_all()) {
        return Error{ErrorCode::unsupported,
                     "trace: one block at a time, but " + operands.front() +
                         " is not the only one given; name the file of one"};
    }
    return std::move(opened->file);
}

/// The names of a block, if --artifacts asks for any.
Result<std::shared_ptr<const names::NameBook>> namesFor(
    const Arguments& arguments, const std::shared_ptr<const BlockInput>& input, StopToken stop)
{
    if (!arguments.has("artifacts")) {
        return std::shared_ptr<const names::NameBook>();
    }
    Namer namer;
    if (const Status ready = namer.prepare(arguments.text("artifacts"), stop); !ready) {
        return ready.error();
    }
    const auto names = namer.names_of(input, stop);
    return names ? names->book() : std::shared_ptr<const names::NameBook>();
}

/// Executes the block up to the transaction `index`, and writes that one's instructions.
int traceTransaction(const formats::BlockFile& file, TxIndex index, TraceFormat format,
                     bool withMemory, std::shared_ptr<const names::NameBook> names, StopToken stop)
{
    TraceWriter writer(format, withMemory, [](std::string_view text) {
        print(text);
        if (outputIsGone()) {
            requestStop();
        }
    });
    writer.set_names(std::move(names));
    evm::CodeCache cache;
    TransactionExecutor executor(cache);
    WorldState world(*file.pre_state, file.pre_state_is_whole, file.block_hashes);
    BlockOptions options;
    options.stop = stop;
    options.tracer = &writer;
    options.traced_transaction = index;
    options.last_transaction = index;
    TraceSummary summary;
    summary.fork = name_of(file.fork.revision);
    options.after_transaction = [&](TxIndex done, Receipt& receipt) {
        if (done == index) {
            const ByteView output = executor.output();
            summary.output.assign(output.begin(), output.end());
            summary.gas_used = receipt.gas_used;
            summary.pass = receipt.success;
        }
    };
    const auto executed = execute_block(file.block, file.fork, world, executor, options);
    if (outputIsGone()) {
        return exit_code::fine;
    }
    if (!executed) {
        if (writer.steps() != 0) {
            summary.error = executed.error().message;
            writer.finish(summary);
        }
        return stop.stop_requested()
                   ? report("interrupted", exit_code::interrupted)
                   : report(file.name + ": " + executed.error().message, exit_code::failed);
    }
    if (file.pre_state_is_whole) {
        summary.state_root = state_root(world.export_state());
    }
    writer.finish(summary);
    return exit_code::fine;
}

/// Replays a recorded incarnation, and writes its instructions.
int traceIncarnation(const std::string& path, const Arguments& arguments, TraceFormat format,
                     StopToken stop)
{
    const auto loaded = load_recording_file(path, arguments.integer("run", 1));
    if (!loaded) {
        return report(loaded.error().message, exit_code::badInput);
    }
    const Recording& recording = loaded->front().recording;
    auto replay = Replay::open(recording);
    if (!replay) {
        return report(path + ": " + replay.error().message, exit_code::failed);
    }
    const auto index = static_cast<std::uint32_t>(arguments.integer("tx", 0));
    const auto last = (*replay)->last_incarnation(index);
    if (!last) {
        return report(path + ": no incarnation of transaction " + std::to_string(index) +
                          " is recorded; the block has " +
                          counted(recording.input().block.transactions.size(), "transaction"),
                      exit_code::badInput);
    }
    TraceWriter writer(format, arguments.has("memory"), [](std::string_view text) {
        print(text);
        if (outputIsGone()) {
            requestStop();
        }
    });
    auto names = namesFor(arguments, recording.run().input, stop);
    if (!names) {
        return report(names.error().message, exit_code::badInput);
    }
    writer.set_names(*std::move(names));
    const auto incarnation =
        static_cast<std::uint32_t>(arguments.integer("incarnation", last->incarnation));
    const auto replayed = (*replay)->run({index, incarnation}, &writer, stop);
    if (outputIsGone()) {
        return exit_code::fine;
    }
    if (!replayed) {
        return stop.stop_requested()
                   ? report("interrupted", exit_code::interrupted)
                   : report(path + ": " + replayed.error().message, exit_code::badInput);
    }
    TraceSummary summary;
    summary.fork = name_of(recording.input().fork.revision);
    summary.output = replayed->output;
    summary.gas_used = static_cast<std::uint64_t>(replayed->result.gas_used);
    summary.pass = replayed->recorded->end == IncarnationEnd::executed &&
                   replayed->result.status == evm::Status::success;
    std::string why;
    if (replayed->recorded->end == IncarnationEnd::suspended) {
        why = "suspended: met an ESTIMATE of transaction " +
              std::to_string(replayed->recorded->access.stopped.blocking);
        summary.error = why;
    }
    writer.finish(summary);
    return replayed->difference.empty()
               ? exit_code::fine
               : report(path + ": not what was recorded: " + replayed->difference,
                        exit_code::failed);
}

int runTrace(const Arguments& arguments, StopToken stop)
{
    const std::string format =
        arguments.text("format", arguments.has("json") ? "structlog" : "eip3155");
    if (arguments.has("json") && format != "structlog") {
        return report(
            "trace: --json is one document, --format eip3155 one a line; give only one "
            "of them",
            exit_code::badInput);
    }
    if (!arguments.has("tx")) {
        return report(
            "trace: --tx I is missing: which transaction, counted from 0; 'lanescope "
            "trace --help' says more",
            exit_code::badInput);
    }
    const TraceFormat written =
        format == "structlog" ? TraceFormat::structlog : TraceFormat::eip3155;
    if (arguments.operands().size() == 1 && is_recording_file(arguments.operands().front())) {
        return traceIncarnation(arguments.operands().front(), arguments, written, stop);
    }
    for (const char* option : {"incarnation", "run"}) {
        if (arguments.has(option)) {
            return report(std::string("trace: --") + option +
                              " is of a recording: FILE is to be a .lanescope file",
                          exit_code::badInput);
        }
    }
    auto file = openOnly(arguments.operands());
    if (!file) {
        return report(file.error().message, exit_code::badInput);
    }
    const std::uint64_t index = arguments.integer("tx", 0);
    auto& transactions = file->block.transactions;
    if (index >= transactions.size()) {
        return report(file->name + ": " +
                          (transactions.empty() ? "the block has no transactions"
                                                : "there is no transaction " +
                                                      std::to_string(index) + "; --tx takes 0 to " +
                                                      std::to_string(transactions.size() - 1)),
                      exit_code::badInput);
    }
    const Status recovered = recover_senders(transactions, file->fork.revision);
    if (!recovered) {
        return report(file->name + ": " + recovered.error().message, exit_code::failed);
    }
    auto names = namesFor(arguments, std::make_shared<BlockInput>(as_input(*file)), stop);
    if (!names) {
        return report(names.error().message, exit_code::badInput);
    }
    return traceTransaction(*file, TxIndex{static_cast<std::uint32_t>(index)}, written,
                            arguments.has("memory"), *std::move(names), stop);
}

}  // namespace

CommandSpec traceCommand()
{
    CommandSpec command;
    command.name = "trace";
    command.summary = "prints every instruction of one transaction";
    command.usage = "--tx I [--incarnation K] [--format eip3155|structlog] [OPTION…] FILE";
    command.description =
        "Executes the block up to transaction I and prints the instructions of that one.\n"
        "\n"
        "eip3155 gives one JSON object a line, and a last one that sums up; structlog gives\n"
        "one JSON document as debug_traceTransaction does. gasCost of a call counts the gas\n"
        "that it passes on; an instruction that fails costs all gas that was left.\n"
        "\n"
        "FILE is as for 'lanescope verify', with one block in it; or a .lanescope file: then an\n"
        "incarnation of the recorded run is executed again with the values that it saw, the\n"
        "last one of the transaction without --incarnation.";
    command.options = {
        {"artifacts", OptionSpec::Kind::text, "DIR",
         "a project's compiled contracts: SLOAD and SSTORE get a storageName"},
        {"tx", OptionSpec::Kind::integer, "I", "the transaction, counted from 0", 0, 0xffffffff},
        {"incarnation", OptionSpec::Kind::integer, "K", "of a recording: which one, from 0", 0,
         0xffff},
        {"run", OptionSpec::Kind::integer, "R", "of a recording: which run, from 1; 1 without it",
         1, 0xffffffff},
        {"format",
         OptionSpec::Kind::choice,
         "FORMAT",
         "eip3155 (without it) or structlog",
         0,
         0,
         {"eip3155", "structlog"}},
        {"memory", OptionSpec::Kind::flag, {}, "prints the memory at every instruction"},
        {"json", OptionSpec::Kind::flag, {}, "one JSON document: --format structlog"}};
    command.examples = {{"lanescope trace --tx 0 block.json.gz", "one line an instruction"},
                        {"lanescope trace --tx 7 --format structlog --memory block.json.gz",
                         "one document, with memory"},
                        {"lanescope trace --tx 7 --incarnation 0 runs.lanescope",
                         "what an aborted incarnation did"}};
    command.exitCodes = {{"0", "the transaction was executed, whether or not it reverted"},
                         {"1", "the block is invalid before the transaction ends"},
                         {"2", "bad usage, or the file could not be read"},
                         {"130", "interrupted by Ctrl-C"}};
    command.operandName = "FILE";
    command.run = runTrace;
    return command;
}

}  // namespace lanescope::app
