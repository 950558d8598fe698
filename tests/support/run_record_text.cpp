// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/run_record_text.h"

#include "base/hex.h"
#include "formats/block_file.h"

#include <algorithm>
#include <sstream>

namespace lanescope::test {

namespace {

template <class T>
std::string hex_or_nothing(const std::optional<T>& value)
{
    return value ? to_hex(*value) : "none";
}

void write(std::ostream& out, const TxVersion& version)
{
    out << ' ' << version.index << '.' << version.incarnation;
}

template <class Enum>
unsigned number_of(Enum value)
{
    return static_cast<unsigned>(value);
}

void write(std::ostream& out, const AccessSet& access)
{
    for (const ReadRecord& read : access.reads) {
        out << " r" << read.location.value << ',' << read.writer << ',' << read.gas_used << ','
            << read.incarnation << ',' << number_of(read.origin);
    }
    for (const WriteRecord& write : access.writes) {
        out << " w" << write.location.value << ',' << to_hex_quantity(write.value) << ','
            << write.writer.index << '.' << write.writer.incarnation << ','
            << number_of(write.kind);
    }
    for (const Uint256& value : access.kept) {
        out << " k" << to_hex_quantity(value);
    }
    out << " stopped " << number_of(access.stopped.reason) << ',' << access.stopped.location.value
        << ',' << access.stopped.blocking;
}

void write(std::ostream& out, const WorkerLog& log)
{
    out << "dropped " << log.dropped_spans.load() << ' ' << log.dropped_access_times.load() << '\n';
    for (std::size_t i = 0; i < log.spans.size(); ++i) {
        const Span& span = log.spans[i];
        out << "span " << span.begin << ' ' << span.end;
        write(out, span.version);
        out << ' ' << span.detail << ' ' << number_of(span.kind) << ' ' << number_of(span.outcome)
            << '\n';
    }
    for (std::size_t i = 0; i < log.decisions.size(); ++i) {
        const Decision& decision = log.decisions[i];
        out << "decision " << decision.at;
        write(out, decision.version);
        out << ' ' << decision.other << ' ' << number_of(decision.kind) << '\n';
    }
    for (std::size_t i = 0; i < log.aborts.size(); ++i) {
        const Abort& abort = log.aborts[i];
        out << "abort " << abort.at;
        write(out, abort.version);
        for (const Mismatch& mismatch : abort.mismatches) {
            out << " m" << mismatch.location.value << ',' << number_of(mismatch.kind) << ','
                << number_of(mismatch.read_origin) << ',' << number_of(mismatch.found_origin);
            write(out, mismatch.read);
            write(out, mismatch.found);
            write(out, mismatch.culprit);
            out << ' ' << mismatch.gas_used;
        }
        out << '\n';
    }
    for (std::size_t i = 0; i < log.incarnations.size(); ++i) {
        const IncarnationRecord& record = log.incarnations[i];
        out << "incarnation";
        write(out, record.version);
        out << ' ' << number_of(record.end) << ' ' << number_of(record.status) << ' '
            << record.replayable << ' ' << record.worker << ' ' << record.gas_used << ' '
            << record.begin << ' ' << record.finish;
        write(out, record.access);
        out << '\n';
    }
    for (std::size_t i = 0; i < log.access_times.size(); ++i) {
        const AccessTime& access = log.access_times[i];
        out << "access " << access.at;
        write(out, access.version);
        out << ' ' << access.location.value << ' ' << access.is_write << '\n';
    }
}

void write(std::ostream& out, const LocationTable& table)
{
    for (std::uint32_t i = 0; i < table.account_limit(); ++i) {
        if (table.has_account(i)) {
            out << "account " << i << ' ' << to_hex(table.account(i)) << '\n';
        }
    }
    for (std::uint32_t i = 0; i < table.slot_limit(); ++i) {
        if (table.has_slot(i)) {
            out << "slot " << i << ' ' << table.slot(i).account << ' '
                << to_hex_quantity(table.slot(i).key) << '\n';
        }
    }
}

void write(std::ostream& out, const Transaction& transaction)
{
    out << "transaction "
        << (transaction.chain_id ? to_hex_quantity(*transaction.chain_id) : "none") << ' '
        << to_hex_quantity(transaction.max_fee_per_gas) << ' '
        << to_hex_quantity(transaction.max_priority_fee_per_gas) << ' '
        << to_hex_quantity(transaction.max_fee_per_blob_gas) << " sender "
        << hex_or_nothing(transaction.sender) << " encoded " << to_hex(encode(transaction))
        << " signature " << number_of(transaction.y_parity) << ' ' << to_hex_quantity(transaction.r)
        << ' ' << to_hex_quantity(transaction.s) << " lists " << transaction.access_list.size()
        << ' ' << transaction.blob_hashes.size();
    for (const Authorization& authorization : transaction.authorizations) {
        out << " authority " << hex_or_nothing(authorization.authority) << ' '
            << to_hex(signing_hash(authorization)) << ' ' << authorization.y_parity << ' '
            << to_hex_quantity(authorization.r) << ' ' << to_hex_quantity(authorization.s);
    }
    out << '\n';
}

}  // namespace

std::string text_of(const BlockInput& input)
{
    std::ostringstream out;
    const Fork& fork = input.fork;
    out << "name " << input.name << '\n'
        << "fork " << number_of(fork.revision) << ' ' << fork.blobs.target << ' ' << fork.blobs.max
        << ' ' << fork.blobs.base_fee_update_fraction << ' ' << fork.dao_transition << ' '
        << fork.dao_extra_data << ' ' << fork.chain_id << '\n'
        << "whole " << input.pre_state_is_whole << " state " << (input.pre_state != nullptr)
        << " withdrawals " << input.block.withdrawals.has_value() << '\n';
    for (const Transaction& transaction : input.block.transactions) {
        write(out, transaction);
    }
    formats::BlockFile file;
    file.fork = input.fork;
    file.block = input.block;
    file.pre_state = input.pre_state;
    file.pre_state_is_whole = input.pre_state_is_whole;
    file.block_hashes = input.block_hashes;
    out << formats::write_block_bundle(file) << '\n';
    return out.str();
}

std::string text_of(const RunRecord& run)
{
    std::ostringstream out;
    const RunSettings& settings = run.settings;
    out << "repeat " << run.repeat << " block " << run.block_ordinal << " began " << run.began
        << " committed " << run.committed.load() << " finished " << run.finished() << '\n'
        << "settings " << number_of(settings.strategy) << ' ' << settings.workers << ' '
        << number_of(settings.detail) << ' ' << settings.suspend_on_estimate << ' '
        << settings.lazy_beneficiary << ' ' << settings.commutative_balances << ' '
        << settings.adapt_workers << ' ' << settings.span_limit << '\n';
    const RunSummary& summary = run.summary;
    out << "summary " << number_of(summary.end) << ' ' << summary.error << ' ' << summary.workers
        << ' ' << summary.committed << ' ' << summary.gas_used << ' ' << summary.duration << ' '
        << summary.sequential_duration << ' ' << summary.voluntary_switches << ' '
        << summary.involuntary_switches << '\n';
    write(out, run.locations);
    auto codes = run.code.all();
    std::sort(codes.begin(), codes.end(),
              [](const auto& a, const auto& b) { return a.first < b.first; });
    for (const auto& [hash, code] : codes) {
        out << "code " << to_hex(hash) << ' ' << to_hex(*code) << '\n';
    }
    for (const auto& log : run.workers) {
        out << "worker\n";
        write(out, *log);
    }
    return out.str();
}

std::string first_difference(const std::string& expected, const std::string& found)
{
    if (expected == found) {
        return {};
    }
    std::istringstream a(expected);
    std::istringstream b(found);
    std::string line_a;
    std::string line_b;
    for (std::size_t line = 1;; ++line) {
        const bool more_a = static_cast<bool>(std::getline(a, line_a));
        const bool more_b = static_cast<bool>(std::getline(b, line_b));
        if (!more_a || !more_b || line_a != line_b) {
            return "line " + std::to_string(line) + ": expected \"" +
                   (more_a ? line_a.substr(0, 2000) : "the end") + "\", found \"" +
                   (more_b ? line_b.substr(0, 2000) : "the end") + "\"";
        }
    }
}

std::string difference_of_runs(const RunRecord& expected, const RunRecord& found)
{
    std::string difference = first_difference(text_of(expected), text_of(found));
    if (difference.empty() && expected.input != found.input) {
        difference = first_difference(text_of(*expected.input), text_of(*found.input));
    }
    return difference;
}

}  // namespace lanescope::test
