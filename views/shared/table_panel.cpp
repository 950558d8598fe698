// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shared/table_panel.h"

#include "views/shared/fact_table.h"
#include "views/shared/quantity_text.h"
#include "views/shared/table_text.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QScrollBar>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>
#include <vector>

namespace lanescope::views {

TableFilter::TableFilter(QObject* parent) : QSortFilterProxyModel(parent)
{
    setSortRole(FactTable::rawRole);
    setSortCaseSensitivity(Qt::CaseInsensitive);
    setDynamicSortFilter(true);
}

void TableFilter::setWords(const QString& text)
{
    m_words = text.split(' ', Qt::SkipEmptyParts);
    invalidateFilter();
}

bool TableFilter::filterAcceptsRow(int row, const QModelIndex& parent) const
{
    const int columns = sourceModel()->columnCount(parent);
    return std::all_of(m_words.begin(), m_words.end(), [&](const QString& word) {
        for (int column = 0; column < columns; ++column) {
            const QModelIndex index = sourceModel()->index(row, column, parent);
            if (index.data().toString().contains(word, Qt::CaseInsensitive) ||
                index.data(Qt::ToolTipRole).toString().contains(word, Qt::CaseInsensitive)) {
                return true;
            }
        }
        return false;
    });
}

void ShareBarDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                             const QModelIndex& index) const
{
    QStyleOptionViewItem plain = option;
    initStyleOption(&plain, index);
    plain.text.clear();
    const QStyle* style = option.widget ? option.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &plain, painter, option.widget);
    const double part = std::clamp(index.data(FactTable::rawRole).toDouble() / 100, 0.0, 1.0);
    const QString text = percentText(part);
    const int textWidth = option.fontMetrics.horizontalAdvance(QStringLiteral("100.0 %")) + 6;
    const QRectF whole = QRectF(option.rect).adjusted(6, 0, -textWidth - 6, 0);
    QRectF track(whole.left(), option.rect.center().y() - 4, whole.width(), 9);
    painter->save();
    painter->fillRect(track, m_palette->grid);
    track.setWidth(std::max(part > 0 ? 2.0 : 0.0, track.width() * part));
    painter->fillRect(track, m_palette->span(SpanLook::aborted));
    painter->setPen(m_palette->text);
    painter->drawText(option.rect.adjusted(0, 0, -6, 0), Qt::AlignRight | Qt::AlignVCenter, text);
    painter->restore();
}

TablePanel::TablePanel(QWidget* parent) : QWidget(parent)
{
    m_filter = new QLineEdit(this);
    m_filter->setClearButtonEnabled(true);
    m_count = new QLabel(this);
    m_count->setProperty("dim", true);
    m_count->setContentsMargins(4, 0, 4, 0);
    m_table = new QTableView(this);
    m_shown = new TableFilter(this);
    m_bars = new ShareBarDelegate(this);
    m_table->setModel(m_shown);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setSortingEnabled(true);
    m_table->setShowGrid(false);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setWordWrap(false);
    m_table->setTabKeyNavigation(false);
    m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 8);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);

    m_empty = new QLabel(m_table->viewport());
    m_empty->setProperty("dim", true);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    m_empty->setMargin(16);
    m_empty->setAttribute(Qt::WA_TransparentForMouseEvents);
    auto* middle = new QVBoxLayout(m_table->viewport());
    middle->setContentsMargins(0, 0, 0, 0);
    middle->addWidget(m_empty);

    auto* head = new QHBoxLayout;
    head->setContentsMargins(6, 4, 8, 4);
    head->addWidget(m_filter, 1);
    head->addWidget(m_count);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(head);
    layout->addWidget(m_table, 1);
    setFocusProxy(m_table);

    auto* copying = new QAction(tr("Copy"), m_table);
    copying->setShortcut(QKeySequence::Copy);
    copying->setShortcutContext(Qt::WidgetShortcut);
    m_table->addAction(copying);
    m_table->setContextMenuPolicy(Qt::ActionsContextMenu);
    connect(copying, &QAction::triggered, this, &TablePanel::copy);

    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_silent = true;
        m_shown->setWords(text);
        m_silent = false;
        updateCount();
    });
    connect(m_filter, &QLineEdit::returnPressed, m_table, qOverload<>(&QWidget::setFocus));
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex& now) {
                const int row = m_shown->mapToSource(now).row();
                if (!m_silent && row >= 0) {
                    m_wanted = row;
                    emit rowPicked(row);
                }
            });
    // A click on the current row says it again: the selection may have moved on elsewhere.
    connect(m_table, &QTableView::clicked, this, [this](const QModelIndex& index) {
        emit rowPicked(m_shown->mapToSource(index).row());
    });
    connect(m_table, &QTableView::activated, this, [this](const QModelIndex& index) {
        emit rowActivated(m_shown->mapToSource(index).row());
    });
}

void TablePanel::setModel(QAbstractItemModel* model, const QString& name)
{
    m_shown->setSourceModel(model);
    m_table->setAccessibleName(name);
    m_filter->setAccessibleName(tr("Filter %1").arg(name));
    m_filter->setPlaceholderText(tr("Filter %1 …").arg(name));
    connect(model, &QAbstractItemModel::modelAboutToBeReset, this, [this] { m_silent = true; });
    connect(model, &QAbstractItemModel::modelReset, this, [this] {
        if (!m_sized && m_shown->rowCount() > 0) {
            m_sized = isVisible();
            resizeColumns();
        }
        const int wanted = m_wanted;
        const int scrolled = m_table->verticalScrollBar()->value();
        showRow(wanted);
        m_table->verticalScrollBar()->setValue(scrolled);
        m_silent = false;
        updateCount();
    });
    resizeColumns();
    updateCount();
}

void TablePanel::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (!m_sized) {
        // Once the layout has said how wide it is.
        QMetaObject::invokeMethod(
            this,
            [this] {
                m_sized = m_shown->rowCount() > 0;
                resizeColumns();
            },
            Qt::QueuedConnection);
    }
}

void TablePanel::setEmptyText(const QString& text)
{
    m_emptyText = text;
    updateCount();
}

void TablePanel::setTheme(const Palette& palette)
{
    m_bars->setTheme(palette);
    m_table->viewport()->update();
}

void TablePanel::setShareColumn(int column)
{
    m_table->setItemDelegateForColumn(column, m_bars);
}

void TablePanel::setWidestColumn(int pixels)
{
    m_widest = pixels;
    resizeColumns();
}

void TablePanel::sortBy(int column, Qt::SortOrder order)
{
    m_table->sortByColumn(column, order);
}

void TablePanel::resizeColumns()
{
    m_table->resizeColumnsToContents();
    std::vector<int> wanted;
    int spare = m_table->viewport()->width();
    for (int i = 0; i < m_shown->columnCount(); ++i) {
        wanted.push_back(std::max(m_table->columnWidth(i) + 10, 44));
        spare -= std::min(wanted.back(), m_widest);
    }
    // Where there is room for more, the first columns have it first.
    for (int i = 0; i < m_shown->columnCount(); ++i) {
        const int whole = wanted[static_cast<std::size_t>(i)];
        const int width = std::min(whole, m_widest);
        const int more = std::clamp(spare, 0, whole - width);
        m_table->setColumnWidth(i, width + more);
        spare -= more;
    }
}

void TablePanel::updateCount()
{
    const auto all = m_shown->sourceModel() ? m_shown->sourceModel()->rowCount() : 0;
    const auto shown = m_shown->rowCount();
    m_count->setText(shown == all ? groupedText(static_cast<std::uint64_t>(all))
                                  : tr("%1 of %2")
                                        .arg(groupedText(static_cast<std::uint64_t>(shown)),
                                             groupedText(static_cast<std::uint64_t>(all))));
    m_empty->setText(shown > 0 ? QString()
                     : all > 0 ? tr("None of %1 has “%2” in it.")
                                     .arg(groupedText(static_cast<std::uint64_t>(all)),
                                          m_filter->text().trimmed())
                               : m_emptyText);
}

int TablePanel::currentRow() const
{
    return m_shown->mapToSource(m_table->currentIndex()).row();
}

void TablePanel::showRow(int row)
{
    m_wanted = row;
    const bool before = m_silent;
    m_silent = true;
    const QModelIndex index =
        row < 0 || !m_shown->sourceModel() || row >= m_shown->sourceModel()->rowCount()
            ? QModelIndex()
            : m_shown->mapFromSource(m_shown->sourceModel()->index(row, 0));
    if (index.isValid()) {
        if (m_table->currentIndex().row() != index.row()) {
            const int column = std::max(0, m_table->currentIndex().column());
            m_table->setCurrentIndex(index.siblingAtColumn(column));
        } else {
            m_table->selectRow(index.row());
        }
        m_table->scrollTo(index);
    } else {
        m_table->clearSelection();
        m_table->setCurrentIndex({});
    }
    m_silent = before;
}

void TablePanel::copy()
{
    QModelIndexList cells = m_table->selectionModel()->selectedIndexes();
    if (cells.isEmpty()) {
        for (int row = 0; row < m_shown->rowCount(); ++row) {
            for (int column = 0; column < m_shown->columnCount(); ++column) {
                cells.append(m_shown->index(row, column));
            }
        }
    }
    QApplication::clipboard()->setText(tabbedText(cells));
}

}  // namespace lanescope::views
