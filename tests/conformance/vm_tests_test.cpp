// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/hex.h"
#include "base/keccak.h"
#include "execution/machine.h"
#include "state/world_state.h"
#include "support/shared_data.h"

#include <QtTest>

#include <simdjson.h>

using namespace lanescope;
namespace json = simdjson::dom;

/// The old VMTests: one frame each, under Frontier's rules.
class VmTestsTest : public QObject {
    Q_OBJECT

private slots:
    void everyFrameEndsAsItsFileSays_data();
    void everyFrameEndsAsItsFileSays();
};

namespace {

Uint256 number_of(json::element object, const char* key)
{
    std::string_view text;
    if (object[key].get(text) != simdjson::SUCCESS) {
        return {};
    }
    return uint256_from_hex(text).value_or(Uint256{});
}

Bytes bytes_of(json::element object, const char* key)
{
    std::string_view text;
    return object[key].get(text) == simdjson::SUCCESS ? bytes_from_hex(text).value_or(Bytes{})
                                                      : Bytes{};
}

Address address_of_field(json::element object, const char* key)
{
    return Address::from(bytes_of(object, key));
}

GivenState state_of(json::element accounts)
{
    GivenState state;
    for (const auto& [key, account] : json::object(accounts)) {
        GivenAccount& given = state[*fixed_from_hex<Address>(key)];
        given.balance = number_of(account, "balance");
        given.nonce = number_of(account, "nonce").low64();
        given.code = bytes_of(account, "code");
        for (const auto& [slot, value] : json::object(account["storage"])) {
            Hash word;
            store_big_endian(word.bytes.data(), *uint256_from_hex(slot));
            given.storage[word] = *uint256_from_hex(std::string_view(value));
        }
    }
    return state;
}

/// What differs from what the case expects; empty if nothing.
std::string run(json::element test)
{
    const json::element exec = test["exec"];
    const json::element env = test["env"];
    WorldState world(state_of(test["pre"]), true, {});
    evm::Environment environment;
    environment.beneficiary = address_of_field(env, "currentCoinbase");
    environment.prev_randao = number_of(env, "currentDifficulty");
    environment.gas_limit = number_of(env, "currentGasLimit").low64();
    environment.number = number_of(env, "currentNumber").low64();
    environment.timestamp = number_of(env, "currentTimestamp").low64();
    environment.origin = address_of_field(exec, "origin");
    environment.gas_price = number_of(exec, "gasPrice");
    for (std::uint64_t back = 1; back <= 256 && back <= environment.number; ++back) {
        const std::string text = std::to_string(environment.number - back);
        world.set_block_hash(
            environment.number - back,
            keccak256({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}));
    }

    Journal journal;
    journal.begin(world, Revision::frontier, nullptr);
    evm::CodeCache cache;
    PlainMachine machine(cache);
    machine.begin(journal, environment, {});
    evm::Message message;
    const Bytes data = bytes_of(exec, "data");
    message.gas = static_cast<std::int64_t>(number_of(exec, "gas").low64());
    message.caller = journal.account(address_of_field(exec, "caller"));
    message.recipient = journal.account(address_of_field(exec, "address"));
    message.code_account = message.recipient;
    message.value = number_of(exec, "value");
    message.input = data;
    if (journal.code(message.recipient) != bytes_of(exec, "code")) {
        journal.set_code(message.recipient, bytes_of(exec, "code"));
    }
    const evm::MessageEnd end = machine.call(message);

    json::element gas;
    const bool succeeds = test["gas"].get(gas) == simdjson::SUCCESS;
    if (succeeds != (end.status == evm::Status::success)) {
        return "ended with " + std::string(name_of(end.status));
    }
    if (!succeeds) {
        return {};
    }
    const auto expected_gas = static_cast<std::int64_t>(number_of(test, "gas").low64());
    if (end.gas_left != expected_gas) {
        return "gas: expected " + std::to_string(expected_gas) + ", found " +
               std::to_string(end.gas_left);
    }
    const ByteView output = machine.output();
    if (to_hex(output) != to_hex(bytes_of(test, "out"))) {
        return "output: found " + to_hex(output);
    }
    if (to_hex(hash_of_logs(journal.logs())) != to_hex(bytes_of(test, "logs"))) {
        return "logs differ";
    }
    journal.finalise();
    world.apply(journal);
    const GivenState found = world.export_state();
    for (const auto& [address, account] : state_of(test["post"])) {
        const auto it = found.find(address);
        if (it == found.end()) {
            return to_hex(address) + " is absent";
        }
        if (it->second.balance != account.balance || it->second.nonce != account.nonce ||
            it->second.code != account.code || it->second.storage != account.storage) {
            return to_hex(address) + " differs";
        }
    }
    return {};
}

}  // namespace

void VmTestsTest::everyFrameEndsAsItsFileSays_data()
{
    QTest::addColumn<QString>("path");
    LANESCOPE_NEEDS_SHARED_DATA();
    const auto root = test::unpacked("ethereum-tests/VMTests.tar.xz");
    QVERIFY2(root.has_value(), root ? "" : root.error().message.c_str());
    for (const auto& path : test::files_below(*root, ".json")) {
        QTest::newRow(path.stem().c_str()) << QString::fromStdString(path.string());
    }
}

void VmTestsTest::everyFrameEndsAsItsFileSays()
{
    QFETCH(QString, path);
    json::parser parser;
    const json::element file = parser.load(path.toStdString());
    for (const auto& [name, test] : json::object(file)) {
        const std::string wrong = run(test);
        QVERIFY2(wrong.empty(), (std::string(name) + ": " + wrong).c_str());
    }
}

QTEST_GUILESS_MAIN(VmTestsTest)
#include "vm_tests_test.moc"
