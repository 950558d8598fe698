// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/run_bar.h"

#include "app/window/pace.h"

#include <QAction>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSlider>
#include <QSpinBox>
#include <QVBoxLayout>

namespace lanescope::app {

namespace {

/// A button that does, says and allows what its action does.
QPushButton* buttonOf(QAction* action, const QString& text, QWidget* parent)
{
    auto* button = new QPushButton(text, parent);
    const auto follow = [button, action, text] {
        button->setEnabled(action->isEnabled());
        const QString keys = action->shortcut().toString(QKeySequence::NativeText);
        button->setToolTip(action->toolTip() + (keys.isEmpty() ? "" : "  (" + keys + ")"));
        button->setAccessibleName(action->text().remove('&'));
    };
    follow();
    QObject::connect(action, &QAction::changed, button, follow);
    QObject::connect(button, &QPushButton::clicked, action, &QAction::trigger);
    return button;
}

QWidget* labelled(const QString& text, QWidget* field, QWidget* parent)
{
    auto* box = new QWidget(parent);
    auto* layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    auto* label = new QLabel(text, box);
    label->setProperty("dim", true);
    QFont small = label->font();
    small.setPointSizeF(small.pointSizeF() * 0.85);
    label->setFont(small);
    label->setBuddy(field);
    layout->addWidget(label);
    layout->addWidget(field);
    field->setAccessibleName(text);
    // All fields of the bar are as high as its buttons, so that their labels stand on one line.
    field->setFixedHeight(29);
    return box;
}

}  // namespace

void addRepeats(QComboBox& box)
{
    for (const int count : {1, 5, 20, 100}) {
        box.addItem(count == 1 ? RunBar::tr("once") : RunBar::tr("%1 times").arg(count), count);
    }
    box.addItem(RunBar::tr("endlessly"), 0);
}

RunBar::RunBar(const Actions& actions, QWidget* findField, QWidget* parent) : QWidget(parent)
{
    m_strategy = new QComboBox(this);
    m_strategy->addItem(tr("Block-STM"), static_cast<int>(StrategyKind::block_stm));
    m_strategy->addItem(tr("sequential"), static_cast<int>(StrategyKind::sequential));
    m_strategy->setToolTip(tr("How the transactions of the block are executed"));
    m_workers = new QSpinBox(this);
    m_workers->setRange(1, static_cast<int>(max_workers));
    m_workers->setButtonSymbols(QAbstractSpinBox::UpDownArrows);
    m_workers->setToolTip(tr("Threads that execute the block"));
    m_repeat = new QComboBox(this);
    addRepeats(*m_repeat);
    m_repeat->setToolTip(tr("How often the block is run; speed-up is of the medians"));
    m_pace = new QSlider(Qt::Horizontal, this);
    m_pace->setRange(0, static_cast<int>(paces.size()) - 1);
    m_pace->setPageStep(2);
    m_pace->setFixedWidth(110);
    m_pace->setToolTip(
        tr("Slows the run so that you can follow: so many actions a second, of all "
           "workers together. An action begins or ends an execution, or validates."));
    m_paceText = new QLabel(this);
    m_paceText->setMinimumWidth(fontMetrics().horizontalAdvance(tr("5,000 actions/s")) + 4);
    auto* paceField = new QWidget(this);
    auto* paceLayout = new QHBoxLayout(paceField);
    paceLayout->setContentsMargins(0, 0, 0, 0);
    paceLayout->addWidget(m_pace);
    paceLayout->addWidget(m_paceText);
    paceField->setFocusProxy(m_pace);

    m_run = buttonOf(actions.run, tr("▶  Run"), this);
    m_run->setObjectName(QStringLiteral("primary"));
    m_run->setMinimumWidth(92);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(2, 0, 2, 0);
    layout->setSpacing(12);
    layout->addWidget(buttonOf(actions.open, tr("Open …"), this), 0, Qt::AlignBottom);
    layout->addWidget(labelled(tr("Strategy"), m_strategy, this));
    layout->addWidget(labelled(tr("Workers"), m_workers, this));
    layout->addWidget(labelled(tr("Repeat"), m_repeat, this));
    layout->addWidget(labelled(tr("Pace"), paceField, this));
    m_pace->setAccessibleName(tr("Pace"));
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(6);
    buttons->addWidget(m_run);
    buttons->addWidget(buttonOf(actions.pause, tr("❚❚  Pause"), this));
    buttons->addWidget(buttonOf(actions.step, tr("▸|  Step"), this));
    buttons->addWidget(buttonOf(actions.stop, tr("■  Stop"), this));
    layout->addLayout(buttons);
    layout->setAlignment(buttons, Qt::AlignBottom);
    layout->addStretch(1);
    layout->addWidget(findField, 6, Qt::AlignBottom);

    connect(m_pace, &QSlider::valueChanged, this, [this](int position) {
        m_paceText->setText(paceText(position));
        emit paceChanged(paces[static_cast<std::size_t>(position)]);
    });
    connect(m_strategy, &QComboBox::currentIndexChanged, this, [this] {
        m_workers->setEnabled(m_strategy->isEnabled() && m_strategy->currentIndex() == 0);
    });
    setPacePosition(static_cast<int>(paces.size()) - 1);
    m_paceText->setText(paceText(pacePosition()));
}

RunPlan RunBar::plan() const
{
    RunPlan plan;
    plan.settings.strategy = static_cast<StrategyKind>(m_strategy->currentData().toInt());
    plan.settings.workers = static_cast<std::uint32_t>(m_workers->value());
    plan.settings.adapt_workers = false;
    plan.repeats = m_repeat->currentData().toULongLong();
    return plan;
}

void RunBar::setPlan(const RunPlan& plan)
{
    m_strategy->setCurrentIndex(m_strategy->findData(static_cast<int>(plan.settings.strategy)));
    m_workers->setValue(static_cast<int>(plan.settings.workers));
    const int at = m_repeat->findData(static_cast<int>(plan.repeats));
    m_repeat->setCurrentIndex(at < 0 ? 0 : at);
}

int RunBar::pacePosition() const
{
    return m_pace->value();
}

void RunBar::setPacePosition(int position)
{
    m_pace->setValue(position);
}

void RunBar::showState(RunState state)
{
    const bool idle = state == RunState::idle;
    m_strategy->setEnabled(idle);
    m_workers->setEnabled(idle && m_strategy->currentIndex() == 0);
    m_repeat->setEnabled(idle);
    m_run->setText(state == RunState::paused ? tr("▶  Go on") : tr("▶  Run"));
}

}  // namespace lanescope::app
