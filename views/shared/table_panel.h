// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/shared/palette.h"

#include <QSortFilterProxyModel>
#include <QStyledItemDelegate>
#include <QWidget>

class QLabel;
class QLineEdit;
class QTableView;

namespace lanescope::views {

/// Sorts by raw values; shows rows in which every word of the filter stands somewhere.
class TableFilter final : public QSortFilterProxyModel {
    Q_OBJECT

public:
    explicit TableFilter(QObject* parent = nullptr);
    void setWords(const QString& text);

protected:
    [[nodiscard]] bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

private:
    QStringList m_words;
};

/// Paints a part from 0 to 1 as a bar with its text beside it.
class ShareBarDelegate final : public QStyledItemDelegate {
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void setTheme(const Palette& palette) { m_palette = &palette; }
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;

private:
    const Palette* m_palette = &Palette::darkTheme();
};

/// A table as all views have them: sorted by any column, filtered by words, copied as text. Rows are
/// named by their place in the model, whatever the order on the screen.
class TablePanel final : public QWidget {
    Q_OBJECT

public:
    explicit TablePanel(QWidget* parent = nullptr);

    /// `model` outlives the panel. `name`: what the rows are, for assistive technology and the filter.
    void setModel(QAbstractItemModel* model, const QString& name);
    void setTheme(const Palette& palette);
    /// Paints the parts in this column as bars.
    void setShareColumn(int column);
    /// No column is made wider than this; a person may.
    void setWidestColumn(int pixels);
    void sortBy(int column, Qt::SortOrder order);
    /// What stands in place of rows while the model has none.
    void setEmptyText(const QString& text);

    /// The model's row that is current, or -1.
    [[nodiscard]] int currentRow() const;
    /// Makes the row current and visible, without saying so; -1: none.
    void showRow(int row);

    [[nodiscard]] QTableView* table() const { return m_table; }
    [[nodiscard]] QLineEdit* filter() const { return m_filter; }
    [[nodiscard]] TableFilter* shown() const { return m_shown; }

public slots:
    /// The selected rows, or all that are shown, to the clipboard.
    void copy();

signals:
    /// A person went to this row of the model.
    void rowPicked(int row);
    /// Enter or double click.
    void rowActivated(int row);

protected:
    void showEvent(QShowEvent* event) override;

private:
    void resizeColumns();
    /// Says how many rows are shown, and why none is.
    void updateCount();

    QLineEdit* m_filter = nullptr;
    QLabel* m_count = nullptr;
    QLabel* m_empty = nullptr;
    QString m_emptyText;
    QTableView* m_table = nullptr;
    TableFilter* m_shown = nullptr;
    ShareBarDelegate* m_bars = nullptr;
    int m_wanted = -1;      ///< row shown last; comes back after the model was reset
    bool m_silent = false;  ///< the row is set by the program
    int m_widest = 340;
    bool m_sized = false;  ///< columns have had rows and a width to be sized by
};

}  // namespace lanescope::views
