// SPDX-License-Identifier: GPL-3.0-or-later
// Any text as a GeneralStateTests file.
#include "formats/state_test.h"
#include "fuzz.h"

using namespace lanescope;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto tests = formats::read_state_tests({data, size}, "f");
    fuzz::require_named_error(tests, "f");
    if (!tests) {
        return 0;
    }
    for (const formats::StateTest& test : *tests) {
        fuzz::require(test.access_lists.empty() || test.access_lists.size() == test.data.size(),
                      "access lists go by data index");
        for (const formats::StateTestExpectation& expectation : test.expectations) {
            fuzz::require(expectation.data_index < test.data.size() &&
                              expectation.gas_index < test.gas_limits.size() &&
                              expectation.value_index < test.values.size(),
                          "an expectation's indices are in range");
        }
    }
    return 0;
}
