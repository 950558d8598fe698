// SPDX-License-Identifier: GPL-3.0-or-later
#include "node/rpc_error.h"

#include "formats/json_text.h"

#include <algorithm>
#include <cctype>
#include <initializer_list>
#include <string_view>

namespace lanescope::node {

namespace {

bool says_any(const std::string& words, std::initializer_list<std::string_view> phrases)
{
    return std::any_of(phrases.begin(), phrases.end(), [&](std::string_view phrase) {
        return words.find(phrase) != std::string::npos;
    });
}

}  // namespace

RpcErrorMeaning meaning_of(formats::JsonValue error)
{
    const formats::JsonValue message = error.member("message");
    const std::string code(error.member("code").text());
    std::string words(message.is_string() ? message.text() : error.text());
    RpcErrorMeaning meaning;
    meaning.problem = "the node answered with error " + (code.empty() ? "" : code + ", ") +
                      formats::quoted_excerpt(words, 200);
    std::transform(words.begin(), words.end(), words.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });

    // The codes of JSON-RPC 2.0 and of EIP-1474.
    if (says_any(words, {"batch"}) &&
        says_any(words, {"too large", "limit", "too many", "exceed"})) {
        meaning.too_many = true;
        meaning.may_pass = true;
        meaning.remedy = "ask a node that takes JSON-RPC batches";
    } else if (code == "-32005" || code == "429" ||
               says_any(words, {"rate limit", "too many requests", "request limit", "throttl"})) {
        meaning.may_pass = true;
        meaning.code = ErrorCode::io;
        meaning.remedy = "the node limits how much may be asked: wait, or use another plan or node";
    } else if (says_any(words, {"missing trie node", "pruned", "state is not available",
                                "state not available", "historical state", "state unavailable",
                                "no state available", "old data not available",
                                "distance to target block exceeds"})) {
        meaning.code = ErrorCode::state_unavailable;
        meaning.remedy =
            "the node no longer has the state of that block: ask an archive node, or record a "
            "recent "
            "block (most nodes keep 128)";
    } else if (code == "-32601" || code == "-32004" ||
               says_any(words, {"method not found", "not supported", "does not exist/is not",
                                "unknown method", "not available", "unsupported method",
                                "not whitelisted"})) {
        meaning.remedy =
            "the node does not offer this method: switch its API on, or ask another node";
    } else if (says_any(words, {"header not found", "block not found", "unknown block",
                                "outofrange", "out of range", "could not find block"})) {
        meaning.code = ErrorCode::state_unavailable;
        meaning.may_pass = true;  // behind one address may stand several nodes, some of them late
        meaning.remedy = "the node does not have that block: ask for another, or ask another node";
    } else if (code == "-32603" || says_any(words, {"timeout", "timed out", "temporar", "try again",
                                                    "overloaded", "internal error"})) {
        meaning.may_pass = true;
        meaning.code = ErrorCode::io;
        meaning.remedy = "look into the node's log, or ask another node";
    } else {
        meaning.remedy = "look into the node's log, or ask another node";
    }
    return meaning;
}

}  // namespace lanescope::node
