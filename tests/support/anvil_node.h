// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytes.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QJsonValue>
#include <QNetworkAccessManager>
#include <QProcess>
#include <QString>

namespace lanescope::test {

/// A node of Foundry's Anvil on a free loopback port, which mines when it is told to; it ends with
/// this object, or with the program. Used by one thread that has a QCoreApplication.
class AnvilNode {
public:
    /// Starts `program` under the rules of `hardfork`. error() says what went wrong.
    AnvilNode(const QString& program, const QString& hardfork);
    ~AnvilNode();
    AnvilNode(const AnvilNode&) = delete;
    AnvilNode& operator=(const AnvilNode&) = delete;

    /// The result of a JSON-RPC call. After a failure, of this call or an earlier one, it is undefined
    /// and error() tells of the first.
    QJsonValue call(const QString& method, const QJsonArray& parameters = {});
    /// Balances, nonces, code and storage of all accounts.
    QJsonObject accounts();

    [[nodiscard]] const QString& error() const noexcept { return error_; }

private:
    [[nodiscard]] QString start(const QString& program, const QString& hardfork);
    /// The whole answer, or nothing where the node does not answer.
    [[nodiscard]] QByteArray post(const QByteArray& request);

    QProcess process_;
    QNetworkAccessManager network_;
    quint16 port_ = 0;
    QString error_;
};

}  // namespace lanescope::test
