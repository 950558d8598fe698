// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/blockchain_test.h"

#include "formats/chain_json.h"
#include "formats/json.h"
#include "formats/reading.h"

namespace lanescope::formats {
namespace {

BlockchainTest::TestBlock read_test_block(Reading& reading, JsonValue json)
{
    BlockchainTest::TestBlock block;
    if (!reading.expect_object(json, "a block")) {
        return block;
    }
    block.encoded = reading.bytes(reading.required(json, "rlp"));
    const bool has_header = reading.optional(json, "blockHeader").is_given();
    block.has_json_twin = has_header || reading.optional(json, "rlp_decoded").is_given();
    const JsonValue exception = reading.optional(json, {"expectException", "expectExceptionALL"});
    if (exception.is_given()) {
        block.expected_exception = reading.string(exception);
    } else if (!has_header) {
        block.expected_exception = "unspecified";
    }
    return block;
}

void read_config(Reading& reading, JsonValue config, BlockchainTest& test)
{
    if (config.is_given() && reading.expect_object(config, "the configuration")) {
        test.chain_id = reading.optional_quantity64(config, "chainid");
        test.blob_schedule = read_blob_schedule(reading, reading.optional(config, "blobSchedule"));
    }
}

void read_end(Reading& reading, JsonValue json, BlockchainTest& test)
{
    test.last_block_hash = reading.hash(reading.required(json, "lastblockhash"));
    if (const JsonValue post = reading.optional(json, "postState"); post.is_given()) {
        test.post_state = read_state(reading, post);
    }
    test.post_state_root = reading.optional_hash(json, "postStateHash");
}

BlockchainTest read_test(Reading& reading, JsonValue json)
{
    BlockchainTest test;
    test.name = json.key();
    if (!reading.expect_object(json, "a blockchain test")) {
        return test;
    }
    test.network = reading.string(reading.required(json, "network"));
    test.genesis = read_header(reading, reading.required(json, "genesisBlockHeader"));
    if (const JsonValue encoded = reading.optional(json, "genesisRLP"); encoded.is_given()) {
        test.genesis_encoded = reading.bytes(encoded);
    }
    test.pre_state = read_state(reading, reading.required(json, "pre"));
    if (const JsonValue engine = reading.optional(json, "sealEngine"); engine.is_given()) {
        test.seal_engine = reading.string(engine);
    }
    read_config(reading, reading.optional(json, "config"), test);
    const JsonValue blocks = reading.required(json, "blocks");
    if (reading.expect_list(blocks, "blocks")) {
        for (const JsonValue block : blocks) {
            test.blocks.push_back(read_test_block(reading, block));
            if (reading.failed()) {
                return test;
            }
        }
    }
    read_end(reading, json, test);
    return test;
}

}  // namespace

Result<std::vector<BlockchainTest>> read_blockchain_tests(ByteView json, const std::string& name)
{
    const auto document = JsonDocument::parse(json, name);
    if (!document) {
        return document.error();
    }
    Reading reading(name);
    std::vector<BlockchainTest> tests;
    if (reading.expect_object(document->root(), "blockchain tests by name")) {
        for (const JsonValue test : document->root()) {
            tests.push_back(read_test(reading, test));
            if (reading.failed()) {
                break;
            }
        }
    }
    if (reading.failed()) {
        return reading.error();
    }
    return tests;
}

}  // namespace lanescope::formats
