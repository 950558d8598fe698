// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/contentious_block.h"

#include "evm/calls.h"
#include "support/assembler.h"
#include "support/contracts.h"
#include "support/dice.h"

#include <map>

namespace lanescope::test {

namespace {

Address numbered(std::uint8_t kind, std::uint64_t number)
{
    Address address;
    address.bytes[0] = kind;
    address.bytes[10] = 0x77;
    address.bytes[19] = static_cast<std::uint8_t>(number);
    return address;
}

Code load(std::uint64_t slot)
{
    return push(Uint256{slot}) + op("SLOAD");
}

Code store(std::uint64_t slot)
{
    return push(Uint256{slot}) + op("SSTORE");
}

/// A few instructions on few slots, so that transactions meet.
Code random_accesses(Dice& dice)
{
    Code code;
    for (std::uint64_t i = dice.between(1, 4); i > 0; --i) {
        const std::uint64_t a = dice.below(3), b = dice.below(3);
        switch (dice.below(6)) {
        case 0:  // counts up
            code += push(Uint256{1}) + load(a) + op("ADD") + store(a);
            break;
        case 1:  // copies
            code += load(a) + store(b);
            break;
        case 2:  // writes here or there, by what it reads
            code += load(a) + push(Uint256{1}) + op("AND") +
                    when(push(Uint256{dice.below(5)}) + store(b));
            break;
        case 3:  // writes a constant, perhaps what is there
            code += push(Uint256{dice.below(2)}) + store(a);
            break;
        case 4:  // only reads
            code += load(a) + op("POP");
            break;
        default:  // the slot depends on a slot
            code += push(Uint256{1}) + load(a) + push(Uint256{1}) + op("ADD") + op("ADD") +
                    push(Uint256{dice.between(1, 7)}) + op("SSTORE");
            break;
        }
    }
    return code;
}

/// Sends wei to whoever the code pushes.
Code pay(const Code& target, std::uint64_t wei)
{
    Code code;
    for (int i = 0; i < 4; ++i) {
        code += push(Uint256{0});
    }
    return code + push(Uint256{wei}) + target + push(Uint256{30'000}) + op("CALL") + op("POP");
}

class Maker {
public:
    explicit Maker(std::uint64_t seed, std::optional<std::uint32_t> transactions = std::nullopt)
        : dice_(seed), transactions_(transactions)
    {
    }

    std::shared_ptr<const BlockInput> make()
    {
        static const char* const forks[] = {"frontier",  "homestead",  "tangerine", "spurious",
                                            "byzantium", "petersburg", "istanbul",  "berlin",
                                            "london",    "paris",      "shanghai",  "cancun",
                                            "prague",    "osaka",      "prague",    "cancun"};
        auto input = std::make_shared<BlockInput>();
        auto state = std::make_shared<GivenState>();
        std::optional<Fork> fork;
        while (!fork) {
            fork = fork_by_name(forks[dice_.below(std::size(forks))]);
        }
        revision_ = fork->revision;
        input->name = "contentious block";
        input->fork = *fork;
        input->pre_state_is_whole = dice_.chance(80);
        Header& header = input->block.header;
        header.number = 100;
        header.timestamp = 1'000'000;
        header.gas_limit = dice_.chance(90) ? 200'000'000 : 1'000'000;
        if (transactions_) {
            header.gas_limit = *transactions_ * std::uint64_t{1'000'000};
        }
        header.beneficiary = beneficiary();
        if (revision_ >= Revision::london) {
            header.base_fee_per_gas = Uint256{dice_.below(3)};
        }
        if (revision_ >= Revision::shanghai) {
            input->block.withdrawals.emplace();
            input->block.withdrawals->push_back({1, 1, header.beneficiary, 5});
        }
        if (revision_ >= Revision::cancun) {
            header.blob_gas_used = 0;
            header.excess_blob_gas = 0;
            header.parent_beacon_block_root = Hash{};
        }
        fill(*state);
        const std::uint64_t count = transactions_ ? *transactions_ : dice_.between(1, 24);
        for (std::uint64_t i = 0; i < count; ++i) {
            input->block.transactions.push_back(transaction());
        }
        input->pre_state = state;
        return input;
    }

private:
    static constexpr std::uint64_t senders = 4, programs = 5;

    Address beneficiary()
    {
        switch (dice_.below(4)) {
        case 0:
            return numbered(0xaa, dice_.below(senders));  // who sends as well
        case 1:
            return numbered(0xcc, dice_.below(programs));  // a contract
        default:
            return numbered(0xbe, 1);
        }
    }

    Address anybody()
    {
        switch (dice_.below(8)) {
        case 0:
        case 1:
            return numbered(0xaa, dice_.below(senders));
        case 2:
        case 3:
        case 4:
            return numbered(0xcc, dice_.below(programs));
        case 5:
            return numbered(0xee, dice_.below(3));  // absent, or there and empty
        case 6:
            return created_.empty() ? numbered(0xbe, 1) : dice_.pick(created_);
        default:
            return numbered(0xbe, 1);
        }
    }

    void fill(GivenState& state)
    {
        for (std::uint64_t i = 0; i < senders; ++i) {
            state[numbered(0xaa, i)].balance =
                dice_.chance(95) ? Uint256{1'000'000'000'000ull} : Uint256{20'000'000};
        }
        if (dice_.chance(50)) {
            state[numbered(0xbe, 1)].balance = Uint256{dice_.below(2)};
        }
        if (revision_ < Revision::spurious_dragon && dice_.chance(50)) {
            state[numbered(0xee, 0)] = {};
        }
        for (std::uint64_t i = 0; i < programs; ++i) {
            GivenAccount& account = state[numbered(0xcc, i)];
            account.balance = Uint256{dice_.below(1000)};
            account.nonce = 1;
            account.code = program().bytes();
            for (std::uint64_t slot = 0; slot < 3; ++slot) {
                if (dice_.chance(60)) {
                    Hash key;
                    key.bytes[31] = static_cast<std::uint8_t>(slot);
                    account.storage[key] = Uint256{dice_.between(1, 3)};
                }
            }
        }
    }

    Code program()
    {
        switch (dice_.below(10)) {
        case 0:
        case 1:
        case 2:
            return random_accesses(dice_);
        case 3:
            return random_accesses(dice_) + load(0) + push(Uint256{1}) + op("AND") +
                   when(push(Uint256{0}) + push(Uint256{0}) + op("REVERT"));
        case 4:
            return random_accesses(dice_) + push(anybody()) + op("SELFDESTRUCT");
        case 5:  // destroys itself now and then
            return random_accesses(dice_) + load(1) + push(Uint256{1}) + op("AND") +
                   when(push(anybody()) + op("SELFDESTRUCT"));
        case 6:
            return pay(push(anybody()), dice_.below(3)) + random_accesses(dice_) +
                   pay(op("COINBASE"), dice_.below(2));
        case 7:  // what it sees of others becomes a write
            return push(anybody()) + op("BALANCE") + store(0) + op("COINBASE") + op("BALANCE") +
                   store(1) + push(anybody()) + op("EXTCODESIZE") + store(2);
        case 8:
            return creator();
        default:
            return pay(push(anybody()), 0) + random_accesses(dice_) + pay(push(anybody()), 1);
        }
    }

    /// CREATE2 of a child with a fixed address, which a call then may destroy: created again and
    /// again.
    Code creator()
    {
        const Code child = random_accesses(dice_) + push(anybody()) +
                           op(dice_.chance(60) ? "SELFDESTRUCT" : "POP");
        const Bytes init = deployment(child, random_accesses(dice_));
        Code code;
        for (std::size_t at = 0; at < init.size(); at += 32) {
            Bytes word(init.begin() + static_cast<std::ptrdiff_t>(at),
                       init.begin() + static_cast<std::ptrdiff_t>(std::min(at + 32, init.size())));
            word.resize(32);
            code += push(load_big_endian(word.data())) + push(Uint256{at}) + op("MSTORE");
        }
        if (revision_ >= Revision::constantinople) {
            code += push(Uint256{0});
        }
        code += push(Uint256{init.size()}) + push(Uint256{0}) + push(Uint256{dice_.below(2)}) +
                op(revision_ >= Revision::constantinople ? "CREATE2" : "CREATE") + op("DUP1") +
                store(2);
        return code + pay(Code(), 0) + op("STOP");
    }

    Transaction transaction()
    {
        Transaction made;
        const std::uint64_t who = dice_.below(dice_.chance(50) ? 2 : senders);
        made.sender = numbered(0xaa, who);
        made.nonce = nonces_[who]++;
        made.gas_limit = dice_.pick<std::uint64_t>({21'000, 60'000, 200'000, 1'000'000});
        made.max_fee_per_gas = Uint256{dice_.between(2, 6)};
        made.max_priority_fee_per_gas = made.max_fee_per_gas;
        if (revision_ >= Revision::london && dice_.chance(50)) {
            made.type = TransactionType::dynamic_fee;
            made.chain_id = 1;
            made.max_priority_fee_per_gas = Uint256{dice_.below(3)};
        }
        made.value = Uint256{dice_.below(4)};
        if (dice_.chance(8)) {
            made.gas_limit = 1'000'000;
            made.data = deployment(program(), random_accesses(dice_));
            made.value = {};
            created_.push_back(evm::create_address(*made.sender, made.nonce));
            return made;
        }
        made.to = anybody();
        if (revision_ >= Revision::prague && dice_.chance(15)) {
            made.type = TransactionType::set_code;
            made.chain_id = 1;
            made.gas_limit = 1'000'000;
            const std::uint64_t authority = dice_.chance(30) ? who : dice_.below(senders);
            Authorization authorization;
            authorization.chain_id = Uint256{1};
            authorization.address =
                dice_.chance(25) ? Address{} : numbered(0xcc, dice_.below(programs));
            authorization.nonce = nonces_[authority];
            authorization.r = authorization.s = Uint256{1};
            authorization.authority = numbered(0xaa, authority);
            if (dice_.chance(80)) {
                ++nonces_[authority];
            }
            made.authorizations.push_back(authorization);
        }
        if (transactions_) {
            return made;
        }
        if (dice_.chance(1)) {
            made.nonce += dice_.below(2) == 0 ? 1 : ~0ull;
        }
        if (dice_.chance(1)) {
            made.value = Uint256{1'000'000'000'000ull};
        }
        return made;
    }

    Dice dice_;
    std::optional<std::uint32_t> transactions_;
    Revision revision_ = Revision::frontier;
    std::map<std::uint64_t, std::uint64_t> nonces_;
    std::vector<Address> created_;
};

}  // namespace

std::shared_ptr<const BlockInput> contentious_block(std::uint64_t seed)
{
    return Maker(seed).make();
}

std::shared_ptr<const BlockInput> long_contentious_block(std::uint64_t seed,
                                                         std::uint32_t transactions)
{
    return Maker(seed, transactions).make();
}

}  // namespace lanescope::test
