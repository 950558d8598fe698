// SPDX-License-Identifier: GPL-3.0-or-later
// What stands in the place of app/window in a program that is built without it (LANESCOPE_WINDOW=OFF).
#include "app/output.h"
#include "app/window/draw_picture.h"
#include "app/window/open_window.h"

namespace lanescope::app {

namespace {

int sayWhatIsMissing()
{
    printError(
        "this program was built without its window and its pictures; build it with "
        "-DLANESCOPE_WINDOW=ON, or use another command: 'lanescope --help' lists all");
    return exit_code::badInput;
}

}  // namespace

int openWindow(const std::vector<std::string>&)
{
    return sayWhatIsMissing();
}

int drawPicture(const Arguments&, StopToken)
{
    return sayWhatIsMissing();
}

}  // namespace lanescope::app
