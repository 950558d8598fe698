// SPDX-License-Identifier: GPL-3.0-or-later
#include "execution/machine.h"

template class lanescope::evm::Machine<lanescope::Journal, lanescope::evm::NoTracer>;
