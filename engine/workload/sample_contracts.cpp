// SPDX-License-Identifier: GPL-3.0-or-later
#include "workload/sample_contracts.h"

#include "base/hex.h"

#include <cstdio>
#include <cstdlib>

namespace lanescope::workload {

Bytes creation_code(std::string_view contract)
{
    for (const SampleContract& sample : sample_contracts()) {
        if (sample.name == contract) {
            if (const auto code = bytes_from_hex(sample.creation_code)) {
                return *code;
            }
        }
    }
    std::fprintf(stderr, "lanescope: samples/contracts has no contract %.*s\n",
                 static_cast<int>(contract.size()), contract.data());
    std::abort();
}

}  // namespace lanescope::workload
