// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/shared/palette.h"
#include "views/summary/summary_facts.h"

#include <QAbstractButton>
#include <QWidget>

#include <vector>

namespace lanescope::views {

/// One figure of the summary, large; a click leads to what is behind it.
class CardButton final : public QAbstractButton {
    Q_OBJECT

public:
    explicit CardButton(QWidget* parent = nullptr);
    void setCard(const SummaryCard& card);
    void setTheme(const Palette& palette);
    [[nodiscard]] const SummaryCard& card() const { return m_card; }
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;
    /// Paints the card into `area`, without focus and hover.
    static void paintCard(QPainter& painter, const QRectF& area, const SummaryCard& card,
                          const Palette& palette, const QFont& font);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    SummaryCard m_card;
    const Palette* m_palette = &Palette::darkTheme();
};

/// The figures that a person reads first, side by side.
class CardStrip final : public QWidget {
    Q_OBJECT

public:
    explicit CardStrip(QWidget* parent = nullptr);
    void setFacts(const SummaryFacts& facts);
    void setTheme(const Palette& palette);

signals:
    void linkActivated(const QUrl& url);

private:
    std::vector<CardButton*> m_cards;
};

}  // namespace lanescope::views
