// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as RLP: what decodes encodes to the same bytes, because only shortest forms decode.
#include "base/rlp.h"
#include "fuzz.h"

using namespace lanescope;

namespace {

constexpr int max_depth = 500;  // of this program's own recursion

/// Writes every item of `payload` again; false if one does not decode or lies too deep.
bool encode_again(rlp::Decoder items, rlp::Encoder& out, int depth)
{
    while (!items.at_end()) {
        const auto item = items.item();
        if (!item || depth > max_depth) {
            return false;
        }
        if (!item->is_list) {
            out.bytes(item->payload);
            continue;
        }
        rlp::Encoder payload;
        if (!encode_again(rlp::Decoder(item->payload), payload, depth + 1)) {
            return false;
        }
        out.list(payload);
    }
    return true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const ByteView input(data, size);
    (void)rlp::decode_single(input);
    (void)rlp::Decoder(input).number();
    (void)rlp::Decoder(input).fixed<Hash>();
    rlp::Encoder out;
    if (encode_again(rlp::Decoder(input), out, 0)) {
        const ByteView encoded = out.view();
        fuzz::require(std::equal(encoded.begin(), encoded.end(), input.begin(), input.end()),
                      "RLP that decodes is canonical");
    }
    return 0;
}
