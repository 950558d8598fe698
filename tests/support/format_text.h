// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytes.h"
#include "base/result.h"

#include <QtTest>

#include <cstdlib>
#include <string>
#include <string_view>

/// Texts for the tests of readers: small whole files, and ways to spoil one place of them.
namespace lanescope::test {

inline ByteView view(std::string_view text)
{
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

inline Bytes bytes(std::string_view text)
{
    const ByteView content = view(text);
    return {content.begin(), content.end()};
}

inline QString qt(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

template <class T>
QString message_of(const Result<T>& result)
{
    return result ? QStringLiteral("(no error)") : qt(result.error().message);
}

/// `text` with its only `from` replaced: a fixture that lost the place must not pass in silence.
inline std::string with(std::string text, std::string_view from, std::string_view to)
{
    const std::size_t at = text.find(from);
    if (at == std::string::npos || text.find(from, at + 1) != std::string::npos) {
        qFatal("the fixture does not have exactly one %s", std::string(from).c_str());
    }
    return text.replace(at, from.size(), to);
}

/// `text` without white space between its JSON tokens, so that tests can name places briefly.
inline std::string compact(std::string_view text)
{
    std::string result;
    bool in_string = false;
    for (const char c : text) {
        in_string ^= c == '"';
        if (in_string || (c != ' ' && c != '\n')) {
            result += c;
        }
    }
    return result;
}

inline std::string hash_text(char digit)
{
    return "0x" + std::string(64, digit);
}

/// The members of a header as a node gives them, number 0x10.
inline std::string header_members()
{
    return R"("parentHash":")" + hash_text('1') + R"(","sha3Uncles":")" + hash_text('2') +
           R"(","miner":"0x00000000000000000000000000000000000c0ffe","stateRoot":")" +
           hash_text('3') + R"(","transactionsRoot":")" + hash_text('4') + R"(","receiptsRoot":")" +
           hash_text('5') + R"(","logsBloom":"0x)" + std::string(512, '0') +
           R"(","difficulty":"0x0","number":"0x10","gasLimit":"0x1c9c380","gasUsed":"0xa410",)"
           R"("timestamp":"0x68e77801","extraData":"0xbeef","mixHash":")" +
           hash_text('6') + R"(","nonce":"0x0102030405060708")";
}

/// One transaction of each type; the legacy one signed with EIP-155 for chain 31337.
inline std::string legacy_transaction()
{
    return compact(R"({"hash":")" + hash_text('a') + R"(","type":"0x0","chainId":"0x7a69",
        "from":"0x00000000000000000000000000000000000000f0","nonce":"0x1","gas":"0x5208",
        "gasPrice":"0x77359400","to":"0x00000000000000000000000000000000000000a1","value":"0x2",
        "input":"0x","v":"0xf4f5","r":"0x11","s":"0x12"})");
}
inline std::string access_list_transaction()
{
    return compact(R"({"type":"0x1","chainId":"0x7a69","nonce":"0x2","gas":"0x5209",
        "gasPrice":"0x3","to":null,"value":"0x0","input":"0x6000",
        "accessList":[{"address":"0x00000000000000000000000000000000000000a2",
                       "storageKeys":[")" +
                   hash_text('7') + R"("]}],
        "yParity":"0x1","v":"0x1","r":"0x21","s":"0x22"})");
}
inline std::string dynamic_fee_transaction()
{
    return compact(R"({"type":"0x2","chainId":"0x7a69","nonce":"0x3","gas":"0x520a",
        "gasPrice":"0x99","maxFeePerGas":"0x64","maxPriorityFeePerGas":"0x4",
        "to":"0x00000000000000000000000000000000000000a3","value":"0x1","input":"0x01",
        "accessList":[],"yParity":"0x0","v":"0x0","r":"0x31","s":"0x32"})");
}
inline std::string blob_transaction()
{
    return compact(R"({"type":"0x3","chainId":"0x7a69","nonce":"0x4","gas":"0x520b",
        "maxFeePerGas":"0x65","maxPriorityFeePerGas":"0x5","maxFeePerBlobGas":"0x66",
        "blobVersionedHashes":[")" +
                   hash_text('8') + R"("],
        "to":"0x00000000000000000000000000000000000000a4","value":"0x0","input":"0x",
        "accessList":[],"yParity":"0x1","v":"0x1","r":"0x41","s":"0x42"})");
}
inline std::string set_code_transaction()
{
    return compact(R"({"type":"0x4","chainId":"0x7a69","nonce":"0x5","gas":"0x520c",
        "maxFeePerGas":"0x67","maxPriorityFeePerGas":"0x6",
        "to":"0x00000000000000000000000000000000000000a5","value":"0x0","input":"0x",
        "accessList":[],"authorizationList":[{"chainId":"0x0",
            "address":"0x00000000000000000000000000000000000000b1","nonce":"0x9","yParity":"0x1",
            "r":"0x61","s":"0x62"}],
        "yParity":"0x0","v":"0x0","r":"0x51","s":"0x52"})");
}

/// A block with full transactions, as a node gives it.
inline std::string block_text()
{
    return R"({"hash":")" + hash_text('9') + R"(",)" + header_members() +
           R"(,"baseFeePerGas":"0x7","withdrawalsRoot":")" + hash_text('b') +
           R"(","blobGasUsed":"0x20000","excessBlobGas":"0x0","parentBeaconBlockRoot":")" +
           hash_text('c') + R"(","requestsHash":")" + hash_text('d') +
           R"(","size":"0x220","totalDifficulty":"0xc70d815d562d3cfa955","transactions":[)" +
           legacy_transaction() + ',' + access_list_transaction() + ',' +
           dynamic_fee_transaction() + ',' + blob_transaction() + ',' + set_code_transaction() +
           R"(],"uncles":[],"withdrawals":[{"index":"0x1","validatorIndex":"0x2",)"
           R"("address":"0x00000000000000000000000000000000000000c1","amount":"0x3"}]})";
}

inline std::string pre_state_text()
{
    return compact(R"({
        "0x00000000000000000000000000000000000000f0":{"balance":"0xde0b6b3a7640000","nonce":1},
        "0x00000000000000000000000000000000000000a1":{"balance":"0x0","nonce":"0x1",
            "code":"0x6001","storage":{")" +
                   hash_text('e') + R"(":"0x05"}}})");
}

/// A block bundle of an Anvil chain.
inline std::string bundle_text()
{
    return R"({"chainId":31337,"revision":"prague","block":)" + block_text() + R"(,"prestate":)" +
           pre_state_text() + R"(,"blockHashes":{"0xf":")" + hash_text('f') + R"("}})";
}

/// Names of the shared data folders, or a skip that says which one is missing.
inline QString shared_folder(const char* name)
{
    return QStringLiteral(LANESCOPE_SHARED_DATA) + '/' + QString::fromLatin1(name);
}

}  // namespace lanescope::test

/// Asserts that `result` is an Error whose message has every one of the parts.
#define REQUIRE_ERROR_WITH(result, ...)                                                            \
    do {                                                                                           \
        const QString message_ = lanescope::test::message_of(result);                              \
        const QStringList parts_{__VA_ARGS__}; /* copies: an argument may be a temporary's text */ \
        for (const QString& part_ : parts_) {                                                      \
            QVERIFY2(message_.contains(part_),                                                     \
                     qPrintable(QString("expected \"%1\" in: %2").arg(part_, message_)));          \
        }                                                                                          \
    } while (false)
