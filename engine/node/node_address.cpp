// SPDX-License-Identifier: GPL-3.0-or-later
#include "node/node_address.h"

#include <algorithm>
#include <cctype>

namespace lanescope::node {

namespace {

/// Shorter ones are words like "v3" and "mainnet".
constexpr std::size_t least_secret = 12;
constexpr std::string_view hidden = "…";

std::string lower(std::string_view text)
{
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return result;
}

std::string_view trimmed(std::string_view text)
{
    const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
    while (!text.empty() && blank(text.front())) {
        text.remove_prefix(1);
    }
    while (!text.empty() && blank(text.back())) {
        text.remove_suffix(1);
    }
    return text;
}

bool has_control(std::string_view text)
{
    return std::any_of(text.begin(), text.end(),
                       [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

}  // namespace

Result<NodeAddress> NodeAddress::from(std::string_view url, std::vector<std::string> headers)
{
    // Messages do not repeat the URL: what cannot be read may still hold a key.
    const auto bad = [](const std::string& problem) {
        return Error{ErrorCode::malformed,
                     "the node's URL " + problem +
                         "; give one like http://127.0.0.1:8545 or https://node.example/v2/KEY"};
    };
    url = trimmed(url);
    const std::size_t scheme_end = url.find("://");
    if (url.empty()) {
        return bad("is empty");
    }
    if (has_control(url) || url.find(' ') != std::string_view::npos) {
        return bad("holds blanks or control characters");
    }
    const std::string scheme =
        scheme_end == std::string_view::npos ? "" : lower(url.substr(0, scheme_end));
    if (scheme != "http" && scheme != "https") {
        return bad(scheme.empty() ? "has no scheme"
                                  : "has the scheme '" + scheme.substr(0, 12) +
                                        "', and only http and https are understood");
    }
    NodeAddress address;
    address.url_ = url;
    std::string_view rest = url.substr(scheme_end + 3);
    const std::size_t authority_end = std::min(rest.find_first_of("/?#"), rest.size());
    std::string_view authority = rest.substr(0, authority_end);
    rest.remove_prefix(authority_end);
    address.shown_ = address.kept_ = scheme + "://";
    if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) {
        const std::string_view user = authority.substr(0, at);
        address.secrets_.emplace_back(user);
        if (const std::size_t colon = user.find(':'); colon != std::string_view::npos) {
            address.secrets_.emplace_back(user.substr(colon + 1));
        }
        address.shown_ += std::string(hidden) + "@";
        authority.remove_prefix(at + 1);
    }
    if (authority.empty() || authority.front() == ':') {
        return bad("names no host");
    }
    const std::string host = lower(authority.substr(0, authority.rfind(':')));
    address.is_loopback_ =
        host == "localhost" || host.starts_with("127.") || authority.starts_with("[::1]");
    address.shown_ += authority;
    address.kept_ += authority;

    const std::size_t path_end = std::min(rest.find_first_of("?#"), rest.size());
    std::string_view path = rest.substr(0, path_end);
    const std::string_view query = rest.substr(path_end);
    while (path.size() > 1) {
        path.remove_prefix(1);
        const std::size_t end = std::min(path.find('/'), path.size());
        const std::string_view segment = path.substr(0, end);
        const bool is_secret = segment.size() >= least_secret;
        if (is_secret) {
            address.secrets_.emplace_back(segment);
        }
        address.shown_ += '/' + std::string(is_secret ? hidden : segment);
        if (!is_secret) {
            address.kept_ += '/' + std::string(segment);
        }
        path.remove_prefix(end);
    }
    if (query.size() > 1) {
        address.secrets_.emplace_back(query.substr(1));
        address.shown_ += std::string(query.substr(0, 1)) + std::string(hidden);
    }

    for (std::string& header : headers) {
        const std::string_view text = trimmed(header);
        if (text.empty()) {
            continue;
        }
        const std::size_t colon = text.find(':');
        if (colon == std::string_view::npos || colon == 0 || has_control(text) ||
            text.substr(0, colon).find(' ') != std::string_view::npos) {
            return Error{ErrorCode::malformed,
                         "a header for the node is not of the form 'Name: value'; write it like "
                         "'Authorization: Bearer KEY'"};
        }
        const std::string_view value = trimmed(text.substr(colon + 1));
        address.secrets_.emplace_back(value);
        if (const std::size_t blank = value.rfind(' '); blank != std::string_view::npos) {
            address.secrets_.emplace_back(value.substr(blank + 1));
        }
        address.headers_.emplace_back(text);
    }
    std::erase_if(address.secrets_, [](const std::string& secret) { return secret.size() < 4; });
    // Longest first, so that no secret is cut in two by a part of it.
    std::sort(address.secrets_.begin(), address.secrets_.end(),
              [](const auto& a, const auto& b) { return a.size() > b.size(); });
    return address;
}

std::string NodeAddress::scrubbed(std::string text) const
{
    for (const std::string& secret : secrets_) {
        for (std::size_t at = text.find(secret); at != std::string::npos;
             at = text.find(secret, at + hidden.size())) {
            text.replace(at, secret.size(), hidden);
        }
    }
    return text;
}

}  // namespace lanescope::node
