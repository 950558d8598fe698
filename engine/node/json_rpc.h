// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "formats/json.h"
#include "node/http_client.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace lanescope::node {

/// One question to a node.
struct RpcCall {
    std::string method;
    std::string parameters;  ///< a JSON list, like `["0x1",true]`
};

/// What a node answered to one call.
struct RpcAnswer {
    /// The text that holds it; of a call that went alone, its envelope.
    std::shared_ptr<const Bytes> body;
    std::shared_ptr<const formats::JsonDocument> document;
    formats::JsonValue result;  ///< valid as long as `document`; may be null
};

/// How often, and how fast, a question is put again.
struct RpcPatience {
    std::uint32_t attempts = 6;  ///< without any progress between them
    std::chrono::milliseconds first_delay{250};
    std::chrono::milliseconds longest_delay{8'000};
    std::chrono::milliseconds longest_retry_after{60'000};  ///< what a node may ask for
    std::size_t batch_size = 100;                           ///< to begin with
};

/// Asks a node by JSON-RPC 2.0 over HTTP(S). What may pass is asked again, with growing, jittered delays:
/// time-outs, lost connections, HTTP 429 (as long as Retry-After says) and 5xx, text that is not JSON,
/// answers missing from a batch. A node that refuses a batch for its size gets smaller ones. Every Error
/// names the URL without its secrets, the method, what was expected and what to do. One thread at a time.
class JsonRpcClient {
public:
    JsonRpcClient(NodeAddress address, HttpLimits limits, StopToken stop,
                  RpcPatience patience = {});

    /// `attempts`: instead of the client's patience; 0: that.
    [[nodiscard]] Result<RpcAnswer> call(const RpcCall& call, std::uint32_t attempts = 0);
    /// Answers in the order of the calls; the first call that fails fails all. `settled` is told how many
    /// are answered, after each exchange.
    [[nodiscard]] Result<std::vector<RpcAnswer>> batch(
        const std::vector<RpcCall>& calls, const std::function<void(std::size_t)>& settled = {},
        std::uint32_t attempts = 0);

    /// An Error about an answer that is not what it must be, in this client's form.
    [[nodiscard]] Error error(ErrorCode code, std::string_view method, const std::string& problem,
                              const std::string& remedy) const;

    [[nodiscard]] const NodeAddress& address() const noexcept { return http_.address(); }
    [[nodiscard]] StopToken stop() const noexcept { return http_.stop(); }
    [[nodiscard]] std::uint64_t exchanges() const noexcept { return exchanges_; }
    [[nodiscard]] std::uint64_t retries() const noexcept { return retries_; }
    [[nodiscard]] std::uint64_t connections() const noexcept { return http_.connections(); }
    [[nodiscard]] std::uint64_t bytes_received() const noexcept { return http_.bytes_received(); }

    /// Waits as long, or until a stop. False after a stop.
    [[nodiscard]] bool wait(std::chrono::milliseconds duration) const;

private:
    struct Exchange;
    /// Puts the pending calls of one exchange, and sorts what came.
    void exchange(Exchange& exchange);
    void read_body(Exchange& exchange, HttpAnswer answer) const;
    void judge_status(Exchange& exchange, const HttpAnswer& answer) const;
    void judge_problem(Exchange& exchange, const HttpProblem& problem) const;
    void judge_item(Exchange& exchange, std::size_t index, RpcAnswer answer) const;
    [[nodiscard]] std::chrono::milliseconds delay_before(std::uint32_t attempt);

    HttpClient http_;
    RpcPatience patience_;
    std::size_t batch_size_;
    std::uint64_t next_id_ = 1;
    std::uint64_t exchanges_ = 0;
    std::uint64_t retries_ = 0;
    std::minstd_rand jitter_{std::random_device{}()};
};

}  // namespace lanescope::node
