// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/wasted_work.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <unordered_map>

namespace lanescope::analysis {

namespace {

/// Most by the measure first, then by the other; what is equal in both keeps its order.
template <class Entry>
void rank(std::vector<Entry>& entries, Measure measure)
{
    const Measure other = measure == Measure::time ? Measure::gas : Measure::time;
    std::stable_sort(entries.begin(), entries.end(), [&](const Entry& a, const Entry& b) {
        return std::tuple(a.wasted.amount(measure), a.wasted.amount(other)) >
               std::tuple(b.wasted.amount(measure), b.wasted.amount(other));
    });
}

/// Sums by key. Incarnations come by transaction.
template <class Key>
class Groups {
public:
    void add(const Key& key, const Incarnation& incarnation)
    {
        Group& group = groups_[key];
        group.sum.wasted.add(incarnation);
        if (group.sum.transactions == 0 || group.last != incarnation.version.index) {
            ++group.sum.transactions;
            group.last = incarnation.version.index;
        }
    }
    [[nodiscard]] std::vector<WastedBy<Key>> ranked(Measure measure) const
    {
        std::vector<WastedBy<Key>> result;
        result.reserve(groups_.size());
        for (const auto& [key, group] : groups_) {
            result.push_back(group.sum);
            result.back().key = key;
        }
        rank(result, measure);
        return result;
    }

private:
    struct Group {
        WastedBy<Key> sum{};
        std::uint32_t last = 0;
    };
    std::map<Key, Group> groups_;
};

/// Counts each transaction once a location, though its access set may hold one twice.
class Users {
public:
    explicit Users(std::vector<HotLocation>& locations)
        : locations_(locations), last_reader_(locations.size(), none), last_writer_(last_reader_)
    {
        for (std::size_t i = 0; i < locations.size(); ++i) {
            places_.emplace(locations[i].location.value, i);
        }
    }
    void add(std::uint32_t transaction, const AccessSet& access)
    {
        for (const ReadRecord& read : access.reads) {
            const auto place = places_.find(read.location.value);
            if (place != places_.end() &&
                std::exchange(last_reader_[place->second], transaction) != transaction) {
                ++locations_[place->second].readers;
            }
        }
        for (const WriteRecord& write : access.writes) {
            const auto place = places_.find(write.location.value);
            if (place != places_.end() &&
                std::exchange(last_writer_[place->second], transaction) != transaction) {
                ++locations_[place->second].writers;
            }
        }
    }

private:
    static constexpr std::uint32_t none = ~0u;
    std::vector<HotLocation>& locations_;
    std::unordered_map<std::uint32_t, std::size_t> places_;
    std::vector<std::uint32_t> last_reader_;
    std::vector<std::uint32_t> last_writer_;
};

}  // namespace

void WastedWork::add(const Incarnation& incarnation) noexcept
{
    time += incarnation.time;
    gas += incarnation.gas;
    aborts += incarnation.fate == Fate::aborted ? 1 : 0;
    suspensions += incarnation.fate == Fate::suspended ? 1 : 0;
}

WastedWork wasted_work(const Incarnations& incarnations)
{
    WastedWork total;
    incarnations.for_each_wasted([&](const Incarnation& incarnation) { total.add(incarnation); });
    return total;
}

HotLocations hot_locations(const Incarnations& incarnations, Measure measure)
{
    HotLocations result;
    std::map<LocationId, WastedWork> charged;
    incarnations.for_each_wasted([&](const Incarnation& incarnation) {
        const auto location = incarnation.charged_location();
        (location ? charged[*location] : result.uncharged).add(incarnation);
        result.total.add(incarnation);
    });
    result.ranked.reserve(charged.size());
    for (const auto& [location, wasted] : charged) {
        result.ranked.push_back({location, wasted, 0, 0});
    }
    rank(result.ranked, measure);
    if (!incarnations.has_access_sets()) {
        return result;
    }
    Users users(result.ranked);
    for (std::uint32_t i = 0; i < incarnations.committed_count(); ++i) {
        if (const AccessSet* access = incarnations.committed(i).access) {
            users.add(i, *access);
        }
    }
    return result;
}

std::optional<Selector> selector_of(const Transaction& transaction)
{
    Selector selector;
    if (!transaction.to || transaction.data.size() < selector.size()) {
        return std::nullopt;
    }
    std::copy_n(transaction.data.begin(), selector.size(), selector.begin());
    return selector;
}

WastedByContract wasted_by_contract(const Incarnations& incarnations, Measure measure)
{
    const Recording& recording = incarnations.recording();
    const auto& transactions = recording.input().block.transactions;
    Groups<std::optional<Address>> called;
    Groups<Address> causing;
    Groups<std::optional<Selector>> selectors;
    incarnations.for_each_wasted([&](const Incarnation& incarnation) {
        const Transaction& transaction = transactions[incarnation.version.index];
        called.add(transaction.to, incarnation);
        selectors.add(selector_of(transaction), incarnation);
        if (const auto location = incarnation.charged_location()) {
            causing.add(recording.run().locations.location(*location).address, incarnation);
        }
    });
    return {called.ranked(measure), causing.ranked(measure), selectors.ranked(measure)};
}

}  // namespace lanescope::analysis
