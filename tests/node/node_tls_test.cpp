// SPDX-License-Identifier: GPL-3.0-or-later
// A real node behind HTTPS: who proves to be the node is recorded from; who does not is refused, and told why.
#include "node/recording_failure.h"
#include "support/anvil_node.h"
#include "support/certificates.h"
#include "support/fault_proxy.h"

#include <QDir>
#include <QTemporaryDir>
#include <QtTest>

#include <memory>

using namespace lanescope;
using test::CertificateAuthority;
using test::FaultProxy;
using test::Reaction;
using test::recordingFailure;
using test::TlsIdentity;
using test::Validity;

namespace {

constexpr int callers = 5;
const QString here = QStringLiteral("IP:127.0.0.1");  // as the proxy's URL names it

}  // namespace

class NodeTlsTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QString program;
        LANESCOPE_NEEDS_ANVIL(program);
        node_ = std::make_unique<test::AnvilNode>(program, "osaka");
        node_->place_counter();
        node_->mine_to(test::AnvilNode::counter, callers);
        QVERIFY2(node_->error().isEmpty(), qPrintable(node_->error()));
        write("ca.pem", authority_.pem());
        write("stranger.pem", CertificateAuthority("Stranger").pem());
    }

    void aWholeBlockIsRecordedOverOneSecureConnection()
    {
        const FaultProxy proxy(node_->port(), authority_.issue(here, Validity::now()));
        for (const bool traced : {true, false}) {
            app::NodeSettings asked = settings(proxy, "ca.pem");
            asked.use_trace = traced;
            const auto recorder = app::NodeRecorder::connect(asked, {});
            QVERIFY2(recorder, recorder ? "" : recorder.error().message.c_str());
            const auto recorded = (*recorder)->record("latest");
            QVERIFY2(recorded, recorded ? "" : recorded.error().message.c_str());
            QVERIFY(recorded->verification.verified());
            QCOMPARE(recorded->was_traced, traced);
            QCOMPARE(recorded->file.block.transactions.size(), std::size_t{callers});
            QCOMPARE((*recorder)->client().connections(), 1u);
        }
    }

    void aSelfSignedCertificateIsTrustedWhenItIsNamed()
    {
        const TlsIdentity identity = test::self_signed(here, Validity::now());
        write("self.pem", identity.certificate.toPem());
        const FaultProxy proxy(node_->port(), identity);
        QCOMPARE(recordingFailure(settings(proxy, "self.pem")), QStringLiteral("recorded"));
    }

    void aCertificateThatProvesNothingIsRefused_data()
    {
        QTest::addColumn<TlsIdentity>("identity");
        QTest::addColumn<QString>("ca_file");
        QTest::addColumn<QStringList>("words");
        const auto row = [](const char* name, const TlsIdentity& identity, const QString& ca_file,
                            const QStringList& words) {
            QTest::newRow(name) << identity << ca_file << words;
        };
        row("of another host", authority_.issue("DNS:node.example", Validity::now()), "ca.pem",
            {"another host's", "'127.0.0.1'", "host into the URL"});
        row("of another address", authority_.issue("IP:127.0.0.2", Validity::now()), "ca.pem",
            {"another host's", "'127.0.0.1'"});
        row("expired", authority_.issue(here, Validity::last_year()), "ca.pem",
            {"not valid today", "has expired", "renew"});
        row("not yet valid", authority_.issue(here, Validity::next_year()), "ca.pem",
            {"not valid today", "not yet valid", "clock"});
        row("of an issuer that nobody named", authority_.issue(here, Validity::now()), {},
            {"not trusted", "--ca-file", "SSL_CERT_FILE"});
        row("of another issuer than the one named", authority_.issue(here, Validity::now()),
            "stranger.pem", {"not trusted", "--ca-file"});
        row("self-signed, and not named", test::self_signed(here, Validity::now()), {},
            {"not trusted", "self-signed", "--ca-file"});
        row("of another host, by an issuer that nobody named",
            authority_.issue("DNS:node.example", Validity::now()), {},
            {"not trusted", "--ca-file"});
    }
    void aCertificateThatProvesNothingIsRefused()
    {
        QFETCH(TlsIdentity, identity);
        QFETCH(QString, ca_file);
        QFETCH(QStringList, words);
        FaultProxy proxy(node_->port(), identity);
        verify_refused(proxy, ca_file, words);
    }

    void aFileWithoutCertificatesIsRefused_data()
    {
        QTest::addColumn<QString>("ca_file");
        QTest::addColumn<QString>("problem");
        write("empty.pem", {});
        write("words.pem", "these are not certificates\n");
        write("binary.der", QSslCertificate(authority_.pem()).toDer());
        write("broken.pem", authority_.pem().replace("MII", "!!!"));
        QDir(folder_.path()).mkdir("folder.pem");
        QTest::newRow("missing") << "missing.pem"
                                 << "No such file or directory";
        QTest::newRow("a folder") << "folder.pem"
                                  << "Is a directory";
        QTest::newRow("empty") << "empty.pem"
                               << "holds no certificate in PEM";
        QTest::newRow("words") << "words.pem"
                               << "holds no certificate in PEM";
        QTest::newRow("DER") << "binary.der"
                             << "holds no certificate in PEM";
        QTest::newRow("broken PEM") << "broken.pem"
                                    << "holds no certificate in PEM";
    }
    void aFileWithoutCertificatesIsRefused()
    {
        QFETCH(QString, ca_file);
        QFETCH(QString, problem);
        FaultProxy proxy(node_->port(), authority_.issue(here, Validity::now()));
        verify_refused(proxy, ca_file, {path(ca_file) + ": " + problem, "PEM file", "--ca-file"});
    }

    void aRedirectionToHttpIsToldAndNotFollowed_data()
    {
        QTest::addColumn<int>("status");
        for (const int status : {301, 302, 303, 307, 308}) {
            QTest::newRow(qPrintable(QString::number(status))) << status;
        }
    }
    void aRedirectionToHttpIsToldAndNotFollowed()
    {
        QFETCH(int, status);
        FaultProxy plain(node_->port());
        FaultProxy proxy(node_->port(), authority_.issue(here, Validity::now()));
        const QByteArray location = plain.url().toUtf8() + "/?key=k3yk3yk3y";
        proxy.play([&](const QByteArray&, int) {
            return Reaction::http(status, {}, "Location: " + location + "\r\n");
        });
        const QString message = recordingFailure(settings(proxy, "ca.pem"));
        qInfo("%s", qPrintable(message));
        QVERIFY2(message.contains(QString::number(status) + " to " + plain.url()),
                 qPrintable(message));
        QVERIFY2(message.contains("not followed"), qPrintable(message));
        QVERIFY2(!message.contains("k3yk3yk3y"), qPrintable(message));
        QCOMPARE(plain.requests(), 0);
        QCOMPARE(proxy.requests(), 1);
    }

private:
    [[nodiscard]] QString path(const QString& name) const { return folder_.filePath(name); }
    void write(const QString& name, const QByteArray& content) const
    {
        QFile file(path(name));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(content) == content.size());
    }
    [[nodiscard]] app::NodeSettings settings(const FaultProxy& proxy, const QString& ca_file) const
    {
        app::NodeSettings settings;
        settings.url = proxy.url().toStdString();
        settings.limits.ca_file = ca_file.isEmpty() ? "" : path(ca_file).toStdString();
        return settings;
    }
    void verify_refused(const FaultProxy& proxy, const QString& ca_file,
                        const QStringList& words) const
    {
        const QString message = recordingFailure(settings(proxy, ca_file));
        qInfo("%s", qPrintable(message));
        QVERIFY2(message.startsWith(proxy.url() + ": eth_chainId: "), qPrintable(message));
        for (const QString& word : words) {
            QVERIFY2(message.contains(word), qPrintable(word + " is missing in: " + message));
        }
        QCOMPARE(proxy.requests(), 0);  // and nothing was told to whoever it is
    }

    QTemporaryDir folder_;
    CertificateAuthority authority_{"Test authority"};
    std::unique_ptr<test::AnvilNode> node_;
};

QTEST_GUILESS_MAIN(NodeTlsTest)
#include "node_tls_test.moc"
