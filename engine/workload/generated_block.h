// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "base/stop_token.h"
#include "chain/account.h"
#include "chain/block.h"
#include "chain/revision.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace lanescope::workload {

/// A block that was made here, executed, and filled in.
struct GeneratedBlock {
    Fork fork;
    Block block;
    GivenState pre_state;  ///< whole
    GivenState post_state;
    std::vector<Hash> transaction_hashes;
};

/// The most transactions, and the most accounts, of a generated block.
inline constexpr std::uint64_t most_transactions = 1'000'000;

/// An account that signs.
struct Sender {
    Hash key;
    Address address;
    std::uint64_t nonce = 0;  ///< of its next transaction
};

/// A Cancun block of chain 31337 without transactions, with room for `gas`, but at least as much as
/// a usual block has. `purpose` makes its hashes and its beneficiary differ from other scenarios'.
[[nodiscard]] GeneratedBlock empty_block(std::string_view purpose, std::uint64_t gas);

/// An address that belongs to no key: from a name.
[[nodiscard]] Address named_address(std::string_view name);

/// The sender number `index` of a purpose and a seed, with 100 ether in the pre-state.
[[nodiscard]] Sender add_sender(GeneratedBlock& made, std::string_view purpose, std::uint64_t seed,
                                std::uint64_t index);

/// Appends a signed call with the sender's next nonce. Two in three pay by EIP-1559, the others are
/// legacy transactions protected by EIP-155.
void add_call(GeneratedBlock& made, Sender& sender, const Address& to, Bytes data,
              std::uint64_t gas_limit, const Uint256& value = {});

/// Executes the block in sequence and fills in all that follows from it: header, post-state, hashes.
/// Error: the block is not valid, or cancelled.
[[nodiscard]] Status fill_in(GeneratedBlock& made, StopToken stop);

}  // namespace lanescope::workload
