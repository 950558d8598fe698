// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/trace_writer.h"

#include "base/hex.h"
#include "evm/instruction_table.h"

#include <utility>

namespace lanescope::app {

namespace {

constexpr std::string_view structlog_head = "{\"structLogs\":[";

std::string quoted(std::string_view text)
{
    std::string quoted = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            quoted += '\\';
        }
        quoted += c;  // no text here has control characters
    }
    return quoted + "\"";
}

/// A 32-byte word with all its digits.
std::string word_text(const Uint256& word)
{
    std::uint8_t bytes[32];
    store_big_endian(bytes, word);
    return to_hex(ByteView(bytes));
}

std::string gas_text(std::int64_t gas)
{
    return gas < 0 ? "-" + to_hex_quantity(static_cast<std::uint64_t>(-gas))
                   : to_hex_quantity(static_cast<std::uint64_t>(gas));
}

std::string name_of_opcode(std::uint8_t opcode)
{
    const std::string_view name = evm::instruction_name(opcode);
    return name.empty() ? "opcode " + to_hex(ByteView(&opcode, 1)) + " not defined"
                        : std::string(name);
}

std::string stack_text(std::span<const Uint256> stack)
{
    std::string text = "[";
    for (const Uint256& word : stack) {
        text += (text.size() > 1 ? "," : "") + quoted(to_hex_quantity(word));
    }
    return text + "]";
}

std::int64_t memory_price(std::uint64_t words)
{
    return static_cast<std::int64_t>(3 * words + words * words / 512);
}

/// What an instruction that ends its frame costs, from itself alone: the frame's gas then may also
/// pay for the code that it deposits. -1 for SELFDESTRUCT, which deposits none.
std::int64_t cost_of_ending(const evm::InstructionStep& step)
{
    if (step.opcode != evm::OP_RETURN && step.opcode != evm::OP_REVERT) {
        return step.opcode == evm::OP_STOP ? 0 : -1;
    }
    if (step.stack.size() < 2) {
        return 0;
    }
    const Uint256& offset = step.stack[step.stack.size() - 1];
    const Uint256& size = step.stack[step.stack.size() - 2];
    if (size.is_zero() || !offset.fits64() || !size.fits64()) {
        return 0;
    }
    const std::uint64_t words = step.memory.size() / 32;
    const std::uint64_t needed = (offset.low64() + size.low64() + 31) / 32;
    return needed > words ? memory_price(needed) - memory_price(words) : 0;
}

}  // namespace

TraceWriter::TraceWriter(TraceFormat format, bool with_memory, Sink sink)
    : format_(format), with_memory_(with_memory), sink_(std::move(sink))
{
}

void TraceWriter::on_instruction(const evm::InstructionStep& step)
{
    if (pending_) {
        flush(pending_->gas - step.gas);
    }
    pending_.emplace();
    pending_->gas = step.gas;
    pending_->depth = step.depth;
    pending_->end_cost = cost_of_ending(step);
    if (format_ == TraceFormat::eip3155) {
        write_eip3155(step);
    } else {
        write_structlog(step);
    }
}

void TraceWriter::write_eip3155(const evm::InstructionStep& step)
{
    std::string& before = pending_->before_cost;
    before = "{\"pc\":" + std::to_string(step.program_counter) +
             ",\"op\":" + std::to_string(step.opcode) + ",\"gas\":" + quoted(gas_text(step.gas)) +
             ",\"gasCost\":\"";
    std::string& after = pending_->after_cost;
    after = "\",\"memSize\":" + std::to_string(step.memory.size()) +
            ",\"stack\":" + stack_text(step.stack) +
            ",\"depth\":" + std::to_string(step.depth + 1) +
            ",\"returnData\":" + quoted(to_hex(step.return_data)) +
            ",\"refund\":" + quoted(gas_text(step.refund)) +
            ",\"opName\":" + quoted(name_of_opcode(step.opcode)) + name_of_slot(step);
    if (with_memory_) {
        after += ",\"memory\":" + quoted(to_hex(step.memory));
    }
}

void TraceWriter::write_structlog(const evm::InstructionStep& step)
{
    std::string& before = pending_->before_cost;
    before = std::string(steps_ == 0 ? structlog_head : ",") + "\n" +
             "{\"pc\":" + std::to_string(step.program_counter) +
             ",\"op\":" + quoted(name_of_opcode(step.opcode)) +
             ",\"gas\":" + std::to_string(step.gas) + ",\"gasCost\":";
    std::string& after = pending_->after_cost;
    after = ",\"depth\":" + std::to_string(step.depth + 1) + ",\"stack\":" + stack_text(step.stack);
    if (with_memory_) {
        after += ",\"memory\":[";
        for (std::size_t at = 0; at < step.memory.size(); at += 32) {
            after += (at != 0 ? "," : "") + quoted(to_hex(step.memory.subspan(at, 32)));
        }
        after += "]";
    }
    if (step.refund != 0) {
        after += ",\"refund\":" + std::to_string(step.refund);
    }
    after += name_of_slot(step);
    pending_->shows_storage = step.opcode == evm::OP_SLOAD || step.opcode == evm::OP_SSTORE;
    pending_->storage_owner = step.address;
}

/// `,"storageName":"…"`, or nothing.
std::string TraceWriter::name_of_slot(const evm::InstructionStep& step) const
{
    const bool is_storage = step.opcode == evm::OP_SLOAD || step.opcode == evm::OP_SSTORE;
    if (!names_ || !is_storage || step.stack.empty()) {
        return {};
    }
    const auto name = names_->storage(step.address, step.stack.back(), names::NameStyle::whole);
    return name ? ",\"storageName\":" + quoted(name->text()) : std::string();
}

void TraceWriter::on_fault(evm::Status status, int depth, std::int64_t gas_left)
{
    if (pending_ && pending_->depth == depth) {
        flush(gas_left, name_of(status));
    }
}

void TraceWriter::on_call(const evm::CallBegin& call)
{
    if (pending_) {
        flush(pending_->gas - call.caller_gas_left);
    }
}

void TraceWriter::on_call_end(evm::Status, int depth, std::int64_t gas_left, ByteView)
{
    if (pending_ && pending_->depth == depth) {
        flush(pending_->end_cost >= 0 ? pending_->end_cost : pending_->gas - gas_left);
    }
}

void TraceWriter::on_storage_read(const Address& address, const Uint256& slot, const Uint256& value)
{
    remember(address, slot, value);
}

void TraceWriter::on_storage_write(const Address& address, const Uint256& slot,
                                   const Uint256& value)
{
    remember(address, slot, value);
}

void TraceWriter::remember(const Address& address, const Uint256& slot, const Uint256& value)
{
    if (format_ == TraceFormat::structlog) {
        storage_[address][slot] = value;
    }
}

std::string TraceWriter::storage_of(const Address& owner) const
{
    std::string text = "{";
    const auto slots = storage_.find(owner);
    if (slots != storage_.end()) {
        for (const auto& [slot, value] : slots->second) {
            text += (text.size() > 1 ? "," : "") + quoted(word_text(slot)) + ":" +
                    quoted(word_text(value));
        }
    }
    return text + "}";
}

void TraceWriter::flush(std::int64_t cost, std::string_view error)
{
    const bool as_lines = format_ == TraceFormat::eip3155;
    std::string text = std::move(pending_->before_cost);
    text += as_lines ? gas_text(cost) : std::to_string(cost);
    text += pending_->after_cost;
    if (pending_->shows_storage) {
        text += ",\"storage\":" + storage_of(pending_->storage_owner);
    }
    if (!error.empty()) {
        text += ",\"error\":" + quoted(error);
    }
    text += as_lines ? "}\n" : "}";
    pending_.reset();
    ++steps_;
    sink_(text);
}

void TraceWriter::finish(const TraceSummary& summary)
{
    if (pending_) {
        flush(0, "unfinished");  // the execution was ended from outside
    }
    const std::string error =
        summary.error.empty() ? std::string() : ",\"error\":" + quoted(summary.error);
    if (format_ == TraceFormat::structlog) {
        sink_((steps_ == 0 ? std::string(structlog_head) : std::string("\n")) + "]" +
              ",\"gas\":" + std::to_string(summary.gas_used) +
              ",\"failed\":" + (summary.pass ? "false" : "true") +
              ",\"returnValue\":" + quoted(to_hex(summary.output)) + error + "}\n");
        return;
    }
    std::string text = "{";
    if (summary.state_root) {
        text += "\"stateRoot\":" + quoted(to_hex(*summary.state_root)) + ",";
    }
    text += "\"output\":" + quoted(to_hex(summary.output)) +
            ",\"gasUsed\":" + quoted(to_hex_quantity(summary.gas_used)) +
            ",\"pass\":" + (summary.pass ? "true" : "false");
    if (!summary.fork.empty()) {
        text += ",\"fork\":" + quoted(summary.fork);
    }
    sink_(text + error + "}\n");
}

}  // namespace lanescope::app
