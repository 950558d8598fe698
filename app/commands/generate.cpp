// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/commands.h"
#include "app/generated_file.h"
#include "app/output.h"
#include "formats/block_file.h"
#include "workload/scenario.h"

#include <QJsonArray>

#include <vector>

namespace lanescope::app {

namespace {

int report(const std::string& message, int exitCode = exit_code::badInput)
{
    printError("generate: " + message);
    return exitCode;
}

/// Null, and the reason, if there is none.
const workload::Scenario* scenarioNamed(const std::string& name, std::string& problem)
{
    if (const workload::Scenario* scenario = workload::find_scenario(name)) {
        return scenario;
    }
    std::vector<std::string_view> names;
    for (const workload::Scenario* scenario : workload::all_scenarios()) {
        names.push_back(scenario->name);
    }
    const auto closest = closestWord(name, names);
    problem = "unknown scenario '" + name + "'; " +
              (closest ? "did you mean '" + std::string(*closest) + "'? " : std::string()) +
              "'lanescope generate --list' shows all";
    return nullptr;
}

std::string textOfActions(const workload::Scenario& scenario)
{
    std::string text;
    for (const workload::ScenarioAction& action : scenario.actions) {
        text += (text.empty() ? "" : ", ") + std::string(action.name) + "=" +
                std::to_string(action.weight) + " (" + std::string(action.what) + ")";
    }
    return text;
}

QJsonObject jsonOf(const workload::Scenario& scenario)
{
    QJsonArray actions;
    for (const workload::ScenarioAction& action : scenario.actions) {
        actions.append(QJsonObject{{"name", jsonText(action.name)},
                                   {"what", jsonText(action.what)},
                                   {"weight", static_cast<qint64>(action.weight)}});
    }
    QJsonArray forms;
    for (const workload::Form form : {workload::Form::naive, workload::Form::parallel}) {
        if (form == workload::Form::naive || scenario.has_forms()) {
            forms.append(QJsonObject{{"name", jsonText(workload::name_of(form))},
                                     {"what", jsonText(scenario.text_of(form))}});
        }
    }
    return {{"name", jsonText(scenario.name)},
            {"title", jsonText(scenario.title)},
            {"field", jsonText(scenario.field)},
            {"sentence", jsonText(scenario.sentence)},
            {"hot", jsonText(scenario.hot)},
            {"usualHotShare", scenario.usual_hot_share},
            {"zipf", scenario.has_zipf},
            {"forms", forms},
            {"actions", actions}};
}

int listScenarios(const Arguments& arguments)
{
    for (const std::string_view option :
         {"form", "transactions", "accounts", "hot", "zipf", "mix", "seed", "output"}) {
        if (arguments.has(option)) {
            return report("--list makes no block; leave --" + std::string(option) + " out");
        }
    }
    if (!arguments.operands().empty()) {
        return report("--list shows every scenario; leave '" + arguments.operands().front() +
                      "' out");
    }
    if (arguments.has("json")) {
        QJsonArray scenarios;
        for (const workload::Scenario* scenario : workload::all_scenarios()) {
            scenarios.append(jsonOf(*scenario));
        }
        printJson({{"scenarios", scenarios}});
        return exit_code::fine;
    }
    for (const workload::Scenario* scenario : workload::all_scenarios()) {
        print(std::string(scenario->name) + ": " + std::string(scenario->sentence) + "\n");
        print("    --form naive     " + std::string(scenario->naive) + "\n");
        if (scenario->has_forms()) {
            print("    --form parallel  " + std::string(scenario->parallel) + "\n");
        }
        print("    --hot            share of " + std::string(scenario->hot) + "\n");
        print("    --mix            " + textOfActions(*scenario) + "\n\n");
    }
    return exit_code::fine;
}

int runGenerate(const Arguments& arguments, StopToken stop)
{
    if (arguments.has("list")) {
        return listScenarios(arguments);
    }
    if (arguments.operands().empty()) {
        return report("a SCENARIO is missing; 'lanescope generate --list' shows all");
    }
    std::string problem;
    const workload::Scenario* scenario = scenarioNamed(arguments.operands().front(), problem);
    if (scenario == nullptr) {
        return report(problem);
    }
    const std::string path = arguments.text("output");
    if (path.empty()) {
        return report("--output FILE is missing; 'lanescope generate --help' says more");
    }
    const workload::Form form =
        arguments.text("form") == "parallel" ? workload::Form::parallel : workload::Form::naive;
    workload::ScenarioDials dials;
    dials.transactions =
        static_cast<std::uint32_t>(arguments.integer("transactions", dials.transactions));
    dials.zipf = arguments.fraction("zipf", dials.zipf);
    dials.seed = arguments.integer("seed", dials.seed);
    if (arguments.has("hot")) {
        dials.hot_share = arguments.fraction("hot", 0);
    }
    if (arguments.has("accounts")) {
        dials.accounts = static_cast<std::uint32_t>(arguments.integer("accounts", 0));
    }
    if (arguments.has("mix")) {
        auto mix = workload::read_mix(*scenario, arguments.text("mix"));
        if (!mix) {
            return report(mix.error().message);
        }
        dials.mix = *std::move(mix);
    }
    auto made = workload::generate(*scenario, form, dials, stop);
    if (!made) {
        const bool isBadDial = made.error().code == ErrorCode::unsupported;
        return stop.stop_requested() ? report("interrupted", exit_code::interrupted)
                                     : report(made.error().message,
                                              isBadDial ? exit_code::badInput : exit_code::failed);
    }
    const formats::BlockFile file = asFile(*std::move(made), path);
    const auto bytes = formats::save_block_bundle(path, file);
    if (!bytes) {
        return report(bytes.error().message);
    }
    const std::size_t transactions = file.block.transactions.size();
    if (arguments.has("json")) {
        printJson({{"file", jsonText(path)},
                   {"scenario", jsonText(scenario->name)},
                   {"form", jsonText(workload::name_of(form))},
                   {"bytes", static_cast<qint64>(*bytes)},
                   {"transactions", static_cast<qint64>(transactions)},
                   {"gasUsed", static_cast<qint64>(file.block.header.gas_used)}});
    } else {
        print(path + ": " + counted(transactions, "transaction") + ", " +
              grouped(file.block.header.gas_used) + " gas, " + grouped(*bytes) + " bytes\n");
    }
    return exit_code::fine;
}

}  // namespace

CommandSpec generateCommand()
{
    CommandSpec command;
    command.name = "generate";
    command.summary = "makes a block with known conflicts";
    command.usage = "SCENARIO [OPTION…] --output FILE | generate --list";
    command.description =
        "Makes a block from a scenario and writes it as a block bundle with its pre-state and\n"
        "post-state. Contracts are deployed and called for real before the block. The same\n"
        "options give the same block, on every machine.\n"
        "\n"
        "Most scenarios have two forms: naive, as one writes a contract first, where many\n"
        "transactions need one storage slot; and parallel, which does the same for its users\n"
        "with parts, slots of one's own, and pull instead of push. --list shows all scenarios,\n"
        "what their forms do, and what their dials mean.";
    command.options = {
        {"list", OptionSpec::Kind::flag, {}, "shows every scenario"},
        {"form",
         OptionSpec::Kind::choice,
         "FORM",
         "naive (without it) or parallel",
         0,
         0,
         {"naive", "parallel"}},
        {"transactions", OptionSpec::Kind::integer, "N", "200 without it", 1,
         workload::most_transactions},
        {"accounts", OptionSpec::Kind::integer, "N",
         "accounts that send, in turn; as many as transactions without it (token-transfers: half "
         "as many)",
         1, workload::most_transactions},
        {"hot", OptionSpec::Kind::fraction, "F",
         "share of transactions that want the hot thing, 0 to 1; 0.5 without it (token-transfers: "
         "0.25)"},
        {"zipf", OptionSpec::Kind::fraction, "S",
         "how unequal the other things are wanted: the one of rank r in proportion to r^-S; 0, all "
         "equal, without it",
         0, static_cast<std::uint64_t>(workload::most_zipf)},
        {"mix", OptionSpec::Kind::text, "A=W,…", "weights of the kinds of transactions"},
        {"seed", OptionSpec::Kind::integer, "S", "chooses among blocks of equal kind; 1 without it",
         0, UINT64_MAX},
        {"output",
         OptionSpec::Kind::text,
         "FILE",
         "where to; gzip'd if the name ends in .gz",
         0,
         0,
         {},
         'o'},
        {"json",
         OptionSpec::Kind::flag,
         {},
         "prints one JSON document about the block, or the list"}};
    command.examples = {
        {"lanescope generate --list", "all scenarios"},
        {"lanescope generate nft-mint -o mint.json.gz", "200 transactions that share a counter"},
        {"lanescope generate nft-mint --form parallel -o x.json", "each minter counts for itself"},
        {"lanescope generate exchange --mix buy=3,sell=1 -o x.json", "more buyers than sellers"}};
    command.exitCodes = {{"0", "the block is written"},
                         {"1", "the block could not be made"},
                         {"2", "bad usage, or the file could not be written"},
                         {"130", "interrupted by Ctrl-C"}};
    command.operandName = "SCENARIO";
    command.fewestOperands = 0;
    command.mostOperands = 1;
    command.run = runGenerate;
    return command;
}

}  // namespace lanescope::app
