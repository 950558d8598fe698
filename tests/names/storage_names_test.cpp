// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/literals.h"
#include "names/declared_layout.h"
#include "names/guesses.h"
#include "names/proxies.h"
#include "real_contract.h"

#include <QtTest>

#include <algorithm>
#include <map>

using namespace lanescope;
using names::NameStyle;
using workload::CallData;

namespace {

const Hash item_id =
    fixed_literal<Hash>("0x1111111111111111111111111111111111111111111111111111111111111111");

/// Keeps what an execution read from storage.
class Reads final : public evm::Tracer {
public:
    struct Read {
        Address address;
        Uint256 slot;
        Uint256 value;
    };
    std::vector<Read> all;
    void on_storage_read(const Address& address, const Uint256& slot, const Uint256& value) override
    {
        all.push_back({address, slot, value});
    }
};

/// Calls a getter on a state and keeps its output and what it read.
struct Asked {
    bool success = false;
    Bytes output;
    Reads reads;

    Asked(const test::TestBlock& block, WorldState& world, const Address& to, Bytes data)
    {
        workload::GeneratedBlock made = block.made;
        workload::Sender sender = block.maker;
        workload::add_call(made, sender, to, std::move(data), 10'000'000);
        evm::CodeCache cache;
        TransactionExecutor executor(cache);
        const BlockContext context(made.block.header, made.fork);
        const auto result =
            executor.execute(made.block.transactions.back(), context, world, {}, &reads);
        success = result.status == evm::Status::success;
        output.assign(executor.output().begin(), executor.output().end());
    }
    [[nodiscard]] Uint256 word(std::size_t index) const
    {
        return output.size() < 32 * (index + 1) ? Uint256::max()
                                                : load_big_endian(output.data() + 32 * index);
    }
};

Bytes with_word(Bytes data, const Uint256& word)
{
    data.resize(data.size() + 32);
    store_big_endian(data.data() + data.size() - 32, word);
    return data;
}

QString qt(const std::string& text)
{
    return QString::fromStdString(text);
}

}  // namespace

/// One Archive, filled through its own function; names are compared with what its getters read.
class StorageNamesTest : public QObject {
    Q_OBJECT

private:
    test::TestBlock block_;
    Address friend_ = workload::named_address("friend");
    Address archive_;
    std::shared_ptr<const names::ContractSet> contracts_;

    [[nodiscard]] Bytes fill() const
    {
        return with_word(CallData("fill(address,bytes32)").add(friend_).finish(),
                         load_big_endian(item_id.bytes.data()));
    }
    /// The names of all fields that the getter read, and their values.
    [[nodiscard]] std::map<std::string, Uint256> named_reads(const names::NameBook& book,
                                                             const Asked& asked) const
    {
        std::map<std::string, Uint256> named;
        for (const Reads::Read& read : asked.reads.all) {
            const auto name = book.storage(read.address, read.slot, NameStyle::whole);
            if (!name || name->is_guess) {
                continue;
            }
            for (const names::StorageField& field : name->fields) {
                named[name->contract + "." + field.path] = names::field_value(field, read.value);
            }
        }
        return named;
    }

private slots:
    void initTestCase()
    {
        contracts_ = test::artifacts({"Archive", "Proxy"});
        QVERIFY(contracts_ != nullptr);
        archive_ = block_.create(test::code_of("Archive", "bytecode"));
        block_.call(archive_, fill());
    }

    void everyNameLeadsToTheValueThatTheGetterGives_data()
    {
        QTest::addColumn<QByteArray>("call");
        QTest::addColumn<QStringList>("paths");
        const auto row = [](const char* name, Bytes call, QStringList paths) {
            QTest::newRow(name) << QByteArray(reinterpret_cast<const char*>(call.data()),
                                              static_cast<qsizetype>(call.size()))
                                << paths;
        };
        const QString maker = qt(to_hex(block_.maker.address));
        const QString other = qt(to_hex(friend_));
        const QString item = QStringLiteral("items[%1].").arg(qt(to_hex(item_id)));
        const Uint256 id = load_big_endian(item_id.bytes.data());
        const auto at = [](const char* signature, std::uint64_t index) {
            return CallData(signature).add(Uint256(index)).finish();
        };
        row("inherited", CallData("owner()").finish(), {"owner"});
        row("inherited, packed", CallData("paused()").finish(), {"paused"});
        row("inherited, third in a slot", CallData("epoch()").finish(), {"epoch"});
        row("packed, first", CallData("reserve0()").finish(), {"reserve0"});
        row("packed, second", CallData("reserve1()").finish(), {"reserve1"});
        row("packed, last", CallData("lastSync()").finish(), {"lastSync"});
        row("mapping", CallData("balances(address)").add(friend_).finish(),
            {"balances[" + other + "]"});
        row("nested mapping",
            CallData("allowance(address,address)").add(block_.maker.address).add(friend_).finish(),
            {"allowance[" + maker + "][" + other + "]"});
        row("mapping to struct", with_word(CallData("item(bytes32)").finish(), id),
            {item + "price", item + "stock", item + "open", item + "kind",
             item + "history.length"});
        row("mapping in a struct in a mapping",
            CallData("seen(bytes32,address)").add(id).add(friend_).finish(),
            {item + "seen[" + other + "].x", item + "seen[" + other + "].y",
             item + "seen[" + other + "].who"});
        row("array in a struct in a mapping",
            CallData("history(bytes32,uint256)").add(id).add(Uint256(1)).finish(),
            {item + "history[1]"});
        Bytes by_name = CallData("byName(string)").add(Uint256(32)).add(Uint256(11)).finish();
        const std::string_view key = "first entry";
        by_name.insert(by_name.end(), key.begin(), key.end());
        by_name.resize(by_name.size() + 32 - key.size());
        row("mapping with a text as key", by_name, {"byName[\"first entry\"]"});
        row("mapping with a negative key", CallData("flags(int8)").add(-Uint256(3)).finish(),
            {"flags[-3]"});
        row("mapping to an array",
            CallData("lists(uint256,uint256)").add(Uint256(5)).add(Uint256(1)).finish(),
            {"lists[5][1]"});
        row("array", at("list(uint256)", 1), {"list[1]"});
        row("packed array", at("small(uint256)", 9), {"small[9]"});
        row("fixed packed array", at("table(uint256)", 17), {"table[17]"});
        row("fixed array of structs", at("corners(uint256)", 2),
            {"corners[2].x", "corners[2].y", "corners[2].who"});
        row("array of structs", at("points(uint256)", 1),
            {"points[1].x", "points[1].y", "points[1].who"});
        row("struct", CallData("origin()").finish(), {"origin.x", "origin.y", "origin.who"});
        row("array of fixed arrays",
            CallData("pairs(uint256,uint256)").add(Uint256(1)).add(Uint256(1)).finish(),
            {"pairs[1][1]"});
    }
    void everyNameLeadsToTheValueThatTheGetterGives()
    {
        QFETCH(QByteArray, call);
        QFETCH(QStringList, paths);
        const auto kept = block_.book(contracts_);
        const names::NameBook& book = *kept;
        WorldState world = block_.after();
        const Asked asked(block_, world, archive_, Bytes(call.begin(), call.end()));
        QVERIFY(asked.success);
        const auto named = named_reads(book, asked);
        for (qsizetype i = 0; i < paths.size(); ++i) {
            const auto found = named.find("Archive." + paths[i].toStdString());
            QStringList all;
            for (const auto& [path, value] : named) {
                all += qt(path);
            }
            QVERIFY2(found != named.end(), qPrintable(paths[i] + " is none of " + all.join(" ")));
            QCOMPARE(qt(to_hex_quantity(found->second)),
                     qt(to_hex_quantity(asked.word(static_cast<std::size_t>(i)))));
            QVERIFY(!found->second.is_zero());
        }
    }

    void aLongTextHasANameForEachOfItsSlots()
    {
        const auto kept = block_.book(contracts_);
        const names::NameBook& book = *kept;
        WorldState world = block_.after();
        const Asked asked(block_, world, archive_, CallData("longText()").finish());
        const auto named = named_reads(book, asked);
        QVERIFY(named.contains("Archive.longText"));
        QVERIFY(named.contains("Archive.longText bytes 0…31"));
        QVERIFY(named.contains("Archive.longText bytes 32…63"));
        Bytes text(64);
        store_big_endian(text.data(), named.at("Archive.longText bytes 0…31"));
        store_big_endian(text.data() + 32, named.at("Archive.longText bytes 32…63"));
        QVERIFY(std::equal(text.begin(), text.begin() + 59, asked.output.begin() + 64));
        const Asked brief(block_, world, archive_, CallData("shortText()").finish());
        QVERIFY(named_reads(book, brief).contains("Archive.shortText"));
    }

    void everySlotThatTheBlockWroteHasAName()
    {
        const auto evidence = observe_block(*block_.input()).value();
        const names::NameBook book(contracts_, block_.made.pre_state, evidence);
        QVERIFY(evidence->touched.at(archive_).size() > 40);
        for (const auto& [slot, written] : evidence->touched.at(archive_)) {
            const auto name = book.storage(archive_, slot);
            QVERIFY2(name && !name->is_guess && name->has_contract,
                     qPrintable(qt(to_hex_quantity(slot))));
        }
    }

    void aSlotOfSeveralVariablesNamesAllOrThoseThatChanged()
    {
        const auto kept = block_.book(contracts_);
        const names::NameBook& book = *kept;
        const auto evidence = observe_block(*block_.input()).value();
        Uint256 packed_slot;
        for (const auto& [touched, written] : evidence->touched.at(archive_)) {
            const auto name = book.storage(archive_, touched);
            if (name && name->fields.size() == 3 && name->fields[0].path == "reserve0") {
                packed_slot = touched;
            }
        }
        const auto name = book.storage(archive_, packed_slot);
        QVERIFY(name.has_value());
        QCOMPARE(qt(name->text()), QStringLiteral("Archive.{reserve0, reserve1, lastSync}"));
        QCOMPARE(name->fields[1].offset, 14u);
        QCOMPARE(name->fields[1].size, 14u);
        WorldState world = block_.after();
        Uint256 before;
        QVERIFY(world.storage(archive_, packed_slot, before) == Answer::value);
        const Uint256 after = before + Uint256(1);
        QCOMPARE(qt(book.change(archive_, packed_slot, before, after)->text()),
                 QStringLiteral("Archive.reserve0"));
        QCOMPARE(qt(book.change(archive_, packed_slot, before, before)->text()),
                 QStringLiteral("Archive.{reserve0, reserve1, lastSync}"));
    }

    void aDeployedContractIsToldThroughItsImmutables()
    {
        const auto kept = block_.book(contracts_);
        const names::NameBook& book = *kept;
        QCOMPARE(book.recognised(), std::size_t{1});
        QCOMPARE(qt(book.account_name(archive_).value()), QStringLiteral("Archive"));
        // The constructor wrote a time and an address into the code: it is not what solc gave.
        const auto evidence = observe_block(*block_.input()).value();
        const Bytes deployed = evidence->created.at(archive_);
        QVERIFY(deployed != test::code_of("Archive", "deployedBytecode"));
        QVERIFY(contracts_->find(deployed) != nullptr);
        Bytes other = deployed;
        other[10] ^= 1;
        QVERIFY(contracts_->find(other) == nullptr);
        other = deployed;
        other.push_back(0);
        QVERIFY(contracts_->find(other) == nullptr);
    }

    void metadataIsNotCompared()
    {
        const Bytes code = test::code_of("Proxy", "deployedBytecode");
        const std::size_t bare = names::without_metadata(code).size();
        QVERIFY(bare < code.size());
        // As another version of the compiler, which was asked for a hash of the sources, leaves it.
        Bytes other(code.begin(), code.begin() + static_cast<std::ptrdiff_t>(bare));
        const Bytes metadata = *bytes_from_hex("a2646970667358221220" + std::string(64, 'a') +
                                               "64736f6c63430008090033");
        other.insert(other.end(), metadata.begin(), metadata.end());
        QVERIFY(contracts_->find(other) != nullptr);
        QCOMPARE(qt(contracts_->find(other)->name), QStringLiteral("Proxy"));
        const names::RuntimeCode pattern(code, {});
        QVERIFY(pattern.matches(other));
        QVERIFY(!pattern.matches_exactly(other));
        QVERIFY(pattern.matches_exactly(code));
    }

    void aProxysStorageHasTheNamesOfItsImplementation_data()
    {
        QTest::addColumn<bool>("clone");
        QTest::newRow("EIP-1967") << false;
        QTest::newRow("EIP-1167") << true;
    }
    void aProxysStorageHasTheNamesOfItsImplementation()
    {
        QFETCH(bool, clone);
        test::TestBlock block;
        const Address implementation = block.create(test::code_of("Archive", "bytecode"));
        Address proxy;
        if (clone) {
            proxy = workload::named_address("clone");
            block.made.pre_state[proxy].code =
                *bytes_from_hex("363d3d373d3d3d363d73" + to_hex(implementation).substr(2) +
                                "5af43d82803e903d91602b57fd5bf3");
        } else {
            Bytes code = test::code_of("Proxy", "bytecode");
            code = with_word(std::move(code), load_big_endian(implementation.bytes.data(), 20));
            proxy = block.create(std::move(code));
        }
        block.call(proxy, CallData("sync(uint112)").add(Uint256(77)).finish());
        const auto kept = block.book(contracts_);
        const names::NameBook& book = *kept;
        QCOMPARE(qt(book.account_name(proxy, NameStyle::whole).value()),
                 qt("Archive(" + to_hex(proxy) + ")"));
        WorldState world = block.after();
        const Asked asked(block, world, proxy, CallData("reserve0()").finish());
        QVERIFY(asked.success);
        QCOMPARE(asked.word(0).low64(), std::uint64_t{77});
        bool found = false;
        for (const auto& [path, value] : named_reads(book, asked)) {
            found = found ||
                    (path == "Archive(" + to_hex(proxy) + ").reserve0" && value == Uint256(77));
        }
        QVERIFY(found);
        QVERIFY(qt(book.description(proxy)).contains("Archive"));
        // The call of the proxy is a call of the implementation's function.
        const auto call = book.call(proxy, block.made.block.transactions.back().data);
        QCOMPARE(qt(call->text()), QStringLiteral("sync(first: 77)"));
        if (!clone) {
            const auto slot = book.storage(proxy, names::proxy_slots()[0].slot);
            QVERIFY(slot && slot->is_guess);
            QVERIFY(qt(slot->text()).contains("EIP-1967 implementation"));
        }
    }

    void callsEventsAndErrorsAreDecoded()
    {
        test::TestBlock block;
        const Address archive = block.create(test::code_of("Archive", "bytecode"));
        block.call(archive, fill());
        block.call(archive, CallData("fail(uint256)").add(Uint256(99)).finish());
        workload::Sender stranger = workload::add_sender(block.made, "names", 1, 1);
        workload::add_call(block.made, stranger, archive, fill(), 1'000'000);
        const auto kept = block.book(contracts_);
        const names::NameBook& book = *kept;
        const auto& transactions = block.made.block.transactions;
        QCOMPARE(qt(book.call(archive, transactions[1].data, NameStyle::whole)->text()),
                 qt("fill(friend: " + to_hex(friend_) + ", id: " + to_hex(item_id) + ")"));
        QVERIFY(book.outcome(1) != nullptr && book.outcome(1)->success);
        const auto& logs = book.outcome(1)->logs;
        QCOMPARE(logs.size(), std::size_t{1});
        QCOMPARE(qt(book.event(logs[0], NameStyle::whole)->text()),
                 qt("Filled(by: " + to_hex(block.maker.address) + ", amount: 54, note: \"done\")"));
        QVERIFY(!book.outcome(2)->success);
        QCOMPARE(qt(book.error(archive, book.outcome(2)->output)->text()),
                 QStringLiteral("Panic(0x32: index out of bounds)"));
        QCOMPARE(qt(book.error(archive, book.outcome(3)->output, NameStyle::whole)->text()),
                 qt("NotOwner(caller: " + to_hex(stranger.address) +
                    ", owner: " + to_hex(block.maker.address) + ")"));
        QVERIFY(book.outcome(4) == nullptr);
    }

    void withoutEvidencePlainVariablesStillHaveNames()
    {
        GivenState state = block_.made.pre_state;
        const auto evidence = observe_block(*block_.input()).value();
        state[archive_].code = evidence->created.at(archive_);
        const names::NameBook book(contracts_, state, nullptr);
        QVERIFY(!book.has_evidence());
        QCOMPARE(qt(book.storage(archive_, Uint256(0))->text()),
                 QStringLiteral("Archive.{owner, paused, epoch}"));
        std::size_t unknown = 0;
        for (const auto& [slot, written] : evidence->touched.at(archive_)) {
            unknown += book.storage(archive_, slot).has_value() ? 0 : 1;
        }
        QVERIFY(unknown >= 10);  // entries of mappings: nobody knows their keys
    }

    void whatWasCollectedCanBeCancelled()
    {
        StopSource stop;
        stop.request_stop();
        const auto observed = observe_block(*block_.input(), StopToken(stop));
        QVERIFY(!observed.has_value());
        QVERIFY(observed.error().code == ErrorCode::cancelled);
    }
};

QTEST_GUILESS_MAIN(StorageNamesTest)
#include "storage_names_test.moc"
