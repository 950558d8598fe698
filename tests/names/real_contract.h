// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/hex.h"
#include "base/keccak.h"
#include "base/rlp.h"
#include "execution/block_executor.h"
#include "formats/artifacts.h"
#include "formats/file_bytes.h"
#include "formats/json.h"
#include "names/name_book.h"
#include "recording/recording.h"
#include "replay/observe_block.h"
#include "workload/call_data.h"
#include "workload/generated_block.h"

#include <QtTest>

#include <memory>
#include <string>
#include <vector>

namespace lanescope::test {

inline std::string contract_file(const std::string& name)
{
    return LANESCOPE_SOURCE_DIR "/tests/names/contracts/" + name + ".json";
}

inline ByteView view_of(std::string_view text)
{
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// The compiler's output for contracts of tests/names/contracts.
inline std::shared_ptr<const names::ContractSet> artifacts(const std::vector<std::string>& names)
{
    std::vector<std::string> paths;
    for (const std::string& name : names) {
        paths.push_back(contract_file(name));
    }
    auto scan = formats::scan_artifacts(paths);
    return scan && scan->problems.empty() ? scan->contracts : nullptr;
}

/// Creation or runtime code ("bytecode", "deployedBytecode") as the compiler left it.
inline Bytes code_of(const std::string& name, const std::string& which)
{
    const auto text = formats::read_file(contract_file(name)).value();
    const auto document = formats::JsonDocument::parse(text, name);
    const auto contract = document->root().member("contracts").member(name + ".sol").member(name);
    return *bytes_from_hex(contract.member("evm").member(which).member("object").text());
}

/// A block under construction whose transactions nobody signs: they are executed, not admitted by a
/// network.
class TestBlock {
public:
    TestBlock()
        : made(workload::empty_block("names", 100'000'000)),
          maker(workload::add_sender(made, "names", 1, 0))
    {
    }

    /// Returns the address of the contract.
    Address create(Bytes code)
    {
        const std::uint64_t nonce = maker.nonce;
        call({}, std::move(code));
        made.block.transactions.back().to.reset();
        rlp::Encoder payload;
        payload.fixed(maker.address);
        payload.number(nonce);
        rlp::Encoder list;
        list.list(payload);
        return Address::from(keccak256(list.view()).view().subspan(12));
    }
    void call(const Address& to, Bytes data)
    {
        workload::add_call(made, maker, to, std::move(data), 10'000'000);
    }
    [[nodiscard]] std::shared_ptr<const BlockInput> input() const
    {
        auto input = std::make_shared<BlockInput>();
        input->name = "test";
        input->block = made.block;
        input->fork = made.fork;
        input->pre_state = std::make_shared<GivenState>(made.pre_state);
        input->pre_state_is_whole = true;
        return input;
    }
    /// The state after the block.
    [[nodiscard]] WorldState after() const
    {
        evm::CodeCache cache;
        TransactionExecutor executor(cache);
        WorldState world(made.pre_state, true, {});
        (void)execute_block(made.block, made.fork, world, executor);
        return world;
    }
    [[nodiscard]] std::unique_ptr<names::NameBook> book(
        std::shared_ptr<const names::ContractSet> contracts) const
    {
        return std::make_unique<names::NameBook>(std::move(contracts), made.pre_state,
                                                 observe_block(*input()).value());
    }

    workload::GeneratedBlock made;
    workload::Sender maker;
};

}  // namespace lanescope::test
