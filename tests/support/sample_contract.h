// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/hex.h"
#include "formats/file_bytes.h"
#include "formats/json.h"
#include "formats/reading.h"
#include "workload/contract_code.h"

#include <string>

namespace lanescope::test {

/// A contract of samples/contracts by its name, from the compiler's standard JSON output.
inline Result<workload::ContractCode> sample_contract(const std::string& name)
{
    const std::string path = LANESCOPE_SOURCE_DIR "/samples/contracts/" + name + ".json";
    const auto text = formats::read_file(path);
    if (!text) {
        return text.error();
    }
    const auto document = formats::JsonDocument::parse(*text, path);
    if (!document) {
        return document.error();
    }
    const auto contract = document->root().member("contracts").member(name + ".sol").member(name);
    formats::Reading reading(path);
    workload::ContractCode code;
    code.name = name;
    const auto object = contract.member("evm").member("deployedBytecode").member("object");
    if (const auto runtime = bytes_from_hex(object.text()); runtime && !runtime->empty()) {
        code.runtime = *runtime;
    } else {
        reading.fail(object, "the runtime code in hex", "compile it again");
    }
    for (const auto variable : contract.member("storageLayout").member("storage")) {
        const auto offset = reading.quantity64(reading.required(variable, "offset"));
        code.variables[reading.string(reading.required(variable, "label"))] = {
            reading.quantity(reading.required(variable, "slot")), static_cast<unsigned>(offset)};
    }
    if (reading.failed()) {
        return reading.error();
    }
    return code;
}

}  // namespace lanescope::test
