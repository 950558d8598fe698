// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/summary/card_strip.h"

#include <QHBoxLayout>
#include <QPainter>

#include <algorithm>

namespace lanescope::views {

namespace {

constexpr int cardCount = 5;
constexpr int padding = 12;

constexpr double leastCurveWidth = 40;
constexpr double widestCurve = 110;

void paintCurve(QPainter& painter, const QRectF& area, const std::vector<double>& curve,
                const Palette& palette)
{
    const double step =
        area.width() / static_cast<double>(std::max<std::size_t>(1, curve.size() - 1));
    QPolygonF line;
    for (std::size_t i = 0; i < curve.size(); ++i) {
        line << QPointF(area.left() + step * static_cast<double>(i),
                        area.bottom() - curve[i] * area.height());
    }
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(palette.accent, 1.2));
    painter.drawPolyline(line);
    painter.restore();
}

QFont scaled(QFont font, double factor, QFont::Weight weight = QFont::Normal)
{
    font.setPointSizeF(font.pointSizeF() * factor);
    font.setWeight(weight);
    return font;
}

}  // namespace

CardButton::CardButton(QWidget* parent) : QAbstractButton(parent)
{
    setCursor(Qt::PointingHandCursor);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
}

void CardButton::setCard(const SummaryCard& card)
{
    m_card = card;
    setToolTip(card.tooltip);
    setAccessibleName(QStringLiteral("%1: %2, %3").arg(card.title, card.value, card.detail));
    setAccessibleDescription(card.tooltip);
    update();
}

void CardButton::setTheme(const Palette& palette)
{
    m_palette = &palette;
    update();
}

QSize CardButton::sizeHint() const
{
    const int height = QFontMetrics(scaled(font(), 0.9)).height() * 2 +
                       QFontMetrics(scaled(font(), 1.35)).height() + 20;
    return {180, height};
}

QSize CardButton::minimumSizeHint() const
{
    return {110, sizeHint().height()};
}

void CardButton::paintCard(QPainter& painter, const QRectF& area, const SummaryCard& card,
                           const Palette& palette, const QFont& font)
{
    const QRectF inner = area.adjusted(padding, 8, -padding, -8);
    const QFont small = scaled(font, 0.9);
    const QFont large = scaled(font, 1.35, QFont::DemiBold);
    const QFontMetrics smallMetrics(small);
    const QFontMetrics largeMetrics(large);
    double y = inner.top();
    const double width = inner.width();
    const auto line = [&](const QFont& face, const QFontMetrics& metrics, const QColor& colour,
                          const QString& text, Qt::TextElideMode elide) {
        painter.setFont(face);
        painter.setPen(colour);
        painter.drawText(QRectF(inner.left(), y, width, metrics.height()),
                         Qt::AlignLeft | Qt::AlignVCenter,
                         metrics.elidedText(text, elide, static_cast<int>(width)));
        y += metrics.height() + 2;
    };
    // Right of the figure, where there is room for both.
    const double room = inner.width() - largeMetrics.horizontalAdvance(card.value) - 14;
    if (!card.curve.empty() && room >= leastCurveWidth) {
        const double curve = std::min(room, widestCurve);
        paintCurve(painter,
                   {inner.right() - curve, inner.top() + 4, curve,
                    smallMetrics.height() + largeMetrics.height() - 6.0},
                   card.curve, palette);
    }
    line(small, smallMetrics, palette.textDim, card.title, Qt::ElideRight);
    line(large, largeMetrics, palette.text, card.value, Qt::ElideMiddle);
    line(small, smallMetrics, palette.textDim, card.detail, Qt::ElideRight);
}

void CardButton::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF area = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    painter.setPen(QPen(hasFocus() ? m_palette->accent : m_palette->border, hasFocus() ? 2 : 1));
    painter.setBrush(isDown() || underMouse() ? m_palette->raised : m_palette->panel);
    painter.drawRoundedRect(area, 4, 4);
    paintCard(painter, rect(), m_card, *m_palette, font());
}

CardStrip::CardStrip(QWidget* parent) : QWidget(parent)
{
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(6);
    for (int i = 0; i < cardCount; ++i) {
        auto* card = new CardButton(this);
        // The last holds a location, which is longer than a figure.
        layout->addWidget(card, i + 1 == cardCount ? 3 : 2);
        connect(card, &CardButton::clicked, this,
                [this, card] { emit linkActivated(card->card().target); });
        m_cards.push_back(card);
    }
}

void CardStrip::setFacts(const SummaryFacts& facts)
{
    for (std::size_t i = 0; i < m_cards.size() && i < facts.cards.size(); ++i) {
        m_cards[i]->setCard(facts.cards[i]);
    }
}

void CardStrip::setTheme(const Palette& palette)
{
    for (CardButton* card : m_cards) {
        card->setTheme(palette);
    }
}

}  // namespace lanescope::views
