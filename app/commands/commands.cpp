// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/commands.h"

namespace lanescope::app {

const std::vector<CommandSpec>& allCommands()
{
    static const std::vector<CommandSpec> commands{
        verifyCommand(),   stateTestCommand(), blockTestCommand(), runCommand(),
        benchCommand(),    reportCommand(),    traceCommand(),     renderCommand(),
        generateCommand(), recordCommand()};
    return commands;
}

}  // namespace lanescope::app
