// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/record_dialog.h"

#include "app/window/settings.h"
#include "base/hex.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMetaObject>
#include <QProgressBar>
#include <QPushButton>
#include <QStandardPaths>
#include <QVBoxLayout>

#include <algorithm>
#include <chrono>

namespace lanescope::app {

namespace {

const QString numberMark = QStringLiteral("{number}");
constexpr int statusLines = 3;

/// The block as JSON-RPC names it; empty if the text names none.
std::string blockName(const QString& text)
{
    const QString word = text.trimmed().toLower();
    if (word == QLatin1String("latest") || word == QLatin1String("safe") ||
        word == QLatin1String("finalized")) {
        return word.toStdString();
    }
    const auto number = uint256_from_text(word.toStdString());
    return number && number->fits64() ? to_hex_quantity(*number) : std::string();
}

}  // namespace

RecordDialog::RecordDialog(Settings& settings, QWidget* parent)
    : QDialog(parent), m_settings(settings)
{
    setWindowTitle(tr("Record from a node"));
    setObjectName(QStringLiteral("recordDialog"));
    makeFields();
    resize(640, sizeHint().height());
    updateFields();
}

RecordDialog::~RecordDialog()
{
    if (m_stop) {
        m_stop->request_stop();
    }
}

void RecordDialog::makeFields()
{
    auto* intro = new QLabel(
        tr("Takes a block and the state that it runs on from an Ethereum node, and checks it "
           "against its header."),
        this);
    intro->setWordWrap(true);

    const auto line = [this](const QString& name, const QString& text, const QString& hint) {
        auto* edit = new QLineEdit(text, this);
        edit->setAccessibleName(name);
        edit->setPlaceholderText(hint);
        edit->setToolTip(hint);
        return edit;
    };
    const QString folder = m_settings.folder().isEmpty()
                               ? QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation)
                               : m_settings.folder();
    m_url = line(tr("URL of the node"), m_settings.nodeUrl(),
                 tr("http://127.0.0.1:8545, or https:// with the provider's key"));
    m_block =
        line(tr("Block"), QStringLiteral("latest"), tr("A number, latest, safe or finalized"));
    m_header =
        line(tr("Header"), {}, tr("Optional, like Authorization: Bearer KEY; not remembered"));
    m_header->setEchoMode(QLineEdit::PasswordEchoOnEdit);
    m_caFile = line(tr("CA file"), m_settings.nodeCaFile(),
                    tr("Optional, for https://: certificates to trust, PEM"));
    m_chooseCaFile = new QPushButton(tr("Ch&oose …"), this);
    m_chooseCaFile->setAccessibleName(tr("Choose the CA file"));
    m_path = line(tr("File"), QDir(folder).filePath(QStringLiteral("block-{number}.json.gz")),
                  tr("{number} becomes the block's number"));
    m_choosePath = new QPushButton(tr("&Choose …"), this);
    m_choosePath->setAccessibleName(tr("Choose where to save"));
    m_traces = new QCheckBox(tr("Ask for the &trace, where the node has debug methods"), this);
    m_traces->setToolTip(
        tr("One request instead of many. Without it, balances, code and storage are "
           "asked for piece by piece."));
    m_traces->setChecked(true);

    auto* form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->setLabelAlignment(Qt::AlignRight | Qt::AlignVCenter);
    form->addRow(tr("&URL of the node"), m_url);
    form->addRow(tr("&Block"), m_block);
    form->addRow(tr("&Header"), m_header);
    const auto fileRow = [&](const QString& name, QLineEdit* edit, QPushButton* choose) {
        auto* row = new QHBoxLayout;
        row->addWidget(edit);
        row->addWidget(choose);
        auto* label = new QLabel(name, this);
        label->setBuddy(edit);
        form->addRow(label, row);
    };
    fileRow(tr("C&A file"), m_caFile, m_chooseCaFile);
    fileRow(tr("&Save as"), m_path, m_choosePath);
    form->addRow(QString(), m_traces);

    m_status = new QLabel(this);
    m_status->setAccessibleName(tr("Progress"));
    m_progress = new QProgressBar(this);
    m_progress->setTextVisible(false);
    m_progress->setAccessibleName(tr("Progress"));
    m_problem = new QLabel(this);
    m_problem->setObjectName(QStringLiteral("problem"));
    m_problem->setAccessibleName(tr("Problem"));
    m_problem->setWordWrap(true);
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_problem->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_problem->setMinimumHeight(statusLines * fontMetrics().lineSpacing());

    auto* buttons = new QDialogButtonBox(this);
    m_record = buttons->addButton(tr("&Record"), QDialogButtonBox::AcceptRole);
    m_record->setDefault(true);
    m_close = buttons->addButton(QDialogButtonBox::Cancel);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 16);
    layout->setSpacing(12);
    layout->addWidget(intro);
    layout->addLayout(form);
    layout->addWidget(m_progress);
    layout->addWidget(m_status);
    layout->addWidget(m_problem);
    layout->addStretch(1);
    layout->addWidget(buttons);

    connect(m_chooseCaFile, &QPushButton::clicked, this, &RecordDialog::chooseCaFile);
    connect(m_choosePath, &QPushButton::clicked, this, &RecordDialog::choosePath);
    connect(m_record, &QPushButton::clicked, this, &RecordDialog::start);
    connect(m_close, &QPushButton::clicked, this, &RecordDialog::reject);
    for (QLineEdit* edit : {m_url, m_block, m_path}) {
        connect(edit, &QLineEdit::textChanged, this, &RecordDialog::updateFields);
    }
    (m_url->text().isEmpty() ? m_url : m_block)->setFocus();
    m_block->selectAll();
}

void RecordDialog::updateFields()
{
    for (QWidget* field : std::initializer_list<QWidget*>{
             m_url, m_block, m_header, m_caFile, m_chooseCaFile, m_path, m_choosePath, m_traces}) {
        field->setEnabled(!m_isRecording);
    }
    m_progress->setVisible(m_isRecording);
    m_status->setVisible(m_isRecording);
    m_problem->setVisible(!m_isRecording);
    m_record->setEnabled(!m_isRecording && !m_url->text().trimmed().isEmpty() &&
                         !blockName(m_block->text()).empty() &&
                         !m_path->text().trimmed().isEmpty());
}

void RecordDialog::chooseCaFile()
{
    const QString path =
        QFileDialog::getOpenFileName(this, tr("Certificates to trust"), m_caFile->text(),
                                     tr("Certificates in PEM (*.pem *.crt *.cer);;All files (*)"));
    if (!path.isEmpty()) {
        m_caFile->setText(path);
    }
}

void RecordDialog::choosePath()
{
    const QString path = QFileDialog::getSaveFileName(this, tr("Save the block"), m_path->text(),
                                                      tr("Blocks (*.json.gz *.json)"));
    if (!path.isEmpty()) {
        m_path->setText(path);
    }
}

void RecordDialog::start()
{
    NodeSettings settings;
    settings.url = m_url->text().trimmed().toStdString();
    settings.headers = headers_from_environment();
    settings.headers.push_back(m_header->text().toStdString());
    const QString caFile = m_caFile->text().trimmed();
    settings.limits.ca_file = caFile.isEmpty() ? ca_file_from_environment() : caFile.toStdString();
    settings.use_trace = m_traces->isChecked();
    const auto address = node::NodeAddress::from(settings.url, settings.headers);
    if (!address) {
        showProblem(QString::fromStdString(address.error().message));
        return;
    }
    m_settings.setNodeUrl(QString::fromStdString(address->without_secrets()));
    m_settings.setNodeCaFile(caFile);
    m_isRecording = true;
    m_stop = std::make_unique<StopSource>();
    showProgress(tr("asking the node"), 0, 0);
    m_close->setEnabled(true);
    m_problem->clear();
    updateFields();
    m_close->setFocus();
    m_thread =
        std::jthread([this, settings, block = blockName(m_block->text()),
                      pattern = m_path->text().trimmed()] { run(settings, block, pattern); });
}

/// On the thread: talks to the dialog by queued calls alone.
void RecordDialog::run(const NodeSettings& settings, const std::string& block,
                       const QString& pattern)
{
    const StopToken stop(*m_stop);
    const auto finish = [this](const QString& path, const Error& error, const QStringList& notes) {
        QMetaObject::invokeMethod(
            this, [this, path, error, notes] { end(path, error, notes); }, Qt::QueuedConnection);
    };
    using Clock = std::chrono::steady_clock;
    const auto progress = [this, last = Clock::time_point{}](
                              const std::string& what, std::size_t done, std::size_t all) mutable {
        if (Clock::now() - last < std::chrono::milliseconds(50)) {
            return;
        }
        last = Clock::now();
        QMetaObject::invokeMethod(
            this,
            [this, text = QString::fromStdString(what), done, all] {
                showProgress(text, static_cast<int>(done), static_cast<int>(all));
            },
            Qt::QueuedConnection);
    };
    auto recorder = NodeRecorder::connect(settings, stop, progress);
    if (!recorder) {
        return finish({}, recorder.error(), {});
    }
    auto recorded = (*recorder)->record(block);
    if (!recorded) {
        return finish({}, recorded.error(), {});
    }
    QString path = pattern;
    path.replace(numberMark, QString::number(recorded->file.block.header.number));
    QDir().mkpath(QFileInfo(path).absolutePath());
    const auto saved = formats::save_block_bundle(path.toStdString(), recorded->file);
    if (!saved) {
        return finish({}, saved.error(), {});
    }
    QStringList notes;
    for (const std::string& note : recorded->notes) {
        notes.append(QString::fromStdString(note));
    }
    finish(path, {}, notes);
}

void RecordDialog::showProgress(const QString& text, int done, int all)
{
    if (!m_isRecording) {
        return;
    }
    const bool stopping = m_stop != nullptr && StopToken(*m_stop).stop_requested();
    m_progress->setRange(0, all);
    m_progress->setValue(done);
    const QString shown = stopping   ? tr("Stopping")
                          : all != 0 ? tr("%1: %2 of %3").arg(text).arg(done).arg(all)
                                     : text;
    m_status->setText(shown.left(1).toUpper() + shown.mid(1));
}

void RecordDialog::showProblem(const QString& text)
{
    m_problem->setText(text);
    m_problem->show();
}

void RecordDialog::end(const QString& path, const Error& error, const QStringList& notes)
{
    m_thread = {};
    m_isRecording = false;
    updateFields();
    m_close->setEnabled(true);
    if (path.isEmpty()) {
        showProblem(error.code == ErrorCode::cancelled ? tr("Stopped. Nothing was saved.")
                                                       : QString::fromStdString(error.message));
        m_record->setFocus();
        return;
    }
    m_settings.setFolder(QFileInfo(path).absolutePath());
    m_problem->setText(notes.join('\n'));
    emit recorded(path);
    accept();
}

void RecordDialog::reject()
{
    if (!m_isRecording) {
        QDialog::reject();
        return;
    }
    m_stop->request_stop();
    m_close->setEnabled(false);
    m_status->setText(tr("Stopping"));
}

}  // namespace lanescope::app
