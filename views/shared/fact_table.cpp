// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shared/fact_table.h"

#include "views/shared/quantity_text.h"

namespace lanescope::views {

namespace {

bool isNumber(const QVariant& value)
{
    switch (value.typeId()) {
    case QMetaType::Double:
    case QMetaType::Int:
    case QMetaType::UInt:
    case QMetaType::LongLong:
    case QMetaType::ULongLong:
        return true;
    default:
        return false;
    }
}

QVariant displayed(const QVariant& value, int decimals)
{
    if (!isNumber(value)) {
        return value;
    }
    return value.typeId() == QMetaType::Double ? decimalText(value.toDouble(), decimals)
                                               : groupedText(value.toULongLong());
}

}  // namespace

void FactTable::setFacts(int rows, std::vector<FactColumn> columns, TargetOfRow target)
{
    beginResetModel();
    m_rows = rows;
    m_columns = std::move(columns);
    m_target = std::move(target);
    endResetModel();
}

int FactTable::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : m_rows;
}

int FactTable::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_columns.size());
}

QVariant FactTable::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const FactColumn& column = m_columns[static_cast<std::size_t>(index.column())];
    switch (role) {
    case Qt::DisplayRole:
        return displayed(column.value(index.row()), column.decimals);
    case rawRole:
        return column.value(index.row());
    case Qt::TextAlignmentRole:
        return static_cast<int>(
            (isNumber(column.value(index.row())) ? Qt::AlignRight : Qt::AlignLeft) |
            Qt::AlignVCenter);
    case transactionRole:
    case incarnationRole: {
        const auto target = m_target ? m_target(index.row()) : std::nullopt;
        if (!target) {
            return {};
        }
        if (role == transactionRole) {
            return target->transaction;
        }
        return target->incarnation ? QVariant(*target->incarnation) : QVariant();
    }
    default:
        return {};
    }
}

QVariant FactTable::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount()) {
        return {};
    }
    const FactColumn& column = m_columns[static_cast<std::size_t>(section)];
    if (role == Qt::DisplayRole) {
        return column.title;
    }
    return role == Qt::ToolTipRole ? QVariant(column.about) : QVariant();
}

}  // namespace lanescope::views
