// SPDX-License-Identifier: GPL-3.0-or-later
#include "execution/slot_foresight.h"

#include "base/keccak.h"
#include "state/world_state.h"

#include <QtTest>

#include <memory>
#include <utility>
#include <vector>

using namespace lanescope;

namespace {

using Slots = std::vector<std::pair<Address, Uint256>>;

/// A state that notes which slots it is told of.
class ToldOf final : public StateView {
public:
    Slots announced, prefetched;

    Answer account(const Address& address, AccountFields wanted, AccountRead& out) override
    {
        return world_.account(address, wanted, out);
    }
    Answer storage(const Address& address, const Uint256& slot, Uint256& out) override
    {
        return world_.storage(address, slot, out);
    }
    const Bytes* code(const Hash& code_hash) override { return world_.code(code_hash); }
    Answer block_hash(std::uint64_t number, Hash& out) override
    {
        return world_.block_hash(number, out);
    }
    bool has_storage(const Address& address) override { return world_.has_storage(address); }
    void announce_slots(const Address& address, std::span<const Uint256> keys) override
    {
        note(announced, address, keys);
    }
    void prefetch_slots(const Address& address, std::span<const Uint256> keys) override
    {
        note(prefetched, address, keys);
    }

private:
    static void note(Slots& into, const Address& address, std::span<const Uint256> keys)
    {
        for (const Uint256& key : keys) {
            into.emplace_back(address, key);
        }
    }
    WorldState world_{{}, true, {}};
};

Address address_of(std::uint8_t number)
{
    Address address;
    address.bytes[19] = number;
    return address;
}

WordPair pair_of(const Address& key, std::uint64_t mapping)
{
    WordPair pair{};
    std::copy(key.bytes.begin(), key.bytes.end(), pair.bytes.begin() + 12);
    store_big_endian(pair.bytes.data() + 32, Uint256{mapping});
    return pair;
}

Uint256 digest_of(const WordPair& pair)
{
    return load_big_endian(keccak256(pair.bytes).bytes.data());
}

const Address token = address_of(1), store = address_of(2);

/// Calls the token's function `selector` with the address `argument`.
Transaction call(const Address& sender, const Address& argument, std::uint8_t selector = 9)
{
    Transaction transaction;
    transaction.sender = sender;
    transaction.to = token;
    transaction.data = {selector, 0, 0, 0};
    transaction.data.resize(4 + 12);
    transaction.data.insert(transaction.data.end(), argument.bytes.begin(), argument.bytes.end());
    return transaction;
}

/// What executing such a call looks up: the sender in the token's mapping at 5, the argument in
/// another contract's at 6, and something that nobody can foresee.
void execute(evm::KeccakMemo& memo, SlotForesight& foresight, Journal& journal, StateView& view,
             const Transaction& transaction)
{
    journal.begin(view, Revision::cancun, nullptr);
    memo.forget_missed();
    Address argument;
    std::copy(transaction.data.end() - 20, transaction.data.end(), argument.bytes.begin());
    (void)memo.of(pair_of(*transaction.sender, 5).bytes.data(), journal.account(token));
    (void)memo.of(pair_of(argument, 6).bytes.data(), journal.account(store));
    (void)memo.of(pair_of(address_of(200), 7).bytes.data(), journal.account(store));
    foresight.learn(transaction, journal);
}

}  // namespace

class SlotForesightTest : public QObject {
    Q_OBJECT

private slots:
    void foreseesWhatTheSameFunctionLookedUpBefore()
    {
        execute(at_->memo, at_->foresight, at_->journal, at_->view,
                call(address_of(10), address_of(20)));
        for (std::uint8_t i = 1; i <= 4; ++i) {
            at_->foresight.foresee(call(address_of(10 + i), address_of(20 + i)), i);
        }
        Slots expected;
        for (std::uint8_t i = 1; i <= 4; ++i) {
            expected.emplace_back(token, digest_of(pair_of(address_of(10 + i), 5)));
            expected.emplace_back(store, digest_of(pair_of(address_of(20 + i), 6)));
        }
        at_->foresight.advance(0, at_->view);
        QVERIFY(at_->view.announced == expected);
        QVERIFY(at_->view.prefetched.empty());
        at_->foresight.advance(0, at_->view);
        QVERIFY(at_->view.announced == expected);
        QVERIFY(at_->view.prefetched == expected);

        at_->memo.forget_missed();
        for (std::uint8_t i = 1; i <= 4; ++i) {
            QVERIFY(at_->memo.of(pair_of(address_of(10 + i), 5).bytes.data(), 0) ==
                    digest_of(pair_of(address_of(10 + i), 5)));
            (void)at_->memo.of(pair_of(address_of(20 + i), 6).bytes.data(), 0);
        }
        QVERIFY(at_->memo.missed().empty());
    }

    void otherFunctionsAndPaymentsAreNotForeseen()
    {
        execute(at_->memo, at_->foresight, at_->journal, at_->view,
                call(address_of(10), address_of(20)));
        at_->foresight.foresee(call(address_of(11), address_of(21), 8), 1);
        Transaction payment = call(address_of(11), address_of(21));
        payment.data.clear();
        at_->foresight.foresee(payment, 2);
        Transaction creation = call(address_of(11), address_of(21));
        creation.to.reset();
        at_->foresight.foresee(creation, 3);
        at_->foresight.complete(at_->view);
        QVERIFY(at_->view.announced.empty());
    }

    void callsThatLackTheArgumentAreForeseenWithoutIt()
    {
        execute(at_->memo, at_->foresight, at_->journal, at_->view,
                call(address_of(10), address_of(20)));
        Transaction cut = call(address_of(11), address_of(21));
        cut.data.resize(cut.data.size() - 1);
        at_->foresight.foresee(cut, 1);
        at_->foresight.complete(at_->view);
        const Slots expected{{token, digest_of(pair_of(address_of(11), 5))}};
        QVERIFY(at_->view.announced == expected);
    }

    void waitsForMoreUntilItIsNeeded()
    {
        execute(at_->memo, at_->foresight, at_->journal, at_->view,
                call(address_of(10), address_of(20)));
        at_->foresight.foresee(call(address_of(11), address_of(21)), 6);
        at_->foresight.advance(1, at_->view);
        QVERIFY(at_->view.announced.empty());
        at_->foresight.advance(5, at_->view);
        QCOMPARE(at_->view.announced.size(), std::size_t{2});
    }

    void anEmptyArgumentIsNobodysKey()
    {
        execute(at_->memo, at_->foresight, at_->journal, at_->view,
                call(address_of(10), Address{}));
        at_->foresight.foresee(call(address_of(11), address_of(21)), 1);
        at_->foresight.complete(at_->view);
        const Slots expected{{token, digest_of(pair_of(address_of(11), 5))}};
        QVERIFY(at_->view.announced == expected);
    }

    /// More than can be noted at once is let go, and nothing is written where it does not belong.
    void moreThanItCanNoteIsLetGo()
    {
        execute(at_->memo, at_->foresight, at_->journal, at_->view,
                call(address_of(10), address_of(20)));
        for (std::uint8_t i = 1; i <= 100; ++i) {
            at_->foresight.foresee(call(address_of(i), address_of(100 + i)), i);
        }
        at_->foresight.complete(at_->view);
        QVERIFY(at_->view.announced.size() >= 8);
        QVERIFY(at_->view.announced.size() < 200);
        for (std::size_t i = 0; i < at_->view.announced.size(); i += 2) {
            const auto number = static_cast<std::uint8_t>(1 + i / 2);
            QVERIFY(at_->view.announced[i].second == digest_of(pair_of(address_of(number), 5)));
        }
    }

    void init() { at_ = std::make_unique<Worker>(); }

private:
    struct Worker {
        evm::KeccakMemo memo;
        SlotForesight foresight{memo};
        Journal journal;
        ToldOf view;
    };
    std::unique_ptr<Worker> at_;
};

QTEST_GUILESS_MAIN(SlotForesightTest)
#include "slot_foresight_test.moc"
