// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/fault_proxy.h"

#include <QSslConfiguration>
#include <QSslSocket>
#include <QTcpServer>

#include <utility>

namespace lanescope::test {

namespace {

constexpr int poll_milliseconds = 10;
constexpr int node_milliseconds = 60'000;

/// What stands after `name` in a head of HTTP, in lower case.
QByteArray field(const QByteArray& head, const QByteArray& name)
{
    const QByteArray lower = head.toLower();
    const qsizetype at = lower.indexOf("\r\n" + name + ":");
    if (at < 0) {
        return {};
    }
    const qsizetype begin = at + 3 + name.size();
    return lower.mid(begin, lower.indexOf("\r\n", begin) - begin).trimmed();
}

QByteArray whole_answer(int status, const QByteArray& headers, const QByteArray& body)
{
    return "HTTP/1.1 " + QByteArray::number(status) +
           " Status\r\nContent-Type: application/json\r\n" + headers +
           "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body;
}

/// Greets its clients by TLS, without an event loop: a socket shakes hands when it is waited for.
class TlsServer final : public QTcpServer {
public:
    explicit TlsServer(const TlsIdentity& identity)
    {
        configuration_.setLocalCertificate(identity.certificate);
        configuration_.setPrivateKey(identity.key);
        configuration_.setPeerVerifyMode(QSslSocket::VerifyNone);
    }

protected:
    void incomingConnection(qintptr descriptor) override
    {
        auto* const socket = new QSslSocket(this);
        socket->setSslConfiguration(configuration_);
        socket->setSocketDescriptor(descriptor);
        socket->startServerEncryption();
        addPendingConnection(socket);
    }

private:
    QSslConfiguration configuration_;
};

}  // namespace

FaultProxy::FaultProxy(quint16 node_port, std::optional<TlsIdentity> identity)
    : node_port_(node_port), identity_(std::move(identity))
{
    std::promise<quint16> port;
    auto listening = port.get_future();
    thread_ =
        std::thread([this, promise = std::move(port)]() mutable { serve(std::move(promise)); });
    port_ = listening.get();
}

FaultProxy::~FaultProxy()
{
    stopping_ = true;
    thread_.join();
}

void FaultProxy::play(Script script)
{
    const std::lock_guard lock(mutex_);
    script_ = std::move(script);
    requests_ = 0;
}

QByteArray FaultProxy::last_headers() const
{
    const std::lock_guard lock(mutex_);
    return last_headers_;
}

void FaultProxy::serve(std::promise<quint16> port)
{
    const std::unique_ptr<QTcpServer> server =
        identity_ ? std::make_unique<TlsServer>(*identity_) : std::make_unique<QTcpServer>();
    port.set_value(server->listen(QHostAddress::LocalHost, 0) ? server->serverPort() : quint16{0});
    while (!stopping_) {
        if (server->waitForNewConnection(poll_milliseconds)) {
            const std::unique_ptr<QTcpSocket> client(server->nextPendingConnection());
            handle(*client);
        }
    }
}

void FaultProxy::handle(QTcpSocket& client)
{
    QByteArray received;
    while (!stopping_ && client.state() == QAbstractSocket::ConnectedState) {
        client.waitForReadyRead(poll_milliseconds);
        if (!client.isOpen()) {
            return;  // who does not trust the identity shakes no hands
        }
        received += client.readAll();
        const qsizetype head_end = received.indexOf("\r\n\r\n");
        if (head_end < 0) {
            continue;
        }
        const QByteArray head = received.left(head_end + 2);
        const qsizetype length = field(head, "content-length").toLongLong();
        if (received.size() < head_end + 4 + length) {
            continue;
        }
        const QByteArray request = received.mid(head_end + 4, length);
        received.remove(0, head_end + 4 + length);
        Reaction reaction;
        {
            const std::lock_guard lock(mutex_);
            last_headers_ = head;
            if (script_) {
                reaction = script_(request, requests_);
            }
            ++requests_;
        }
        if (!react(client, reaction, request)) {
            client.abort();
        }
    }
}

bool FaultProxy::react(QTcpSocket& client, const Reaction& reaction, const QByteArray& request)
{
    const auto gone = [&] {
        return stopping_ || client.state() != QAbstractSocket::ConnectedState;
    };
    const auto send = [&](const QByteArray& bytes) {
        client.write(bytes);
        while (client.bytesToWrite() > 0 && !gone()) {
            client.waitForBytesWritten(poll_milliseconds);
        }
    };
    using Kind = Reaction::Kind;
    switch (reaction.kind) {
    case Kind::drop:
        return false;
    case Kind::answer:
        send(whole_answer(reaction.status, reaction.headers, reaction.body));
        return true;
    case Kind::silence:
        while (!gone()) {
            client.waitForReadyRead(poll_milliseconds);
        }
        return false;
    case Kind::flood:
        send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n");
        while (!gone()) {
            send(QByteArray(1 << 16, ' '));
        }
        return false;
    case Kind::pass:
    case Kind::cut:
    case Kind::drip:
        break;
    }
    QByteArray body = ask_node(request);
    if (reaction.change) {
        body = reaction.change(body);
    }
    const QByteArray answer = whole_answer(reaction.status, reaction.headers, body);
    if (reaction.kind == Kind::pass) {
        send(answer);
        return true;
    }
    if (reaction.kind == Kind::cut) {
        send(answer.left(answer.size() - body.size() / 2 - 1));
        return false;
    }
    for (qsizetype i = 0; i < answer.size() && !gone(); ++i) {
        send(answer.mid(i, 1));
        client.waitForReadyRead(poll_milliseconds);
    }
    return !gone();
}

QByteArray FaultProxy::ask_node(const QByteArray& request) const
{
    QTcpSocket node;
    node.connectToHost(QHostAddress::LocalHost, node_port_);
    if (!node.waitForConnected(node_milliseconds)) {
        return {};
    }
    // HTTP/1.0: the answer ends with the connection, and comes in one piece.
    node.write(
        "POST / HTTP/1.0\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        "Content-Length: " +
        QByteArray::number(request.size()) + "\r\n\r\n" + request);
    QByteArray answer;
    while (node.state() == QAbstractSocket::ConnectedState && !stopping_) {
        node.waitForReadyRead(poll_milliseconds);
        answer += node.readAll();
    }
    answer += node.readAll();
    return answer.mid(answer.indexOf("\r\n\r\n") + 4);
}

}  // namespace lanescope::test
