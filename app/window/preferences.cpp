// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/preferences.h"

#include "app/window/run_bar.h"
#include "recording/run_settings.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

#include <algorithm>

namespace lanescope::app {

Preferences::Preferences(Settings& settings, QWidget* parent)
    : QDialog(parent), m_settings(settings)
{
    setWindowTitle(tr("Preferences"));
    auto* form = new QFormLayout;
    form->setContentsMargins(16, 14, 16, 6);
    form->setHorizontalSpacing(18);
    form->setVerticalSpacing(9);
    const auto heading = [&](const QString& text) {
        auto* label = new QLabel(text, this);
        label->setObjectName(QStringLiteral("viewTitle"));
        form->addRow(label);
    };
    const auto row = [&](const QString& text, QWidget* field) {
        field->setAccessibleName(text);
        form->addRow(text, field);
    };

    heading(tr("Look"));
    m_theme = new QComboBox(this);
    for (const auto& [choice, name] :
         {std::pair(ThemeChoice::system, tr("like the system")),
          std::pair(ThemeChoice::light, tr("light")), std::pair(ThemeChoice::dark, tr("dark"))}) {
        m_theme->addItem(name, nameOf(choice));
    }
    m_theme->setCurrentIndex(m_theme->findData(nameOf(settings.theme())));
    row(tr("Theme"), m_theme);
    m_references = new QCheckBox(tr("Lines at what others are said to reach"), this);
    m_references->setChecked(settings.showsReferences());
    row(tr("Throughput"), m_references);

    heading(tr("Runs"));
    m_workers = new QSpinBox(this);
    m_workers->setRange(1, static_cast<int>(max_workers));
    m_workers->setValue(settings.workers());
    row(tr("Workers"), m_workers);
    m_repeats = new QComboBox(this);
    addRepeats(*m_repeats);
    m_repeats->setCurrentIndex(std::max(0, m_repeats->findData(settings.repeats())));
    row(tr("Repeat"), m_repeats);
    m_runsWhenOpened = new QCheckBox(tr("Once, at once"), this);
    m_runsWhenOpened->setChecked(settings.runsWhenOpened());
    row(tr("Run a block when it is opened"), m_runsWhenOpened);

    heading(tr("While a run goes on"));
    m_frames = new QSpinBox(this);
    m_frames->setRange(1, Settings::mostFramesPerSecond);
    m_frames->setSuffix(tr(" a second"));
    m_frames->setValue(settings.framesPerSecond());
    m_frames->setToolTip(tr("Fewer, when pictures are dear"));
    row(tr("Pictures, at most"), m_frames);
    m_percent = new QSpinBox(this);
    m_percent->setRange(1, Settings::mostPercentOfCore);
    m_percent->setSuffix(tr(" % of one core"));
    m_percent->setValue(settings.percentOfCore());
    m_percent->setToolTip(tr("What making, showing and painting them may take together"));
    row(tr("Time for pictures"), m_percent);

    heading(tr("Files"));
    m_clearRecent = new QPushButton(tr("Clear the list"), this);
    m_clearRecent->setAutoDefault(false);
    m_clearRecent->setEnabled(!settings.recentFiles().isEmpty());
    connect(m_clearRecent, &QPushButton::clicked, this, [this] {
        m_settings.clearRecentFiles();
        m_clearRecent->setEnabled(false);
        emit recentFilesCleared();
    });
    row(tr("Recent files"), m_clearRecent);

    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Save | QDialogButtonBox::Cancel, this);
    buttons->button(QDialogButtonBox::Save)->setDefault(true);
    connect(buttons, &QDialogButtonBox::accepted, this, &Preferences::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &Preferences::reject);
    auto* layout = new QVBoxLayout(this);
    layout->addLayout(form);
    layout->addWidget(buttons);
}

void Preferences::accept()
{
    m_settings.setTheme(themeFrom(m_theme->currentData().toString()));
    m_settings.setShowsReferences(m_references->isChecked());
    m_settings.setWorkers(m_workers->value());
    m_settings.setRepeats(m_repeats->currentData().toInt());
    m_settings.setRunsWhenOpened(m_runsWhenOpened->isChecked());
    m_settings.setFramesPerSecond(m_frames->value());
    m_settings.setPercentOfCore(m_percent->value());
    QDialog::accept();
}

}  // namespace lanescope::app
