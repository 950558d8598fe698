// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/node_recorder.h"
#include "base/stop_token.h"

#include <QDialog>

#include <memory>
#include <thread>

class QCheckBox;
class QDialogButtonBox;
class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;

namespace lanescope::app {

class Settings;

/// Takes a block from a node, on a thread of its own, into a file. Remembers the URL, without what may be
/// secret in it, and the certificates to trust.
class RecordDialog final : public QDialog {
    Q_OBJECT

public:
    explicit RecordDialog(Settings& settings, QWidget* parent = nullptr);
    ~RecordDialog() override;

    [[nodiscard]] bool isRecording() const { return m_isRecording; }

public slots:
    /// While it records, stops that; the dialog closes at the next time.
    void reject() override;

signals:
    /// The block is in this file, and agrees with its header.
    void recorded(const QString& path);

private:
    void makeFields();
    void chooseCaFile();
    void choosePath();
    void start();
    void run(const NodeSettings& settings, const std::string& block, const QString& pattern);
    void showProgress(const QString& text, int done, int all);
    void showProblem(const QString& text);
    void end(const QString& path, const Error& error, const QStringList& notes);
    void updateFields();

    Settings& m_settings;
    QLineEdit* m_url = nullptr;
    QLineEdit* m_block = nullptr;
    QLineEdit* m_header = nullptr;
    QLineEdit* m_caFile = nullptr;
    QPushButton* m_chooseCaFile = nullptr;
    QLineEdit* m_path = nullptr;
    QPushButton* m_choosePath = nullptr;
    QCheckBox* m_traces = nullptr;
    QLabel* m_status = nullptr;
    QLabel* m_problem = nullptr;
    QProgressBar* m_progress = nullptr;
    QPushButton* m_record = nullptr;
    QPushButton* m_close = nullptr;
    bool m_isRecording = false;
    std::unique_ptr<StopSource> m_stop;
    std::jthread m_thread;
};

}  // namespace lanescope::app
