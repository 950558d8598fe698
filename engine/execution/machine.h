// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "evm/machine.h"
#include "state/journal.h"

namespace lanescope {

using PlainMachine = evm::Machine<Journal, evm::NoTracer>;
using TracedMachine = evm::Machine<Journal, evm::AnyTracer>;

}  // namespace lanescope

extern template class lanescope::evm::Machine<lanescope::Journal, lanescope::evm::NoTracer>;
extern template class lanescope::evm::Machine<lanescope::Journal, lanescope::evm::AnyTracer>;
