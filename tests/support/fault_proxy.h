// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "support/certificates.h"

#include <QByteArray>
#include <QJsonDocument>
#include <QString>
#include <QTcpSocket>

#include <atomic>
#include <functional>
#include <future>
#include <mutex>
#include <optional>
#include <thread>

namespace lanescope::test {

/// What the proxy does with one request.
struct Reaction {
    enum class Kind {
        pass,     ///< the node's answer, changed by `change`
        drop,     ///< ends the connection without a word
        cut,      ///< the node's answer, ended in the middle
        silence,  ///< nothing, until the client gives up
        drip,     ///< the node's answer, a byte each hundredth of a second
        answer,   ///< `status`, `headers` and `body`, without asking the node
        flood,    ///< white space without end
    };
    Kind kind = Kind::pass;
    int status = 200;
    QByteArray headers{};  ///< whole lines, each with its "\r\n"
    QByteArray body{};
    std::function<QByteArray(const QByteArray&)> change{};

    [[nodiscard]] static Reaction http(int status, const QByteArray& body = {},
                                       const QByteArray& headers = {})
    {
        return {Kind::answer, status, headers, body, {}};
    }
    [[nodiscard]] static Reaction changed(std::function<QByteArray(const QByteArray&)> change)
    {
        return {Kind::pass, 200, {}, {}, std::move(change)};
    }
};

/// An HTTP proxy on a free loopback port, before a real node, that breaks what it is told to; of HTTPS, if it
/// gets an identity to show. On a thread of its own; one client at a time.
class FaultProxy {
public:
    /// Decides by the request's body, and how many requests came before it.
    using Script = std::function<Reaction(const QByteArray& request, int index)>;

    explicit FaultProxy(quint16 node_port, std::optional<TlsIdentity> identity = {});
    ~FaultProxy();
    FaultProxy(const FaultProxy&) = delete;
    FaultProxy& operator=(const FaultProxy&) = delete;

    /// From here on; counts requests anew.
    void play(Script script);
    [[nodiscard]] int requests() const { return requests_.load(); }
    /// Headers of the last request, as they came.
    [[nodiscard]] QByteArray last_headers() const;
    [[nodiscard]] quint16 port() const { return port_; }
    [[nodiscard]] QString url() const
    {
        return QStringLiteral("%1://127.0.0.1:%2").arg(identity_ ? "https" : "http").arg(port_);
    }

private:
    void serve(std::promise<quint16> port);
    void handle(QTcpSocket& client);
    /// False: the connection has to end.
    bool react(QTcpSocket& client, const Reaction& reaction, const QByteArray& request);
    [[nodiscard]] QByteArray ask_node(const QByteArray& request) const;

    quint16 node_port_;
    std::optional<TlsIdentity> identity_;
    quint16 port_ = 0;
    mutable std::mutex mutex_;
    Script script_;
    QByteArray last_headers_;
    std::atomic<int> requests_{0};
    std::atomic<bool> stopping_{false};
    std::thread thread_;
};

}  // namespace lanescope::test
