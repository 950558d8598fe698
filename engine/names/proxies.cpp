// SPDX-License-Identifier: GPL-3.0-or-later
#include "names/proxies.h"

#include "base/keccak.h"

#include <algorithm>
#include <array>

namespace lanescope::names {

namespace {

Uint256 hash_of(std::string_view text)
{
    const Hash hash = keccak256({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
    return load_big_endian(hash.bytes.data());
}

constexpr std::array<std::uint8_t, 10> clone_head{0x36, 0x3d, 0x3d, 0x37, 0x3d,
                                                  0x3d, 0x3d, 0x36, 0x3d, 0x73};
constexpr std::array<std::uint8_t, 15> clone_tail{0x5a, 0xf4, 0x3d, 0x82, 0x80, 0x3e, 0x90, 0x3d,
                                                  0x91, 0x60, 0x2b, 0x57, 0xfd, 0x5b, 0xf3};
constexpr std::array<std::uint8_t, 9> push0_head{0x36, 0x5f, 0x5f, 0x37, 0x5f,
                                                 0x5f, 0x36, 0x5f, 0x73};
constexpr std::array<std::uint8_t, 15> push0_tail{0x5a, 0xf4, 0x3d, 0x5f, 0x5f, 0x3e, 0x5f, 0x3d,
                                                  0x91, 0x60, 0x2a, 0x57, 0xfd, 0x5b, 0xf3};
constexpr std::array<std::uint8_t, 3> delegation_head{0xef, 0x01, 0x00};  // EIP-7702

std::optional<Address> between(ByteView code, ByteView head, ByteView tail) noexcept
{
    const std::size_t size = head.size() + Address::size + tail.size();
    if (code.size() < size || !std::equal(head.begin(), head.end(), code.begin()) ||
        !std::equal(tail.begin(), tail.end(),
                    code.begin() + static_cast<std::ptrdiff_t>(size - tail.size()))) {
        return std::nullopt;
    }
    return Address::from(code.subspan(head.size(), Address::size));
}

}  // namespace

std::span<const ProxySlot> proxy_slots()
{
    static const std::array<ProxySlot, 6> slots{{
        {hash_of("eip1967.proxy.implementation") - Uint256(1), "EIP-1967 implementation", true},
        {hash_of("eip1967.proxy.admin") - Uint256(1), "EIP-1967 admin", false},
        {hash_of("eip1967.proxy.beacon") - Uint256(1), "EIP-1967 beacon", false},
        {hash_of("PROXIABLE"), "EIP-1822 implementation", true},
        {hash_of("org.zeppelinos.proxy.implementation"), "zeppelinos implementation", true},
        {hash_of("org.zeppelinos.proxy.admin"), "zeppelinos admin", false},
    }};
    return slots;
}

std::optional<Address> clone_target(ByteView code) noexcept
{
    if (auto target = between(code, clone_head, clone_tail)) {
        return target;
    }
    if (auto target = between(code, push0_head, push0_tail)) {
        return target;
    }
    return code.size() == delegation_head.size() + Address::size
               ? between(code, delegation_head, {})
               : std::nullopt;
}

Uint256 namespace_slot(std::string_view id)
{
    std::array<std::uint8_t, 32> word{};
    store_big_endian(word.data(), hash_of(id) - Uint256(1));
    const Hash hash = keccak256(word);
    return load_big_endian(hash.bytes.data()) & ~Uint256(0xff);
}

}  // namespace lanescope::names
