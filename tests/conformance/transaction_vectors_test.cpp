// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/hex.h"
#include "chain/transaction.h"
#include "support/shared_data.h"

#include <QtTest>

#include <simdjson.h>

#include <array>
#include <string>

using namespace lanescope;
namespace json = simdjson::dom;

namespace {

/// The vectors were filled for mainnet.
constexpr std::uint64_t chain_id = 1;

/// Exceptions that a well-formed and well-signed transaction gets from the rules of admission. The
/// tests of `execution` answer for them; here such a transaction must be read, its sender be found.
struct AdmissionRule {
    std::string_view exception;
    const char* reason;
};
constexpr std::array admission_rules{
    AdmissionRule{"TransactionException.INTRINSIC_GAS_TOO_LOW", "intrinsic gas"},
    AdmissionRule{"TransactionException.INITCODE_SIZE_EXCEEDED", "initcode size, EIP-3860"},
    AdmissionRule{"TransactionException.GASLIMIT_PRICE_PRODUCT_OVERFLOW",
                  "upfront cost of the gas"},
    AdmissionRule{"TransactionException.PRIORITY_GREATER_THAN_MAX_FEE_PER_GAS_2", "fees, EIP-1559"},
    AdmissionRule{"TransactionException.NONCE_TOO_BIG", "largest nonce, EIP-2681"},
};

const AdmissionRule* admission_rule(std::string_view exception)
{
    for (const AdmissionRule& rule : admission_rules) {
        if (exception == rule.exception) {
            return &rule;
        }
    }
    return nullptr;
}

}  // namespace

class TransactionVectorsTest : public QObject {
    Q_OBJECT

private slots:
    void officialVectors_data()
    {
        LANESCOPE_NEEDS_SHARED_DATA();
        const auto folder = test::unpacked("ethereum-tests/OtherTests.tar.xz");
        QVERIFY2(folder, folder ? "" : folder.error().message.c_str());
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("fork");
        for (const auto& file : test::files_below(*folder / "TransactionTests", ".json")) {
            json::parser parser;
            json::object cases;
            QCOMPARE(parser.load(file.string()).get(cases), simdjson::SUCCESS);
            for (const auto [name, content] : cases) {
                for (const auto [fork, result] : json::object(content["result"])) {
                    const std::string row = file.parent_path().filename().string() + "/" +
                                            std::string(name) + "/" + std::string(fork);
                    QTest::newRow(row.c_str()) << QString::fromStdString(file.string())
                                               << QString::fromStdString(std::string(name))
                                               << QString::fromStdString(std::string(fork));
                }
            }
        }
    }

    void officialVectors()
    {
        QFETCH(QString, file);
        QFETCH(QString, name);
        QFETCH(QString, fork);
        json::parser parser;
        const json::element content = parser.load(file.toStdString())[name.toStdString()];
        const json::element result = content["result"][fork.toStdString()];
        const auto rules = fork_by_name(fork.toStdString());
        QVERIFY(rules.has_value());

        const auto encoded = bytes_from_hex(std::string_view(content["txbytes"]));
        QVERIFY(encoded.has_value());
        const auto transaction = decode_transaction(*encoded);
        std::optional<Address> sender;
        if (transaction && transaction->chain_id.value_or(chain_id) == chain_id) {
            sender = recover_sender(*transaction, rules->revision);
        }
        if (transaction) {
            QCOMPARE(to_hex(encode(*transaction)), to_hex(*encoded));
        }

        std::string_view exception;
        if (result["exception"].get(exception) == simdjson::SUCCESS) {
            if (const AdmissionRule* rule = admission_rule(exception)) {
                QVERIFY2(sender.has_value(), rule->reason);
            } else {
                QVERIFY2(!sender.has_value(), std::string(exception).c_str());
            }
            return;
        }
        QVERIFY2(transaction, transaction ? "" : transaction.error().message.c_str());
        QVERIFY(sender.has_value());
        QCOMPARE(to_hex(*sender), std::string(std::string_view(result["sender"])));
        QCOMPARE(to_hex(transaction_hash(*transaction)),
                 std::string(std::string_view(result["hash"])));
    }
};

QTEST_APPLESS_MAIN(TransactionVectorsTest)
#include "transaction_vectors_test.moc"
