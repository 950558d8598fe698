// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/message_bar.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>

namespace lanescope::app {

MessageBar::MessageBar(QWidget* parent) : QFrame(parent)
{
    setObjectName(QStringLiteral("messageBar"));
    m_icon = new QLabel(this);
    m_text = new QLabel(this);
    m_text->setWordWrap(true);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_progress = new QProgressBar(this);
    m_progress->setRange(0, 0);
    m_progress->setFixedWidth(120);
    m_progress->setTextVisible(false);
    m_button = new QPushButton(this);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(10, 5, 6, 5);
    layout->addWidget(m_icon);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_progress);
    layout->addWidget(m_button);
    connect(m_button, &QPushButton::clicked, this, [this] {
        const bool wasProgress = m_isProgress;
        clear();
        if (wasProgress) {
            emit cancelled();
        }
    });
    hide();
}

void MessageBar::show(const QString& icon, const QString& text, bool progress)
{
    m_isProgress = progress;
    m_icon->setText(icon);
    m_text->setText(text);
    m_progress->setVisible(progress);
    m_button->setText(progress ? tr("Cancel") : tr("Close"));
    setAccessibleName(text);
    setVisible(true);
    QAccessibleEvent event(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&event);
}

void MessageBar::showError(const QString& text)
{
    show(QStringLiteral("⚠"), text, false);
}

void MessageBar::showNote(const QString& text)
{
    show(QStringLiteral("ℹ"), text, false);
}

void MessageBar::showProgress(const QString& text)
{
    show({}, text, true);
}

void MessageBar::clear()
{
    m_isProgress = false;
    m_text->clear();
    hide();
}

QString MessageBar::text() const
{
    return m_text->text();
}

}  // namespace lanescope::app
