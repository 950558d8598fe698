// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/anvil_node.h"

#include "base/hex.h"
#include "formats/file_bytes.h"

#include <QEventLoop>
#include <QJsonDocument>
#include <QNetworkReply>
#include <QTcpServer>

#include <sys/prctl.h>
#include <csignal>

namespace lanescope::test {

namespace {

constexpr int start_attempts = 3;  // somebody else may take the port that was free
constexpr int start_polls = 1500;
constexpr int poll_milliseconds = 20;
constexpr int answer_milliseconds = 60'000;

quint16 free_port()
{
    QTcpServer server;
    return server.listen(QHostAddress::LocalHost, 0) ? server.serverPort() : quint16{0};
}

}  // namespace

AnvilNode::AnvilNode(const QString& program, const QString& hardfork)
{
    process_.setProcessChannelMode(QProcess::MergedChannels);
    process_.setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGKILL); });
    for (int attempt = 0; attempt < start_attempts; ++attempt) {
        error_ = start(program, hardfork);
        if (error_.isEmpty()) {
            return;
        }
    }
}

AnvilNode::~AnvilNode()
{
    process_.kill();
    process_.waitForFinished();
}

QString AnvilNode::start(const QString& program, const QString& hardfork)
{
    port_ = free_port();
    process_.start(
        program, {"--host", "127.0.0.1", "--port", QString::number(port_), "--no-mining", "--order",
                  "fifo", "--gas-limit", "200000000", "--hardfork", hardfork, "--silent"});
    if (!process_.waitForStarted()) {
        return program + ": " + process_.errorString();
    }
    for (int poll = 0; poll < start_polls; ++poll) {
        if (process_.waitForFinished(poll_milliseconds)) {
            return program + " ended: " + QString::fromUtf8(process_.readAll());
        }
        if (!post(R"({"jsonrpc":"2.0","id":1,"method":"eth_chainId","params":[]})").isEmpty()) {
            return {};
        }
    }
    process_.kill();
    process_.waitForFinished();
    return program + " does not answer";
}

QByteArray AnvilNode::post(const QByteArray& request)
{
    QNetworkRequest head(QUrl(QStringLiteral("http://127.0.0.1:%1").arg(port_)));
    head.setHeader(QNetworkRequest::ContentTypeHeader, "application/json");
    head.setTransferTimeout(answer_milliseconds);
    QNetworkReply* reply = network_.post(head, request);
    QEventLoop loop;
    QObject::connect(reply, &QNetworkReply::finished, &loop, &QEventLoop::quit);
    loop.exec();
    const QByteArray answer = reply->readAll();
    reply->deleteLater();
    return answer;
}

QJsonValue AnvilNode::call(const QString& method, const QJsonArray& parameters)
{
    if (!error_.isEmpty()) {
        return QJsonValue::Undefined;
    }
    const QJsonObject request{
        {"jsonrpc", "2.0"}, {"id", 1}, {"method", method}, {"params", parameters}};
    const QByteArray answer = post(QJsonDocument(request).toJson(QJsonDocument::Compact));
    const QJsonObject envelope = QJsonDocument::fromJson(answer).object();
    if (!envelope.contains("result")) {
        error_ =
            method + ": " +
            (answer.isEmpty() ? QStringLiteral("no answer") : QString::fromUtf8(answer.left(1000)));
        return QJsonValue::Undefined;
    }
    return envelope["result"];
}

QJsonObject AnvilNode::accounts()
{
    const auto packed = bytes_from_hex(call("anvil_dumpState").toString().toStdString());
    if (!error_.isEmpty()) {
        return {};
    }
    const auto text = formats::gunzip_if_needed(packed.value_or(Bytes{}), "anvil_dumpState");
    if (!text) {
        error_ = QString::fromStdString(text.error().message);
        return {};
    }
    const QByteArray json(reinterpret_cast<const char*>(text->data()),
                          static_cast<qsizetype>(text->size()));
    const QJsonObject accounts = QJsonDocument::fromJson(json).object()["accounts"].toObject();
    if (accounts.isEmpty()) {
        error_ = QStringLiteral("anvil_dumpState gives no accounts");
    }
    return accounts;
}

}  // namespace lanescope::test
