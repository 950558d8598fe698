// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/shared/fact_table.h"
#include "views/shared/painting.h"
#include "views/shared/view.h"

#include <optional>

namespace lanescope::views {

/// Where the parts of the picture stand, pixels.
struct ReExecutionsLayout {
    QRectF header;
    QRectF bars;       ///< a bar a transaction, over the block
    QRectF histogram;  ///< how many transactions were re-executed how often; empty without room
};

/// Incarnations per transaction over the block, and their distribution. Where transactions are more than
/// pixels, a column shows the one with the most incarnations.
class ReExecutionsView final : public View {
    Q_OBJECT

public:
    explicit ReExecutionsView(Selection& selection, QWidget* parent = nullptr);

    void setPicture(const RunPicture& picture) override;
    void setTheme(const Palette& palette) override;
    [[nodiscard]] QAbstractItemModel* table() override { return &m_table; }
    void render(QPainter& painter, const QSize& size) override;

    [[nodiscard]] ReExecutionsLayout layoutFor(const QSizeF& size) const;
    /// The transaction whose bar is seen in this column.
    [[nodiscard]] std::optional<std::uint32_t> transactionAt(QPointF at) const;
    [[nodiscard]] QSize minimumSizeHint() const override { return {280, 140}; }

public slots:
    /// Selects the next or previous transaction that was executed more than once.
    void selectNext();
    void selectPrevious();

signals:
    void inspectRequested();

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void paint(QPainter& painter, const QSizeF& size, const QString& title) const;
    void paintBars(QPainter& painter, const QRectF& area) const;
    void paintHistogram(QPainter& painter, const QRectF& area) const;
    [[nodiscard]] QString textOf(std::uint32_t transaction) const;
    [[nodiscard]] std::uint32_t mostIncarnations() const;
    /// Transactions [first, last) of a column of so many.
    [[nodiscard]] std::uint32_t worstOf(double first, double last) const;
    void step(int direction);

    RunPicture m_picture;
    const Palette* m_palette = &Palette::darkTheme();
    FactTable m_table;
    std::optional<QPointF> m_pointer;
};

}  // namespace lanescope::views
