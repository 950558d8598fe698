// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QDateTime>
#include <QSslCertificate>
#include <QSslKey>
#include <QString>

#include <memory>

namespace lanescope::test {

/// What a server shows to its clients: a certificate (X.509), and the key that proves it its own.
struct TlsIdentity {
    QSslCertificate certificate;
    QSslKey key;
};

/// When a certificate is valid.
struct Validity {
    QDateTime from;
    QDateTime to;

    [[nodiscard]] static Validity now() { return around(QDateTime::currentDateTimeUtc()); }
    [[nodiscard]] static Validity last_year()
    {
        return around(QDateTime::currentDateTimeUtc().addYears(-1));
    }
    [[nodiscard]] static Validity next_year()
    {
        return around(QDateTime::currentDateTimeUtc().addYears(1));
    }

private:
    [[nodiscard]] static Validity around(const QDateTime& time)
    {
        return {time.addDays(-30), time.addDays(30)};
    }
};

/// Signs certificates, as long as the test lasts; nobody trusts it who is not told to.
class CertificateAuthority {
public:
    explicit CertificateAuthority(const QString& name);
    ~CertificateAuthority();
    CertificateAuthority(const CertificateAuthority&) = delete;
    CertificateAuthority& operator=(const CertificateAuthority&) = delete;

    /// Its own certificate.
    [[nodiscard]] QByteArray pem() const;
    /// `host` as OpenSSL writes a name: "IP:127.0.0.1" or "DNS:node.example".
    [[nodiscard]] TlsIdentity issue(const QString& host, const Validity& validity) const;

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

/// A certificate that nobody signed but its own key.
[[nodiscard]] TlsIdentity self_signed(const QString& host, const Validity& validity);

}  // namespace lanescope::test
