// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace lanescope::node {

/// Where a node is, and what must not be shown of that: providers put keys into paths and queries.
class NodeAddress {
public:
    /// From a URL of http or https. `headers` are sent with each request, like
    /// "Authorization: Bearer …"; their values are secrets too.
    [[nodiscard]] static Result<NodeAddress> from(std::string_view url,
                                                  std::vector<std::string> headers = {});

    [[nodiscard]] const std::string& url() const noexcept { return url_; }
    [[nodiscard]] const std::vector<std::string>& headers() const noexcept { return headers_; }
    /// The URL for people, with `…` in place of passwords, queries and long path segments.
    [[nodiscard]] const std::string& shown() const noexcept { return shown_; }
    /// The URL as far as it may be kept: user, query and long path segments are gone.
    [[nodiscard]] const std::string& without_secrets() const noexcept { return kept_; }
    [[nodiscard]] bool is_loopback() const noexcept { return is_loopback_; }

    /// `text` with `…` wherever it repeats a secret.
    [[nodiscard]] std::string scrubbed(std::string text) const;

private:
    std::string url_;
    std::vector<std::string> headers_;
    std::string shown_;
    std::string kept_;
    std::vector<std::string> secrets_;
    bool is_loopback_ = false;
};

}  // namespace lanescope::node
