// SPDX-License-Identifier: GPL-3.0-or-later
// Guards the rules of engine/README.md by reading the sources: which room includes which, who owns
// which library, what stands at the top level, licences, and no path of somebody's machine.
#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace fs = std::filesystem;

namespace {

using Room = std::string;
using Rooms = std::set<Room>;

/// One broken rule: "path:line: what, and the rule".
using Violations = std::vector<std::string>;

struct Include {
    std::string target;
    bool quoted = false;
    int line = 0;
};

/// A source tree, read once. Paths in messages are relative to its root, with slashes.
class SourceTree {
public:
    explicit SourceTree(fs::path root) : root_(std::move(root)) {}

    [[nodiscard]] std::string relative(const fs::path& path) const
    {
        return path.lexically_relative(root_).generic_string();
    }
    [[nodiscard]] std::string at(const fs::path& path, int line) const
    {
        return relative(path) + ":" + std::to_string(line) + ": ";
    }
    [[nodiscard]] const fs::path& root() const { return root_; }

    /// Files beneath `folder`, sorted; none if there is no such folder.
    [[nodiscard]] std::vector<fs::path> files(const fs::path& folder) const
    {
        std::vector<fs::path> result;
        if (fs::is_directory(root_ / folder)) {
            for (const auto& entry : fs::recursive_directory_iterator(root_ / folder)) {
                if (entry.is_regular_file()) {
                    result.push_back(entry.path());
                }
            }
        }
        std::sort(result.begin(), result.end());
        return result;
    }

    /// Every file that belongs to the project: all but version control and build trees.
    [[nodiscard]] std::vector<fs::path> all_files() const
    {
        std::vector<fs::path> result;
        for (const auto& entry : fs::directory_iterator(root_)) {
            const std::string name = entry.path().filename().string();
            if (is_ignored(name)) {
                continue;
            }
            if (entry.is_directory()) {
                const auto inner = files(name);
                result.insert(result.end(), inner.begin(), inner.end());
            } else if (entry.is_regular_file()) {
                result.push_back(entry.path());
            }
        }
        std::sort(result.begin(), result.end());
        return result;
    }

    /// What .gitignore keeps out.
    [[nodiscard]] static bool is_ignored(const std::string& top_level_name)
    {
        return top_level_name == ".git" || top_level_name == ".cache" ||
               top_level_name.starts_with("build") || top_level_name.ends_with(".user");
    }

private:
    fs::path root_;
};

bool is_source(const fs::path& path)
{
    const std::string extension = path.extension().string();
    return extension == ".h" || extension == ".cpp";
}

std::vector<std::string> lines_of(const fs::path& path)
{
    std::ifstream in(path, std::ios::binary);
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);) {
        lines.push_back(std::move(line));
    }
    return lines;
}

std::vector<Include> includes_of(const fs::path& path)
{
    static const std::regex pattern(R"(^\s*#\s*include\s*(["<])([^">]+)[">])");
    std::vector<Include> result;
    int number = 0;
    for (const std::string& line : lines_of(path)) {
        ++number;
        std::smatch match;
        if (std::regex_search(line, match, pattern)) {
            result.push_back({match[2].str(), match[1].str() == "\"", number});
        }
    }
    return result;
}

std::string first_part(const std::string& path)
{
    const auto slash = path.find('/');
    return slash == std::string::npos ? std::string() : path.substr(0, slash);
}

/// The rooms of engine and what each may include, itself and all that its rooms may include too,
/// from the table of engine/README.md: | `room` | what lives there | other, rooms |
struct RoomTable {
    std::map<Room, Rooms> may_include;
    Violations problems;

    static RoomTable read(const SourceTree& tree)
    {
        static const std::regex row(R"(^\|\s*`([a-z_]+)`\s*\|.*\|([^|]*)\|\s*$)");
        static const std::regex word("[a-z_]+");
        const fs::path path = tree.root() / "engine/README.md";
        RoomTable table;
        std::map<Room, int> line_of;
        int number = 0;
        for (const std::string& line : lines_of(path)) {
            ++number;
            std::smatch match;
            if (!std::regex_match(line, match, row)) {
                continue;
            }
            const std::string others = match[2].str();
            Rooms& rooms = table.may_include[match[1].str()];
            line_of[match[1].str()] = number;
            rooms.insert(match[1].str());
            for (std::sregex_iterator it(others.begin(), others.end(), word), end; it != end;
                 ++it) {
                rooms.insert(it->str());
            }
        }
        if (table.may_include.empty()) {
            table.problems.push_back(tree.at(path, 1) + "no table of rooms found");
        }
        for (const auto& [room, others] : table.may_include) {
            for (const Room& other : others) {
                if (!table.may_include.contains(other)) {
                    table.problems.push_back(tree.at(path, line_of[room]) + "room '" + room +
                                             "' may include '" + other + "', which has no row");
                }
            }
        }
        table.close();
        for (const auto& [room, others] : table.may_include) {
            for (const Room& other : others) {
                if (other != room && table.may_include[other].contains(room)) {
                    table.problems.push_back(tree.at(path, line_of[room]) + "rooms '" + room +
                                             "' and '" + other + "' include each other");
                }
            }
        }
        return table;
    }

private:
    void close()
    {
        for (bool grew = true; grew;) {
            grew = false;
            for (auto& [room, others] : may_include) {
                for (const Room& other : Rooms(others)) {
                    for (const Room& further : Rooms(may_include[other])) {
                        grew |= others.insert(further).second;
                    }
                }
            }
        }
    }
};

/// What the views see of engine; not closed, so that neither strategies nor store come along.
const Rooms seen_by_views{"base",  "chain",    "recording", "replay",
                          "names", "analysis", "simulation"};
const Rooms hidden_from_views{"strategies", "store"};

std::string join(const Rooms& rooms)
{
    std::string text;
    for (const Room& room : rooms) {
        text += (text.empty() ? "" : ", ") + room;
    }
    return text;
}

Violations room_violations(const SourceTree& tree)
{
    const RoomTable table = RoomTable::read(tree);
    Violations found = table.problems;
    for (const fs::path& path : tree.files("engine")) {
        const std::string inside = tree.relative(path).substr(std::string("engine/").size());
        const Room room = first_part(inside);
        if (room.empty()) {
            if (is_source(path)) {
                found.push_back(tree.at(path, 1) + "engine keeps its sources in rooms");
            }
            continue;
        }
        const auto row = table.may_include.find(room);
        if (row == table.may_include.end()) {
            found.push_back(tree.at(path, 1) + "room '" + room +
                            "' has no row in engine/README.md");
            continue;
        }
        if (!is_source(path)) {
            continue;
        }
        for (const Include& include : includes_of(path)) {
            const Room other = first_part(include.target);
            if (table.may_include.contains(other)) {
                if (!row->second.contains(other)) {
                    found.push_back(tree.at(path, include.line) + "includes " + include.target +
                                    ", but room '" + room +
                                    "' may include only: " + join(row->second));
                }
            } else if (include.quoted && !fs::exists(path.parent_path() / include.target)) {
                found.push_back(tree.at(path, include.line) + "includes " + include.target +
                                ", but engine quotes headers of engine only, as \"room/header.h\"");
            } else if (include.quoted && include.target.find("..") != std::string::npos) {
                found.push_back(tree.at(path, include.line) + "includes " + include.target +
                                ", but headers of engine are written as \"room/header.h\"");
            }
        }
    }
    return found;
}

Violations view_violations(const SourceTree& tree)
{
    const RoomTable table = RoomTable::read(tree);
    Violations found;
    // The way from a view's include to a hidden room, through headers of engine; empty if none.
    const std::function<std::string(const std::string&, std::set<std::string>&)> way_to_hidden =
        [&](const std::string& target, std::set<std::string>& visited) -> std::string {
        if (hidden_from_views.contains(first_part(target))) {
            return target;
        }
        const fs::path header = tree.root() / "engine" / target;
        if (!visited.insert(target).second || !fs::exists(header)) {
            return {};
        }
        for (const Include& include : includes_of(header)) {
            const std::string way = way_to_hidden(include.target, visited);
            if (!way.empty()) {
                return target + " → " + way;
            }
        }
        return {};
    };
    for (const fs::path& path : tree.files("views")) {
        if (!is_source(path)) {
            continue;
        }
        for (const Include& include : includes_of(path)) {
            const Room other = first_part(include.target);
            if (table.may_include.contains(other) && !seen_by_views.contains(other)) {
                found.push_back(tree.at(path, include.line) + "includes " + include.target +
                                ", but views see only: " + join(seen_by_views));
                continue;
            }
            std::set<std::string> visited;
            const std::string way = way_to_hidden(include.target, visited);
            if (!way.empty()) {
                found.push_back(tree.at(path, include.line) + "reaches " + way +
                                ", but views never see: " + join(hidden_from_views));
            }
        }
    }
    return found;
}

Violations library_violations(const SourceTree& tree)
{
    static const std::regex qt(R"(^(Qt?[A-Z]\w*(/.*)?|q[a-z0-9_]+\.h)$)");
    Violations found;
    for (const char* folder : {"engine", "views", "app"}) {
        for (const fs::path& path : tree.files(folder)) {
            if (!is_source(path)) {
                continue;
            }
            const std::string name = tree.relative(path);
            for (const Include& include : includes_of(path)) {
                const std::string& target = include.target;
                const auto report = [&](const char* rule) {
                    found.push_back(tree.at(path, include.line) + "includes " + target + ", but " +
                                    rule);
                };
                if (name.starts_with("engine/") && std::regex_match(target, qt)) {
                    report("engine knows no Qt");
                }
                if (target.starts_with("sqlite3") && !name.starts_with("engine/store/")) {
                    report("only engine/store uses SQLite");
                }
                if (target.starts_with("curl/") && !name.starts_with("engine/node/")) {
                    report("only engine/node uses libcurl");
                }
            }
        }
    }
    return found;
}

Violations top_level_violations(const SourceTree& tree)
{
    static const std::set<std::string> allowed{
        "CMakeLists.txt", "app",   "engine",    "views",   "resources",
        "samples",        "tests", "README.md", "LICENSE", "CMakePresets.json"};
    Violations found;
    for (const auto& entry : fs::directory_iterator(tree.root())) {
        const std::string name = entry.path().filename().string();
        if (!allowed.contains(name) && !name.starts_with('.') && !SourceTree::is_ignored(name)) {
            found.push_back(name + ": stands at the top level, where only these may: " +
                            join(allowed) + ", dot-files");
        }
    }
    std::sort(found.begin(), found.end());
    return found;
}

/// Whether a slash after this character goes on with a longer path.
bool goes_on(char before)
{
    return std::isalnum(static_cast<unsigned char>(before)) != 0 ||
           std::string_view("_.~})/-*>").find(before) != std::string_view::npos;
}

Violations machine_path_violations(const SourceTree& tree)
{
    // Without the slash before them, so that this file keeps its own rule.
    static const std::vector<std::string> tops{"home/", "root/", "Users/", "work/", "mnt/"};
    constexpr std::uintmax_t largest_text = 4u << 20;
    Violations found;
    for (const fs::path& path : tree.all_files()) {
        if (fs::file_size(path) > largest_text) {
            continue;
        }
        int number = 0;
        for (const std::string& line : lines_of(path)) {
            ++number;
            if (line.find('\0') != std::string::npos) {
                break;  // not text
            }
            for (const std::string& top : tops) {
                const auto place = line.find("/" + top);
                // A path of the machine begins there; one of a web page or of this tree does not.
                if (place != std::string::npos && (place == 0 || !goes_on(line[place - 1]))) {
                    found.push_back(tree.at(path, number) +
                                    "holds a path of one machine: " + line.substr(place, 40));
                }
            }
        }
    }
    return found;
}

Violations licence_violations(const SourceTree& tree)
{
    static const std::set<std::string> extensions{".h",  ".cpp", ".cmake", ".sh",
                                                  ".py", ".awk", ".js"};
    const std::string tag = std::string("SPDX-License-Identifier: ");
    Violations found;
    for (const fs::path& path : tree.all_files()) {
        const auto lines = lines_of(path);
        const bool is_script = !lines.empty() && lines[0].starts_with("#!");
        const bool is_contract = path.extension() == ".sol";
        if (!is_script && !is_contract && !extensions.contains(path.extension().string()) &&
            path.filename() != "CMakeLists.txt") {
            continue;
        }
        // A sample's contract may come from elsewhere, under its own licence.
        const std::string wanted = is_contract ? tag : tag + "GPL-3.0-or-later";
        const auto end =
            lines.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(lines.size(), 3));
        if (std::none_of(lines.begin(), end, [&](const std::string& line) {
                return line.find(wanted) != std::string::npos;
            })) {
            found.push_back(tree.at(path, 1) + "its first three lines lack \"" + wanted + "\"");
        }
    }
    return found;
}

std::string text_of(const Violations& violations)
{
    std::string text;
    for (const std::string& violation : violations) {
        text += "\n  " + violation;
    }
    return text;
}

/// A small tree that keeps every rule, for planting violations in.
class PlantedTree {
public:
    PlantedTree()
    {
        write("engine/README.md",
              "| room | what lives there | may include |\n|---|---|---|\n"
              "| `base` | numbers | – |\n| `chain` | blocks | base |\n| `state` | views | chain |\n"
              "| `store` | files | chain |\n| `strategies` | order | state |\n"
              "| `simulation` | clocks | strategies |\n");
        write("engine/base/hex.h", licence + "#include <string>\n");
        write("engine/chain/block.h", licence + "#include \"base/hex.h\"\n");
        write("engine/state/world.h", licence + "#include \"base/hex.h\"\n");
        write("engine/store/file.cpp", licence + "#include <sqlite3.h>\n");
        write("views/blocks.cpp", licence + "#include \"chain/block.h\"\n#include <QWidget>\n");
    }
    void write(const std::string& name, const std::string& content) const
    {
        const fs::path path = root() / name;
        fs::create_directories(path.parent_path());
        std::ofstream(path, std::ios::binary) << content;
    }
    [[nodiscard]] fs::path root() const { return folder_.path().toStdString(); }
    [[nodiscard]] SourceTree tree() const { return SourceTree(root()); }

    inline static const std::string licence = "// SPDX-License-Identifier: GPL-3.0-or-later\n";

private:
    QTemporaryDir folder_;
};

Violations all_violations(const SourceTree& tree)
{
    Violations all;
    for (const auto& check : {room_violations, view_violations, library_violations,
                              top_level_violations, machine_path_violations, licence_violations}) {
        const Violations found = check(tree);
        all.insert(all.end(), found.begin(), found.end());
    }
    return all;
}

}  // namespace

class RoomsTest : public QObject {
    Q_OBJECT

private:
    const SourceTree tree_{fs::path(LANESCOPE_SOURCE_DIR)};

    static void require_none(const Violations& violations)
    {
        QVERIFY2(violations.empty(), text_of(violations).c_str());
    }

private slots:
    void roomsIncludeOnlyWhatTheTableAllows() { require_none(room_violations(tree_)); }
    void viewsNeverSeeStrategiesOrStore() { require_none(view_violations(tree_)); }
    void librariesAreIncludedByTheirOwnerOnly() { require_none(library_violations(tree_)); }
    void theTopLevelHoldsOnlyAllowedNames() { require_none(top_level_violations(tree_)); }
    void noFileHoldsAPathOfOneMachine() { require_none(machine_path_violations(tree_)); }
    void everySourceNamesItsLicence() { require_none(licence_violations(tree_)); }

    void aTreeThatKeepsTheRulesHasNoViolation()
    {
        require_none(all_violations(PlantedTree().tree()));
    }

    void aPlantedViolationIsFoundAndNamed_data()
    {
        const std::string& licence = PlantedTree::licence;
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("content");
        QTest::addColumn<QString>("expected");
        const auto plant = [](const char* name, const std::string& file, const std::string& content,
                              const std::string& expected) {
            QTest::newRow(name) << QString::fromStdString(file) << QString::fromStdString(content)
                                << QString::fromStdString(expected);
        };
        plant("an include upwards", "engine/base/number.h",
              licence + "\n#include <vector>\n#include \"chain/block.h\"\n",
              "engine/base/number.h:4: includes chain/block.h, but room 'base' may include only: "
              "base");
        plant("an include sideways", "engine/state/save.cpp",
              licence + "#include \"store/file.h\"\n",
              "engine/state/save.cpp:2: includes store/file.h, but room 'state' may include only: "
              "base, chain, state");
        plant("an include sideways in angle brackets", "engine/state/save.cpp",
              licence + "#  include <store/file.h>\n",
              "engine/state/save.cpp:2: includes store/file.h");
        plant("a way around through the parent folder", "engine/base/number.h",
              licence + "#include \"../chain/block.h\"\n",
              "engine/base/number.h:2: includes ../chain/block.h, but headers of engine");
        plant("a room without a row", "engine/cellar/wine.h", licence,
              "engine/cellar/wine.h:1: room 'cellar' has no row");
        plant("Qt in engine", "engine/base/text.h", licence + "#include <QString>\n",
              "engine/base/text.h:2: includes QString, but engine knows no Qt");
        plant("a module of Qt in engine", "engine/base/text.h",
              licence + "#include <QtCore/qglobal.h>\n",
              "engine/base/text.h:2: includes QtCore/qglobal.h, but engine knows no Qt");
        plant("SQLite outside its room", "engine/chain/save.cpp",
              licence + "#include <sqlite3.h>\n",
              "engine/chain/save.cpp:2: includes sqlite3.h, but only engine/store");
        plant("curl outside its room", "app/fetch.cpp", licence + "#include <curl/curl.h>\n",
              "app/fetch.cpp:2: includes curl/curl.h, but only engine/node");
        plant("a view that sees the store", "views/files.cpp",
              licence + "#include \"store/file.h\"\n",
              "views/files.cpp:2: includes store/file.h, but views see only");
        plant("a view that sees state", "views/state.cpp", licence + "#include \"state/world.h\"\n",
              "views/state.cpp:2: includes state/world.h, but views see only");
        plant("a stranger at the top", "notes.txt", "…", "notes.txt: stands at the top level");
        plant("a machine's path", "README.md", std::string("one\nsee /") + "home/somebody/file\n",
              "README.md:2: holds a path of one machine");
        plant("a source without licence", "views/bare.h", "#pragma once\n",
              "views/bare.h:1: its first three lines lack");
        plant("a script without licence", "app/run", "#!/bin/sh\n", "app/run:1: its first three");
    }

    void aPlantedViolationIsFoundAndNamed()
    {
        QFETCH(QString, file);
        QFETCH(QString, content);
        QFETCH(QString, expected);
        const PlantedTree planted;
        planted.write(file.toStdString(), content.toStdString());
        const Violations found = all_violations(planted.tree());
        QVERIFY2(found.size() == 1, text_of(found).c_str());
        QVERIFY2(found[0].starts_with(expected.toStdString()), text_of(found).c_str());
    }

    void aViewThatReachesStrategiesThroughAHeaderIsFound()
    {
        const PlantedTree planted;
        planted.write("engine/strategies/order.h", PlantedTree::licence);
        planted.write("engine/simulation/clock.h",
                      PlantedTree::licence + "#include \"strategies/order.h\"\n");
        planted.write("views/curve.cpp",
                      PlantedTree::licence + "#include \"simulation/clock.h\"\n");
        const Violations found = all_violations(planted.tree());
        QVERIFY2(found.size() == 1, text_of(found).c_str());
        QVERIFY2(found[0].starts_with("views/curve.cpp:2: reaches simulation/clock.h → "
                                      "strategies/order.h, but views never see"),
                 text_of(found).c_str());
    }

    void aTableWithoutRowsIsAViolation()
    {
        const PlantedTree planted;
        planted.write("engine/README.md", "rooms\n");
        const Violations found = room_violations(planted.tree());
        QVERIFY(!found.empty());
        QCOMPARE(found[0], std::string("engine/README.md:1: no table of rooms found"));
    }

    void roomsThatIncludeEachOtherAreAViolation()
    {
        const PlantedTree planted;
        planted.write("engine/README.md",
                      "| `base` | a | chain |\n| `chain` | b | base |\n| `state` | c | – |\n"
                      "| `store` | d | – |\n");
        const Violations found = room_violations(planted.tree());
        QVERIFY(!found.empty());
        QCOMPARE(found[0],
                 std::string("engine/README.md:1: rooms 'base' and 'chain' include each other"));
    }
};

QTEST_GUILESS_MAIN(RoomsTest)
#include "rooms_test.moc"
