// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command_line.h"
#include "app/interrupt.h"
#include "app/output.h"

#include <csignal>

int main(int argc, char** argv)
{
    using namespace lanescope;
    // A reader that goes away shows as a failed write, not as this program's death.
    std::signal(SIGPIPE, SIG_IGN);
    const std::vector<std::string> words(argv + (argc > 0 ? 1 : 0), argv + argc);
    return app::finishOutput(app::runProgram(words, app::stopOnInterrupt()));
}
