// SPDX-License-Identifier: GPL-3.0-or-later
// Any text as a compiler's output: an error that names its file, or contracts whose layouts and
// interfaces answer every question.
#include "formats/artifacts.h"
#include "fuzz.h"
#include "names/abi_values.h"

using namespace lanescope;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const ByteView input(data, size);
    const auto file = formats::read_artifact(input, "f");
    fuzz::require_named_error(file, "f");
    if (!file) {
        return 0;
    }
    for (const names::Contract& contract : file->contracts) {
        names::KeccakPreimages preimages;
        contract.layout.add_fixed_preimages(preimages);
        preimages.add(input);
        for (std::uint64_t slot = 0; slot < 8; ++slot) {
            const auto fields = contract.layout.fields_at(
                Uint256(slot), preimages, [](const std::string& type, ByteView key) {
                    return names::plain_key_text(type, key, {});
                });
            for (const names::StorageField& field : fields) {
                fuzz::require(field.offset + field.size <= 32, "a field lies in its slot");
            }
        }
        for (const auto& [selector, entry] : contract.abi.functions()) {
            (void)names::decode_call(entry, input);
        }
    }
    return 0;
}
