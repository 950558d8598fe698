// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/hex.h"
#include "chain/roots.h"
#include "workload/assembler.h"
#include "workload/token_transfers.h"

#include <QtTest>

#include <map>

using namespace lanescope;
using namespace lanescope::workload;

namespace {

Uint256 tokens(const GivenState& state, const Address& token, const Address& holder)
{
    const auto& storage = state.at(token).storage;
    const auto slot = storage.find(token_balance_slot(holder));
    return slot == storage.end() ? Uint256{} : slot->second;
}

}  // namespace

class TokenTransfersTest : public QObject {
    Q_OBJECT

private slots:
    void equalDialsGiveEqualBlocks()
    {
        const auto first = generate_token_transfers({});
        const auto second = generate_token_transfers({});
        QVERIFY(first && second);
        QVERIFY(*first->block.claimed_hash == *second->block.claimed_hash);
        QVERIFY(header_hash(first->block.header) == *first->block.claimed_hash);
    }
    void everySignatureRecoversToItsSender()
    {
        auto made = generate_token_transfers({.transactions = 50});
        QVERIFY(made.has_value());
        auto& transactions = made->block.transactions;
        const std::vector<Transaction> given = transactions;
        for (Transaction& transaction : transactions) {
            transaction.sender.reset();
        }
        QVERIFY(recover_senders(transactions, made->fork.revision).has_value());
        for (std::size_t i = 0; i < given.size(); ++i) {
            QVERIFY(transactions[i].sender == given[i].sender);
        }
    }
    void tokensAreMovedAndNeverMade()
    {
        const auto made = generate_token_transfers({.transactions = 100, .hot_share = 0.5});
        QVERIFY(made.has_value());
        const Address token = *made->block.transactions[0].to;
        const auto sum = [&](const GivenState& state) {
            Uint256 all;
            for (const auto& [slot, value] : state.at(token).storage) {
                all += value;
            }
            return all;
        };
        QVERIFY(sum(made->pre_state) == sum(made->post_state));
        QVERIFY(made->block.header.gas_used > 100 * 26'000);
    }
    void withEverythingHotOneAccountIsPaidEachTime()
    {
        const auto made = generate_token_transfers({.transactions = 60, .hot_share = 1});
        QVERIFY(made.has_value());
        std::map<Bytes, int> recipients;
        for (const Transaction& transaction : made->block.transactions) {
            ++recipients[Bytes(transaction.data.begin() + 4, transaction.data.begin() + 36)];
        }
        QCOMPARE(recipients.size(), std::size_t{1});
        const Address hot =
            Address::from(ByteView(recipients.begin()->first).subspan(12));
        const Address token = *made->block.transactions[0].to;
        QVERIFY(tokens(made->pre_state, token, hot) < tokens(made->post_state, token, hot));
    }
    void withNothingHotThatAccountIsLeftAlone()
    {
        const auto hot = generate_token_transfers({.transactions = 60, .hot_share = 1});
        const auto calm = generate_token_transfers({.transactions = 60, .hot_share = 0});
        QVERIFY(hot && calm);
        const Bytes& paid = hot->block.transactions[0].data;
        for (const Transaction& transaction : calm->block.transactions) {
            QVERIFY(!std::equal(paid.begin() + 4, paid.begin() + 36, transaction.data.begin() + 4));
        }
    }
    void badDialsAreErrors()
    {
        QVERIFY(!generate_token_transfers({.transactions = 0}));
        QVERIFY(!generate_token_transfers({.transactions = 1'000'001}));
        QVERIFY(!generate_token_transfers({.hot_share = 1.01}));
        QVERIFY(!generate_token_transfers({.hot_share = -0.1}));
        QVERIFY(!generate_token_transfers({.accounts = 1}));
    }
    void aStopEndsTheMaking()
    {
        StopSource source;
        source.request_stop();
        const auto made = generate_token_transfers({}, StopToken(source));
        QVERIFY(!made && made.error().code == ErrorCode::cancelled);
    }
    void theAssemblerFillsInLabelsThatComeLater()
    {
        Assembler code;
        code.op(evm::OP_CALLVALUE).jump_if("refuse").push(0x1234).op(evm::OP_STOP);
        code.label("refuse").push(0).push(0).op(evm::OP_REVERT);
        QCOMPARE(QString::fromStdString(to_hex(std::move(code).finish())),
                 QString("0x34610009576112340" "05b5f5ffd"));
    }
};

QTEST_GUILESS_MAIN(TokenTransfersTest)
#include "token_transfers_test.moc"
