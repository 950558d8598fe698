// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/artifacts.h"

#include "base/hex.h"
#include "formats/json.h"
#include "formats/json_text.h"
#include "formats/reading.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>

namespace lanescope::formats {

namespace {

using names::AbiEntry;
using names::AbiParameter;
using names::Contract;
using names::StorageLayout;
using names::StorageType;

/// An artifact's syntax tree nests deeper than any block does.
constexpr std::size_t deepest = 512;
constexpr std::size_t most_values = 8'000'000;
constexpr std::string_view remedy = "compile it again";

/// Whether a name is one that languages for contracts allow: what comes from a file reaches terminals
/// and windows as it is.
bool is_identifier(std::string_view name)
{
    return name.size() <= 256 && std::all_of(name.begin(), name.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                      c == '_' || c == '$';
           });
}

std::string read_identifier(Reading& reading, JsonValue json)
{
    std::string name = reading.string(json);
    if (!is_identifier(name)) {
        reading.fail(json, "a name of letters, digits, _ and $", remedy);
        return {};
    }
    return name;
}

std::vector<AbiParameter> read_parameters(Reading& reading, JsonValue list, std::size_t depth)
{
    std::vector<AbiParameter> parameters;
    if (!list.is_given()) {
        return parameters;
    }
    if (depth > names::max_abi_depth) {
        reading.fail_plainly(list, "types nest too deep", remedy);
        return parameters;
    }
    if (!reading.expect_list(list, "parameters")) {
        return parameters;
    }
    for (const JsonValue json : list) {
        AbiParameter parameter;
        if (const JsonValue name = reading.optional(json, "name"); name.is_given()) {
            parameter.name = read_identifier(reading, name);
        }
        if (const JsonValue indexed = reading.optional(json, "indexed"); indexed.is_given()) {
            parameter.indexed = reading.boolean(indexed);
        }
        const JsonValue type = reading.required(json, "type");
        const std::string spelled = reading.string(type);
        auto parts = read_parameters(reading, reading.optional(json, "components"), depth + 1);
        if (reading.failed()) {
            return parameters;
        }
        // Enums, contracts and user-defined types of libraries stand by name, without their type.
        auto parsed = names::parse_abi_type(spelled, std::move(parts));
        if (!parsed) {
            reading.fail(type, "a type of the ABI", remedy);
            return parameters;
        }
        parameter.type = *std::move(parsed);
        parameters.push_back(std::move(parameter));
    }
    return parameters;
}

void read_abi(Reading& reading, JsonValue list, names::Abi& abi)
{
    if (!reading.expect_list(list, "an ABI")) {
        return;
    }
    for (const JsonValue json : list) {
        const JsonValue kind = reading.optional(json, "type");
        const std::string_view type = kind.is_given() ? kind.text() : "function";
        if (type != "function" && type != "event" && type != "error") {
            continue;  // constructor, fallback, receive
        }
        AbiEntry entry;
        entry.name = read_identifier(reading, reading.required(json, "name"));
        Reading entry_reading(reading.name());
        entry.inputs = read_parameters(entry_reading, reading.optional(json, "inputs"), 0);
        entry.outputs = read_parameters(entry_reading, reading.optional(json, "outputs"), 0);
        if (const JsonValue anonymous = reading.optional(json, "anonymous"); anonymous.is_given()) {
            entry.anonymous = reading.boolean(anonymous);
        }
        if (reading.failed()) {
            return;
        }
        if (entry_reading.failed()) {
            // A library's function may take types that only Solidity knows; the others still count.
            continue;
        }
        if (type == "function") {
            abi.add_function(std::move(entry));
        } else if (type == "event") {
            abi.add_event(std::move(entry));
        } else {
            abi.add_error(std::move(entry));
        }
    }
}

class LayoutReader {
public:
    LayoutReader(Reading& reading, JsonValue types) : reading_(reading)
    {
        std::uint32_t index = 0;
        for (const JsonValue type : types) {
            indices_.try_emplace(std::string(type.key()), index++);
        }
        for (const JsonValue type : types) {
            layout_.types.push_back(read_type(type));
        }
    }

    StorageLayout read_variables(JsonValue list)
    {
        for (const JsonValue json : list) {
            names::StorageVariable variable;
            variable.name = read_identifier(reading_, reading_.required(json, "label"));
            variable.slot = reading_.quantity(reading_.required(json, "slot"));
            variable.offset = offset_of(json);
            variable.type = index_of(reading_.required(json, "type"));
            layout_.variables.push_back(std::move(variable));
        }
        return std::move(layout_);
    }

private:
    StorageType read_type(JsonValue json)
    {
        StorageType type;
        type.label = reading_.string(reading_.required(json, "label"));
        type.bytes = reading_.quantity(reading_.required(json, "numberOfBytes"));
        const JsonValue encoding = reading_.required(json, "encoding");
        const std::string_view spelled = encoding.text();
        if (spelled == "mapping") {
            type.encoding = StorageType::Encoding::mapping;
            type.key = index_of(reading_.required(json, "key"));
            type.element = index_of(reading_.required(json, "value"));
        } else if (spelled == "dynamic_array") {
            type.encoding = StorageType::Encoding::dynamic_array;
            type.element = index_of(reading_.required(json, "base"));
        } else if (spelled == "bytes") {
            type.encoding = StorageType::Encoding::bytes;
        } else if (spelled != "inplace") {
            reading_.fail(encoding, "inplace, mapping, dynamic_array or bytes", remedy);
        }
        if (type.encoding == StorageType::Encoding::inplace) {
            if (const JsonValue base = reading_.optional(json, "base"); base.is_given()) {
                type.element = index_of(base);
            }
            for (const JsonValue member : reading_.optional(json, "members")) {
                const Uint256 slot = reading_.quantity(reading_.required(member, "slot"));
                type.members.push_back(
                    {read_identifier(reading_, reading_.required(member, "label")),
                     slot.fits64() ? slot.low64() : ~0ull, offset_of(member),
                     index_of(reading_.required(member, "type"))});
            }
        }
        return type;
    }

    std::uint32_t offset_of(JsonValue json)
    {
        const JsonValue value = reading_.required(json, "offset");
        const std::uint64_t offset = reading_.quantity64(value);
        if (offset > 31) {
            reading_.fail(value, "a byte of a slot, 0 to 31", remedy);
        }
        return static_cast<std::uint32_t>(offset & 31);
    }

    std::uint32_t index_of(JsonValue type)
    {
        const auto found = indices_.find(reading_.string(type));
        if (found == indices_.end()) {
            reading_.fail(type, "a type that stands in \"types\"", remedy);
            return StorageType::none;
        }
        return found->second;
    }

    Reading& reading_;
    StorageLayout layout_;
    std::map<std::string, std::uint32_t, std::less<>> indices_;
};

void read_layout(Reading& reading, JsonValue json, StorageLayout& layout)
{
    const JsonValue storage = reading.optional(json, "storage");
    if (!storage.is_given() || storage.size() == 0) {
        return;
    }
    LayoutReader reader(reading, reading.optional(json, "types"));
    layout = reader.read_variables(storage);
}

/// {id: [{"start", "length"}]} as solc writes it.
void read_immutables(Reading& reading, JsonValue references, std::vector<names::CodeRange>& holes)
{
    for (const JsonValue of_one : references) {
        for (const JsonValue range : of_one) {
            const std::uint64_t begin = reading.quantity64(reading.required(range, "start"));
            const std::uint64_t size = reading.quantity64(reading.required(range, "length"));
            if (size > (1u << 20) || begin > (1u << 20)) {
                reading.fail(range, "a place in the runtime code", remedy);
                return;
            }
            holes.push_back({begin, size});
        }
    }
}

void read_code(Reading& reading, JsonValue hex, JsonValue immutables, names::RuntimeCode& code)
{
    std::vector<names::CodeRange> holes;
    read_immutables(reading, immutables, holes);
    auto bytes = names::unlinked_code(hex.text(), holes);
    if (!hex.is_string() || !bytes) {
        reading.fail(hex, "runtime code in hex", remedy);
        return;
    }
    code = names::RuntimeCode(*std::move(bytes), std::move(holes));
}

/// One file's contracts. Each is read on its own, so that a bad one leaves the others.
class ArtifactReader {
public:
    explicit ArtifactReader(const std::string& name) : name_(name) {}

    ArtifactFile read(JsonValue root)
    {
        const std::string_view format = root.member("_format").text();
        if (root.member("output").member("contracts").is_object()) {
            standard_output(root.member("output").member("contracts"));
        } else if (root.member("contracts").is_object()) {
            standard_output(root.member("contracts"));
        } else if (format.find("artifact") != std::string_view::npos ||
                   (root.member("contractName").is_string() && root.member("abi").is_array())) {
            one(root, std::string(root.member("contractName").text()),
                std::string(root.member("sourceName").text()), root.member("deployedBytecode"),
                root.member("immutableReferences"));
        } else if (root.member("abi").is_array() && root.member("deployedBytecode").is_object()) {
            foundry(root);
        }
        return std::move(file_);
    }

private:
    void standard_output(JsonValue contracts)
    {
        file_.is_artifact = true;
        for (const JsonValue source : contracts) {
            for (const JsonValue contract : source) {
                const JsonValue code = contract.member("evm").member("deployedBytecode");
                one(contract, std::string(contract.key()), std::string(source.key()),
                    code.member("object"), code.member("immutableReferences"));
            }
        }
    }

    void foundry(JsonValue root)
    {
        std::string contract;
        std::string source;
        for (const JsonValue target :
             root.member("metadata").member("settings").member("compilationTarget")) {
            source = target.key();
            contract = target.text();
        }
        if (contract.empty()) {
            // Where metadata is not written: out/Token.sol/Token.json.
            contract = std::filesystem::path(name_).stem().string();
        }
        const JsonValue code = root.member("deployedBytecode");
        one(root, contract, source, code.member("object"), code.member("immutableReferences"));
    }

    void one(JsonValue json, const std::string& contract_name, const std::string& source,
             JsonValue code, JsonValue immutables)
    {
        file_.is_artifact = true;
        if (!json.is_object() || !json.has("abi")) {
            return;  // a compiler that was asked for something else
        }
        Reading reading(name_);
        Contract contract;
        contract.name = contract_name;
        contract.source = source;
        read_abi(reading, json.member("abi"), contract.abi);
        if (code.is_given()) {
            read_code(reading, code, immutables, contract.code);
        }
        if (const JsonValue layout = json.member("storageLayout"); layout.is_object()) {
            read_layout(reading, layout, contract.layout);
            file_.described.insert(contract.name);
        }
        if (contract.name.empty() || !is_identifier(contract.name)) {
            reading.fail_plainly(json, "the contract has no name of letters, digits, _ and $",
                                 remedy);
        }
        if (std::any_of(source.begin(), source.end(),
                        [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '<'; })) {
            contract.source.clear();
        }
        if (reading.failed()) {
            file_.problems.push_back(reading.error());
            return;
        }
        file_.contracts.push_back(std::move(contract));
    }

    std::string name_;
    ArtifactFile file_;
};

}  // namespace

Result<ArtifactFile> read_artifact(ByteView json, const std::string& name)
{
    const auto document = JsonDocument::parse(json, name, most_values, deepest);
    if (!document) {
        return document.error();
    }
    return ArtifactReader(name).read(document->root());
}

}  // namespace lanescope::formats
