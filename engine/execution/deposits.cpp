// SPDX-License-Identifier: GPL-3.0-or-later
#include "execution/deposits.h"

#include "base/uint256.h"
#include "evm/precompiles/hashes.h"

#include <string>

namespace lanescope {
namespace {

constexpr std::size_t word = 32;

/// One `bytes` argument of the event: where its length stands in the data, and the length.
struct Field {
    const char* name;
    std::size_t offset;
    std::size_t length;
};

constexpr Field fields[]{
    {"public key", 160, 48}, {"withdrawal credentials", 256, 32},
    {"amount", 320, 8},      {"signature", 384, 96},
    {"index", 512, 8},
};
constexpr std::size_t deposit_data_size = 576;

Error broken_deposit(const std::string& what, const Uint256& found, std::size_t expected)
{
    const std::string value = found.fits64() ? std::to_string(found.low64()) : "2^64 or more";
    return {ErrorCode::invalid_block, "deposit log (EIP-6110): " + what + " is " + value +
                                          ", expected " + std::to_string(expected)};
}

}  // namespace

Result<DepositRequest> parse_deposit(ByteView log_data)
{
    if (log_data.size() != deposit_data_size) {
        return broken_deposit("size of the data", log_data.size(), deposit_data_size);
    }
    DepositRequest request;
    std::size_t written = 0;
    std::size_t head = 0;
    for (const Field& field : fields) {
        const Uint256 offset = load_big_endian(log_data.data() + head);
        if (offset != Uint256{field.offset}) {
            return broken_deposit(std::string("offset of the ") + field.name, offset, field.offset);
        }
        const Uint256 length = load_big_endian(log_data.data() + field.offset);
        if (length != Uint256{field.length}) {
            return broken_deposit(std::string("length of the ") + field.name, length, field.length);
        }
        std::memcpy(request.data() + written, log_data.data() + field.offset + word, field.length);
        written += field.length;
        head += word;
    }
    return request;
}

Status append_deposits(std::span<const Log> logs, Bytes& requests, const Address& deposit_contract)
{
    for (const Log& log : logs) {
        if (log.address != deposit_contract || log.topics.empty() ||
            log.topics.front() != deposit_event_topic) {
            continue;
        }
        const auto request = parse_deposit(log.data);
        if (!request) {
            return request.error();
        }
        requests.insert(requests.end(), request->begin(), request->end());
    }
    return Success{};
}

Hash requests_hash(std::span<const BlockRequests> requests)
{
    Bytes digests;
    Bytes message;
    for (const BlockRequests& entry : requests) {
        if (entry.data.empty()) {
            continue;
        }
        message.assign(1, entry.type);
        message.insert(message.end(), entry.data.begin(), entry.data.end());
        const Hash digest = sha256(message);
        digests.insert(digests.end(), digest.bytes.begin(), digest.bytes.end());
    }
    return sha256(digests);
}

}  // namespace lanescope
