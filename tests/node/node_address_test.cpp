// SPDX-License-Identifier: GPL-3.0-or-later
#include "node/node_address.h"

#include <QtTest>

using namespace lanescope;
using namespace lanescope::node;

/// URLs and headers are read, and what is secret in them is not shown.
class NodeAddressTest : public QObject {
    Q_OBJECT

private slots:
    void whatIsShownAndKeptHasNoSecrets_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("shown");
        QTest::addColumn<QString>("kept");
        QTest::newRow("plain") << "http://127.0.0.1:8545"
                               << "http://127.0.0.1:8545"
                               << "http://127.0.0.1:8545";
        QTest::newRow("slash") << "http://localhost:8545/"
                               << "http://localhost:8545"
                               << "http://localhost:8545";
        QTest::newRow("key in the path") << "https://mainnet.example/v3/0123456789abcdef0123"
                                         << "https://mainnet.example/v3/…"
                                         << "https://mainnet.example/v3";
        QTest::newRow("key before a word") << "https://node.example/0123456789abcdef/eth/"
                                           << "https://node.example/…/eth"
                                           << "https://node.example/eth";
        QTest::newRow("user") << "HTTPS://me:secret@node.example:99/rpc"
                              << "https://…@node.example:99/rpc"
                              << "https://node.example:99/rpc";
        QTest::newRow("query") << "https://node.example/rpc?key=s3cret"
                               << "https://node.example/rpc?…"
                               << "https://node.example/rpc";
        QTest::newRow("IPv6") << "http://[::1]:8545"
                              << "http://[::1]:8545"
                              << "http://[::1]:8545";
    }
    void whatIsShownAndKeptHasNoSecrets()
    {
        QFETCH(QString, url);
        const auto address = NodeAddress::from(url.toStdString());
        QVERIFY2(address, address ? "" : address.error().message.c_str());
        QTEST(QString::fromStdString(address->shown()), "shown");
        QTEST(QString::fromStdString(address->without_secrets()), "kept");
        QCOMPARE(QString::fromStdString(address->url()), url);
    }

    void whatIsNoUrlIsRefusedWithoutRepeatingIt_data()
    {
        QTest::addColumn<QString>("url");
        for (const char* url :
             {"", "secret1234567890", "127.0.0.1:8545", "ftp://host/secret1234567890", "http://",
              "http://:8545", "http://a b", "file:///secret1234567890",
              "http://a\r\nX: secret1234567890"}) {
            QTest::addRow("%s", url) << url;
        }
    }
    void whatIsNoUrlIsRefusedWithoutRepeatingIt()
    {
        QFETCH(QString, url);
        const auto address = NodeAddress::from(url.toStdString());
        QVERIFY(!address);
        const auto message = QString::fromStdString(address.error().message);
        QVERIFY2(!message.contains("secret"), qPrintable(message));
        QVERIFY2(message.contains("give one like"), qPrintable(message));
    }

    void secretsAreScrubbedFromWhatOthersSay()
    {
        const auto address =
            NodeAddress::from("https://me:pass1234@node.example/v2/0123456789abcdef",
                              {"Authorization: Bearer tok-en-tok-en", "", "X-Key: k3yk3y"});
        QVERIFY(address);
        QCOMPARE(address->headers().size(), std::size_t{2});
        QCOMPARE(
            QString::fromStdString(address->scrubbed(
                "no 0123456789abcdef, tok-en-tok-en, Bearer tok-en-tok-en, k3yk3y or pass1234")),
            QStringLiteral("no …, …, …, … or …"));
    }

    void aHeaderThatIsNoneIsRefused()
    {
        for (const char* header : {"secret", ": secret", "a b: secret", "X: a\r\nY: secret"}) {
            const auto address = NodeAddress::from("http://localhost", {header});
            QVERIFY2(!address, header);
            QVERIFY(address.error().message.find("secret") == std::string::npos);
        }
    }
};

QTEST_GUILESS_MAIN(NodeAddressTest)
#include "node_address_test.moc"
