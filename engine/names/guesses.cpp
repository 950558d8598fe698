// SPDX-License-Identifier: GPL-3.0-or-later
#include "names/guesses.h"

#include "names/abi.h"
#include "names/declared_layout.h"
#include "names/proxies.h"

#include <algorithm>
#include <string>
#include <utility>

namespace lanescope::names {

namespace {

/// OpenZeppelin Contracts Upgradeable 5: the struct of each namespace.
constexpr std::pair<std::string_view, std::string_view> namespaces[] = {
    {"openzeppelin.storage.ERC20",
     "mapping(address=>uint256) _balances; mapping(address=>mapping(address=>uint256)) "
     "_allowances; uint256 _totalSupply; string _name; string _symbol"},
    {"openzeppelin.storage.ERC721",
     "string _name; string _symbol; mapping(uint256=>address) _owners; mapping(address=>uint256) "
     "_balances; mapping(uint256=>address) _tokenApprovals; "
     "mapping(address=>mapping(address=>bool)) _operatorApprovals"},
    {"openzeppelin.storage.ERC721Enumerable",
     "mapping(address=>mapping(uint256=>uint256)) _ownedTokens; mapping(uint256=>uint256) "
     "_ownedTokensIndex; uint256[] _allTokens; mapping(uint256=>uint256) _allTokensIndex"},
    {"openzeppelin.storage.ERC721URIStorage", "mapping(uint256=>string) _tokenURIs"},
    {"openzeppelin.storage.ERC1155",
     "mapping(uint256=>mapping(address=>uint256)) _balances; "
     "mapping(address=>mapping(address=>bool)) _operatorApprovals; string _uri"},
    {"openzeppelin.storage.ERC1155Supply",
     "mapping(uint256=>uint256) _totalSupply; uint256 _totalSupplyAll"},
    {"openzeppelin.storage.ERC20Capped", "uint256 _cap"},
    {"openzeppelin.storage.ERC4626", "address _asset; uint8 _underlyingDecimals"},
    {"openzeppelin.storage.EIP712",
     "bytes32 _hashedName; bytes32 _hashedVersion; string _name; string _version"},
    {"openzeppelin.storage.Nonces", "mapping(address=>uint256) _nonces"},
    {"openzeppelin.storage.Votes",
     "mapping(address=>address) _delegatee; mapping(address=>{{uint48 _key; uint208 "
     "_value}[] _checkpoints}) _delegateCheckpoints; {{uint48 _key; uint208 _value}[] "
     "_checkpoints} _totalCheckpoints"},
    {"openzeppelin.storage.Ownable", "address _owner"},
    {"openzeppelin.storage.Ownable2Step", "address _pendingOwner"},
    {"openzeppelin.storage.AccessControl",
     "mapping(bytes32=>{mapping(address=>bool) hasRole; bytes32 adminRole}) _roles"},
    {"openzeppelin.storage.Pausable", "bool _paused"},
    {"openzeppelin.storage.ReentrancyGuard", "uint256 _status"},
    {"openzeppelin.storage.Initializable", "uint64 _initialized; bool _initializing"},
};

/// A root slot is small: a contract has few variables.
constexpr unsigned root_bits = 32;

/// How much speaks for a mapping at some slot being the one that is sought.
struct Votes {
    std::size_t written = 0;
    std::size_t touched = 0;
    friend auto operator<=>(const Votes&, const Votes&) = default;
};

/// The entries of mappings that an account's touched slots are.
class TouchedEntries {
public:
    TouchedEntries(const std::map<Uint256, bool>& touched, const KeccakPreimages& preimages)
    {
        for (const auto& [slot, written] : touched) {
            const auto entry = mapping_entry(slot, preimages);
            if (entry && entry->offset.is_zero()) {
                entries_[entry->keys][entry->root] |= written;
            }
        }
    }

    /// Counts, for each mapping, the entries of these keys.
    void vote(const std::vector<Uint256>& keys, std::map<Uint256, Votes>& votes) const
    {
        const auto found = entries_.find(keys);
        if (found == entries_.end()) {
            return;
        }
        for (const auto& [root, written] : found->second) {
            ++votes[root].touched;
            votes[root].written += written ? 1 : 0;
        }
    }
    /// Votes of entries with two keys that both look like addresses.
    void vote_pairs(std::map<Uint256, Votes>& votes) const
    {
        for (const auto& [keys, roots] : entries_) {
            if (keys.size() == 2 && looks_like_address(keys[0]) && looks_like_address(keys[1])) {
                vote(keys, votes);
            }
        }
    }

private:
    std::map<std::vector<Uint256>, std::map<Uint256, bool>> entries_;
};

/// The slot that most speaks for; of equals the lowest.
std::optional<Uint256> winner(const std::map<Uint256, Votes>& votes)
{
    const auto best =
        std::max_element(votes.begin(), votes.end(),
                         [](const auto& a, const auto& b) { return a.second < b.second; });
    return best == votes.end() ? std::nullopt : std::optional(best->first);
}

Uint256 word_at(ByteView data, std::size_t index)
{
    return data.size() < 32 * (index + 1) ? Uint256{} : load_big_endian(data.data() + 32 * index);
}

/// Guesses the mappings of one token from its events.
class TokenGuess {
public:
    explicit TokenGuess(const TouchedEntries& entries) : entries_(entries) {}

    void see(const Log& log)
    {
        static const Hash transfer = parse_signature("Transfer(address,address,uint256)")->topic();
        static const Hash single =
            parse_signature("TransferSingle(address,address,address,uint256,uint256)")->topic();
        if (log.topics.empty()) {
            return;
        }
        const auto topic = [&](std::size_t i) {
            return load_big_endian(log.topics[i].bytes.data());
        };
        if (log.topics.front() == transfer && log.topics.size() == 3) {
            fungible_ = true;
            holders({topic(1), topic(2)});
        } else if (log.topics.front() == transfer && log.topics.size() == 4) {
            unique_ = true;
            holders({topic(1), topic(2)});
            entries_.vote({topic(3)}, owners_);
        } else if (log.topics.front() == single && log.topics.size() == 4) {
            const Uint256 id = word_at(log.data, 0);
            for (const Uint256& holder : {topic(2), topic(3)}) {
                entries_.vote({id, holder}, by_id_);
            }
        }
    }

    [[nodiscard]] StorageLayout layout()
    {
        StorageLayout layout;
        const auto declare = [&](const std::map<Uint256, Votes>& votes,
                                 std::string_view declaration) {
            if (const auto slot = winner(votes)) {
                declare_variables(layout, declaration, *slot);
            }
        };
        declare(holders_, "mapping(address=>uint256) balances");
        declare(owners_, "mapping(uint256=>address) owners");
        declare(by_id_, "mapping(uint256=>mapping(address=>uint256)) balances");
        std::map<Uint256, Votes> pairs;
        if (fungible_ != unique_) {
            entries_.vote_pairs(pairs);
            declare(pairs, fungible_
                               ? "mapping(address=>mapping(address=>uint256)) allowances"
                               : "mapping(address=>mapping(address=>bool)) operatorApprovals");
        }
        return layout;
    }

private:
    void holders(std::initializer_list<Uint256> holders)
    {
        for (const Uint256& holder : holders) {
            if (!holder.is_zero()) {
                entries_.vote({holder}, holders_);
            }
        }
    }

    const TouchedEntries& entries_;
    bool fungible_ = false;
    bool unique_ = false;
    std::map<Uint256, Votes> holders_;
    std::map<Uint256, Votes> owners_;
    std::map<Uint256, Votes> by_id_;
};

}  // namespace

bool looks_like_address(const Uint256& key) noexcept
{
    const unsigned bits = key.bit_width();
    return bits > 96 && bits <= 160;
}

std::optional<MappingEntry> mapping_entry(const Uint256& slot, const KeccakPreimages& preimages)
{
    MappingEntry entry;
    Uint256 at = slot;
    while (entry.keys.size() < static_cast<std::size_t>(StorageLayout::max_depth)) {
        const auto found = preimages.below(at);
        if (!found || found->input->size() != 64 ||
            (!entry.keys.empty() && !found->offset.is_zero())) {
            return std::nullopt;
        }
        if (entry.keys.empty()) {
            entry.offset = found->offset;
        }
        entry.keys.insert(entry.keys.begin(), load_big_endian(found->input->data()));
        at = load_big_endian(found->input->data() + 32);
        if (at.bit_width() <= root_bits) {
            entry.root = at;
            return entry;
        }
    }
    return std::nullopt;
}

const StorageLayout& standard_layout()
{
    static const StorageLayout layout = [] {
        StorageLayout made;
        for (const ProxySlot& proxy : proxy_slots()) {
            declare_variables(made, "address slot", proxy.slot);
            made.variables.back().name = proxy.name;
        }
        for (const auto& [id, declarations] : namespaces) {
            const std::size_t first = made.variables.size();
            declare_variables(made, declarations, namespace_slot(id));
            const std::string name(id.substr(id.rfind('.') + 1));
            for (std::size_t i = first; i < made.variables.size(); ++i) {
                made.variables[i].name = name + "Storage." + made.variables[i].name;
            }
        }
        return made;
    }();
    return layout;
}

std::map<Address, StorageLayout> guess_layouts(const Evidence& evidence)
{
    std::map<Address, std::vector<const Log*>> logs;
    for (const Evidence::Outcome& transaction : evidence.transactions) {
        for (const Log& log : transaction.logs) {
            logs[log.address].push_back(&log);
        }
    }
    std::map<Address, StorageLayout> layouts;
    for (const auto& [address, of_account] : logs) {
        const auto touched = evidence.touched.find(address);
        if (touched == evidence.touched.end()) {
            continue;
        }
        const TouchedEntries entries(touched->second, evidence.preimages);
        TokenGuess guess(entries);
        for (const Log* log : of_account) {
            guess.see(*log);
        }
        if (StorageLayout layout = guess.layout(); !layout.empty()) {
            layouts.emplace(address, std::move(layout));
        }
    }
    return layouts;
}

}  // namespace lanescope::names
