// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytes.h"
#include "base/result.h"
#include "base/uint256.h"
#include "chain/account.h"
#include "chain/location.h"

#include <cstdint>
#include <memory>
#include <span>

namespace lanescope {

/// How a StateView answers a read.
enum class Answer : std::uint8_t {
    value,      ///< here it is
    absent,     ///< known not to exist: no account, or a slot that is zero
    uncovered,  ///< the pre-state does not say; execution takes it as absent, and remembers
    failed,     ///< state_unavailable: the executor unwinds, this is no EVM result
};

/// What account() gives: the fields in `filled` are right, the others unset.
struct AccountRead {
    static constexpr std::uint32_t no_place = ~0u;

    AccountValue value;
    AccountFields filled = AccountFields::none;
    /// Where the view keeps the account, if it likes to say: who takes writes over into that view can
    /// hand it back and spare it the search. Means nothing to anyone else.
    std::uint32_t place = no_place;
};

/// The state that a transaction reads, beneath its own writes. Implementations are thread-safe; a
/// read may block (a node, a suspended reader). Nothing here copies the whole pre-state.
class StateView {
public:
    virtual ~StateView() = default;

    /// The account's fields: at least `wanted`, more where that is no dearer. With Answer::absent or
    /// uncovered the value is the default account.
    [[nodiscard]] virtual Answer account(const Address& address, AccountFields wanted,
                                         AccountRead& out) = 0;
    /// The value of one storage slot; zero in `out` when absent or uncovered.
    [[nodiscard]] virtual Answer storage(const Address& address, const Uint256& slot,
                                         Uint256& out) = 0;
    /// Where the view keeps the slot that storage() answered last, as AccountRead::place of an account.
    [[nodiscard]] virtual std::uint32_t slot_place() const { return AccountRead::no_place; }
    /// Code by its hash, for hashes that account() gave. The view stays owner: the bytes live as
    /// long as the view does. Null when it failed.
    [[nodiscard]] virtual const Bytes* code(const Hash& code_hash) = 0;
    /// Hash of the block `number`, one of the 256 before the executed one (BLOCKHASH).
    [[nodiscard]] virtual Answer block_hash(std::uint64_t number, Hash& out) = 0;
    /// Whether the account has any non-zero slot (EIP-7610's creation check). False when unknown.
    [[nodiscard]] virtual bool has_storage(const Address& address) = 0;

    /// Whether writers may leave amounts to be added to a balance that they have not read. If not,
    /// every balance is read before it is written.
    [[nodiscard]] virtual bool adds_up_balances() const { return false; }
    /// Asks of an existing account whether its balance is `least` wei or more. `value`: it is; `absent`:
    /// it is not, or this view cannot say so without reading it: account() can.
    [[nodiscard]] virtual Answer balance_at_least(const Address& address, const Uint256& least)
    {
        (void)address, (void)least;
        return Answer::absent;
    }

    /// A hint that these accounts will be read; must not block, may do nothing.
    virtual void prefetch(std::span<const Address> accounts) { (void)accounts; }
    /// As prefetch(), and further ahead: starts to load what prefetch() would otherwise wait for.
    virtual void announce(std::span<const Address> accounts) { (void)accounts; }
    /// The same for storage slots of one account.
    virtual void prefetch_slots(const Address& address, std::span<const Uint256> keys)
    {
        (void)address, (void)keys;
    }
    virtual void announce_slots(const Address& address, std::span<const Uint256> keys)
    {
        (void)address, (void)keys;
    }
    /// Why the last read of this thread failed; asked only after Answer::failed or a null code.
    [[nodiscard]] virtual Error failure() const
    {
        return {ErrorCode::state_unavailable, "the state could not be read"};
    }
};

}  // namespace lanescope
