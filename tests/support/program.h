// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonDocument>
#include <QJsonObject>
#include <QMap>
#include <QProcess>
#include <QProcessEnvironment>
#include <QStringList>

namespace lanescope::test {

/// What one start of the program came to.
struct Ran {
    int exitCode = -1;  ///< -1: it did not start, crashed, or did not end
    QByteArray output;
    QByteArray errors;

    /// The one JSON document on standard output; empty if it is none.
    [[nodiscard]] QJsonObject json() const { return QJsonDocument::fromJson(output).object(); }
    /// For messages of failed checks.
    [[nodiscard]] QByteArray text() const
    {
        return "exit code " + QByteArray::number(exitCode) + "\n-- output\n" + output.left(2000) +
               "\n-- errors\n" + errors.left(2000);
    }
};

/// Runs the real `lanescope` with these words and waits for its end. `environment` adds to this program's.
inline Ran runLanescope(const QStringList& words, const QMap<QString, QString>& environment = {})
{
    QProcess process;
    QProcessEnvironment variables = QProcessEnvironment::systemEnvironment();
    for (auto variable = environment.begin(); variable != environment.end(); ++variable) {
        variables.insert(variable.key(), variable.value());
    }
    process.setProcessEnvironment(variables);
    process.start(QStringLiteral(LANESCOPE_PROGRAM), words);
    Ran ran;
    if (process.waitForFinished(300'000) && process.exitStatus() == QProcess::NormalExit) {
        ran.exitCode = process.exitCode();
    }
    ran.output = process.readAllStandardOutput();
    ran.errors = process.readAllStandardError();
    return ran;
}

inline QString sample()
{
    return QStringLiteral(LANESCOPE_SOURCE_DIR "/samples/token-transfers.json.gz");
}

}  // namespace lanescope::test

/// Asserts the exit code; shows all that the program said if it is another.
#define VERIFY_EXIT(ran, expected) QVERIFY2((ran).exitCode == (expected), (ran).text().constData())
