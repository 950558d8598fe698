// SPDX-License-Identifier: GPL-3.0-or-later
#include "node/http_client.h"

#include <curl/curl.h>
#include <openssl/x509_vfy.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <new>
#include <system_error>

namespace lanescope::node {

namespace {

/// How long a transfer that stands still keeps a stop waiting.
constexpr int poll_milliseconds = 50;

/// The body of one answer on its way in, up to a ceiling.
struct Incoming {
    Bytes body;
    std::uint64_t most = 0;
    bool too_large = false;
};

std::size_t take_body(char* bytes, std::size_t, std::size_t count, void* user)
{
    auto& incoming = *static_cast<Incoming*>(user);
    if (count > incoming.most - incoming.body.size()) {
        incoming.too_large = true;
        return 0;  // libcurl ends the transfer
    }
    try {
        incoming.body.insert(incoming.body.end(), bytes, bytes + count);
    } catch (const std::bad_alloc&) {
        incoming.too_large = true;
        return 0;
    }
    return count;
}

/// Why a server's certificate was refused. `verified`: what OpenSSL says, an X509_V_ERR.
HttpProblem::Kind kind_of_certificate(long verified)
{
    switch (verified) {
    case X509_V_OK:
    case X509_V_ERR_UNSPECIFIED:  // OpenSSL was content; it is libcurl that compares the names
        return HttpProblem::Kind::other_host;
    case X509_V_ERR_CERT_HAS_EXPIRED:
    case X509_V_ERR_CERT_NOT_YET_VALID:
        return HttpProblem::Kind::expired;
    default:
        return HttpProblem::Kind::untrusted;
    }
}

HttpProblem::Kind kind_of(CURLcode code, long verified)
{
    switch (code) {
    case CURLE_COULDNT_CONNECT:
        return HttpProblem::Kind::refused;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
        return HttpProblem::Kind::unknown_host;
    case CURLE_OPERATION_TIMEDOUT:
        return HttpProblem::Kind::timed_out;
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_BAD_CONTENT_ENCODING:
        return HttpProblem::Kind::dropped;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_ENGINE_NOTFOUND:
    case CURLE_SSL_INVALIDCERTSTATUS:
        return HttpProblem::Kind::tls;
    case CURLE_SSL_CACERT_BADFILE:
        return HttpProblem::Kind::bad_ca_file;
    case CURLE_PEER_FAILED_VERIFICATION:
        return kind_of_certificate(verified);
    default:
        return HttpProblem::Kind::other;
    }
}

/// What keeps a file from being one of certificates, of which libcurl says only that it is none.
std::string ca_file_problem(const std::string& path)
{
    std::FILE* const file = std::fopen(path.c_str(), "rb");
    // A folder can be opened, but not read.
    const bool is_read = file != nullptr && (std::fgetc(file) != EOF || std::ferror(file) == 0);
    const int error = errno;
    if (file != nullptr) {
        std::fclose(file);
    }
    return path + ": " +
           (is_read ? "holds no certificate in PEM" : std::generic_category().message(error));
}

}  // namespace

struct HttpClient::Handles {
    Handles()
    {
        // Once in a program, and thread-safe as the start of a static.
        static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
        multi = started == CURLE_OK ? curl_multi_init() : nullptr;
        easy = multi != nullptr ? curl_easy_init() : nullptr;
        if (easy == nullptr) {
            throw std::bad_alloc();
        }
    }
    ~Handles()
    {
        curl_easy_cleanup(easy);
        curl_multi_cleanup(multi);
        curl_slist_free_all(headers);
    }
    Handles(const Handles&) = delete;
    Handles& operator=(const Handles&) = delete;

    /// Drives the transfer to its end. `CURLE_ABORTED_BY_CALLBACK` where a stop came first.
    CURLcode perform(StopToken stop) const
    {
        CURLcode result = CURLE_OK;
        if (curl_multi_add_handle(multi, easy) != CURLM_OK) {
            return CURLE_FAILED_INIT;
        }
        for (int running = 1; running != 0;) {
            if (stop.stop_requested()) {
                result = CURLE_ABORTED_BY_CALLBACK;
                break;
            }
            if (curl_multi_perform(multi, &running) != CURLM_OK ||
                (running != 0 &&
                 curl_multi_poll(multi, nullptr, 0, poll_milliseconds, nullptr) != CURLM_OK)) {
                result = CURLE_FAILED_INIT;
                break;
            }
        }
        int left = 0;
        while (const CURLMsg* message = curl_multi_info_read(multi, &left)) {
            if (message->msg == CURLMSG_DONE && result == CURLE_OK) {
                result = message->data.result;
            }
        }
        curl_multi_remove_handle(multi, easy);
        return result;
    }

    CURLM* multi = nullptr;
    CURL* easy = nullptr;
    curl_slist* headers = nullptr;
    std::array<char, CURL_ERROR_SIZE> error{};
};

HttpClient::HttpClient(NodeAddress address, HttpLimits limits, StopToken stop)
    : address_(std::move(address)),
      limits_(std::move(limits)),
      stop_(stop),
      handles_(std::make_unique<Handles>())
{
    CURL* easy = handles_->easy;
    curl_easy_setopt(easy, CURLOPT_URL, address_.url().c_str());
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    // A redirection would carry the headers' secrets to somebody else.
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "");
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "lanescope");
    curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, handles_->error.data());
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(limits_.timeout.count()));
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS,
                     static_cast<long>(std::min(limits_.connect_timeout, limits_.timeout).count()));
    if (!limits_.ca_file.empty()) {
        curl_easy_setopt(easy, CURLOPT_CAINFO, limits_.ca_file.c_str());
    }
    if (address_.is_loopback()) {
        curl_easy_setopt(easy, CURLOPT_NOPROXY, "*");
    }
    // An answer of 100 first would cost a round trip.
    for (const char* header : {"Content-Type: application/json", "Expect:"}) {
        handles_->headers = curl_slist_append(handles_->headers, header);
    }
    for (const std::string& header : address_.headers()) {
        handles_->headers = curl_slist_append(handles_->headers, header.c_str());
    }
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, handles_->headers);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &take_body);
}

HttpClient::~HttpClient() = default;

std::variant<HttpAnswer, HttpProblem> HttpClient::post(std::string_view json)
{
    CURL* easy = handles_->easy;
    Incoming incoming;
    incoming.most = limits_.max_answer_bytes;
    handles_->error[0] = '\0';
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(json.size()));
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, json.data());
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, &incoming);
    const CURLcode code = handles_->perform(stop_);

    long connected = 0;
    curl_easy_getinfo(easy, CURLINFO_NUM_CONNECTS, &connected);
    connections_ += static_cast<std::uint64_t>(connected);
    bytes_received_ += incoming.body.size();
    if (code == CURLE_ABORTED_BY_CALLBACK) {
        return HttpProblem{HttpProblem::Kind::cancelled, "cancelled"};
    }
    if (incoming.too_large) {
        return HttpProblem{
            HttpProblem::Kind::too_large,
            "the answer passes " + std::to_string(limits_.max_answer_bytes) + " bytes"};
    }
    if (code != CURLE_OK) {
        long verified = X509_V_OK;
        curl_easy_getinfo(easy, CURLINFO_SSL_VERIFYRESULT, &verified);
        const HttpProblem::Kind kind = kind_of(code, verified);
        if (kind == HttpProblem::Kind::bad_ca_file && !limits_.ca_file.empty()) {
            return HttpProblem{kind, ca_file_problem(limits_.ca_file)};
        }
        const char* text = handles_->error.data();
        return HttpProblem{kind, *text != '\0' ? text : curl_easy_strerror(code)};
    }
    HttpAnswer answer;
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &answer.status);
    curl_off_t seconds = 0;
    if (curl_easy_getinfo(easy, CURLINFO_RETRY_AFTER, &seconds) == CURLE_OK && seconds > 0) {
        answer.retry_after = std::chrono::seconds(seconds);
    }
    const char* redirect = nullptr;
    curl_easy_getinfo(easy, CURLINFO_REDIRECT_URL, &redirect);
    answer.redirect = redirect != nullptr ? redirect : "";
    answer.body = std::move(incoming.body);
    return answer;
}

}  // namespace lanescope::node
