// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/interrupt.h"

#include <csignal>

namespace lanescope::app {

namespace {

StopSource interruptSource;

}  // namespace

StopToken stopOnInterrupt()
{
    struct sigaction action {};
    action.sa_handler = [](int) { interruptSource.request_stop(); };
    sigemptyset(&action.sa_mask);
    // Back to the default after the first; reads that it breaks into are resumed.
    action.sa_flags = static_cast<int>(SA_RESETHAND) | SA_RESTART;
    sigaction(SIGINT, &action, nullptr);
    return StopToken(interruptSource);
}

void requestStop() noexcept
{
    interruptSource.request_stop();
}

}  // namespace lanescope::app
