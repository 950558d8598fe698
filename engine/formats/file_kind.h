// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytes.h"
#include "base/result.h"

#include <string>

namespace lanescope::formats {

class JsonValue;

/// What a file turned out to be, told from its content.
enum class FileKind {
    block_bundle,     ///< block and pre-state in one object
    rpc_pair,         ///< a list of a block answer and a pre-state answer, in either order
    rpc_block,        ///< a node's answer with a block
    rpc_pre_state,    ///< accounts, or prestateTracer's list
    state_test,       ///< GeneralStateTests
    blockchain_test,  ///< BlockchainTests
};

/// Error: names `name` and what the text holds, when it is none of these.
[[nodiscard]] Result<FileKind> recognise(ByteView json, const std::string& name);
[[nodiscard]] Result<FileKind> recognise(JsonValue json, const std::string& name);

/// What is inside a JSON-RPC envelope with a result; anything else is given back.
[[nodiscard]] JsonValue without_envelope(JsonValue json) noexcept;

}  // namespace lanescope::formats
