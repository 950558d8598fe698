// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as a file that may be gzip: never more than the limit, and packing is undone exactly.
#include "formats/file_bytes.h"
#include "fuzz.h"

using namespace lanescope;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const Bytes input(data, data + size);
    const formats::ReadLimits limits{.max_bytes = 1 << 16};
    const auto bytes = formats::gunzip_if_needed(input, "f", limits);
    fuzz::require_named_error(bytes, "f");
    fuzz::require(!bytes || bytes->size() <= limits.max_bytes, "the limit holds");
    const auto again = formats::gunzip_if_needed(formats::gzip(input), "f", limits);
    fuzz::require(again.has_value() && *again == input, "what gzip() packs comes back");
    return 0;
}
