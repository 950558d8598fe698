// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytes.h"

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace lanescope::names {

/// A run of bytes.
struct CodeRange {
    std::size_t begin = 0;
    std::size_t size = 0;
};

/// `code` without the CBOR map that compilers append ("Contract Metadata", Solidity documentation).
[[nodiscard]] ByteView without_metadata(ByteView code) noexcept;

/// Runtime code as a compiler leaves it, to be told again where it is deployed: immutables, addresses of
/// libraries, metadata and the metadata hashes of contracts inside are not compared.
class RuntimeCode {
public:
    RuntimeCode() = default;
    /// `holes` are what deployment fills in; beyond the code they are ignored.
    RuntimeCode(Bytes code, std::vector<CodeRange> holes);

    /// Compared bytes; 0 of an interface or an abstract contract, which matches nothing.
    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] bool matches(ByteView deployed) const noexcept;
    /// As matches(), and the metadata is the same: compiled from the very same sources.
    [[nodiscard]] bool matches_exactly(ByteView deployed) const noexcept;
    /// The same bytes, whatever is known of their holes.
    [[nodiscard]] bool has_bytes_of(const RuntimeCode& other) const noexcept
    {
        return code_ == other.code_;
    }
    /// Bytes that deployment must leave alone.
    [[nodiscard]] std::size_t compared_size() const noexcept;

private:
    Bytes code_;
    std::size_t size_ = 0;
    std::vector<CodeRange> compared_;
};

/// The bytes that `hex` spells, which may have 0x in front and placeholders of libraries in it
/// (`__$…$__`, or `__File.sol:Library__`), 40 characters each: those become zeros and are added to
/// `holes`. Nothing if it is no hex.
[[nodiscard]] std::optional<Bytes> unlinked_code(std::string_view hex,
                                                 std::vector<CodeRange>& holes);

}  // namespace lanescope::names
