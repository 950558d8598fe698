// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recording/access_set.h"

#include <QAbstractTableModel>

#include <functional>
#include <optional>
#include <vector>

namespace lanescope::views {

/// One column of a FactTable.
struct FactColumn {
    QString title;  ///< with its unit
    QString about;  ///< what the figures mean, for the head's tooltip
    /// A number (double, qulonglong, uint …) or a text, of one row.
    std::function<QVariant(int row)> value;
    int decimals = 3;  ///< of a double
};

/// A picture's facts as a table: nothing is copied, a cell is worked out when it is asked for. Numbers
/// are grouped for reading, and raw for sorting and CSV. GUI thread.
class FactTable final : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Role {
        rawRole = Qt::UserRole,  ///< the value as it is: what to sort by, and what CSV gets
        transactionRole,         ///< transaction that the row is about, or nothing
        incarnationRole,         ///< its incarnation, or nothing
    };
    /// Which transaction, and as a rule which incarnation, a row is about.
    struct Target {
        std::uint32_t transaction = 0;
        std::optional<std::uint32_t> incarnation;
    };
    using TargetOfRow = std::function<std::optional<Target>(int row)>;

    using QAbstractTableModel::QAbstractTableModel;

    /// Replaces everything. The functions keep alive what they need.
    void setFacts(int rows, std::vector<FactColumn> columns, TargetOfRow target = {});

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

private:
    int m_rows = 0;
    std::vector<FactColumn> m_columns;
    TargetOfRow m_target;
};

}  // namespace lanescope::views
