// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/recorded_runs.h"
#include "store/recording_file.h"
#include "support/format_text.h"
#include "support/run_record_text.h"

#include <QTemporaryDir>
#include <QtTest>

#include <sqlite3.h>

namespace lanescope::test {

/// What the rows of a query say: columns by '|', rows by '\n'.
inline QString query(const std::string& path, const char* sql)
{
    sqlite3* database = nullptr;
    QString text;
    if (sqlite3_open_v2(path.c_str(), &database, SQLITE_OPEN_READWRITE, nullptr) == SQLITE_OK) {
        const auto row = [](void* out, int count, char** values, char**) {
            QStringList columns;
            for (int i = 0; i < count; ++i) {
                columns << (values[i] == nullptr ? QStringLiteral("NULL") : QString(values[i]));
            }
            *static_cast<QString*>(out) += columns.join('|') + '\n';
            return 0;
        };
        if (sqlite3_exec(database, sql, row, &text, nullptr) != SQLITE_OK) {
            text = QStringLiteral("error: ") + sqlite3_errmsg(database);
        }
    } else {
        text = QStringLiteral("error: ") + sqlite3_errmsg(database);
    }
    sqlite3_close(database);
    return text.trimmed();
}

/// Of a test of files: a folder for them, fresh for each function, and a recorded run to put there.
class StoreFixture {
protected:
    /// Once, before all functions.
    void recordRun()
    {
        m_input = generated_input(200);
        QVERIFY(m_input != nullptr);
        BlockRunner runner;
        m_run = recorded_run(m_input, recorded_settings(), runner);
        QVERIFY(m_run != nullptr);
    }
    void freshFolder() { m_folder = std::make_unique<QTemporaryDir>(); }
    [[nodiscard]] std::string path(const char* name) const
    {
        return m_folder->filePath(name).toStdString();
    }
    /// A file with one recording of the given runs.
    static void write(const std::string& path,
                      const std::vector<std::shared_ptr<const RunRecord>>& runs)
    {
        auto file = store::RecordingFile::create(path);
        QVERIFY2(file.has_value(), qPrintable(message_of(file)));
        const auto recording = file->begin_recording(recorded_settings(), this_machine());
        QVERIFY2(recording.has_value(), qPrintable(message_of(recording)));
        for (const auto& run : runs) {
            const auto added = file->add_run(*recording, *run);
            QVERIFY2(added.has_value(), qPrintable(message_of(added)));
        }
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::shared_ptr<const BlockInput> m_input;
    std::shared_ptr<const RunRecord> m_run;
};

}  // namespace lanescope::test

/// Run `id` of the file at `path` is `run`, field by field.
#define COMES_BACK(path, run, id)                                                                  \
    do {                                                                                           \
        const auto file = lanescope::store::RecordingFile::open(path);                             \
        QVERIFY2(file.has_value(), qPrintable(lanescope::test::message_of(file)));                 \
        const auto loaded = file->load_run(lanescope::store::RunId{id});                           \
        QVERIFY2(loaded.has_value(), qPrintable(lanescope::test::message_of(loaded)));             \
        const std::string difference = lanescope::test::difference_of_runs(*(run), **loaded);      \
        QVERIFY2(difference.empty(), difference.c_str());                                          \
    } while (false)
