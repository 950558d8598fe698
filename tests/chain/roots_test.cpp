// SPDX-License-Identifier: GPL-3.0-or-later
#include "chain/roots.h"
#include "base/hex.h"

#include <QtTest>

#include <algorithm>
#include <random>

using namespace lanescope;

namespace {

using Pairs = std::vector<std::pair<Bytes, Bytes>>;

Bytes text(std::string_view characters)
{
    return Bytes(characters.begin(), characters.end());
}

Address address_of(std::uint64_t number)
{
    Address address;
    std::memcpy(address.bytes.data(), &number, sizeof number);
    return address;
}

/// The trie of Yellow Paper, appendix D, node by node from its definition c(I, i), slow and without
/// anything of the engine's builder.
struct Reference {
    struct Pair {
        std::vector<unsigned> path;
        Bytes value;
    };

    static Bytes hex_prefix(std::vector<unsigned> path, bool leaf)
    {
        const unsigned flag = (leaf ? 2u : 0u) + path.size() % 2;
        path.insert(path.begin(), flag);
        if (path.size() % 2 != 0) {
            path.insert(path.begin() + 1, 0);
        }
        Bytes bytes;
        for (std::size_t i = 0; i < path.size(); i += 2) {
            bytes.push_back(static_cast<std::uint8_t>(16 * path[i] + path[i + 1]));
        }
        return bytes;
    }

    static Bytes node(const std::vector<Pair>& pairs, std::size_t depth)
    {
        rlp::Encoder fields;
        if (pairs.size() == 1) {
            const Pair& only = pairs[0];
            fields.bytes(hex_prefix(
                {only.path.begin() + static_cast<std::ptrdiff_t>(depth), only.path.end()}, true));
            fields.bytes(only.value);
        } else {
            std::size_t shared = depth;
            const auto all_share = [&] {
                return std::ranges::all_of(pairs, [&](const Pair& pair) {
                    return pair.path.size() > shared && pairs[0].path.size() > shared &&
                           pair.path[shared] == pairs[0].path[shared];
                });
            };
            while (all_share()) {
                ++shared;
            }
            if (shared > depth) {
                fields.bytes(
                    hex_prefix({pairs[0].path.begin() + static_cast<std::ptrdiff_t>(depth),
                                pairs[0].path.begin() + static_cast<std::ptrdiff_t>(shared)},
                               false));
                fields.raw(reference(pairs, shared));
            } else {
                for (unsigned branch = 0; branch < 16; ++branch) {
                    std::vector<Pair> below;
                    for (const Pair& pair : pairs) {
                        if (pair.path.size() > depth && pair.path[depth] == branch) {
                            below.push_back(pair);
                        }
                    }
                    fields.raw(below.empty() ? Bytes{0x80} : reference(below, depth + 1));
                }
                Bytes value;
                for (const Pair& pair : pairs) {
                    if (pair.path.size() == depth) {
                        value = pair.value;
                    }
                }
                fields.bytes(value);
            }
        }
        rlp::Encoder out;
        out.list(fields);
        return std::move(out).take();
    }

    static Bytes reference(const std::vector<Pair>& pairs, std::size_t depth)
    {
        const Bytes encoded = node(pairs, depth);
        if (encoded.size() < 32) {
            return encoded;
        }
        rlp::Encoder out;
        out.fixed(keccak256(encoded));
        return std::move(out).take();
    }

    static Hash root(const Pairs& entries)
    {
        std::vector<Pair> pairs;
        for (const auto& [key, value] : entries) {
            Pair& pair = pairs.emplace_back();
            for (const std::uint8_t byte : key) {
                pair.path.push_back(byte >> 4);
                pair.path.push_back(byte & 15);
            }
            pair.value = value;
        }
        return keccak256(node(pairs, 0));
    }
};

}  // namespace

class RootsTest : public QObject {
    Q_OBJECT

private slots:
    void nothingHasTheEmptyRoot()
    {
        QVERIFY(keccak256(Bytes{0x80}) == empty_trie_root);
        QVERIFY(trie_root({}) == empty_trie_root);
        QVERIFY(ordered_trie_root({}) == empty_trie_root);
        QVERIFY(transactions_root({}) == empty_trie_root);
        QVERIFY(state_root({}) == empty_trie_root);
    }

    void aKnownTrieHasItsRoot()
    {
        const Pairs entries{{text("do"), text("verb")},
                            {text("horse"), text("stallion")},
                            {text("doge"), text("coin")},
                            {text("dog"), text("puppy")}};
        QCOMPARE(to_hex(trie_root(entries)),
                 std::string("0x5991bb8c6514148a29db676a14ac506cd2cd5775ace63c30a4fe457715e9ac84"));
    }

    void theOrderOfEntriesDoesNotMatter()
    {
        std::mt19937_64 engine(1);
        Pairs entries;
        for (std::uint64_t i = 0; i < 300; ++i) {
            const Address key = address_of(engine());
            entries.emplace_back(Bytes(key.bytes.begin(), key.bytes.end()),
                                 Bytes(1 + i % 70, 0xab));
        }
        const Hash expected = trie_root(entries);
        for (int i = 0; i < 5; ++i) {
            std::ranges::shuffle(entries, engine);
            QVERIFY(trie_root(entries) == expected);
        }
    }

    void randomTriesAgreeWithTheDefinition()
    {
        const std::uint64_t seed = std::random_device{}();
        qInfo("seed %llu", static_cast<unsigned long long>(seed));
        std::mt19937_64 engine(seed);
        for (int round = 0; round < 2000; ++round) {
            // Few distinct nibbles and lengths make keys that are prefixes of others.
            std::map<std::string, Bytes> content;
            const std::size_t count = 1 + engine() % 40;
            for (std::size_t i = 0; i < count; ++i) {
                std::string key(engine() % 5, '\0');
                for (char& byte : key) {
                    byte = static_cast<char>(engine() % 3 * 16 + engine() % 3);
                }
                content[key] = Bytes(1 + engine() % (round % 2 == 0 ? 4 : 120),
                                     static_cast<std::uint8_t>(1 + engine() % 255));
            }
            Pairs entries;
            for (const auto& [key, value] : content) {
                entries.emplace_back(Bytes(key.begin(), key.end()), value);
            }
            QCOMPARE(to_hex(trie_root(entries)), to_hex(Reference::root(entries)));
        }
    }

    void slotsThatHoldZeroAreNotInTheState()
    {
        GivenState state;
        state[address_of(1)].storage[Hash{}] = 5;
        const Hash without = state_root(state);
        state[address_of(1)].storage[empty_code_hash] = Uint256{};
        QVERIFY(state_root(state) == without);
        state[address_of(1)].storage[empty_code_hash] = 1;
        QVERIFY(state_root(state) != without);
    }

    void emptyAccountsAreInTheState()
    {
        GivenState state;
        state[address_of(1)];
        QVERIFY(state_root(state) != empty_trie_root);
        rlp::Encoder fields;
        fields.number(std::uint64_t{0});
        fields.number(std::uint64_t{0});
        fields.fixed(empty_trie_root);
        fields.fixed(empty_code_hash);
        rlp::Encoder account;
        account.list(fields);
        const Hash key = keccak256(address_of(1).view());
        QVERIFY(state_root(state) ==
                trie_root({{Bytes(key.bytes.begin(), key.bytes.end()),
                            Bytes(account.view().begin(), account.view().end())}}));
    }

    void orderedRootsUseTheIndexAsKey()
    {
        std::vector<Bytes> items;
        Pairs entries;
        for (std::uint64_t i = 0; i < 300; ++i) {
            items.push_back(Bytes(40, static_cast<std::uint8_t>(i)));
            rlp::Encoder key;
            key.number(i);
            entries.emplace_back(Bytes(key.view().begin(), key.view().end()), items.back());
        }
        QVERIFY(ordered_trie_root(items) == Reference::root(entries));
    }

    void aStateOfAHundredThousandAccounts()
    {
        GivenState state;
        for (std::uint64_t i = 0; i < 100000; ++i) {
            GivenAccount& account = state[address_of(i * 0x9e3779b97f4a7c15)];
            account.balance = i;
            if (i % 10 == 0) {
                account.storage[Hash{}] = i + 1;
            }
        }
        Hash root;
        QBENCHMARK_ONCE
        {
            root = state_root(state);
        }
        QVERIFY(!root.is_zero());
    }
};

QTEST_APPLESS_MAIN(RootsTest)
#include "roots_test.moc"
