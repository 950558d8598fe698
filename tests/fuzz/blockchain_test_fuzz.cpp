// SPDX-License-Identifier: GPL-3.0-or-later
// Any text as a BlockchainTests file.
#include "formats/blockchain_test.h"
#include "fuzz.h"

using namespace lanescope;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    fuzz::require_named_error(formats::read_blockchain_tests({data, size}, "f"), "f");
    return 0;
}
