// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytes.h"
#include "base/result.h"
#include "base/rlp.h"
#include "base/uint256.h"
#include "chain/transaction.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace lanescope {

/// keccak256(rlp([])): the ommers hash of a block without ommers.
inline constexpr Hash empty_ommers_hash{{0x1d, 0xcc, 0x4d, 0xe8, 0xde, 0xc7, 0x5d, 0x7a,
                                         0xab, 0x85, 0xb5, 0x67, 0xb6, 0xcc, 0xd4, 0x1a,
                                         0xd3, 0x12, 0x45, 0x1b, 0x94, 0x8a, 0x74, 0x13,
                                         0xf0, 0xa1, 0x42, 0xfd, 0x40, 0xd4, 0x93, 0x47}};

/// A block header (Yellow Paper 4.3 and later EIPs). Optional fields are there from their fork on.
struct Header {
    Hash parent_hash;
    Hash ommers_hash = empty_ommers_hash;
    Address beneficiary;
    Hash state_root;
    Hash transactions_root;
    Hash receipts_root;
    Bloom logs_bloom;
    Uint256 difficulty;
    std::uint64_t number = 0;
    std::uint64_t gas_limit = 0;
    std::uint64_t gas_used = 0;
    std::uint64_t timestamp = 0;  ///< seconds
    Bytes extra_data;
    Hash mix_hash;  ///< prev_randao from Paris on (EIP-4399)
    std::array<std::uint8_t, 8> nonce{};
    std::optional<Uint256> base_fee_per_gas;       ///< London, EIP-1559
    std::optional<Hash> withdrawals_root;          ///< Shanghai, EIP-4895
    std::optional<std::uint64_t> blob_gas_used;    ///< Cancun, EIP-4844
    std::optional<std::uint64_t> excess_blob_gas;  ///< Cancun, EIP-4844
    std::optional<Hash> parent_beacon_block_root;  ///< Cancun, EIP-4788
    std::optional<Hash> requests_hash;             ///< Prague, EIP-7685
};

/// EIP-4895; `amount` in gwei.
struct Withdrawal {
    std::uint64_t index = 0;
    std::uint64_t validator_index = 0;
    Address address;
    std::uint64_t amount = 0;
};

struct Block {
    Header header;
    std::vector<Transaction> transactions;
    std::vector<Header> ommers;
    std::optional<std::vector<Withdrawal>> withdrawals;
    /// What the source says that the block's hash is, where it says so.
    std::optional<Hash> claimed_hash;
};

[[nodiscard]] Bytes encode(const Header& header);
/// keccak256 of the header's RLP.
[[nodiscard]] Hash header_hash(const Header& header);
[[nodiscard]] Bytes encode(const Withdrawal& withdrawal);
/// Reads a header from the items of a list.
[[nodiscard]] Result<Header> decode_header(rlp::Decoder fields);
/// Reads a block's RLP: [header, transactions, ommers, withdrawals?].
[[nodiscard]] Result<Block> decode_block(ByteView encoded);

}  // namespace lanescope
