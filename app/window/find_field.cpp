// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/find_field.h"

#include <QAction>
#include <QKeyEvent>
#include <QListWidget>

#include <algorithm>
#include <iterator>

namespace lanescope::app {

FindField::FindField(views::Selection& selection, QWidget* parent)
    : QLineEdit(parent), m_selection(selection)
{
    setPlaceholderText(tr("Find transaction, address, slot …   /"));
    setAccessibleName(tr("Find"));
    setClearButtonEnabled(true);
    setMinimumWidth(150);
    setMaximumWidth(420);
    m_list = new QListWidget(nullptr);
    m_list->setParent(this, Qt::ToolTip);
    m_list->setObjectName(QStringLiteral("popup"));
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setAccessibleName(tr("Found"));
    m_list->hide();
    connect(this, &QLineEdit::textEdited, this, &FindField::search);
    connect(m_list, &QListWidget::itemClicked, this,
            [this](QListWidgetItem* item) { choose(m_list->row(item)); });
}

void FindField::setPicture(const views::RunPicture& picture)
{
    m_finder.reset();
    if (picture) {
        m_finder.emplace(picture);
    }
}

void FindField::search()
{
    m_hits = m_finder ? m_finder->find(text()) : std::vector<FindHit>{};
    if (text().trimmed().size() >= 2) {
        std::ranges::move(findHelp(text()), std::back_inserter(m_hits));
        std::ranges::move(findCommands(m_commands ? m_commands() : QList<QAction*>(), text()),
                          std::back_inserter(m_hits));
    }
    m_list->clear();
    for (const FindHit& hit : m_hits) {
        m_list->addItem(QStringLiteral("%1    %2").arg(hit.text, hit.detail));
    }
    if (text().trimmed().isEmpty()) {
        m_list->hide();
        return;
    }
    if (m_hits.empty()) {
        m_list->addItem(tr("Nothing has “%1”").arg(text()));
        m_list->item(0)->setFlags(Qt::NoItemFlags);
    } else {
        m_list->setCurrentRow(0);
    }
    const int rowHeight = std::max(m_list->sizeHintForRow(0), fontMetrics().height() + 4);
    const int rows = std::min(m_list->count(), 10);
    const int width = std::max(this->width(), m_list->sizeHintForColumn(0) + 30);
    m_list->resize(width, rows * rowHeight + 6);
    m_list->move(mapToGlobal(QPoint(this->width() - width, height() + 2)));
    m_list->show();
}

void FindField::choose(int row)
{
    if (row < 0 || row >= static_cast<int>(m_hits.size())) {
        return;
    }
    // A copy: what is selected may bring the next picture, and with it the next search.
    const FindHit hit = m_hits[static_cast<std::size_t>(row)];
    m_list->hide();
    if (hit.selects) {
        views::Selected next = m_selection.current();
        if (hit.selects->transaction) {
            next.transaction = hit.selects->transaction;
            next.incarnation.reset();
        }
        if (hit.selects->location) {
            next.location = hit.selects->location;
        }
        m_selection.set(next);
    }
    emit found(hit);
    if (hit.command) {
        hit.command->trigger();
    }
}

void FindField::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Down:
    case Qt::Key_Up:
        m_list->setCurrentRow(
            std::clamp(m_list->currentRow() + (event->key() == Qt::Key_Down ? 1 : -1), 0,
                       std::max(0, m_list->count() - 1)));
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        choose(m_list->currentRow());
        return;
    case Qt::Key_Escape:
        if (m_list->isVisible()) {
            m_list->hide();
        } else {
            clear();
            emit left();
        }
        return;
    default:
        QLineEdit::keyPressEvent(event);
    }
}

void FindField::focusOutEvent(QFocusEvent* event)
{
    m_list->hide();
    QLineEdit::focusOutEvent(event);
}

}  // namespace lanescope::app
