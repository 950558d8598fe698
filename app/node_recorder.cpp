// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/node_recorder.h"

#include "chain/roots.h"

#include <algorithm>
#include <cstdlib>
#include <sstream>

namespace lanescope::app {

namespace {

/// How often a block is recorded anew that its node replaced meanwhile.
constexpr int reorganisation_attempts = 4;

}  // namespace

std::vector<std::string> headers_from_environment()
{
    std::vector<std::string> headers;
    const char* text = std::getenv("LANESCOPE_RPC_HEADER");
    std::istringstream lines(text != nullptr ? text : "");
    for (std::string line; std::getline(lines, line);) {
        headers.push_back(line);
    }
    return headers;
}

std::string ca_file_from_environment()
{
    const char* path = std::getenv("SSL_CERT_FILE");
    return path != nullptr ? path : "";
}

NodeRecorder::NodeRecorder(const NodeSettings& settings, node::NodeAddress address, StopToken stop,
                           node::FetchProgress progress)
    : m_settings(settings),
      m_stop(stop),
      m_progress(std::move(progress)),
      m_client(std::move(address), settings.limits, stop, settings.patience),
      m_hasTrace(settings.use_trace)
{
}

Result<std::unique_ptr<NodeRecorder>> NodeRecorder::connect(const NodeSettings& settings,
                                                            StopToken stop,
                                                            node::FetchProgress progress)
{
    auto address = node::NodeAddress::from(settings.url, settings.headers);
    if (!address) {
        return address.error();
    }
    if (progress) {
        progress("asking " + address->shown() + " who it is", 0, 0);
    }
    std::unique_ptr<NodeRecorder> recorder(
        new NodeRecorder(settings, *std::move(address), stop, std::move(progress)));
    auto identity = node::identify(recorder->m_client, settings.chain_id);
    if (!identity) {
        return identity.error();
    }
    recorder->m_identity = *std::move(identity);
    return recorder;
}

Result<RecordedBlock> NodeRecorder::record(const std::string& which)
{
    for (int i = 0; i < reorganisation_attempts; ++i) {
        auto block = node::NodeBlock::fetch(m_client, m_identity, which, m_progress);
        if (!block) {
            return block.error();
        }
        if (m_hasTrace) {
            if (Status asked = block->fetch_trace(m_progress); !asked) {
                return asked.error();
            }
        }
        auto recorded = verified(*block);
        // Whatever went wrong may have gone wrong because the block was replaced; but a node that
        // could not be asked needs no second question.
        if (!recorded && recorded.error().code != ErrorCode::invalid_block &&
            recorded.error().code != ErrorCode::state_unavailable) {
            return recorded.error();
        }
        const auto stands = block->still_stands();
        if (!stands) {
            return stands.error();
        }
        if (*stands) {
            return recorded;
        }
        // Another block stands there by now: what came of this one, good or bad, is of no use.
    }
    return m_client.error(ErrorCode::state_unavailable, "eth_getBlockByNumber",
                          "expected the block to stand when it was recorded, found another one at "
                          "its number each of " +
                              std::to_string(reorganisation_attempts) + " times",
                          "the chain is being reorganised: record an older block");
}

Result<RecordedBlock> NodeRecorder::verified(node::NodeBlock& block)
{
    std::vector<Fork> forks = node::possible_forks(m_identity, block.block().header);
    if (m_settings.revision) {
        Fork fork = fork_by_name(name_of(*m_settings.revision), block.number(),
                                 block.block().header.timestamp)
                        .value_or(forks.front());
        fork.chain_id = m_identity.chain_id;
        forks = {fork};
    }
    std::string no_trace = block.why_no_trace();
    if (!no_trace.empty()) {
        m_hasTrace = false;  // nor will it be there for the next block
    }
    while (true) {
        std::string why;
        for (const Fork& fork : forks) {
            auto recorded = attempt(block, fork, why);
            if (!recorded) {
                return recorded.error();
            }
            if (*recorded) {
                if (!no_trace.empty()) {
                    (*recorded)->notes.push_back("without a trace: " + no_trace);
                }
                return **std::move(recorded);
            }
        }
        if (!block.has_trace()) {
            return Error{ErrorCode::invalid_block,
                         m_client.address().shown() + ": block " + std::to_string(block.number()) +
                             " was executed and is not what its header says: " + why +
                             "; it is not saved; if the chain follows other rules, name them with "
                             "--revision"};
        }
        no_trace = "what it gave does not lead to what the header says: " + why;
        block.drop_trace(no_trace);
    }
}

Result<std::optional<RecordedBlock>> NodeRecorder::attempt(node::NodeBlock& block, const Fork& fork,
                                                           std::string& why)
{
    const auto differs = [&](const std::string& how) {
        if (why.empty()) {
            why = "by the rules of " + std::string(name_of(fork.revision)) + ", " + how;
        }
        return std::optional<RecordedBlock>();
    };
    auto file = block.with_state(fork, m_progress);
    if (!file) {
        if (file.error().code == ErrorCode::invalid_block) {
            return differs(file.error().message);
        }
        return file.error();
    }
    file->name = m_client.address().shown() + ", " + file->name;
    RecordedBlock recorded;
    recorded.file = *std::move(file);
    recorded.node_hash = block.hash();
    recorded.was_traced = block.has_trace();
    recorded.passes = block.passes();
    recorded.verification = verify_block(recorded.file, m_stop);
    if (!recorded.verification.error.empty()) {
        if (recorded.verification.error_code == ErrorCode::invalid_block) {
            return differs(recorded.verification.error);
        }
        return Error{recorded.verification.error_code, recorded.verification.error};
    }
    if (!recorded.verification.verified() && !mend_blob_root(recorded)) {
        const Difference& first = recorded.verification.differences.front();
        return differs(first.where + ": " + first.field + ": expected " + first.expected +
                       ", found " + first.found);
    }
    return std::optional(std::move(recorded));
}

bool NodeRecorder::mend_blob_root(RecordedBlock& recorded) const
{
    const auto& differences = recorded.verification.differences;
    Block& block = recorded.file.block;
    const bool has_blobs = std::any_of(
        block.transactions.begin(), block.transactions.end(),
        [](const Transaction& transaction) { return transaction.type == TransactionType::blob; });
    if (!m_identity.is_anvil() || !has_blobs || differences.size() != 1 ||
        differences.front().field != "transactionsRoot") {
        return false;
    }
    block.header.transactions_root = transactions_root(block.transactions);
    block.claimed_hash = header_hash(block.header);
    recorded.verification = verify_block(recorded.file, m_stop);
    recorded.notes.push_back(
        "anvil counts the side-cars of blobs into transactionsRoot, which are no part of a block "
        "(EIP-4844): the file has the right root, and the block hash that follows from it");
    return recorded.verification.verified();
}

}  // namespace lanescope::app
