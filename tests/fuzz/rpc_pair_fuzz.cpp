// SPDX-License-Identifier: GPL-3.0-or-later
// Two texts, parted by a zero byte, as a node's answers with a block and its pre-state.
#include "formats/block_file.h"
#include "fuzz.h"

#include <algorithm>

using namespace lanescope;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::uint8_t* end = data + size;
    const std::uint8_t* middle = std::find(data, end, 0);
    const ByteView block(data, middle);
    const ByteView pre_state(middle == end ? end : middle + 1, end);
    const auto file = formats::read_rpc_pair(block, "block", pre_state, "state");
    fuzz::require(file || file.error().message.starts_with("block: ") ||
                      file.error().message.starts_with("state: "),
                  "an error names its file");
    if (file) {
        const std::string written = formats::write_block_bundle(*file);
        fuzz::require(formats::read_block_bundle(fuzz::view(written), "f").has_value(),
                      "a pair can be written as a bundle");
    }
    return 0;
}
