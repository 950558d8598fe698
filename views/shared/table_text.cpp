// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shared/table_text.h"

#include "views/shared/fact_table.h"

#include <QAbstractItemModel>
#include <QMap>
#include <QMetaType>

namespace lanescope::views {

namespace {

QString csvField(const QVariant& value)
{
    if (value.typeId() == QMetaType::Double) {
        return QString::number(value.toDouble(), 'g', 15);
    }
    QString text = value.toString();
    if (text.contains(',') || text.contains('"') || text.contains('\n') || text.contains('\r')) {
        text = '"' + text.replace('"', QLatin1String("\"\"")) + '"';
    }
    return text;
}

}  // namespace

QString csvOf(const QAbstractItemModel& model)
{
    QString text;
    const int columns = model.columnCount();
    for (int column = 0; column < columns; ++column) {
        text += (column == 0 ? "" : ",") +
                csvField(model.headerData(column, Qt::Horizontal).toString());
    }
    text += QLatin1String("\r\n");
    for (int row = 0; row < model.rowCount(); ++row) {
        for (int column = 0; column < columns; ++column) {
            const QModelIndex index = model.index(row, column);
            const QVariant raw = index.data(FactTable::rawRole);
            text += (column == 0 ? "" : ",") + csvField(raw.isValid() ? raw : index.data());
        }
        text += QLatin1String("\r\n");
    }
    return text;
}

QString tabbedText(const QModelIndexList& cells)
{
    if (cells.isEmpty()) {
        return {};
    }
    QMap<int, QMap<int, QString>> rows;
    QMap<int, QString> heads;
    for (const QModelIndex& cell : cells) {
        rows[cell.row()][cell.column()] = cell.data().toString();
        heads[cell.column()] = cell.model()->headerData(cell.column(), Qt::Horizontal).toString();
    }
    QStringList lines{QStringList(heads.values()).join('\t')};
    for (const auto& row : rows) {
        lines.append(QStringList(row.values()).join('\t'));
    }
    return lines.join('\n') + '\n';
}

}  // namespace lanescope::views
