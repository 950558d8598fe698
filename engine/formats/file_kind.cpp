// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/file_kind.h"

#include "base/hex.h"
#include "formats/json.h"
#include "formats/json_text.h"

#include <optional>

namespace lanescope::formats {
namespace {

bool is_block(JsonValue json)
{
    return json.has("transactions") && json.has("parentHash");
}

bool is_accounts(JsonValue json)
{
    if (!json.is_object()) {
        return false;
    }
    for (const JsonValue member : json) {
        if (!member.is_object() || !fixed_from_hex<Address>(member.key())) {
            return false;
        }
    }
    return true;
}

/// One transaction's entry of prestateTracer's list.
bool is_trace(JsonValue json)
{
    return json.has("txHash") || json.member("result").is_object() ||
           (json.size() > 0 && is_accounts(json));
}

bool is_pre_state(JsonValue json)
{
    if (json.is_array()) {
        return json.size() == 0 || is_trace(*json.begin());
    }
    return is_accounts(json);
}

bool is_pair(JsonValue json)
{
    if (!json.is_array() || json.size() != 2) {
        return false;
    }
    auto item = json.begin();
    const JsonValue first = without_envelope(*item);
    const JsonValue second = without_envelope(*++item);
    return (is_block(first) && is_pre_state(second)) || (is_block(second) && is_pre_state(first));
}

std::optional<FileKind> kind_of(JsonValue json)
{
    if (is_pair(json)) {
        return FileKind::rpc_pair;
    }
    const JsonValue inner = without_envelope(json);
    if (inner.has("block") && inner.has("prestate")) {
        return FileKind::block_bundle;
    }
    if (is_block(inner)) {
        return FileKind::rpc_block;
    }
    if (is_pre_state(inner)) {
        return FileKind::rpc_pre_state;
    }
    if (json.is_object() && json.size() > 0) {
        for (const JsonValue test : json) {
            if (test.has("env") && test.has("pre") && test.has("post") && test.has("transaction")) {
                return FileKind::state_test;
            }
            if (test.has("genesisBlockHeader") && test.has("blocks")) {
                return FileKind::blockchain_test;
            }
        }
    }
    return std::nullopt;
}

}  // namespace

JsonValue without_envelope(JsonValue json) noexcept
{
    const bool is_envelope = json.has("result") && (json.has("jsonrpc") || json.has("id"));
    return is_envelope || (json.size() == 1 && json.has("result")) ? json.member("result") : json;
}

Result<FileKind> recognise(JsonValue json, const std::string& name)
{
    if (const auto kind = kind_of(json)) {
        return *kind;
    }
    if (const JsonValue error = json.member("error"); error.is_given()) {
        const JsonValue message = error.member("message");
        return Error{
            ErrorCode::malformed,
            name + ": the node answered with an error: " +
                (message.is_string() ? quoted_excerpt(message.text(), 200) : error.excerpt()) +
                "; ask it again, or ask another node"};
    }
    if (json.has("result") && !json.member("result").is_given()) {
        return Error{ErrorCode::malformed,
                     name +
                         ": the node answered null: it does not have this block; ask for another "
                         "number, or ask another node"};
    }
    return Error{ErrorCode::unsupported,
                 name +
                     ": expected a block bundle, a node's answer with a block or a pre-state, a "
                     "state test or a blockchain test, found " +
                     json.excerpt() + "; a bundle is an object with \"block\" and \"prestate\""};
}

Result<FileKind> recognise(ByteView json, const std::string& name)
{
    const auto document = JsonDocument::parse(json, name);
    return document ? recognise(document->root(), name) : document.error();
}

}  // namespace lanescope::formats
