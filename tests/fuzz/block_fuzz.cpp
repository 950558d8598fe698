// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as a block: its header and transactions encode to the bytes that they came from.
#include "chain/block.h"
#include "fuzz.h"

#include <algorithm>

using namespace lanescope;

namespace {

bool same(const Bytes& encoded, ByteView original)
{
    return std::equal(encoded.begin(), encoded.end(), original.begin(), original.end());
}

bool is_exact(const Transaction& transaction)
{
    const auto& authorizations = transaction.authorizations;
    return std::none_of(authorizations.begin(), authorizations.end(),
                        [](const auto& a) { return a.y_parity == 255; });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const ByteView input(data, size);
    const auto block = decode_block(input);
    if (!block) {
        fuzz::require(!block.error().message.empty(), "an error says something");
        return 0;
    }
    auto fields = rlp::Decoder(input).list().value();
    fuzz::require(same(encode(block->header), fields.item().value().encoded),
                  "a header that decodes is canonical");
    auto items = fields.list().value();
    for (const Transaction& transaction : block->transactions) {
        const rlp::Item item = items.item().value();
        fuzz::require(!is_exact(transaction) ||
                          same(encode(transaction), item.is_list ? item.encoded : item.payload),
                      "a transaction that decodes is canonical");
    }
    fuzz::require(items.at_end(), "every transaction is there");
    return 0;
}
