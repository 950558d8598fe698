// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/json.h"

#include "formats/json_text.h"

#include <simdjson.h>

#include <algorithm>
#include <new>
#include <optional>
#include <vector>

namespace lanescope::formats {
namespace {

namespace ondemand = simdjson::ondemand;

/// A value of the tree, in the order of the text: a parent stands before its children, and `next`
/// is the index after the last of them.
struct Node {
    const char* key;
    const char* text;
    std::uint32_t key_size;
    std::uint32_t text_size;
    std::uint32_t offset;
    std::uint32_t parent;
    std::uint32_t next;
    std::uint32_t count;  ///< children
    JsonKind kind;
};

/// Makes nodes of what simdjson walks over.
class TreeBuilder {
public:
    TreeBuilder(const char* start, std::size_t max_values, std::size_t deepest,
                std::vector<Node>& nodes)
        : start_(start), max_values_(max_values), deepest_(deepest), nodes_(nodes)
    {
    }

    [[nodiscard]] simdjson::error_code add(ondemand::value value, std::string_view key,
                                           std::uint32_t parent, std::size_t depth);
    [[nodiscard]] bool too_deep() const { return too_deep_; }
    [[nodiscard]] bool too_many() const { return too_many_; }
    /// Where the scalar begins that stopped add(), if one did.
    [[nodiscard]] std::optional<std::size_t> bad_scalar() const { return bad_scalar_; }

private:
    [[nodiscard]] simdjson::error_code add_children(ondemand::object object, std::uint32_t parent,
                                                    std::size_t depth);
    [[nodiscard]] simdjson::error_code add_children(ondemand::array array, std::uint32_t parent,
                                                    std::size_t depth);
    [[nodiscard]] simdjson::error_code set_scalar(Node& node, ondemand::value value,
                                                  ondemand::json_type type);

    const char* start_;
    std::size_t max_values_;
    std::size_t deepest_;
    std::vector<Node>& nodes_;
    bool too_deep_ = false;
    bool too_many_ = false;
    std::optional<std::size_t> bad_scalar_;
};

simdjson::error_code TreeBuilder::add(ondemand::value value, std::string_view key,
                                      std::uint32_t parent, std::size_t depth)
{
    if (nodes_.size() >= max_values_) {
        too_many_ = true;
        return simdjson::CAPACITY;
    }
    if (depth > deepest_) {
        too_deep_ = true;
        return simdjson::DEPTH_ERROR;
    }
    ondemand::json_type type{};
    if (const auto error = value.type().get(type)) {
        return error;
    }
    const auto index = static_cast<std::uint32_t>(nodes_.size());
    Node node{};
    node.key = key.data();
    node.key_size = static_cast<std::uint32_t>(key.size());
    node.offset = static_cast<std::uint32_t>(value.raw_json_token().data() - start_);
    node.parent = parent;
    auto error = simdjson::SUCCESS;
    if (type == ondemand::json_type::object || type == ondemand::json_type::array) {
        node.kind = type == ondemand::json_type::object ? JsonKind::object : JsonKind::array;
        nodes_.push_back(node);
        if (type == ondemand::json_type::object) {
            ondemand::object object;
            error = value.get_object().get(object);
            error = error ? error : add_children(object, index, depth + 1);
        } else {
            ondemand::array array;
            error = value.get_array().get(array);
            error = error ? error : add_children(array, index, depth + 1);
        }
    } else {
        error = set_scalar(node, value, type);
        if (error) {
            bad_scalar_ = node.offset;
        }
        nodes_.push_back(node);
    }
    nodes_[index].next = static_cast<std::uint32_t>(nodes_.size());
    return error;
}

simdjson::error_code TreeBuilder::add_children(ondemand::object object, std::uint32_t parent,
                                               std::size_t depth)
{
    for (auto entry : object) {
        ondemand::field field;
        if (const auto error = std::move(entry).get(field)) {
            return error;
        }
        std::string_view key;
        if (const auto error = field.unescaped_key().get(key)) {
            return error;
        }
        if (const auto error = add(field.value(), key, parent, depth)) {
            return error;
        }
        ++nodes_[parent].count;
    }
    return simdjson::SUCCESS;
}

simdjson::error_code TreeBuilder::add_children(ondemand::array array, std::uint32_t parent,
                                               std::size_t depth)
{
    for (auto entry : array) {
        ondemand::value item;
        if (const auto error = std::move(entry).get(item)) {
            return error;
        }
        if (const auto error = add(item, {}, parent, depth)) {
            return error;
        }
        ++nodes_[parent].count;
    }
    return simdjson::SUCCESS;
}

simdjson::error_code TreeBuilder::set_scalar(Node& node, ondemand::value value,
                                             ondemand::json_type type)
{
    std::string_view text = value.raw_json_token();
    const std::size_t last = text.find_last_not_of(" \t\r\n");
    text = text.substr(0, last == std::string_view::npos ? 0 : last + 1);
    switch (type) {
    case ondemand::json_type::string: {
        node.kind = JsonKind::string;
        if (const auto error = value.get_string().get(text)) {
            return error;
        }
        break;
    }
    case ondemand::json_type::number:
        node.kind = JsonKind::number;
        if (!is_json_number(text)) {
            return simdjson::NUMBER_ERROR;
        }
        break;
    case ondemand::json_type::boolean:
        node.kind = JsonKind::boolean;
        if (text != "true" && text != "false") {
            return simdjson::F_ATOM_ERROR;
        }
        break;
    default:
        node.kind = JsonKind::null;
        if (text != "null") {
            return simdjson::N_ATOM_ERROR;
        }
        break;
    }
    node.text = text.data();
    node.text_size = static_cast<std::uint32_t>(text.size());
    return simdjson::SUCCESS;
}

bool is_plain_key(std::string_view key)
{
    return !key.empty() && key.size() <= 80 && std::all_of(key.begin(), key.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               c == '_' || c == '-';
    });
}

const char* description_of(simdjson::error_code error)
{
    switch (error) {
    case simdjson::NUMBER_ERROR:
        return "expected a number as JSON writes it";
    case simdjson::T_ATOM_ERROR:
    case simdjson::F_ATOM_ERROR:
    case simdjson::N_ATOM_ERROR:
        return "expected true, false or null";
    case simdjson::STRING_ERROR:
        return "expected a string with valid escapes";
    default:
        return "expected JSON: a comma, a closing bracket, or a value";
    }
}

}  // namespace

struct JsonDocument::Content {
    simdjson::padded_string source;
    ondemand::parser parser;
    std::vector<Node> nodes;
};

JsonDocument::JsonDocument(std::unique_ptr<Content> content) noexcept : content_(std::move(content))
{
}
JsonDocument::JsonDocument(JsonDocument&&) noexcept = default;
JsonDocument& JsonDocument::operator=(JsonDocument&&) noexcept = default;
JsonDocument::~JsonDocument() = default;

Result<JsonDocument> JsonDocument::parse(ByteView text, const std::string& name,
                                         std::size_t max_values, std::size_t deepest)
{
    const std::string_view view(reinterpret_cast<const char*>(text.data()), text.size());
    const auto problem_at = [&](std::size_t offset, const std::string& what,
                                bool cut_short = false) {
        const bool at_end = offset >= view.size();
        const std::string found = at_end ? std::string("found the end of the text")
                                         : "found " + quoted_excerpt(view.substr(offset), 24);
        return Error{
            ErrorCode::malformed,
            name + ": byte " + std::to_string(offset) + ": " + what + ", " + found + "; " +
                (at_end || cut_short ? "the file seems cut short: fetch it again"
                                     : "this is not JSON: check that it is the right file")};
    };
    if (view.size() > simdjson::SIMDJSON_MAXSIZE_BYTES - simdjson::SIMDJSON_PADDING) {
        return Error{
            ErrorCode::limit_exceeded,
            name + ": a JSON text of " + std::to_string(view.size()) +
                " bytes, more than 4 GB; split it, or leave out what the block does not need"};
    }
    if (view.find_first_not_of(" \t\r\n") == std::string_view::npos) {
        return problem_at(view.size(), "expected a JSON object or list");
    }
    try {
        auto content = std::make_unique<Content>();
        content->source = simdjson::padded_string(view);
        ondemand::document document;
        if (const auto error = content->parser.iterate(content->source).get(document)) {
            if (error == simdjson::MEMALLOC) {
                throw std::bad_alloc();
            }
            const TextProblem problem = find_text_problem(view);
            return problem_at(problem.offset, problem.description, problem.cut_short);
        }
        const char* start = content->source.data();
        TreeBuilder builder(start, max_values, deepest, content->nodes);
        const auto location = [&] {
            const char* at = nullptr;
            if (document.current_location().get(at) != simdjson::SUCCESS || at < start) {
                return view.size();
            }
            return std::min(static_cast<std::size_t>(at - start), view.size());
        };
        ondemand::value root;
        auto error = document.get_value().get(root);
        if (error) {
            return problem_at(location(), "expected a JSON object or list");
        }
        error = builder.add(root, {}, 0, 0);
        if (builder.too_deep()) {
            return Error{ErrorCode::limit_exceeded,
                         name + ": byte " + std::to_string(location()) + ": nested deeper than " +
                             std::to_string(deepest) +
                             " levels, which no block or test is; check that it is the right file"};
        }
        if (builder.too_many()) {
            return Error{ErrorCode::limit_exceeded,
                         name + ": byte " + std::to_string(location()) + ": more than " +
                             std::to_string(max_values) +
                             " JSON values; split it, or leave out what the block does not need"};
        }
        if (error) {
            const std::size_t at = builder.bad_scalar().value_or(location());
            return problem_at(at, at < view.size() ? description_of(error)
                                                   : "expected the rest of an object or list");
        }
        if (const std::size_t end = location(); end < view.size()) {
            return problem_at(end, "expected the end of the text");
        }
        return JsonDocument(std::move(content));
    } catch (const std::bad_alloc&) {
        return Error{ErrorCode::limit_exceeded, name + ": no memory to read it as JSON"};
    }
}

JsonKind JsonValue::kind() const noexcept
{
    return document_ == nullptr ? JsonKind::absent : document_->content_->nodes[index_].kind;
}

bool JsonValue::is_given() const noexcept
{
    const JsonKind what = kind();
    return what != JsonKind::absent && what != JsonKind::null;
}

std::string_view JsonValue::key() const noexcept
{
    if (document_ == nullptr) {
        return {};
    }
    const Node& node = document_->content_->nodes[index_];
    return {node.key, node.key_size};
}

std::string_view JsonValue::text() const noexcept
{
    if (document_ == nullptr) {
        return {};
    }
    const Node& node = document_->content_->nodes[index_];
    return {node.text, node.text_size};
}

std::size_t JsonValue::size() const noexcept
{
    return document_ == nullptr ? 0 : document_->content_->nodes[index_].count;
}

std::size_t JsonValue::offset() const noexcept
{
    return document_ == nullptr ? 0 : document_->content_->nodes[index_].offset;
}

JsonValue::Iterator JsonValue::begin() const noexcept
{
    return document_ == nullptr ? JsonValue{} : JsonValue{document_, index_ + 1};
}

JsonValue::Iterator JsonValue::end() const noexcept
{
    return document_ == nullptr ? JsonValue{}
                                : JsonValue{document_, document_->content_->nodes[index_].next};
}

JsonValue::Iterator& JsonValue::Iterator::operator++() noexcept
{
    value_.index_ = value_.document_->content_->nodes[value_.index_].next;
    return *this;
}

JsonValue JsonValue::member(std::string_view name) const noexcept
{
    if (is_object()) {
        for (const JsonValue value : *this) {
            if (value.key() == name) {
                return value;
            }
        }
    }
    return {};
}

std::string JsonValue::path() const
{
    if (document_ == nullptr || index_ == 0) {
        return {};
    }
    const JsonValue parent{document_, document_->content_->nodes[index_].parent};
    std::string result = parent.path();
    if (parent.is_array()) {
        std::size_t position = 0;
        for (const JsonValue item : parent) {
            if (item.index_ == index_) {
                break;
            }
            ++position;
        }
        return result + '[' + std::to_string(position) + ']';
    }
    if (!is_plain_key(key())) {
        return result + '[' + quoted_excerpt(key(), 80) + ']';
    }
    return result + (result.empty() ? "" : ".") + std::string(key());
}

std::string JsonValue::excerpt() const
{
    switch (kind()) {
    case JsonKind::absent:
        return "nothing";
    case JsonKind::string:
        return quoted_excerpt(text());
    case JsonKind::array:
        return "a list of " + std::to_string(size());
    case JsonKind::object: {
        std::string names;
        std::size_t count = 0;
        for (const JsonValue value : *this) {
            if (++count > 4) {
                names += ", …";
                break;
            }
            names += (names.empty() ? " with " : ", ") + quoted_excerpt(value.key(), 24);
        }
        return names.empty() ? "an empty object" : "an object" + names;
    }
    default:
        return std::string(text().substr(0, 48)) + (text().size() > 48 ? "…" : "");
    }
}

}  // namespace lanescope::formats
