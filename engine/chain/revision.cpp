// SPDX-License-Identifier: GPL-3.0-or-later
#include "chain/revision.h"

#include <array>

namespace lanescope {

namespace {

constexpr BlobParameters cancun_blobs{3, 6, 3338477};   // EIP-4844
constexpr BlobParameters prague_blobs{6, 9, 5007716};   // EIP-7691
constexpr BlobParameters bpo1_blobs{10, 15, 8346193};   // EIP-7892 schedule, December 2025
constexpr BlobParameters bpo2_blobs{14, 21, 11684671};  // EIP-7892 schedule, January 2026

constexpr std::uint64_t mainnet_dao_block = 1920000;
constexpr std::uint64_t dao_extra_data_blocks = 10;  // EIP-779

struct Activation {
    std::uint64_t from;
    Revision revision;
};

/// By block number, latest first. Constantinople never ran on mainnet without Petersburg.
constexpr Activation mainnet_by_number[]{
    {15537394, Revision::paris},          {12965000, Revision::london},
    {12244000, Revision::berlin},         {9069000, Revision::istanbul},
    {7280000, Revision::petersburg},      {4370000, Revision::byzantium},
    {2675000, Revision::spurious_dragon}, {2463000, Revision::tangerine_whistle},
    {1150000, Revision::homestead},       {0, Revision::frontier},
};

/// By block timestamp in seconds, latest first.
constexpr Activation mainnet_by_time[]{
    {1764798551, Revision::osaka},
    {1746612311, Revision::prague},
    {1710338135, Revision::cancun},
    {1681338455, Revision::shanghai},
};
constexpr std::uint64_t mainnet_bpo1_time = 1765290071;
constexpr std::uint64_t mainnet_bpo2_time = 1767747671;

constexpr BlobParameters default_blobs(Revision revision) noexcept
{
    if (revision < Revision::cancun) {
        return {};
    }
    return revision == Revision::cancun ? cancun_blobs : prague_blobs;
}

constexpr Fork fork_of(Revision revision) noexcept
{
    Fork fork;
    fork.revision = revision;
    fork.blobs = default_blobs(revision);
    return fork;
}

struct Name {
    std::string_view text;
    Revision revision;
};

/// Lower case, without spaces, underscores and hyphens.
constexpr Name plain_names[]{
    {"frontier", Revision::frontier},
    {"homestead", Revision::homestead},
    {"dao", Revision::homestead},
    {"tangerinewhistle", Revision::tangerine_whistle},
    {"tangerine", Revision::tangerine_whistle},
    {"eip150", Revision::tangerine_whistle},
    {"spuriousdragon", Revision::spurious_dragon},
    {"spurious", Revision::spurious_dragon},
    {"eip158", Revision::spurious_dragon},
    {"byzantium", Revision::byzantium},
    {"constantinople", Revision::constantinople},
    {"constantinoplefix", Revision::petersburg},
    {"petersburg", Revision::petersburg},
    {"istanbul", Revision::istanbul},
    {"muirglacier", Revision::istanbul},
    {"berlin", Revision::berlin},
    {"london", Revision::london},
    {"arrowglacier", Revision::london},
    {"grayglacier", Revision::london},
    {"paris", Revision::paris},
    {"merge", Revision::paris},
    {"shanghai", Revision::shanghai},
    {"cancun", Revision::cancun},
    {"prague", Revision::prague},
    {"osaka", Revision::osaka},
};

std::optional<Fork> fork_by_plain_name(std::string_view name) noexcept
{
    for (const auto& [text, revision] : plain_names) {
        if (name == text) {
            return fork_of(revision);
        }
    }
    if (name == "bpo1" || name == "bpo2") {
        Fork fork = fork_of(Revision::osaka);
        fork.blobs = name == "bpo1" ? bpo1_blobs : bpo2_blobs;
        return fork;
    }
    return std::nullopt;
}

/// "5" or "15k"; nothing for anything else.
std::optional<std::uint64_t> threshold_from(std::string_view text) noexcept
{
    std::uint64_t factor = 1;
    if (text.ends_with('k')) {
        factor = 1000;
        text.remove_suffix(1);
    }
    if (text.empty() || text.size() > 12) {
        return std::nullopt;
    }
    std::uint64_t value = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') {
            return std::nullopt;
        }
        value = 10 * value + static_cast<std::uint64_t>(c - '0');
    }
    return value * factor;
}

/// `point` is what follows "at": "5", "time15k" or "diffc0000".
std::optional<Fork> fork_in_transition(std::string_view before, std::string_view after,
                                       std::string_view point, std::uint64_t number,
                                       std::uint64_t timestamp) noexcept
{
    const auto first = fork_by_plain_name(before);
    auto second = fork_by_plain_name(after);
    if (!first || !second) {
        return std::nullopt;
    }
    if (point.starts_with("diff")) {
        return first;
    }
    const bool by_time = point.starts_with("time");
    const auto threshold = threshold_from(by_time ? point.substr(4) : point);
    if (!threshold) {
        return std::nullopt;
    }
    if ((by_time ? timestamp : number) < *threshold) {
        return first;
    }
    if (after == "dao") {
        second->dao_transition = number == *threshold;
        second->dao_extra_data = number < *threshold + dao_extra_data_blocks;
    }
    return second;
}

}  // namespace

std::string_view name_of(Revision revision) noexcept
{
    constexpr std::array<std::string_view, revision_count> names{
        "frontier",        "homestead", "tangerine whistle",
        "spurious dragon", "byzantium", "constantinople",
        "petersburg",      "istanbul",  "berlin",
        "london",          "paris",     "shanghai",
        "cancun",          "prague",    "osaka"};
    return names[static_cast<std::size_t>(revision)];
}

Fork mainnet_fork(std::uint64_t number, std::uint64_t timestamp) noexcept
{
    Fork fork;
    for (const auto& [from, revision] : mainnet_by_number) {
        if (number >= from) {
            fork.revision = revision;
            break;
        }
    }
    if (fork.revision == Revision::paris) {
        for (const auto& [from, revision] : mainnet_by_time) {
            if (timestamp >= from) {
                fork.revision = revision;
                break;
            }
        }
    }
    fork.blobs = default_blobs(fork.revision);
    if (fork.revision >= Revision::osaka && timestamp >= mainnet_bpo1_time) {
        fork.blobs = timestamp >= mainnet_bpo2_time ? bpo2_blobs : bpo1_blobs;
    }
    fork.dao_transition = number == mainnet_dao_block;
    fork.dao_extra_data =
        number >= mainnet_dao_block && number < mainnet_dao_block + dao_extra_data_blocks;
    return fork;
}

std::optional<Fork> fork_by_name(std::string_view name, std::uint64_t number,
                                 std::uint64_t timestamp) noexcept
{
    std::array<char, 64> buffer;
    std::size_t size = 0;
    for (const char c : name) {
        if (c == ' ' || c == '_' || c == '-') {
            continue;
        }
        if (size == buffer.size()) {
            return std::nullopt;
        }
        buffer[size++] = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    const std::string_view text(buffer.data(), size);
    if (auto fork = fork_by_plain_name(text)) {
        return fork;
    }
    const std::size_t at = text.rfind("at");
    if (at == std::string_view::npos) {
        return std::nullopt;
    }
    const std::string_view pair = text.substr(0, at);
    for (std::size_t to = pair.find("to"); to != std::string_view::npos;
         to = pair.find("to", to + 1)) {
        if (auto fork = fork_in_transition(pair.substr(0, to), pair.substr(to + 2),
                                           text.substr(at + 2), number, timestamp)) {
            return fork;
        }
    }
    return std::nullopt;
}

Uint256 blob_base_fee(std::uint64_t excess_blob_gas, const BlobParameters& blobs) noexcept
{
    if (blobs.base_fee_update_fraction == 0) {
        return {};
    }
    const Uint256 denominator = blobs.base_fee_update_fraction;
    Uint256 sum;
    Uint256 term = denominator;  // MIN_BASE_FEE_PER_BLOB_GAS is 1
    for (std::uint64_t i = 1; !term.is_zero(); ++i) {
        Uint256 product;
        if (add_overflows(sum, term, sum) || multiply_overflows(term, excess_blob_gas, product)) {
            return Uint256::max();
        }
        term = product / (denominator * Uint256{i});
    }
    return sum / denominator;
}

}  // namespace lanescope
