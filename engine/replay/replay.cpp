// SPDX-License-Identifier: GPL-3.0-or-later
#include "replay/replay.h"

#include "base/hex.h"
#include "chain/location_name.h"
#include "state/field_answers.h"
#include "state/location_writes.h"

#include <algorithm>

namespace lanescope {

namespace {

std::string name_of(const Location& location)
{
    std::string name = std::string(name_of(location.kind)) + " of " + to_hex(location.address);
    if (location.kind == LocationKind::storage_slot) {
        name += " " + to_hex_quantity(location.slot);
    }
    return name;
}

/// The state as one recorded incarnation saw it. Reads must come in the order in which they were
/// recorded: an execution that sees the same does the same.
class RecordedView final : public StateView {
public:
    RecordedView(const RunRecord& run, const IncarnationRecord& incarnation,
                 const std::map<TxVersion, const IncarnationRecord*>& incarnations,
                 WorldState& world)
        : run_(run), incarnation_(incarnation), incarnations_(incarnations), world_(world)
    {
    }

    [[nodiscard]] Answer account(const Address& address, AccountFields wanted,
                                 AccountRead& out) override
    {
        AccountRead base;
        const Answer base_answer = world_.account(address, AccountFields::all, base);
        const auto read = [&](LocationKind kind, Uint256& value) {
            const ReadRecord* record = nullptr;
            return next({kind, address, {}}, value, record);
        };
        const Answer answer =
            answer_by_field(wanted, base_answer,
                            base_answer == Answer::value ? base.value : AccountValue{}, read, out);
        return answer;
    }

    [[nodiscard]] Answer storage(const Address& address, const Uint256& slot, Uint256& out) override
    {
        Uint256 value;
        const ReadRecord* wiped = nullptr;
        const auto known = std::find_if(generations_.begin(), generations_.end(),
                                        [&](const auto& seen) { return seen.first == address; });
        if (known != generations_.end()) {
            wiped = known->second;
        } else {
            const ReadRecord* record = nullptr;
            switch (next({LocationKind::storage_generation, address, {}}, value, record)) {
            case FieldSource::blocked:
                return Answer::failed;
            case FieldSource::written:
                wiped = record;
                break;
            case FieldSource::base:
                break;
            }
            generations_.emplace_back(address, wiped);
        }
        const ReadRecord* record = nullptr;
        switch (next({LocationKind::storage_slot, address, slot}, value, record)) {
        case FieldSource::blocked:
            return Answer::failed;
        case FieldSource::base:
            return wiped != nullptr ? Answer::absent : world_.storage(address, slot, out);
        case FieldSource::written:
            break;
        }
        if (wiped != nullptr && wiped->writer > record->writer) {
            return Answer::absent;
        }
        out = value;
        return out.is_zero() ? Answer::absent : Answer::value;
    }

    [[nodiscard]] const Bytes* code(const Hash& code_hash) override
    {
        const Bytes* created = run_.code.find(code_hash);
        return created != nullptr ? created : world_.code(code_hash);
    }
    [[nodiscard]] Answer block_hash(std::uint64_t number, Hash& out) override
    {
        return world_.block_hash(number, out);
    }
    [[nodiscard]] bool adds_up_balances() const override
    {
        return run_.settings.commutative_balances;
    }
    [[nodiscard]] Answer balance_at_least(const Address& address, const Uint256& least) override
    {
        const auto& reads = incarnation_.access.reads;
        if (stopped_ || at_ == reads.size() || reads[at_].origin != ReadOrigin::at_least ||
            run_.locations.location(reads[at_].location) !=
                Location{LocationKind::balance, address, {}}) {
            return Answer::absent;  // then it read the balance
        }
        const Uint256& recorded = incarnation_.access.kept[kept_++];
        last_ = &reads[at_++];
        if (recorded != least && difference_.empty()) {
            difference_ = "asked " + name_of({LocationKind::balance, address, {}}) + " for " +
                          to_hex_quantity(least) + ", recorded " + to_hex_quantity(recorded);
        }
        return Answer::value;
    }
    [[nodiscard]] bool has_storage(const Address& address) override
    {
        // The storage generation was read just before, for the same check.
        const bool wiped = last_ != nullptr && last_->origin == ReadOrigin::version;
        if (!wiped && world_.has_storage(address)) {
            return true;
        }
        while (at_ < incarnation_.access.reads.size()) {
            const Location coming =
                run_.locations.location(incarnation_.access.reads[at_].location);
            if (coming.address != address || (coming.kind != LocationKind::storage_slot &&
                                              coming.kind != LocationKind::storage_generation)) {
                break;
            }
            if (coming.kind == LocationKind::storage_generation) {
                generations_.emplace_back(address, nullptr);
                Uint256 ignored;
                const ReadRecord* record = nullptr;
                if (next(coming, ignored, record) == FieldSource::written) {
                    generations_.back().second = record;
                }
                continue;
            }
            Uint256 value;
            if (storage(address, coming.slot, value) == Answer::value && !value.is_zero()) {
                return true;
            }
        }
        return false;
    }

    /// What went otherwise than recorded; empty if nothing did.
    [[nodiscard]] std::string difference() const
    {
        if (difference_.empty() && at_ < incarnation_.access.reads.size()) {
            return "did not read " +
                   name_of(run_.locations.location(incarnation_.access.reads[at_].location));
        }
        return difference_;
    }
    [[nodiscard]] bool stopped() const noexcept { return stopped_; }

private:
    FieldSource next(const Location& asked, Uint256& value, const ReadRecord*& record)
    {
        if (stopped_) {
            return FieldSource::blocked;
        }
        const auto& reads = incarnation_.access.reads;
        if (at_ == reads.size() || run_.locations.location(reads[at_].location) != asked) {
            const StoppedAt& stopped = incarnation_.access.stopped;
            if (at_ == reads.size() && stopped.reason != StoppedAt::Reason::nowhere) {
                stopped_ = true;  // here it met the ESTIMATE, or was cancelled
            } else if (difference_.empty()) {
                difference_ =
                    "read " + name_of(asked) + ", expected " +
                    (at_ == reads.size() ? std::string("no further read")
                                         : name_of(run_.locations.location(reads[at_].location)));
            }
            return FieldSource::blocked;
        }
        record = &reads[at_++];
        last_ = record;
        switch (record->origin) {
        case ReadOrigin::fold:
        case ReadOrigin::sum:
            value = incarnation_.access.kept[kept_++];
            return FieldSource::written;
        case ReadOrigin::version: {
            const auto writer = incarnations_.find({record->writer, record->incarnation});
            if (writer != incarnations_.end()) {
                for (const WriteRecord& write : writer->second->access.writes) {
                    if (write.location == record->location) {
                        value = write.value;
                        return FieldSource::written;
                    }
                }
            }
            difference_ = "the write that was read is not recorded: " + name_of(asked);
            return FieldSource::blocked;
        }
        default:
            return FieldSource::base;
        }
    }

    const RunRecord& run_;
    const IncarnationRecord& incarnation_;
    const std::map<TxVersion, const IncarnationRecord*>& incarnations_;
    WorldState& world_;
    std::size_t at_ = 0;
    std::size_t kept_ = 0;
    const ReadRecord* last_ = nullptr;
    std::vector<std::pair<Address, const ReadRecord*>> generations_;
    std::string difference_;
    bool stopped_ = false;
};

std::string difference_of_writes(const RunRecord& run, const IncarnationRecord& recorded,
                                 const Journal& journal)
{
    std::string difference;
    std::size_t at = 0;
    const auto writes = recorded.access.writes;
    const auto visit = [&](const Location& location, const Uint256& value, WriteKind kind) {
        if (!difference.empty()) {
            return;
        }
        if (at == writes.size() || run.locations.location(writes[at].location) != location ||
            writes[at].value != value || writes[at].kind != kind) {
            difference = (kind == WriteKind::set ? "wrote " : "added ") + to_hex_quantity(value) +
                         " to " + name_of(location) + ", which is not recorded";
        }
        ++at;
    };
    for_each_location_write(
        journal, recorded.version.index + 1,
        [&](const ChangedAccount& account, LocationKind kind, const Uint256& value) {
            visit({kind, account.address, {}}, value, WriteKind::set);
        },
        [&](const ChangedAccount& account, const Uint256& amount) {
            visit({LocationKind::balance, account.address, {}}, amount, WriteKind::add);
        },
        [&](const ChangedSlot& slot, const Uint256& value) {
            visit({LocationKind::storage_slot, slot.address, slot.key}, value, WriteKind::set);
        });
    if (difference.empty() && at < writes.size()) {
        difference = "did not write " + name_of(run.locations.location(writes[at].location));
    }
    return difference;
}

IncarnationEnd end_of(const TransactionResult& result, const RecordedView& view,
                      const IncarnationRecord& recorded)
{
    // Cancelled in a loop that reads nothing more, it is cut nowhere here, and runs on.
    const bool was_cancelled = recorded.access.stopped.reason == StoppedAt::Reason::cancelled;
    if (view.stopped() || was_cancelled) {
        return recorded.access.stopped.reason == StoppedAt::Reason::estimate
                   ? IncarnationEnd::suspended
                   : IncarnationEnd::interrupted;
    }
    switch (result.kind) {
    case TransactionResult::Kind::executed:
        return IncarnationEnd::executed;
    case TransactionResult::Kind::invalid:
        return IncarnationEnd::invalid;
    default:
        return IncarnationEnd::interrupted;
    }
}

}  // namespace

Replay::Replay(Recording recording)
    : recording_(std::move(recording)),
      context_(recording_.input().block.header, recording_.input().fork),
      world_(*recording_.input().pre_state, recording_.input().pre_state_is_whole,
             recording_.input().block_hashes),
      executor_(cache_)
{
    executor_.set_pay_beneficiary(!recording_.run().settings.lazy_beneficiary);
    for (std::size_t worker = 0; worker < recording_.worker_count(); ++worker) {
        for (const IncarnationRecord& incarnation : recording_.incarnations(worker)) {
            incarnations_[incarnation.version] = &incarnation;
        }
    }
}

Result<std::unique_ptr<Replay>> Replay::open(Recording recording)
{
    std::unique_ptr<Replay> replay(new Replay(std::move(recording)));
    BlockRules rules(replay->recording_.input().block, replay->context_);
    if (Status begun = rules.begin(replay->executor_, replay->world_, {}); !begun) {
        return begun.error();
    }
    return replay;
}

std::optional<TxVersion> Replay::last_incarnation(std::uint32_t transaction) const
{
    const auto after = incarnations_.lower_bound({transaction + 1, 0});
    if (after == incarnations_.begin() || std::prev(after)->first.index != transaction) {
        return std::nullopt;
    }
    return std::prev(after)->first;
}

Result<ReplayedIncarnation> Replay::run(TxVersion version, evm::Tracer* tracer, StopToken stop)
{
    const std::string name = "transaction " + std::to_string(version.index) + ", incarnation " +
                             std::to_string(version.incarnation);
    const auto found = incarnations_.find(version);
    if (found == incarnations_.end()) {
        const auto last = last_incarnation(version.index);
        return Error{ErrorCode::unsupported,
                     name + " is not recorded; " +
                         (last ? "the last of that transaction is incarnation " +
                                     std::to_string(last->incarnation)
                               : std::string("no incarnation of that transaction is"))};
    }
    const IncarnationRecord& recorded = *found->second;
    if (!recorded.replayable) {
        return Error{ErrorCode::unsupported,
                     name + " cannot be replayed: its access set was not kept whole"};
    }
    RecordedView view(recording_.run(), recorded, incarnations_, world_);
    ReplayedIncarnation replayed;
    replayed.recorded = &recorded;
    replayed.result = executor_.execute(recording_.input().block.transactions[version.index],
                                        context_, view, stop, tracer);
    if (stop.stop_requested()) {
        return Error{ErrorCode::cancelled, "cancelled"};
    }
    const ByteView output = executor_.output();
    replayed.output.assign(output.begin(), output.end());
    replayed.difference = view.difference();
    if (!replayed.difference.empty()) {
        return replayed;
    }
    const TransactionResult& result = replayed.result;
    if (end_of(result, view, recorded) != recorded.end) {
        replayed.difference = "ended otherwise than recorded";
    } else if (recorded.end == IncarnationEnd::executed) {
        if (static_cast<std::uint64_t>(result.gas_used) != recorded.gas_used) {
            replayed.difference = "used " + std::to_string(result.gas_used) + " gas, recorded " +
                                  std::to_string(recorded.gas_used);
        } else if (static_cast<std::uint8_t>(result.status) != recorded.status) {
            replayed.difference = "status is not the recorded one";
        } else {
            replayed.difference =
                difference_of_writes(recording_.run(), recorded, executor_.journal());
        }
    } else if (recorded.end == IncarnationEnd::invalid &&
               static_cast<std::uint8_t>(result.reason) != recorded.status) {
        replayed.difference = "invalid for another reason than recorded";
    }
    return replayed;
}

}  // namespace lanescope
