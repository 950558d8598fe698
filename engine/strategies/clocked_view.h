// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recording/worker_recorder.h"
#include "state/state_view.h"

#include <vector>

namespace lanescope {

/// A state whose accesses are timed, for a recorded sequential run: it is foreseen what each transaction
/// reads and writes, and when that happens is noted as it does. The world gives an account whole, so that
/// all of its fields are read when the first one is.
class ClockedView final : public StateView {
public:
    ClockedView(StateView& state, WorkerRecorder& recorder, const LocationTable& locations)
        : state_(state), recorder_(recorder), locations_(locations)
    {
    }

    /// From here on the reads are those of `version`, foreseen in `access`.
    void begin(TxVersion version, const AccessSet& access);
    /// The writes of the transaction have become the state's.
    void written(const AccessSet& access);

    [[nodiscard]] Answer account(const Address& address, AccountFields wanted,
                                 AccountRead& out) override;
    [[nodiscard]] Answer storage(const Address& address, const Uint256& slot,
                                 Uint256& out) override;
    [[nodiscard]] const Bytes* code(const Hash& code_hash) override
    {
        return state_.code(code_hash);
    }
    [[nodiscard]] Answer block_hash(std::uint64_t number, Hash& out) override
    {
        return state_.block_hash(number, out);
    }
    [[nodiscard]] bool has_storage(const Address& address) override;
    void prefetch(std::span<const Address> accounts) override { state_.prefetch(accounts); }
    void announce(std::span<const Address> accounts) override { state_.announce(accounts); }
    [[nodiscard]] Error failure() const override { return state_.failure(); }

private:
    struct Foreseen {
        LocationId id;
        Location location;
    };
    /// Notes those of the foreseen reads that `is_one` says happen now, each once.
    template <class IsOne>
    void note(IsOne&& is_one);

    StateView& state_;
    WorkerRecorder& recorder_;
    const LocationTable& locations_;
    TxVersion version_;
    std::vector<Foreseen> foreseen_;
};

}  // namespace lanescope
