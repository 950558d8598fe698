// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytes.h"
#include "support/transaction_mix.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QJsonValue>
#include <QNetworkAccessManager>
#include <QProcess>
#include <QString>
#include <QStringList>

namespace lanescope::test {

/// Where the tests' anvil is: LANESCOPE_ANVIL. `missing` says why there is none.
[[nodiscard]] QString anvil_program(QString& missing);

/// A loopback port that nobody listens at now; 0 if there is none.
[[nodiscard]] quint16 free_port();

/// A node of Foundry's Anvil on a free loopback port, which mines when it is told to; it ends with
/// this object, or with the program. Used by one thread that has a QCoreApplication.
class AnvilNode {
public:
    /// Starts `program` under the rules of `hardfork`, with more `options`. error() says what went wrong.
    AnvilNode(const QString& program, const QString& hardfork, const QStringList& options = {});
    ~AnvilNode();
    AnvilNode(const AnvilNode&) = delete;
    AnvilNode& operator=(const AnvilNode&) = delete;

    /// The result of a JSON-RPC call. After a failure, of this call or an earlier one, it is undefined
    /// and error() tells of the first.
    QJsonValue call(const QString& method, const QJsonArray& parameters = {});
    /// Sets up what a block needs, and sends its transactions; false after an error.
    bool send(const BlockPlan& plan);
    /// Has each of the node's first `senders` accounts send `value` wei, in hex, to `to`, and mines the
    /// block.
    void mine_to(const QString& to, int senders, const QString& value = "0x0");
    /// Puts a contract to `counter` that reads a number, adds one and writes it back: whoever calls it
    /// depends on who called before.
    void place_counter();
    static constexpr const char* counter = "0x00000000000000000000000000000000000c0de0";
    /// Balances, nonces, code and storage of all accounts.
    QJsonObject accounts();

    [[nodiscard]] const QString& error() const noexcept { return error_; }
    [[nodiscard]] quint16 port() const noexcept { return port_; }
    [[nodiscard]] QString url() const { return QStringLiteral("http://127.0.0.1:%1").arg(port_); }

private:
    [[nodiscard]] QString start(const QString& program, const QString& hardfork,
                                const QStringList& options);
    /// The whole answer, or nothing where the node does not answer.
    [[nodiscard]] QByteArray post(const QByteArray& request);

    QProcess process_;
    QNetworkAccessManager network_;
    quint16 port_ = 0;
    QString error_;
};

}  // namespace lanescope::test

/// Skips the test, and all of a program in initTestCase(), where there is no anvil; `program`, a QString,
/// gets its path.
#define LANESCOPE_NEEDS_ANVIL(program)                                                             \
    do {                                                                                           \
        QString missing_anvil;                                                                     \
        program = lanescope::test::anvil_program(missing_anvil);                                   \
        if (!missing_anvil.isEmpty()) {                                                            \
            QSKIP(qPrintable(missing_anvil));                                                      \
        }                                                                                          \
    } while (false)
