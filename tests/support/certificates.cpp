// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/certificates.h"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <atomic>
#include <stdexcept>
#include <utility>

namespace lanescope::test {

namespace {

template <auto Free>
struct Deleter {
    template <class T>
    void operator()(T* object) const
    {
        Free(object);
    }
};
using Key = std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Deleter<X509_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Deleter<X509_EXTENSION_free>>;
using Memory = std::unique_ptr<BIO, Deleter<BIO_free>>;

void require(bool done, const char* what)
{
    if (!done) {
        throw std::runtime_error(std::string("OpenSSL cannot ") + what);
    }
}

Key new_key()
{
    Key key(EVP_EC_gen("P-256"));
    require(key != nullptr, "make a key");
    return key;
}

void extend(X509* certificate, int kind, const std::string& value)
{
    const Extension extension(X509V3_EXT_conf_nid(nullptr, nullptr, kind, value.c_str()));
    require(extension != nullptr && X509_add_ext(certificate, extension.get(), -1) == 1,
            "extend a certificate");
}

/// `issuer` is null where the certificate signs itself.
Certificate new_certificate(const QString& name, EVP_PKEY* key, const X509* issuer,
                            EVP_PKEY* issuer_key, const Validity& validity, int kind,
                            const std::string& extension)
{
    static std::atomic<long> serial{1};
    Certificate made(X509_new());
    X509* const x = made.get();
    require(x != nullptr && X509_set_version(x, X509_VERSION_3) == 1, "make a certificate");
    ASN1_INTEGER_set(X509_get_serialNumber(x), serial++);
    ASN1_TIME_set(X509_getm_notBefore(x), validity.from.toSecsSinceEpoch());
    ASN1_TIME_set(X509_getm_notAfter(x), validity.to.toSecsSinceEpoch());
    const QByteArray common_name = name.toUtf8();
    X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(common_name.constData()), -1,
                               -1, 0);
    X509_set_issuer_name(x, X509_get_subject_name(issuer != nullptr ? issuer : x));
    X509_set_pubkey(x, key);
    extend(x, kind, extension);
    require(X509_sign(x, issuer_key, EVP_sha256()) != 0, "sign a certificate");
    return made;
}

template <class Write>
QByteArray pem_of(Write write)
{
    const Memory memory(BIO_new(BIO_s_mem()));
    require(memory != nullptr && write(memory.get()) == 1, "write PEM");
    char* text = nullptr;
    const long size = BIO_get_mem_data(memory.get(), &text);
    return {text, static_cast<qsizetype>(size)};
}

QByteArray pem_of(X509* certificate)
{
    return pem_of([&](BIO* out) { return PEM_write_bio_X509(out, certificate); });
}

TlsIdentity identity_of(X509* certificate, EVP_PKEY* key)
{
    const QByteArray key_text = pem_of([&](BIO* out) {
        return PEM_write_bio_PrivateKey(out, key, nullptr, nullptr, 0, nullptr, nullptr);
    });
    return {QSslCertificate(pem_of(certificate)), QSslKey(key_text, QSsl::Ec)};
}

}  // namespace

struct CertificateAuthority::Parts {
    Key key;
    Certificate certificate;
};

CertificateAuthority::CertificateAuthority(const QString& name) : parts_(std::make_unique<Parts>())
{
    parts_->key = new_key();
    EVP_PKEY* const key = parts_->key.get();
    parts_->certificate = new_certificate(name, key, nullptr, key, Validity::now(),
                                          NID_basic_constraints, "critical,CA:TRUE");
}

CertificateAuthority::~CertificateAuthority() = default;

QByteArray CertificateAuthority::pem() const
{
    return pem_of(parts_->certificate.get());
}

TlsIdentity CertificateAuthority::issue(const QString& host, const Validity& validity) const
{
    const Key key = new_key();
    const Certificate certificate =
        new_certificate(host, key.get(), parts_->certificate.get(), parts_->key.get(), validity,
                        NID_subject_alt_name, host.toStdString());
    return identity_of(certificate.get(), key.get());
}

TlsIdentity self_signed(const QString& host, const Validity& validity)
{
    const Key key = new_key();
    const Certificate certificate = new_certificate(host, key.get(), nullptr, key.get(), validity,
                                                    NID_subject_alt_name, host.toStdString());
    return identity_of(certificate.get(), key.get());
}

}  // namespace lanescope::test
