// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytes.h"
#include "base/stop_token.h"
#include "node/node_address.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace lanescope::node {

/// What a server sent back, whatever its status says.
struct HttpAnswer {
    long status = 0;
    Bytes body;
    std::optional<std::chrono::seconds> retry_after;  ///< of the header Retry-After
    std::string redirect;  ///< where the server would have had us go, which is not followed
};

/// Why nothing whole came back.
struct HttpProblem {
    enum class Kind : std::uint8_t {
        refused,       ///< nobody listens there
        unknown_host,  ///< no such name
        timed_out,
        dropped,      ///< the connection ended in the middle
        tls,          ///< no secure connection
        bad_ca_file,  ///< the certificates to trust cannot be read
        untrusted,    ///< the server's certificate comes from nobody who is trusted
        expired,      ///< the server's certificate is no longer valid, or not yet
        other_host,   ///< the server's certificate does not name the host of the URL
        too_large,    ///< the answer passes the ceiling
        cancelled,
        other,
    };
    Kind kind = Kind::other;
    std::string message;  ///< in the words of libcurl, or ours
};

struct HttpLimits {
    std::chrono::milliseconds timeout{120'000};  ///< of one exchange, from connecting to the end
    std::chrono::milliseconds connect_timeout{10'000};
    std::uint64_t max_answer_bytes = 1ull << 30;  ///< after decompression
    /// Of certificates to trust, PEM; empty: the system's. Where libcurl has a folder of the system's too,
    /// as Debian's has, those stay trusted.
    std::string ca_file;
};

/// Posts JSON to one server and keeps its connection between requests. One thread at a time; the stop
/// may come from any, and is heeded within a tenth of a second.
class HttpClient {
public:
    HttpClient(NodeAddress address, HttpLimits limits, StopToken stop);
    ~HttpClient();
    HttpClient(const HttpClient&) = delete;
    HttpClient& operator=(const HttpClient&) = delete;

    [[nodiscard]] std::variant<HttpAnswer, HttpProblem> post(std::string_view json);

    [[nodiscard]] const NodeAddress& address() const noexcept { return address_; }
    [[nodiscard]] const HttpLimits& limits() const noexcept { return limits_; }
    [[nodiscard]] StopToken stop() const noexcept { return stop_; }
    /// Connections opened so far: 1 as long as the server keeps the first one.
    [[nodiscard]] std::uint64_t connections() const noexcept { return connections_; }
    [[nodiscard]] std::uint64_t bytes_received() const noexcept { return bytes_received_; }

private:
    struct Handles;
    NodeAddress address_;
    HttpLimits limits_;
    StopToken stop_;
    std::unique_ptr<Handles> handles_;
    std::uint64_t connections_ = 0;
    std::uint64_t bytes_received_ = 0;
};

}  // namespace lanescope::node
