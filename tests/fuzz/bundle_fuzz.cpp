// SPDX-License-Identifier: GPL-3.0-or-later
// Any text as a block bundle: an error that names its file, or a block that a written bundle repeats.
#include "formats/block_file.h"
#include "formats/file_kind.h"
#include "fuzz.h"

using namespace lanescope;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const ByteView input(data, size);
    fuzz::require_named_error(formats::recognise(input, "f"), "f");
    const auto file = formats::read_block_bundle(input, "f");
    fuzz::require_named_error(file, "f");
    if (file) {
        const std::string written = formats::write_block_bundle(*file);
        const auto again = formats::read_block_bundle(fuzz::view(written), "f");
        fuzz::require(again.has_value(), "a written bundle can be read");
        fuzz::require(formats::write_block_bundle(*again) == written,
                      "read and written again, it is the same");
    }
    return 0;
}
