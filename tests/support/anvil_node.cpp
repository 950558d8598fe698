// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/anvil_node.h"

#include "base/hex.h"
#include "formats/file_bytes.h"

#include <QEventLoop>
#include <QFileInfo>
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

}  // namespace

quint16 free_port()
{
    QTcpServer server;
    return server.listen(QHostAddress::LocalHost, 0) ? server.serverPort() : quint16{0};
}

QString anvil_program(QString& missing)
{
    QString program = qEnvironmentVariable("LANESCOPE_ANVIL");
    if (program.isEmpty()) {
        missing = QStringLiteral(
            "LANESCOPE_ANVIL is not set: tests/install_anvil.sh installs a node and prints its "
            "path");
    } else if (!QFileInfo(program).isExecutable()) {
        missing = "LANESCOPE_ANVIL names no program that can be run: " + program;
    }
    return program;
}

AnvilNode::AnvilNode(const QString& program, const QString& hardfork, const QStringList& options)
{
    process_.setProcessChannelMode(QProcess::MergedChannels);
    process_.setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGKILL); });
    for (int attempt = 0; attempt < start_attempts; ++attempt) {
        error_ = start(program, hardfork, options);
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

QString AnvilNode::start(const QString& program, const QString& hardfork,
                         const QStringList& options)
{
    port_ = free_port();
    process_.start(program, QStringList{"--host", "127.0.0.1", "--port", QString::number(port_),
                                        "--no-mining", "--order", "fifo", "--gas-limit",
                                        "200000000", "--hardfork", hardfork, "--silent"} +
                                options);
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
    QNetworkRequest head{QUrl(url())};
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

bool AnvilNode::send(const BlockPlan& plan)
{
    const auto hex = [](const auto& bytes) { return QString::fromStdString(to_hex(bytes)); };
    call("anvil_setCoinbase", {hex(plan.beneficiary)});
    for (const auto& [address, code] : plan.code) {
        call("anvil_setCode", {hex(address), hex(code)});
    }
    for (const Address& address : plan.funded) {
        call("anvil_setBalance", {hex(address), "0x3635c9adc5dea00000"});
    }
    for (const auto& planned : plan.transactions) {
        call("eth_sendRawTransaction", {hex(planned.raw)});
        if (!error_.isEmpty()) {
            qWarning("the node refuses: %s, nonce %llu", planned.kind.c_str(),
                     static_cast<unsigned long long>(planned.transaction.nonce));
            return false;
        }
    }
    return error_.isEmpty();
}

void AnvilNode::mine_to(const QString& to, int senders, const QString& value)
{
    const QJsonArray accounts = call("eth_accounts").toArray();
    for (int i = 0; i < senders; ++i) {
        call(
            "eth_sendTransaction",
            {QJsonObject{{"from", accounts[i]}, {"to", to}, {"gas", "0x186a0"}, {"value", value}}});
    }
    call("evm_mine");
}

void AnvilNode::place_counter()
{
    call("anvil_setCode", {counter, "0x600054600101600055"});
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
