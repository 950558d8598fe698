// SPDX-License-Identifier: GPL-3.0-or-later
#include "names/declared_layout.h"

#include "names/abi_type.h"

#include <cstdio>
#include <cstdlib>

namespace lanescope::names {

namespace {

class Declarations {
public:
    Declarations(StorageLayout& layout, std::string_view text)
        : layout_(layout), whole_(text), text_(text)
    {
    }

    void variables(const Uint256& first_slot)
    {
        for (const StorageType::Member& member : members('\0')) {
            layout_.variables.push_back(
                {member.name, first_slot + Uint256(member.slot), member.offset, member.type});
        }
    }

private:
    /// "type name; type name …" up to `end`, with places counted from 0.
    std::vector<StorageType::Member> members(char end)
    {
        std::vector<StorageType::Member> members;
        slots_ = 0;
        std::uint64_t slot = 0;
        std::uint32_t offset = 0;
        for (;;) {
            skip_spaces();
            if (text_.empty() || text_.front() == end) {
                break;
            }
            StorageType::Member member;
            member.type = type();
            skip_spaces();
            member.name = word();
            const StorageType& of = layout_.types[member.type];
            const bool fills = of.bytes >= Uint256(32) || !of.members.empty();
            const auto size = fills ? 32 : static_cast<std::uint32_t>(of.bytes.low64());
            if (offset + size > 32) {
                ++slot;
                offset = 0;
            }
            member.slot = slot;
            member.offset = offset;
            if (fills) {
                slot += (of.bytes.low64() + 31) / 32;
            } else {
                offset += size;
            }
            members.push_back(std::move(member));
            skip_spaces();
            if (!text_.empty() && text_.front() == ';') {
                text_.remove_prefix(1);
            }
        }
        slots_ = slot + (offset > 0 ? 1 : 0);
        return members;
    }

    std::uint32_t type()
    {
        skip_spaces();
        StorageType made;
        const std::string_view begin = text_;
        if (text_.starts_with("mapping(")) {
            text_.remove_prefix(8);
            made.encoding = StorageType::Encoding::mapping;
            made.key = type();
            expect("=>");
            made.element = type();
            expect(")");
        } else if (text_.starts_with("{")) {
            text_.remove_prefix(1);
            made.members = members('}');
            made.bytes = Uint256(slots_ * 32);
            expect("}");
        } else {
            const std::string_view name = word();
            const auto known = parse_abi_type(name);
            if (!known) {
                stop();
            }
            switch (known->kind) {
            case AbiType::Kind::string:
            case AbiType::Kind::bytes:
                made.encoding = StorageType::Encoding::bytes;
                break;
            case AbiType::Kind::fixed_bytes:
                made.bytes = known->size;
                break;
            default:
                made.bytes = known->size / 8;
            }
        }
        made.label = begin.substr(0, begin.size() - text_.size());
        std::uint32_t index = add(std::move(made));
        while (text_.starts_with("[]")) {
            text_.remove_prefix(2);
            StorageType array;
            array.encoding = StorageType::Encoding::dynamic_array;
            array.element = index;
            array.label = layout_.types[index].label + "[]";
            index = add(std::move(array));
        }
        return index;
    }

    std::uint32_t add(StorageType type)
    {
        layout_.types.push_back(std::move(type));
        return static_cast<std::uint32_t>(layout_.types.size() - 1);
    }
    void skip_spaces()
    {
        while (text_.starts_with(' ')) {
            text_.remove_prefix(1);
        }
    }
    void expect(std::string_view token)
    {
        skip_spaces();
        if (!text_.starts_with(token)) {
            stop();
        }
        text_.remove_prefix(token.size());
    }
    std::string_view word()
    {
        const std::string_view found = text_.substr(0, text_.find_first_of(" ;[]{}()="));
        if (found.empty()) {
            stop();
        }
        text_.remove_prefix(found.size());
        return found;
    }
    [[noreturn]] void stop() const
    {
        std::fprintf(stderr, "lanescope: bad declarations at '%.*s' of '%.*s'\n",
                     static_cast<int>(text_.size()), text_.data(), static_cast<int>(whole_.size()),
                     whole_.data());
        std::abort();
    }

    StorageLayout& layout_;
    std::string_view whole_;
    std::string_view text_;
    std::uint64_t slots_ = 0;
};

}  // namespace

void declare_variables(StorageLayout& layout, std::string_view declarations,
                       const Uint256& first_slot)
{
    Declarations(layout, declarations).variables(first_slot);
}

}  // namespace lanescope::names
