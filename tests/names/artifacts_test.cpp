// SPDX-License-Identifier: GPL-3.0-or-later
#include "real_contract.h"
#include "support/dice.h"

#include <QtTest>

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>

#include <filesystem>

using namespace lanescope;

namespace {

QJsonObject object_in(const std::string& path)
{
    QFile file(QString::fromStdString(path));
    return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object()
                                          : QJsonObject{};
}

/// What solc said of a contract of tests/names/contracts.
QJsonObject compiled(const QString& name)
{
    return object_in(test::contract_file(name.toStdString()))["contracts"]
        .toObject()[name + ".sol"]
        .toObject()[name]
        .toObject();
}

/// As Foundry writes out/Archive.sol/Archive.json.
QJsonObject foundry_artifact(const QString& name, bool metadata)
{
    const QJsonObject contract = compiled(name);
    const auto code = [&](const char* which) {
        const QJsonObject of = contract["evm"].toObject()[which].toObject();
        QJsonObject made{{"object", "0x" + of["object"].toString()},
                         {"sourceMap", of["sourceMap"]},
                         {"linkReferences", QJsonObject{}}};
        if (of.contains("immutableReferences")) {
            made["immutableReferences"] = of["immutableReferences"];
        }
        return made;
    };
    QJsonObject made{{"abi", contract["abi"]},
                     {"bytecode", code("bytecode")},
                     {"deployedBytecode", code("deployedBytecode")},
                     {"methodIdentifiers", contract["evm"].toObject()["methodIdentifiers"]},
                     {"storageLayout", contract["storageLayout"]},
                     {"id", 3}};
    if (metadata) {
        made["metadata"] = QJsonObject{
            {"settings",
             QJsonObject{{"compilationTarget", QJsonObject{{"src/" + name + ".sol", name}}}}}};
    }
    return made;
}

/// As Hardhat writes artifacts/contracts/Archive.sol/Archive.json.
QJsonObject hardhat_artifact(const QString& name)
{
    const QJsonObject contract = compiled(name);
    const auto code = [&](const char* which) {
        return "0x" + contract["evm"].toObject()[which].toObject()["object"].toString();
    };
    return {{"_format", "hh-sol-artifact-1"},
            {"contractName", name},
            {"sourceName", "contracts/" + name + ".sol"},
            {"abi", contract["abi"]},
            {"bytecode", code("bytecode")},
            {"deployedBytecode", code("deployedBytecode")},
            {"linkReferences", QJsonObject{}},
            {"deployedLinkReferences", QJsonObject{}}};
}

QJsonObject hardhat_build_info(const QString& name)
{
    return {
        {"id", "0123456789abcdef"},
        {"_format", "hh-sol-build-info-1"},
        {"solcVersion", "0.8.37"},
        {"input", QJsonObject{{"language", "Solidity"}}},
        {"output", QJsonObject{{"contracts", QJsonObject{{"contracts/" + name + ".sol",
                                                          QJsonObject{{name, compiled(name)}}}}}}}};
}

void write(const QString& path, const QByteArray& bytes)
{
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(bytes);
}

void write(const QString& path, const QJsonObject& object)
{
    write(path, QJsonDocument(object).toJson());
}

const names::Contract* contract_named(const formats::ArtifactScan& scan, const std::string& name)
{
    for (const names::Contract& contract : scan.contracts->contracts()) {
        if (contract.name == name) {
            return &contract;
        }
    }
    return nullptr;
}

QString qt(const std::string& text)
{
    return QString::fromStdString(text);
}

}  // namespace

class ArtifactsTest : public QObject {
    Q_OBJECT

private:
    /// What every shape must come to: the deployed contract is recognised and its slots have names.
    static void verify_names(const formats::ArtifactScan& scan, bool with_layout = true)
    {
        test::TestBlock block;
        const Address archive = block.create(test::code_of("Archive", "bytecode"));
        const auto book = block.book(scan.contracts);
        QCOMPARE(qt(book->account_name(archive).value_or("none")), QStringLiteral("Archive"));
        const auto name = book->storage(archive, Uint256(0));
        QCOMPARE(name.has_value(), with_layout);
        if (name) {
            QCOMPARE(qt(name->text()), QStringLiteral("Archive.{owner, paused, epoch}"));
        }
        QVERIFY(book->call(archive, workload::CallData("owner()").finish()).has_value());
    }

private slots:
    void foundryHardhatAndSolcAreRead_data()
    {
        QTest::addColumn<QString>("shape");
        for (const char* shape : {"solc", "foundry", "foundry without metadata", "hardhat"}) {
            QTest::newRow(shape) << QString(shape);
        }
    }
    void foundryHardhatAndSolcAreRead()
    {
        QFETCH(QString, shape);
        QTemporaryDir folder;
        if (shape == "solc") {
            write(folder.filePath("output.json"), object_in(test::contract_file("Archive")));
        } else if (shape == "hardhat") {
            write(folder.filePath("artifacts/contracts/Archive.sol/Archive.json"),
                  hardhat_artifact("Archive"));
            write(folder.filePath("artifacts/contracts/Archive.sol/Archive.dbg.json"),
                  QJsonObject{{"_format", "hh-sol-dbg-1"}, {"buildInfo", "../x.json"}});
            write(folder.filePath("artifacts/build-info/0123.json"), hardhat_build_info("Archive"));
        } else {
            write(folder.filePath("out/Archive.sol/Archive.json"),
                  foundry_artifact("Archive", shape == "foundry"));
        }
        const auto scan = formats::scan_artifacts({folder.path().toStdString()});
        QVERIFY(scan.has_value());
        QVERIFY2(scan->problems.empty(),
                 scan->problems.empty() ? "" : scan->problems.front().message.c_str());
        verify_names(*scan);
        // Hardhat's artifact has no immutables: its build-info fills the gap.
        QCOMPARE(scan->layout_advice().empty(), true);
    }

    void aHardhatArtifactAloneHasNoLayoutAndSaysWhatToDo()
    {
        QTemporaryDir folder;
        write(folder.filePath("Proxy.json"), hardhat_artifact("Proxy"));
        const auto scan = formats::scan_artifacts({folder.path().toStdString()});
        QVERIFY(scan.has_value());
        QCOMPARE(scan->contracts->size(), std::size_t{1});
        QVERIFY(qt(scan->layout_advice()).contains("storageLayout"));
        // One without variables is described, too.
        const auto described = formats::scan_artifacts({test::contract_file("Proxy")});
        QVERIFY(described->layout_advice().empty());
    }

    void aMixedFolderGivesWhatIsGoodAndNamesWhatIsNot()
    {
        QTemporaryDir folder;
        write(folder.filePath("a/Archive.json"), foundry_artifact("Archive", true));
        write(folder.filePath("b/Proxy.json"), hardhat_artifact("Proxy"));
        write(folder.filePath("package.json"), QByteArray("{\"name\": \"project\"}"));
        write(folder.filePath("notes.txt"), QByteArray("not JSON, and not looked at"));
        write(folder.filePath("cut.json"), QByteArray("{\"abi\": [1, 2"));
        write(folder.filePath("node_modules/x/Other.json"), QByteArray("{broken"));
        write(folder.filePath(".git/x.json"), QByteArray("{broken"));
        QJsonObject bad = foundry_artifact("Archive", true);
        bad["storageLayout"] = QJsonObject{
            {"storage", QJsonArray{QJsonObject{
                            {"label", "x"}, {"offset", 0}, {"slot", "0"}, {"type", "t_none"}}}},
            {"types", QJsonObject{}}};
        write(folder.filePath("bad_layout.json"), bad);
        const auto scan = formats::scan_artifacts({folder.path().toStdString()});
        QVERIFY(scan.has_value());
        QCOMPARE(scan->problems.size(), std::size_t{2});
        QVERIFY(qt(scan->problems[0].message).contains("bad_layout.json"));
        QVERIFY(qt(scan->problems[0].message).contains("t_none"));
        QVERIFY(qt(scan->problems[1].message).contains("cut.json"));
        QCOMPARE(scan->other_files, std::size_t{1});
        QVERIFY(contract_named(*scan, "Archive") != nullptr);
        QVERIFY(contract_named(*scan, "Proxy") != nullptr);
        verify_names(*scan);
    }

    void linksThatLeadBackAreNotWalked()
    {
        QTemporaryDir folder;
        write(folder.filePath("out/Archive.json"), foundry_artifact("Archive", true));
        std::filesystem::create_directory_symlink(folder.path().toStdString(),
                                                  folder.filePath("out/loop").toStdString());
        std::filesystem::create_symlink("itself.json",
                                        folder.filePath("out/itself.json").toStdString());
        const auto scan = formats::scan_artifacts({folder.path().toStdString()});
        QVERIFY(scan.has_value());
        QCOMPARE(scan->files, std::size_t{1});
    }

    void foldersAndFilesEndAtTheirLimits()
    {
        QTemporaryDir folder;
        QString deep = folder.path();
        for (int i = 0; i < 8; ++i) {
            deep += "/in";
            write(deep + "/Archive.json", foundry_artifact("Archive", true));
        }
        formats::ArtifactLimits limits;
        limits.depth = 3;
        auto scan = formats::scan_artifacts({folder.path().toStdString()}, {}, limits);
        QCOMPARE(scan->files, std::size_t{3});
        QCOMPARE(scan->problems.size(), std::size_t{1});
        limits = {};
        limits.files = 2;
        scan = formats::scan_artifacts({folder.path().toStdString()}, {}, limits);
        QCOMPARE(scan->files, std::size_t{2});
        QCOMPARE(scan->problems.size(), std::size_t{1});
        limits = {};
        limits.file_bytes = 100;
        scan = formats::scan_artifacts({folder.path().toStdString()}, {}, limits);
        QCOMPARE(scan->files, std::size_t{0});
        QCOMPARE(scan->problems.size(), std::size_t{8});
        limits = {};
        limits.total_bytes = 200'000;
        scan = formats::scan_artifacts({folder.path().toStdString()}, {}, limits);
        QVERIFY(scan->files < 8);
        QVERIFY(qt(scan->problems.back().message).contains("MB"));
    }

    void aMissingFolderAndACancelAreErrors()
    {
        const auto missing = formats::scan_artifacts({"/nonexistent/out"});
        QVERIFY(!missing.has_value());
        QVERIFY(qt(missing.error().message).contains("/nonexistent/out"));
        StopSource stop;
        stop.request_stop();
        const auto cancelled =
            formats::scan_artifacts({LANESCOPE_SOURCE_DIR "/samples"}, StopToken(stop));
        QVERIFY(!cancelled.has_value());
        QVERIFY(cancelled.error().code == ErrorCode::cancelled);
    }

    void addressesOfLibrariesAreNotCompared()
    {
        std::vector<names::CodeRange> holes;
        const std::string placeholder = "__$0123456789abcdef0123456789abcdef01$__";
        const auto code = names::unlinked_code("0x6001" + placeholder + "6002", holes);
        QVERIFY(code.has_value());
        QCOMPARE(code->size(), std::size_t{24});
        const names::RuntimeCode pattern(*code, holes);
        Bytes linked = *code;
        std::fill(linked.begin() + 2, linked.begin() + 22, 0xab);
        QVERIFY(pattern.matches(linked));
        linked[1] = 2;
        QVERIFY(!pattern.matches(linked));
        holes.clear();
        QVERIFY(!names::unlinked_code("60__$too short", holes).has_value());
        QVERIFY(!names::unlinked_code("zz", holes).has_value());
    }

    void spoiltFilesAreErrorsOrContracts()
    {
        std::vector<QByteArray> seeds{
            QJsonDocument(foundry_artifact("Proxy", true)).toJson(QJsonDocument::Compact),
            QJsonDocument(hardhat_artifact("Proxy")).toJson(QJsonDocument::Compact),
            QJsonDocument(hardhat_build_info("Proxy")).toJson(QJsonDocument::Compact)};
        QJsonObject small = foundry_artifact("Archive", true);
        small["bytecode"] = QJsonObject{};
        small["deployedBytecode"] = QJsonObject{{"object", "0x6001"}};
        seeds.push_back(QJsonDocument(small).toJson(QJsonDocument::Compact));
        test::Dice dice(20260101);
        const names::KeccakPreimages preimages;
        std::size_t read = 0;
        for (int i = 0; i < 4000; ++i) {
            QByteArray text = seeds[dice.below(seeds.size())];
            const std::uint64_t changes = 1 + dice.below(4);
            for (std::uint64_t k = 0; k < changes; ++k) {
                const auto at =
                    static_cast<qsizetype>(dice.below(static_cast<std::uint64_t>(text.size())));
                switch (dice.below(4)) {
                case 0:
                    text[at] = static_cast<char>(dice.below(256));
                    break;
                case 1:
                    text[at] = "{}[]\",:0123456789"[dice.below(17)];
                    break;
                case 2:
                    text.remove(at, static_cast<qsizetype>(1 + dice.below(40)));
                    break;
                default:
                    text.insert(at, text.mid(static_cast<qsizetype>(dice.below(
                                                 static_cast<std::uint64_t>(text.size()))),
                                             30));
                }
                if (text.isEmpty()) {
                    text = "{";
                }
            }
            const auto file =
                formats::read_artifact({reinterpret_cast<const std::uint8_t*>(text.constData()),
                                        static_cast<std::size_t>(text.size())},
                                       "f");
            if (!file) {
                QVERIFY(file.error().message.starts_with("f: "));
                continue;
            }
            for (const Error& problem : file->problems) {
                QVERIFY(problem.message.starts_with("f: "));
            }
            for (const names::Contract& contract : file->contracts) {
                ++read;
                for (std::uint64_t slot = 0; slot < 30; ++slot) {
                    (void)contract.layout.fields_at(
                        Uint256(slot), preimages,
                        [](const std::string&, ByteView) { return std::string(); });
                }
            }
        }
        QVERIFY2(read > 100, "most changes leave nothing to read: the test tests too little");
    }

    void layoutsThatLeadInCirclesEnd()
    {
        const std::string type = R"("t_s": {"encoding": "inplace", "label": "struct S",
            "numberOfBytes": "32", "members": [
                {"label": "a", "offset": 0, "slot": "0", "type": "t_s"},
                {"label": "b", "offset": 0, "slot": "0", "type": "t_s"}]},
            "t_a": {"encoding": "inplace", "label": "t[1]", "numberOfBytes": "0", "base": "t_a"},
            "t_d": {"encoding": "dynamic_array", "label": "d[]", "numberOfBytes": "32", "base": "t_d"})";
        const std::string text =
            R"({"contractName": "Circle", "abi": [], "deployedBytecode": "0x6001", "storageLayout":
            {"storage": [{"label": "s", "offset": 0, "slot": "0", "type": "t_s"},
                         {"label": "a", "offset": 0, "slot": "1", "type": "t_a"},
                         {"label": "d", "offset": 0, "slot": "2", "type": "t_d"}],
             "types": {)" +
            type + "}}}";
        const auto file = formats::read_artifact(test::view_of(text), "circle");
        QVERIFY(file.has_value());
        QVERIFY2(file->problems.empty(),
                 file->problems.empty() ? "" : file->problems[0].message.c_str());
        QCOMPARE(file->contracts.size(), std::size_t{1});
        const names::StorageLayout& layout = file->contracts[0].layout;
        names::KeccakPreimages preimages;
        layout.add_fixed_preimages(preimages);
        const names::KeyText key_text = [](const std::string&, ByteView) {
            return std::string("k");
        };
        for (std::uint64_t slot = 0; slot < 4; ++slot) {
            QVERIFY(layout.fields_at(Uint256(slot), preimages, key_text).size() <= 32);
        }
    }

    void theProjectsOwnContractsAreRead()
    {
        const auto scan = formats::scan_artifacts({LANESCOPE_SOURCE_DIR "/samples/contracts"});
        QVERIFY(scan.has_value());
        QVERIFY(scan->problems.empty());
        const names::Contract* erc20 = contract_named(*scan, "Erc20");
        QVERIFY(erc20 != nullptr);
        QVERIFY(!erc20->layout.empty());
        QVERIFY(contract_named(*scan, "AmmPair") != nullptr);
    }
};

QTEST_GUILESS_MAIN(ArtifactsTest)
#include "artifacts_test.moc"
