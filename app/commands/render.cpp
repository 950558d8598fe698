// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/commands.h"
#include "app/naming.h"
#include "app/recordings.h"
#include "app/window/draw_picture.h"

namespace lanescope::app {

CommandSpec renderCommand()
{
    CommandSpec command;
    command.name = "render";
    command.summary = "draws a view of a run into a PNG or SVG file, without a screen";
    command.usage = "[--view VIEW] [--size WxH] [--theme THEME] -o PICTURE FILE";
    command.description =
        "Runs a block once by Block-STM, records it, and draws one view of the recording, as the\n"
        "window shows it: the timeline, the conflict graph, re-executions, or throughput.\n"
        "\n"
        "FILE is as for 'lanescope report': a block, or a .lanescope file, of which --run picks\n"
        "one run. The picture is a PNG, or an SVG when its name ends in .svg.";
    command.options = {
        {"view",
         OptionSpec::Kind::choice,
         "VIEW",
         "what to draw; without it the timeline",
         0,
         0,
         {"timeline", "graph", "reexecutions", "throughput"}},
        {"size", OptionSpec::Kind::text, "WxH", "width and height in pixels; without it 1280x800"},
        {"scale", OptionSpec::Kind::integer, "N",
         "pixels of the PNG for each of these, as on a screen with N times the density", 1, 8},
        {"theme", OptionSpec::Kind::choice, "THEME", "without it light", 0, 0, {"light", "dark"}},
        {"workers", OptionSpec::Kind::integer, "N", "workers of the run; without it one a core", 1,
         max_workers},
        {"artifacts", OptionSpec::Kind::text, "DIR",
         "a project's compiled contracts, as for 'lanescope report'"},
        {"run", OptionSpec::Kind::integer, "N", "which run of the file, from 1; without it 1", 1,
         1'000'000},
        {"output", OptionSpec::Kind::text, "PICTURE", "the file to write", 0, 0, {}, 'o'}};
    command.examples = {
        {"lanescope render --workers 8 -o timeline.png block.json.gz", "what each worker did"},
        {"lanescope render --view graph --theme dark -o graph.svg run.lanescope",
         "the conflict graph of a recorded run"}};
    command.exitCodes = {{"0", "the picture was written"},
                         {"1", "a block is invalid, or its pre-state does not say enough"},
                         {"2", "bad usage, or a file could not be read or written"},
                         {"130", "interrupted by Ctrl-C"}};
    command.operandName = "FILE";
    command.mostOperands = 1;
    command.run = drawPicture;
    return command;
}

}  // namespace lanescope::app
