// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "formats/json.h"

#include <cstdint>
#include <string>

namespace lanescope::node {

/// What an error that a node answers means for the one who asked.
struct RpcErrorMeaning {
    ErrorCode code = ErrorCode::unsupported;
    bool may_pass = false;  ///< asking again later may help
    bool too_many = false;  ///< a batch of this size will never be taken
    std::string problem;    ///< with the node's own words
    std::string remedy;
};

/// Reads the member `error` of an answer. Nodes agree on few codes (EIP-1474), so their words count too.
[[nodiscard]] RpcErrorMeaning meaning_of(formats::JsonValue error);

}  // namespace lanescope::node
