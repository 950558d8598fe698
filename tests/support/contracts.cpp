// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/contracts.h"

namespace lanescope::test {

namespace {

void append(Bytes& bytes, const Uint256& number)
{
    bytes.resize(bytes.size() + 32);
    store_big_endian(bytes.data() + bytes.size() - 32, number);
}

void append(Bytes& bytes, const Bytes& tail)
{
    bytes.insert(bytes.end(), tail.begin(), tail.end());
}

Uint256 number_of(const Address& address)
{
    return load_big_endian(address.bytes.data(), address.bytes.size());
}

/// A word of the call data.
Code argument(unsigned index)
{
    return push(32 * index) + op("CALLDATALOAD");
}

/// Takes a value and stores it `offset` slots behind the slot in an argument.
Code store_behind(unsigned slot_argument, unsigned offset)
{
    return argument(slot_argument) + push(offset) + ops({"ADD", "SSTORE"});
}

Code store_at(std::uint64_t slot)
{
    return push(slot) + op("SSTORE");
}

/// Copies the call data from `first` on to memory's beginning and leaves their size.
Code copy_input(unsigned first)
{
    return push(first) + ops({"CALLDATASIZE", "SUB", "DUP1"}) + push(first) +
           ops({"PUSH0", "CALLDATACOPY"});
}

constexpr unsigned order_head = 4;  // words before the input

/// Does the call that the call data order; leaves success and, above it, the gas it took.
Code ordered_call(std::string_view kind)
{
    const bool with_value = kind == "CALL" || kind == "CALLCODE";
    return copy_input(32 * order_head) + ops({"GAS", "PUSH0", "PUSH0", "DUP4", "PUSH0"}) +
           (with_value ? argument(1) : Code{}) + argument(0) + argument(2) + op(kind) +
           // size, gas before, success
           ops({"GAS", "DUP3", "SUB", "SWAP2", "POP", "SWAP1", "SWAP2", "POP", "SWAP1"});
}

/// Copies what the last call returned to memory at `place`.
Code copy_returned(unsigned place)
{
    return ops({"RETURNDATASIZE", "PUSH0"}) + push(place) + op("RETURNDATACOPY");
}

/// Calls the address on the stack, which stays, without data; leaves success above it.
Code call_child()
{
    return ops({"PUSH0", "PUSH0", "PUSH0", "PUSH0", "PUSH0", "DUP6", "GAS", "CALL"});
}

/// Whether an instruction ends or fails a program whatever it finds, or mostly.
bool is_risky(evm::Opcode opcode)
{
    switch (opcode) {
    case evm::OP_STOP:
    case evm::OP_JUMP:
    case evm::OP_JUMPI:
    case evm::OP_RETURNDATACOPY:
    case evm::OP_RETURN:
    case evm::OP_REVERT:
    case evm::OP_INVALID:
    case evm::OP_SELFDESTRUCT:
        return true;
    default:
        return !evm::instruction_traits[opcode].defined;
    }
}

/// Whether an instruction takes places in memory, which cost too much unless they are small.
bool takes_places(evm::Opcode opcode)
{
    const bool memory = opcode == evm::OP_MLOAD || opcode == evm::OP_MSTORE ||
                        opcode == evm::OP_MSTORE8 || opcode == evm::OP_MCOPY ||
                        opcode == evm::OP_KECCAK256 || opcode == evm::OP_CALLDATACOPY ||
                        opcode == evm::OP_CODECOPY || opcode == evm::OP_EXTCODECOPY;
    return memory || opcode >= evm::OP_LOG0;
}

/// Operands that an instruction of takes_places() can pay for; an address where one belongs.
Code small_operands(Dice& dice, evm::Opcode opcode, const std::vector<Address>& addresses)
{
    const bool calls = opcode == evm::OP_CALL || opcode == evm::OP_CALLCODE ||
                       opcode == evm::OP_DELEGATECALL || opcode == evm::OP_STATICCALL;
    const unsigned operands = evm::instruction_traits[opcode].stack_in;
    Code code;
    for (unsigned left = operands; left > 0; --left) {
        if ((calls && left == 2) || (opcode == evm::OP_EXTCODECOPY && left == 1)) {
            code += push(dice.pick(addresses));
        } else if (calls && left == 1) {
            code += push(dice.below(60'000));
        } else {
            code += push(dice.below(calls && left == 3 ? 2 : 120));
        }
    }
    return code;
}

}  // namespace

Bytes call_data(const CallOrder& order)
{
    Bytes data;
    append(data, number_of(order.target));
    append(data, order.value);
    append(data, order.gas);
    append(data, order.slot);
    append(data, order.input);
    return data;
}

Code calling_contract(std::string_view kind)
{
    return ordered_call(kind) + store_behind(3, 2) + store_behind(3, 0) + copy_returned(0) +
           ops({"RETURNDATASIZE", "PUSH0", "KECCAK256"}) + store_behind(3, 1) +
           op("RETURNDATASIZE") + store_behind(3, 3) + op("STOP");
}

Code relaying_contract(std::string_view kind, std::string_view ending)
{
    return ordered_call(kind) + push(32) + op("MSTORE") + ops({"PUSH0", "MSTORE"}) +
           copy_returned(64) + op("RETURNDATASIZE") + push(64) + ops({"ADD", "PUSH0"}) + op(ending);
}

Code inspecting_contract()
{
    Code code;
    unsigned row = 1;
    const auto store_in_row = [&row] {
        return argument(0) + push(Uint256{row++} << 160) + ops({"OR", "SSTORE"});
    };
    for (const auto* instruction : {"BALANCE", "EXTCODESIZE", "EXTCODEHASH"}) {
        code += argument(0) + op(instruction) + store_in_row();
    }
    code += push(96) + ops({"PUSH0", "PUSH0"}) + argument(0) + op("EXTCODECOPY") + push(96) +
            ops({"PUSH0", "KECCAK256"}) + store_in_row();
    return code;
}

Code environment_contract()
{
    Code code;
    std::uint64_t slot = 0;
    for (const auto* instruction : {"ADDRESS",      "ORIGIN",    "CALLER",      "CALLVALUE",
                                    "CALLDATASIZE", "CODESIZE",  "GASPRICE",    "RETURNDATASIZE",
                                    "COINBASE",     "TIMESTAMP", "NUMBER",      "PREVRANDAO",
                                    "GASLIMIT",     "CHAINID",   "SELFBALANCE", "BASEFEE",
                                    "BLOBBASEFEE",  "PC",        "MSIZE",       "GAS"}) {
        code += op(instruction) + store_at(slot++);
    }
    code += ops({"COINBASE", "BALANCE"}) + store_at(slot++);
    for (const std::uint64_t index : {0, 1, 6}) {
        code += push(index) + op("BLOBHASH") + store_at(slot++);
    }
    for (const std::uint64_t distance : {0, 1, 2, 3, 256, 257}) {
        code += push(distance) + ops({"NUMBER", "SUB", "BLOCKHASH"}) + store_at(slot++);
    }
    return code;
}

Code paying_contract()
{
    return ops({"COINBASE", "BALANCE"}) + store_at(1) + ops({"PUSH0", "PUSH0", "PUSH0", "PUSH0"}) +
           push(1) + ops({"CALLVALUE", "SUB"}) + ops({"COINBASE"}) + push(100'000) + op("CALL") +
           store_at(2) + ops({"COINBASE", "BALANCE"}) + store_at(3) +
           ops({"COINBASE", "EXTCODEHASH"}) + store_at(4);
}

Code destroying_contract()
{
    return argument(0) + op("SELFDESTRUCT");
}

Code logging_contract()
{
    Code code = copy_input(0) + op("POP");
    for (unsigned topics = 0; topics <= 4; ++topics) {
        for (unsigned topic = 0; topic < topics; ++topic) {
            code += argument(topic);
        }
        code += (topics % 2 == 0 ? op("CALLDATASIZE") : push(7)) + push(topics) +
                op(static_cast<evm::Opcode>(evm::OP_LOG0 + topics));
    }
    return code;
}

Code transient_contract()
{
    constexpr unsigned slot = 5;
    Code call_self;
    for (int i = 0; i < 3; ++i) {
        call_self +=
            ops({"PUSH0", "PUSH0", "PUSH0", "PUSH0", "PUSH0", "ADDRESS", "GAS", "CALL", "POP"});
    }
    return push(slot) + ops({"TLOAD", "DUP1"}) + store_at(slot) + push(1) + op("ADD") + push(slot) +
           ops({"TSTORE", "CALLDATASIZE"}) + when(call_self) + push(slot) + op("TLOAD") +
           store_at(slot + 1);
}

Code storing_contract()
{
    // One word on the stack: where the pair begins.
    const Code pair = ops({"DUP1"}) + push(32) +
                      ops({"ADD", "CALLDATALOAD", "DUP2", "CALLDATALOAD", "SSTORE"}) + push(64) +
                      ops({"ADD", "CALLDATASIZE", "DUP2", "LT"});
    return op("PUSH0") + repeat(pair) + op("GAS") + push(Uint256::max()) + op("SSTORE");
}

Bytes call_data(const CreationOrder& order)
{
    Bytes data;
    append(data, order.salt);
    append(data, order.value);
    append(data, Uint256{order.call_child});
    append(data, Uint256{order.create_again});
    append(data, order.init_code);
    return data;
}

Code creating_contract(std::string_view kind)
{
    // The size of the init code, which is in memory, stays on the stack; the new address goes above.
    const Code create = (kind == "CREATE2" ? argument(0) + op("DUP2") : op("DUP1")) + op("PUSH0") +
                        argument(1) + op(kind);
    const Code call = call_child() + store_behind(0, 2);
    return copy_input(32 * order_head) + create + op("DUP1") + store_behind(0, 0) +
           op("RETURNDATASIZE") + store_behind(0, 1) + argument(2) + when(call) +
           ops({"DUP1", "EXTCODEHASH"}) + store_behind(0, 3) + op("POP") + argument(3) +
           when(create + store_behind(0, 4));
}

Bytes deployment(const Code& runtime, const Code& constructor)
{
    constexpr std::size_t tail = 11;
    const std::size_t begin = constructor.size() + tail;
    const auto push2 = [](std::size_t number) {
        return Code(Bytes{evm::OP_PUSH2, static_cast<std::uint8_t>(number >> 8),
                          static_cast<std::uint8_t>(number)});
    };
    const Code code = constructor + push2(runtime.size()) + op("DUP1") + push2(begin) +
                      ops({"PUSH0", "CODECOPY", "PUSH0", "RETURN"}) + runtime;
    return code.bytes();
}

Code random_program(Dice& dice, const std::vector<Address>& addresses)
{
    constexpr std::size_t most_on_stack = 30;
    const std::uint64_t length = dice.between(20, 250);
    Code code;
    std::size_t height = 0;
    for (std::uint64_t i = 0; i < length; ++i) {
        const auto opcode = static_cast<evm::Opcode>(dice.below(256));
        const auto& traits = evm::instruction_traits[opcode];
        if (opcode >= evm::OP_PUSH1 && opcode <= evm::OP_PUSH32) {
            code += dice.chance(50)   ? push(dice.below(160))
                    : dice.chance(40) ? push(dice.pick(addresses))
                                      : push(dice.number());
            ++height;
        } else if ((is_risky(opcode) && dice.below(1000) >= 5) || traits.stack_in > height + 7) {
            continue;
        } else {
            if (takes_places(opcode) && dice.chance(97)) {
                code += small_operands(dice, opcode, addresses);
                height += traits.stack_in;
            }
            for (; height < traits.stack_in; ++height) {
                code += push(dice.number());
            }
            code += op(opcode);
            height += std::size_t{traits.stack_out} - traits.stack_in;
        }
        if (height > most_on_stack) {
            code += push(dice.below(40)) + op("SSTORE");
            height -= 1;
        }
    }
    for (; height > 0; --height) {  // what was computed goes into the state
        code += push(1000 + height) + op("SSTORE");
    }
    return code;
}

}  // namespace lanescope::test
