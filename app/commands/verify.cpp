// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/commands.h"
#include "app/input_paths.h"
#include "app/output.h"
#include "app/verification.h"
#include "recording/run_settings.h"

#include <QJsonArray>

#include <algorithm>

namespace lanescope::app {

namespace {

std::string summary(const Difference& difference)
{
    return difference.where + ": " + difference.field + ": expected " + difference.expected +
           ", found " + difference.found;
}

/// What Block-STM, if it was asked for, says of a block that sequential execution refuses.
std::string otherRefusal(const Verification& block)
{
    for (const Difference& difference : block.differences) {
        if (difference.field == "refusal") {
            return "; " + summary(difference);
        }
    }
    for (const std::string& checked : block.checked) {
        if (checked.starts_with("block-stm")) {
            return "; " + checked + ": refused alike";
        }
    }
    return {};
}

std::string line(const Verification& block, std::size_t nameWidth)
{
    std::string result =
        padRight(block.name, nameWidth) + "  " + padLeft(std::to_string(block.number), 8) + "  " +
        padRight(block.fork, 17) + "  " + padLeft(std::to_string(block.transactions), 4) +
        " txs  " + padLeft(grouped(block.gas_used), 11) + " gas  " +
        padLeft(decimal(block.seconds * 1e3, 2), 8) + " ms  ";
    if (block.verified()) {
        return result + "verified\n";
    }
    return result + "FAILED  " +
           (block.error.empty() ? summary(block.differences.front())
                                : block.error + otherRefusal(block)) +
           "\n";
}

QJsonObject object(const Verification& block)
{
    QJsonObject result{{"name", jsonText(block.name)},
                       {"number", static_cast<qint64>(block.number)},
                       {"fork", jsonText(block.fork)},
                       {"transactions", static_cast<qint64>(block.transactions)},
                       {"gasUsed", static_cast<qint64>(block.gas_used)},
                       {"milliseconds", block.seconds * 1e3},
                       {"verified", block.verified()}};
    QJsonArray checked;
    for (const std::string& field : block.checked) {
        checked.append(jsonText(field));
    }
    result["checked"] = checked;
    QJsonArray differences;
    for (const Difference& difference : block.differences) {
        differences.append(QJsonObject{{"where", jsonText(difference.where)},
                                       {"field", jsonText(difference.field)},
                                       {"expected", jsonText(difference.expected)},
                                       {"found", jsonText(difference.found)}});
    }
    result["differences"] = differences;
    if (!block.error.empty()) {
        result["error"] = jsonText(block.error);
    }
    return result;
}

/// What all blocks came to, and the words for it.
class Report {
public:
    Report(bool asJson, std::size_t nameWidth) : m_asJson(asJson), m_nameWidth(nameWidth) {}

    void addUnreadable(const std::string& name, const Error& error)
    {
        m_progress.clear();
        printError(error.message);
        ++m_failed;
        ++m_unreadable;
        if (m_asJson) {
            m_blocks.append(QJsonObject{
                {"name", jsonText(name)}, {"verified", false}, {"error", jsonText(error.message)}});
        }
    }

    void add(const Verification& block)
    {
        ++(block.verified() ? m_verified : m_failed);
        if (m_asJson) {
            m_blocks.append(object(block));
        } else {
            m_progress.clear();
            print(line(block, m_nameWidth));
        }
    }

    [[nodiscard]] Progress& progress() { return m_progress; }

    int finish(bool interrupted)
    {
        m_progress.clear();
        const std::size_t all = m_verified + m_failed;
        if (m_asJson) {
            QJsonObject document{{"blocks", m_blocks},
                                 {"total", static_cast<qint64>(all)},
                                 {"verified", static_cast<qint64>(m_verified)},
                                 {"failed", static_cast<qint64>(m_failed)}};
            if (interrupted) {
                document["interrupted"] = true;
            }
            printJson(document);
        } else {
            print(counted(all, "block") + ": " + std::to_string(m_verified) + " verified, " +
                  std::to_string(m_failed) + " failed\n");
        }
        if (interrupted) {
            printError("interrupted");
            return exit_code::interrupted;
        }
        return m_unreadable != 0 ? exit_code::badInput
               : m_failed != 0   ? exit_code::failed
                                 : exit_code::fine;
    }

private:
    bool m_asJson;
    std::size_t m_nameWidth;
    Progress m_progress;
    QJsonArray m_blocks;
    std::size_t m_verified = 0;
    std::size_t m_failed = 0;
    std::size_t m_unreadable = 0;
};

int runVerify(const Arguments& arguments, StopToken stop)
{
    InputPaths input = block_paths(arguments.operands());
    std::size_t nameWidth = 0;
    for (const std::string& file : input.files) {
        nameWidth = std::max(nameWidth, displayWidth(file));
    }
    Report report(arguments.has("json"), nameWidth);
    for (const Error& error : input.errors) {
        report.addUnreadable(error.message.substr(0, error.message.find(": ")), error);
    }
    BlockSource source(std::move(input.files));
    while (!stop.stop_requested()) {
        auto opened = source.next();
        if (!opened) {
            break;
        }
        report.progress().show(source.files_opened(), source.files_in_all(), opened->name);
        if (!opened->file) {
            report.addUnreadable(opened->name, opened->file.error());
            continue;
        }
        const Verification block =
            verify_block(*std::move(opened->file), stop,
                         static_cast<std::uint32_t>(arguments.integer("workers", 0)));
        if (stop.stop_requested() && !block.error.empty()) {
            break;  // cut short: not a verdict
        }
        report.add(block);
    }
    return report.finish(stop.stop_requested());
}

}  // namespace

CommandSpec verifyCommand()
{
    CommandSpec command;
    command.name = "verify";
    command.summary = "executes blocks and compares every result with what the files say";
    command.usage = "[--workers N] [--json] FILE…";
    command.description =
        "Executes each block in sequence and compares senders, transaction hashes, roots,\n"
        "block hash, gas used, bloom, receipts root (from Byzantium on), requests hash,\n"
        "post-state and state root, as far as the file gives them. One line a block; a\n"
        "block that fails names the first difference. With --workers, the block also runs\n"
        "by Block-STM, and receipts, gas, logs and state must be those of the sequence; a\n"
        "block that is refused must be so at the same transaction for the same reason.\n"
        "\n"
        "FILE is a block bundle, or one half of a pair of JSON-RPC answers (a block with\n"
        "full transactions, and a pre-state) whose other half stands next to it; plain or\n"
        "gzip'd. A folder stands for the files in it.";
    command.options = {{"workers", OptionSpec::Kind::integer, "N",
                        "also runs Block-STM on N workers and compares", 1, max_workers},
                       {"json", OptionSpec::Kind::flag, {}, "prints one JSON document"}};
    command.examples = {
        {"lanescope verify samples", "all sample blocks"},
        {"lanescope verify --workers 8 samples", "and Block-STM against sequential"},
        {"lanescope verify block.json prestate.json", "a pair of RPC answers"},
        {"lanescope verify --json block.json.gz", "for programs"}};
    command.exitCodes = {{"0", "every block is verified"},
                         {"1", "a block failed"},
                         {"2", "bad usage, or a file could not be read"},
                         {"130", "interrupted by Ctrl-C"}};
    command.operandName = "FILE";
    command.run = runVerify;
    return command;
}

}  // namespace lanescope::app
