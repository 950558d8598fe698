// SPDX-License-Identifier: GPL-3.0-or-later
#include "node/json_rpc.h"

#include "formats/json_text.h"
#include "node/rpc_error.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <thread>

namespace lanescope::node {

using formats::JsonDocument;
using formats::JsonValue;

namespace {

constexpr std::string_view header_remedy =
    "give the key that the node wants with --header, or in LANESCOPE_RPC_HEADER";

bool is_temporary(long status)
{
    return status == 408 || status == 425 || status == 429 || status >= 500;
}

std::optional<std::uint64_t> number_in(JsonValue value)
{
    const std::string_view text = value.text();
    std::uint64_t number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    return problem == std::errc{} && end == text.data() + text.size() ? std::optional(number)
                                                                      : std::nullopt;
}

}  // namespace

/// One exchange: the calls that it asks, and what came of it.
struct JsonRpcClient::Exchange {
    const std::vector<RpcCall>& calls;
    std::span<const std::size_t> asked;  ///< indexes of calls
    std::map<std::uint64_t, std::size_t> by_id;

    std::vector<std::pair<std::size_t, RpcAnswer>> settled;
    std::optional<Error> failure;      ///< of calls that are not settled
    bool is_final = false;             ///< asking again would not help
    bool too_many = false;             ///< the batch must become smaller
    std::uint32_t fewer_attempts = 0;  ///< by which the patience is shorter for this failure
    std::optional<std::chrono::milliseconds> wait;  ///< what the node asked for

    [[nodiscard]] const std::string& method() const { return calls[asked.front()].method; }
    void fail(Error error, bool final)
    {
        if (!failure || (final && !is_final)) {
            failure = std::move(error);
            is_final = final;
        }
    }
};

JsonRpcClient::JsonRpcClient(NodeAddress address, HttpLimits limits, StopToken stop,
                             RpcPatience patience)
    : http_(std::move(address), std::move(limits), stop),
      patience_(patience),
      batch_size_(std::max<std::size_t>(patience.batch_size, 1))
{
}

Error JsonRpcClient::error(ErrorCode code, std::string_view method, const std::string& problem,
                           const std::string& remedy) const
{
    return {code, address().scrubbed(address().shown() + ": " + std::string(method) + ": " +
                                     problem + "; " + remedy)};
}

bool JsonRpcClient::wait(std::chrono::milliseconds duration) const
{
    constexpr std::chrono::milliseconds slice{20};
    const auto end = std::chrono::steady_clock::now() + duration;
    while (!stop().stop_requested()) {
        const auto left = end - std::chrono::steady_clock::now();
        if (left <= left.zero()) {
            return true;
        }
        std::this_thread::sleep_for(std::min<std::chrono::nanoseconds>(left, slice));
    }
    return false;
}

std::chrono::milliseconds JsonRpcClient::delay_before(std::uint32_t attempt)
{
    const auto full = std::min<std::chrono::milliseconds>(
        patience_.first_delay * (1u << std::min(attempt, 16u)), patience_.longest_delay);
    // Half of it by chance, so that many clients do not come back at once.
    std::uniform_int_distribution<std::int64_t> chance(full.count() / 2, full.count());
    return std::chrono::milliseconds(chance(jitter_));
}

Result<RpcAnswer> JsonRpcClient::call(const RpcCall& call, std::uint32_t attempts)
{
    auto answers = batch({call}, {}, attempts);
    if (!answers) {
        return answers.error();
    }
    return std::move(answers->front());
}

Result<std::vector<RpcAnswer>> JsonRpcClient::batch(const std::vector<RpcCall>& calls,
                                                    const std::function<void(std::size_t)>& settled,
                                                    std::uint32_t attempts)
{
    const std::uint32_t most_attempts = attempts != 0 ? attempts : patience_.attempts;
    std::vector<RpcAnswer> answers(calls.size());
    std::vector<std::size_t> pending(calls.size());
    for (std::size_t i = 0; i < pending.size(); ++i) {
        pending[i] = pending.size() - 1 - i;  // taken from the back
    }
    std::uint32_t attempt = 0;
    while (!pending.empty()) {
        const std::size_t count = std::min(batch_size_, pending.size());
        std::vector<std::size_t> asked(pending.end() - static_cast<std::ptrdiff_t>(count),
                                       pending.end());
        std::reverse(asked.begin(), asked.end());
        Exchange current{calls, asked, {}, {}, {}, false, false, 0, {}};
        exchange(current);

        pending.resize(pending.size() - count);
        std::set<std::size_t> left(asked.rbegin(), asked.rend());
        for (auto& [index, answer] : current.settled) {
            answers[index] = std::move(answer);
            left.erase(index);
        }
        pending.insert(pending.end(), left.rbegin(), left.rend());
        if (!current.settled.empty() && settled) {
            settled(calls.size() - pending.size());
        }
        if (!current.failure) {
            attempt = 0;
            continue;
        }
        if (current.is_final) {
            return *current.failure;
        }
        if (current.too_many && count > 1) {
            batch_size_ = count / 2;
            continue;
        }
        attempt = current.settled.empty() ? attempt + 1 : 1;
        if (attempt + current.fewer_attempts >= most_attempts) {
            return *current.failure;
        }
        ++retries_;
        if (!wait(current.wait.value_or(delay_before(attempt - 1)))) {
            return Error{ErrorCode::cancelled, "cancelled"};
        }
    }
    return answers;
}

void JsonRpcClient::exchange(Exchange& exchange)
{
    std::string body;
    for (const std::size_t index : exchange.asked) {
        const std::uint64_t id = next_id_++;
        exchange.by_id[id] = index;
        body += (body.empty() ? "" : ",") + std::string(R"({"jsonrpc":"2.0","id":)") +
                std::to_string(id) + R"(,"method":")" + exchange.calls[index].method +
                R"(","params":)" + exchange.calls[index].parameters + '}';
    }
    if (exchange.asked.size() > 1) {
        body = '[' + body + ']';
    }
    ++exchanges_;
    auto outcome = http_.post(body);
    if (const auto* problem = std::get_if<HttpProblem>(&outcome)) {
        judge_problem(exchange, *problem);
        return;
    }
    auto& answer = std::get<HttpAnswer>(outcome);
    if (answer.status != 200) {
        judge_status(exchange, answer);
        return;
    }
    read_body(exchange, std::move(answer));
}

void JsonRpcClient::judge_problem(Exchange& exchange, const HttpProblem& problem) const
{
    using Kind = HttpProblem::Kind;
    const auto fail = [&](ErrorCode code, const std::string& what, const std::string& remedy,
                          bool final) {
        exchange.fail(error(code, exchange.method(), what, remedy), final);
    };
    switch (problem.kind) {
    case Kind::cancelled:
        exchange.fail({ErrorCode::cancelled, "cancelled"}, true);
        return;
    case Kind::refused:
        exchange.fewer_attempts =
            patience_.attempts / 2;  // a wrong port must not cost half a minute
        return fail(ErrorCode::io, "no connection: " + problem.message,
                    "start the node, or correct host and port", false);
    case Kind::unknown_host:
        exchange.fewer_attempts = patience_.attempts / 2;
        return fail(ErrorCode::io, problem.message, "correct the host in the URL", false);
    case Kind::timed_out:
        exchange.fewer_attempts = patience_.attempts / 2;
        return fail(ErrorCode::io,
                    "no whole answer within " +
                        std::to_string(http_.limits().timeout.count() / 1000) +
                        " s: " + problem.message,
                    "give it longer with --timeout, or ask another node", false);
    case Kind::dropped:
        return fail(ErrorCode::io, "the connection was lost: " + problem.message,
                    "look into the node's log, or ask another node", false);
    case Kind::tls:
        return fail(ErrorCode::io, "no secure connection: " + problem.message,
                    "correct the URL (http:// for a node without TLS), or look into the node's log",
                    true);
    case Kind::bad_ca_file:
        return fail(ErrorCode::io, "no certificates to trust: " + problem.message,
                    "give a PEM file of certificates with --ca-file, or in SSL_CERT_FILE", true);
    case Kind::untrusted:
        return fail(ErrorCode::io, "the node's certificate is not trusted: " + problem.message,
                    "if you know who issued it, give the issuer's certificate, a PEM file, with "
                    "--ca-file, or in SSL_CERT_FILE",
                    true);
    case Kind::expired:
        return fail(ErrorCode::io, "the node's certificate is not valid today: " + problem.message,
                    "renew the node's certificate, or correct the clock of this machine", true);
    case Kind::other_host:
        return fail(ErrorCode::io, "the node's certificate is another host's: " + problem.message,
                    "write a host into the URL that the certificate names, or give the node a "
                    "certificate that names this one",
                    true);
    case Kind::too_large:
        return fail(ErrorCode::limit_exceeded, problem.message,
                    "record a smaller block, or ask another node", true);
    case Kind::other:
        return fail(ErrorCode::io, problem.message, "correct the URL, or ask another node", true);
    }
}

void JsonRpcClient::judge_status(Exchange& exchange, const HttpAnswer& answer) const
{
    const std::string excerpt =
        answer.body.empty() ? "" : ", " + formats::quoted_excerpt(text_of(answer.body), 200);
    const auto redirect = NodeAddress::from(answer.redirect);
    const std::string problem = "expected HTTP 200, found " + std::to_string(answer.status) +
                                (redirect ? " to " + redirect->shown() : "") + excerpt;
    if (answer.status == 413) {
        exchange.too_many = true;
    }
    if (answer.retry_after) {
        exchange.wait = std::chrono::duration_cast<std::chrono::milliseconds>(*answer.retry_after);
        if (*exchange.wait > patience_.longest_retry_after) {
            exchange.fail(
                error(ErrorCode::io, exchange.method(), problem,
                      "the node asks to wait " + std::to_string(answer.retry_after->count()) +
                          " s; come back then, or ask another node"),
                true);
            return;
        }
    }
    std::string remedy = "look into the node's log, or ask another node";
    if (answer.status == 401 || answer.status == 403) {
        remedy = header_remedy;
    } else if (answer.status == 404 || answer.status == 405) {
        remedy = "correct the path in the URL";
    } else if (answer.status == 429) {
        remedy = "the node limits how much may be asked: wait, or use another plan or node";
    } else if (answer.status >= 300 && answer.status < 400) {
        remedy = "the node redirects, which is not followed: give the final URL";
    }
    exchange.fail(
        error(ErrorCode::io, exchange.method(), problem, remedy),
        !is_temporary(answer.status) && !(exchange.too_many && exchange.asked.size() > 1));
}

void JsonRpcClient::read_body(Exchange& exchange, HttpAnswer answer) const
{
    const auto body = std::make_shared<const Bytes>(std::move(answer.body));
    auto parsed = JsonDocument::parse(*body, "the answer");
    if (!parsed) {
        exchange.fail(error(ErrorCode::malformed, exchange.method(),
                            "expected JSON: " + parsed.error().message + ", in " +
                                formats::quoted_excerpt(text_of(*body), 80),
                            "see whether the URL is that of a JSON-RPC node"),
                      parsed.error().code == ErrorCode::limit_exceeded);
        return;
    }
    const auto document = std::make_shared<const JsonDocument>(*std::move(parsed));
    const JsonValue root = document->root();
    if (!root.is_array()) {
        if (exchange.asked.size() == 1) {
            judge_item(exchange, exchange.asked.front(), {body, document, root});
            return;
        }
        // One object for a whole batch: the node refuses it.
        const JsonValue refusal = root.member("error");
        const RpcErrorMeaning meaning = meaning_of(refusal);
        exchange.too_many = true;
        exchange.fail(
            error(meaning.code, exchange.method(),
                  refusal.is_given() ? meaning.problem
                                     : "expected a list of answers, found " + root.excerpt(),
                  meaning.remedy),
            false);
        return;
    }
    for (const JsonValue item : root) {
        const auto id = number_in(item.member("id"));
        const auto found = id ? exchange.by_id.find(*id) : exchange.by_id.end();
        if (found != exchange.by_id.end()) {
            const std::size_t index = found->second;
            exchange.by_id.erase(found);
            judge_item(exchange, index, {body, document, item});
        }
    }
    if (!exchange.by_id.empty()) {
        const std::size_t index = exchange.by_id.begin()->second;
        exchange.fail(
            error(ErrorCode::malformed, exchange.calls[index].method,
                  "expected " + std::to_string(exchange.asked.size()) + " answers, of which " +
                      std::to_string(exchange.by_id.size()) + " did not come",
                  "ask another node"),
            false);
    }
}

void JsonRpcClient::judge_item(Exchange& exchange, std::size_t index, RpcAnswer answer) const
{
    const std::string& method = exchange.calls[index].method;
    const JsonValue item = answer.result;
    if (const JsonValue refusal = item.member("error"); refusal.is_given()) {
        const RpcErrorMeaning meaning = meaning_of(refusal);
        exchange.too_many = exchange.too_many || meaning.too_many;
        exchange.fail(error(meaning.code, method + exchange.calls[index].parameters,
                            meaning.problem, meaning.remedy),
                      !meaning.may_pass);
        return;
    }
    answer.result = item.member("result");
    if (answer.result.kind() == formats::JsonKind::absent) {
        exchange.fail(
            error(ErrorCode::malformed, method,
                  "expected an answer with \"result\" or \"error\", found " + item.excerpt(),
                  "see whether the URL is that of a JSON-RPC node"),
            false);
        return;
    }
    exchange.settled.emplace_back(index, std::move(answer));
}

}  // namespace lanescope::node
