// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytes.h"
#include "base/result.h"
#include "chain/account.h"
#include "chain/block.h"
#include "chain/revision.h"
#include "chain/transaction.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace lanescope::formats {

/// One (fork, data/gas/value index) entry of a state test's `post`. Its indices are in range.
struct StateTestExpectation {
    std::string fork_name;
    std::size_t data_index = 0;
    std::size_t gas_index = 0;
    std::size_t value_index = 0;
    Hash state_root;
    Hash logs_hash;
    std::string expected_exception;  ///< empty: the transaction is valid
    Bytes transaction_bytes;         ///< `txbytes`, where given
    std::optional<GivenState> post_state;
};

/// A GeneralStateTests case. `transactions` are templates: index them through the expectation.
struct StateTest {
    std::string name;
    /// Fields of `env`; prev_randao in mix_hash. Where only the parent's blob gas is given, the
    /// excess of EIP-4844 that follows with the target of the first expectation's fork.
    Header environment;
    GivenState pre_state;
    /// The transaction with data, gas limit, value (and access list) left empty. Its type is told
    /// from its fields; with an access list by data index, legacy where that index has none.
    Transaction transaction;
    std::optional<Uint256> gas_price_given;
    std::vector<Bytes> data;
    /// By data index; as many as `data`, or none at all.
    std::vector<std::optional<std::vector<AccessListEntry>>> access_lists;
    std::vector<std::uint64_t> gas_limits;
    std::vector<std::optional<Uint256>> values;  ///< nothing: does not fit 256 bits
    std::optional<Hash> secret_key;  ///< to sign or to derive the sender, when `sender` is missing
    std::vector<StateTestExpectation> expectations;
    std::optional<std::uint64_t> chain_id;  ///< `config.chainid`
    /// `config.blobSchedule`, by fork name.
    std::map<std::string, BlobParameters> blob_schedule;
};

/// Reads every case of a GeneralStateTests file, of any age. Errors name `name`, the JSON path (or
/// byte offset), what was expected, and what to do.
[[nodiscard]] Result<std::vector<StateTest>> read_state_tests(ByteView json,
                                                              const std::string& name);

}  // namespace lanescope::formats
