// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as an EIP-2718 transaction: what decodes encodes to the same bytes.
#include "chain/transaction.h"
#include "fuzz.h"

#include <algorithm>

using namespace lanescope;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const ByteView input(data, size);
    const auto transaction = decode_transaction(input);
    if (!transaction) {
        fuzz::require(!transaction.error().message.empty(), "an error says something");
        return 0;
    }
    const auto& authorizations = transaction->authorizations;
    // A parity past 255 is kept as 255: it is invalid whatever it is.
    const bool is_exact = std::none_of(authorizations.begin(), authorizations.end(),
                                       [](const auto& a) { return a.y_parity == 255; });
    const Bytes encoded = encode(*transaction);
    fuzz::require(
        !is_exact || std::equal(encoded.begin(), encoded.end(), input.begin(), input.end()),
        "a transaction that decodes is canonical");
    (void)signing_hash(*transaction);
    (void)recover_sender(*transaction, Revision::osaka);
    return 0;
}
