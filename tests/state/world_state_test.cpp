// SPDX-License-Identifier: GPL-3.0-or-later
// What several threads put into a world at once, against the same put into a map.
#include "state/world_state.h"

#include "support/dice.h"

#include <QtTest>

#include <atomic>
#include <thread>
#include <vector>

using namespace lanescope;

namespace {

Address address_of(std::uint64_t number)
{
    Address address;
    address.bytes[19] = static_cast<std::uint8_t>(number);
    address.bytes[3] = static_cast<std::uint8_t>(number >> 8);
    return address;
}

Hash key_of(const Uint256& slot)
{
    Hash key;
    store_big_endian(key.bytes.data(), slot);
    return key;
}

/// A state, and changes of it as a block's execution may leave them, with what should come of them.
class Case {
public:
    explicit Case(std::uint64_t seed) : dice_(seed)
    {
        for (std::uint64_t i = 0; i < 40; ++i) {
            if (dice_.chance(70)) {
                GivenAccount& account = before_[address_of(i)];
                account.balance = Uint256{1 + dice_.below(1000)};
                account.nonce = dice_.below(10);
                if (dice_.chance(50)) {
                    account.code = dice_.bytes(1 + dice_.below(9));
                    for (std::uint64_t slot = 0; slot < dice_.below(30); ++slot) {
                        account.storage[key_of(Uint256{slot})] = Uint256{1 + dice_.below(9)};
                    }
                }
            }
        }
        after_ = before_;
        for (std::uint64_t i = 0; i < 60; ++i) {
            if (dice_.chance(60)) {
                change(address_of(i));
            }
        }
    }

    [[nodiscard]] const GivenState& before() const { return before_; }
    [[nodiscard]] const GivenState& after() const { return after_; }
    /// The changes, in `parts` that have each their own accounts and slots.
    [[nodiscard]] std::vector<StateChanges> changes(WorldState& world, std::uint32_t parts)
    {
        std::vector<StateChanges> split(parts);
        const auto place_of = [&](const Address& address) {
            AccountRead read;
            (void)world.account(address, AccountFields::all, read);
            // A place is a hint: a wrong one must do no harm.
            return dice_.chance(90) ? read.place : static_cast<std::uint32_t>(dice_.below(99));
        };
        for (StateChanges::Account change : accounts_) {
            change.place = place_of(change.address);
            split[dice_.below(parts)].accounts.push_back(change);
        }
        for (StateChanges::Slot change : slots_) {
            change.place = place_of(change.address);
            split[dice_.below(parts)].storage.push_back(change);
        }
        return split;
    }

private:
    void change(const Address& address)
    {
        StateChanges::Account change;
        change.address = address;
        GivenAccount& given = after_[address];
        const bool was_there = before_.contains(address);
        const bool goes = was_there && dice_.chance(15);
        const bool comes_anew = was_there && !goes && dice_.chance(10);
        if (goes || comes_anew || !was_there) {
            change.changed = AccountFields::existence | AccountFields::balance |
                             AccountFields::nonce | AccountFields::code;
            change.exists = !goes;
            change.storage_wiped = was_there;
            given = {};
        }
        if (goes) {
            after_.erase(address);
            accounts_.push_back(change);
            return;
        }
        change.changed = change.changed | AccountFields::balance;
        change.value.balance = given.balance = Uint256{1 + dice_.below(1000)};
        if (!was_there || comes_anew || dice_.chance(50)) {
            change.changed = change.changed | AccountFields::nonce;
            change.value.nonce = given.nonce = 20 + dice_.below(10);
        }
        accounts_.push_back(change);
        if (given.code.empty() && !comes_anew && !dice_.chance(20)) {
            return;
        }
        for (std::uint64_t slot = 0; slot < 60; ++slot) {
            if (dice_.chance(40)) {
                const Uint256 value{dice_.below(3)};
                slots_.push_back({address, 0, change.storage_wiped, Uint256{slot}, value});
                given.storage[key_of(Uint256{slot})] = value;
            }
        }
    }

    test::Dice dice_;
    GivenState before_, after_;
    std::vector<StateChanges::Account> accounts_;
    std::vector<StateChanges::Slot> slots_;
};

/// As the world exports: without zeros.
GivenState without_zeros(GivenState state)
{
    for (auto& [address, account] : state) {
        std::erase_if(account.storage, [](const auto& slot) { return slot.second.is_zero(); });
    }
    return state;
}

bool same(const GivenState& a, const GivenState& b)
{
    return std::ranges::equal(a, b, [](const auto& x, const auto& y) {
        return x.first == y.first && x.second.balance == y.second.balance &&
               x.second.nonce == y.second.nonce && x.second.code == y.second.code &&
               x.second.storage == y.second.storage;
    });
}

template <class Work>
void on_threads(std::uint32_t count, Work&& work)
{
    std::vector<std::thread> threads;
    for (std::uint32_t i = 0; i < count; ++i) {
        threads.emplace_back([&work, i] { work(i); });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
}

/// Puts a value where the world says that the slot is.
void put_slot(WorldState& world, const Address& address, std::uint32_t account_place,
              const Uint256& key, const Uint256& value)
{
    Uint256 now;
    std::uint32_t place = WorldState::no_place;
    (void)world.slot(address, account_place, key, now, place);
    world.put_slot(account_place, place, value);
}

}  // namespace

class WorldStateTest : public QObject {
    Q_OBJECT

private slots:
    void whatThreadsApplyAtOnceIsWhatWasWritten_data()
    {
        QTest::addColumn<unsigned>("parts");
        for (const unsigned parts : {1u, 2u, 3u, 8u}) {
            QTest::addRow("%u parts", parts) << parts;
        }
    }
    void whatThreadsApplyAtOnceIsWhatWasWritten()
    {
        QFETCH(const unsigned, parts);
        const std::uint64_t first = QDateTime::currentMSecsSinceEpoch();
        for (std::uint64_t seed = first; seed < first + 50; ++seed) {
            Case one(seed);
            WorldState world(one.before(), true, {});
            const std::vector<StateChanges> changes = one.changes(world, parts);
            std::vector<WorldState::Remainder> rests(parts);
            on_threads(parts, [&](std::uint32_t i) { world.apply_in_place(changes[i], rests[i]); });
            world.make_room(rests);
            on_threads(parts, [&](std::uint32_t i) { world.apply_new(rests, i, parts); });
            world.apply_rest(rests);
            QVERIFY2(same(world.export_state(), without_zeros(one.after())),
                     qPrintable(QString("seed %1").arg(seed)));
        }
    }

    void manyNewAccountsAndSlotsComeInAtOnce_data()
    {
        QTest::addColumn<unsigned>("parts");
        for (const unsigned parts : {1u, 2u, 7u}) {
            QTest::addRow("%u parts", parts) << parts;
        }
    }
    void manyNewAccountsAndSlotsComeInAtOnce()
    {
        QFETCH(const unsigned, parts);
        const std::uint64_t seed = QDateTime::currentMSecsSinceEpoch();
        test::Dice dice(seed);
        const auto numbered = [](std::uint64_t number) {
            Address address;
            std::memcpy(address.bytes.data() + 8, &number, sizeof number);
            return address;
        };
        GivenState before;
        const std::vector<Address> contracts{numbered(1), numbered(2), numbered(3)};
        for (const Address& contract : contracts) {
            before[contract].code = {0x00};
            for (std::uint64_t slot = 0; slot < 700; ++slot) {
                before[contract].storage[key_of(Uint256{slot})] = Uint256{1 + dice.below(9)};
            }
        }
        GivenState after = before;
        WorldState world(before, true, {});
        std::vector<StateChanges> changes(parts);
        for (std::uint64_t i = 100; i < 4'000; ++i) {
            StateChanges::Account change;
            change.address = numbered(i);
            change.changed = AccountFields::existence | AccountFields::balance;
            change.value.balance = Uint256{i};
            after[change.address].balance = Uint256{i};
            changes[dice.below(parts)].accounts.push_back(change);
        }
        // Of the third contract too few for room of their own.
        for (std::size_t at = 0; at < contracts.size(); ++at) {
            for (std::uint64_t slot = 500; slot < (at == 2 ? 800u : 3'000u); ++slot) {
                const Uint256 value{dice.below(3)};
                changes[dice.below(parts)].storage.push_back(
                    {contracts[at], AccountRead::no_place, false, Uint256{slot}, value});
                after[contracts[at]].storage[key_of(Uint256{slot})] = value;
            }
        }
        std::vector<WorldState::Remainder> rests(parts);
        on_threads(parts, [&](std::uint32_t i) { world.apply_in_place(changes[i], rests[i]); });
        world.make_room(rests);
        on_threads(parts, [&](std::uint32_t i) { world.apply_new(rests, i, parts); });
        world.apply_rest(rests);
        QVERIFY2(same(world.export_state(), without_zeros(after)),
                 qPrintable(QString("seed %1").arg(seed)));
        for (const Address& contract : contracts) {
            for (const auto& [key, value] : after[contract].storage) {
                Uint256 found;
                (void)world.storage(contract, load_big_endian(key.bytes.data()), found);
                QVERIFY(found == value);
            }
            QVERIFY(world.has_storage(contract));
        }
        for (std::uint64_t i = 100; i < 4'000; ++i) {
            AccountRead read;
            QVERIFY(world.account(numbered(i), AccountFields::all, read) == Answer::value);
            QVERIFY(read.value.balance == Uint256{i});
        }
        // And it grows on as before.
        world.credit(numbered(5'000), Uint256{1}, Revision::cancun);
        QCOMPARE(world.export_state().size(), after.size() + 1);
    }

    void singleWritesComeInWhileOthersRead()
    {
        const std::uint64_t seed = QDateTime::currentMSecsSinceEpoch();
        test::Dice dice(seed);
        constexpr std::uint64_t accounts = 50, slots_of_each = 20;
        GivenState before;
        for (std::uint64_t i = 0; i < accounts; ++i) {
            GivenAccount& account = before[address_of(i)];
            account.balance = Uint256{1'000'000 + i};
            account.nonce = i;
            account.code = {0x00};
            for (std::uint64_t slot = 0; slot < slots_of_each; ++slot) {
                account.storage[key_of(Uint256{slot})] = Uint256{1 + slot};
            }
        }
        WorldState world(before, true, {});
        std::vector<std::uint32_t> places;
        for (std::uint64_t i = 0; i < accounts; ++i) {
            AccountRead read;
            QVERIFY(world.account(address_of(i), AccountFields::all, read) == Answer::value);
            places.push_back(read.place);
        }
        GivenState after = before;
        std::atomic<bool> done{false};
        on_threads(3, [&](std::uint32_t thread) {
            if (thread != 0) {
                // What it sees of what is written means nothing, but that it looks harms nobody.
                while (!done.load()) {
                    for (std::uint64_t i = 0; i < accounts; ++i) {
                        AccountRead read;
                        Uint256 value;
                        (void)world.account(address_of(i), AccountFields::all, read);
                        (void)world.storage(address_of(i), Uint256{i % slots_of_each}, value);
                        (void)world.has_storage(address_of(i));
                    }
                }
                return;
            }
            for (int step = 0; step < 20'000; ++step) {
                const std::uint64_t i = dice.below(accounts);
                GivenAccount& account = after[address_of(i)];
                switch (dice.below(4)) {
                case 0:
                    account.balance = Uint256{dice.below(1'000'000'000)};
                    world.put_balance(places[i], account.balance);
                    break;
                case 1: {
                    const Uint256 amount{dice.below(1000)};
                    account.balance += amount;
                    world.add_to_balance(places[i], amount);
                    break;
                }
                case 2:
                    world.put_nonce(places[i], ++account.nonce);
                    break;
                default: {
                    const Uint256 slot{dice.below(slots_of_each)}, value{dice.below(2)};
                    account.storage[key_of(slot)] = value;
                    put_slot(world, address_of(i), places[i], slot, value);
                }
                }
            }
            // The first has none left, and the second again all of them.
            for (std::uint64_t slot = 0; slot < slots_of_each; ++slot) {
                after[address_of(0)].storage[key_of(Uint256{slot})] = {};
                put_slot(world, address_of(0), places[0], Uint256{slot}, {});
                after[address_of(1)].storage[key_of(Uint256{slot})] = Uint256{7};
                put_slot(world, address_of(1), places[1], Uint256{slot}, {});
                put_slot(world, address_of(1), places[1], Uint256{slot}, Uint256{7});
            }
            done = true;
        });
        QVERIFY2(same(world.export_state(), without_zeros(after)),
                 qPrintable(QString("seed %1").arg(seed)));
        QVERIFY(world.has_storage(address_of(0)));  // as before
        world.make_room({});
        QVERIFY(!world.has_storage(address_of(0)));
        QVERIFY(world.has_storage(address_of(1)));
    }

    void aSlotSaysWhereItIs()
    {
        GivenState given;
        given[address_of(1)].code = {0x00};
        given[address_of(1)].storage[key_of(Uint256{5})] = Uint256{7};
        given[address_of(2)].balance = Uint256{1};
        for (const bool whole : {true, false}) {
            WorldState world(given, whole, {});
            const Answer elsewhere = whole ? Answer::absent : Answer::uncovered;
            AccountRead contract, other;
            QVERIFY(world.account(address_of(1), AccountFields::all, contract) == Answer::value);
            QVERIFY(world.account(address_of(2), AccountFields::all, other) == Answer::value);
            Uint256 value;
            std::uint32_t place = 0;
            QVERIFY(world.slot(address_of(1), contract.place, Uint256{5}, value, place) ==
                    Answer::value);
            QVERIFY(value == Uint256{7} && place < WorldState::nowhere);
            // A slot that became zero still has its place.
            world.put_slot(contract.place, place, {});
            const std::uint32_t before = place;
            QVERIFY(world.slot(address_of(1), contract.place, Uint256{5}, value, place) ==
                    Answer::absent);
            QVERIFY(value.is_zero());
            QCOMPARE(place, before);
            value = Uint256{};
            QVERIFY(world.slot(address_of(1), contract.place, Uint256{6}, value, place) ==
                    elsewhere);
            QCOMPARE(place, WorldState::nowhere);
            QVERIFY(world.slot(address_of(2), other.place, Uint256{5}, value, place) == elsewhere);
            QCOMPARE(place, WorldState::nowhere);
            // Of who has no place of its own nobody knows.
            QVERIFY(world.slot(address_of(3), WorldState::no_place, Uint256{5}, value, place) ==
                    elsewhere);
            QCOMPARE(place, WorldState::no_place);
        }
    }

    void newSlotsThatWereListedBeforeComeInWithTheRest()
    {
        GivenState given;
        given[address_of(1)].code = {0x00};
        given[address_of(1)].storage[key_of(Uint256{5})] = Uint256{7};
        given[address_of(2)].balance = Uint256{1};
        // As few as are stored one by one, and as many as get room of their own.
        for (const std::uint64_t count : {3ull, 700ull}) {
            WorldState world(given, true, {});
            AccountRead contract, other;
            QVERIFY(world.account(address_of(1), AccountFields::all, contract) == Answer::value);
            QVERIFY(world.account(address_of(2), AccountFields::all, other) == Answer::value);
            QVERIFY(world.is_contract(contract.place));
            QVERIFY(!world.is_contract(other.place));
            std::vector<WorldState::Remainder> rests(2);
            for (std::uint64_t i = 0; i < count; ++i) {
                world.add_new_slot(contract.place, Uint256{100 + i}, Uint256{1}, rests[i % 2]);
                Uint256 found;
                QVERIFY(world.storage(address_of(1), Uint256{100 + i}, found) == Answer::absent);
            }
            rests[1].new_slots.back().value = Uint256{};
            rests[0].new_slots.front().value = Uint256{9};
            world.make_room(rests);
            on_threads(2, [&](std::uint32_t i) { world.apply_new(rests, i, 2); });
            world.apply_rest(rests);
            GivenState after = given;
            for (std::uint64_t i = 0; i < count; ++i) {
                after[address_of(1)].storage[key_of(Uint256{100 + i})] = Uint256{1};
            }
            after[address_of(1)].storage[key_of(Uint256{100})] = Uint256{9};
            after[address_of(1)].storage.erase(
                key_of(Uint256{100 + (count % 2 == 0 ? count - 1 : count - 2)}));
            QVERIFY(same(world.export_state(), after));
        }
    }

    void aCopyGrowsWithoutTheOther()
    {
        Case one(1);
        const WorldState before(one.before(), true, {});
        WorldState world = before;
        for (std::uint64_t i = 100; i < 1000; ++i) {
            world.credit(address_of(i), Uint256{i}, Revision::cancun);
        }
        QVERIFY(same(before.export_state(), one.before()));
        QCOMPARE(world.export_state().size(), one.before().size() + 900);
    }
};

QTEST_GUILESS_MAIN(WorldStateTest)
#include "world_state_test.moc"
