// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/test_exclusions.h"

#include <algorithm>

namespace lanescope::app {

namespace {

/// Families of the folder Prague-EIP2537 that call precompiles by the draft's numbers. The draft had
/// nine of them at 0x0b…0x13, among them the separate multiplications 0x0c and 0x0f, and other gas;
/// the final EIP-2537 has seven at 0x0b…0x11. Families whose results are the same under both (g1_mul,
/// g1_not_on_curve, g2_not_on_curve, invalid_subgroup_for_pairing) are run.
constexpr std::string_view draft_eip2537_families[]{
    "extras_fp2_to_g2", "extras_fp_to_g1", "extras_g2_multiexp",   "fp2_to_g2",
    "fp_to_g1",         "g1_add",          "g1_multiexp",          "g2_add",
    "g2_mul",           "g2_multiexp",     "invalid_fp2_encoding", "invalid_fp_encoding",
    "pairing",
};

/// The name without its trailing "_<number>"; empty when it has none.
std::string_view family_of(std::string_view name)
{
    const auto last = name.find_last_of('_');
    if (last == std::string_view::npos || last + 1 == name.size()) {
        return {};
    }
    const std::string_view digits = name.substr(last + 1);
    const bool all_digits =
        std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
    return all_digits ? name.substr(0, last) : std::string_view{};
}

}  // namespace

std::optional<std::string> exclusion_of(std::string_view test_name, std::string_view fork_name)
{
    const std::string_view family = family_of(test_name);
    if (fork_name == "Prague" &&
        std::find(std::begin(draft_eip2537_families), std::end(draft_eip2537_families), family) !=
            std::end(draft_eip2537_families)) {
        return "filled in April 2024 for a draft of EIP-2537 with other addresses and gas, a "
               "Prague "
               "that mainnet never had";
    }
    return std::nullopt;
}

}  // namespace lanescope::app
