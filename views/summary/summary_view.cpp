// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/summary/summary_view.h"

#include "views/summary/card_strip.h"

#include <QPainter>
#include <QTextBrowser>
#include <QTextDocument>
#include <QVBoxLayout>

namespace lanescope::views {

SummaryView::SummaryView(Selection& selection, QWidget* parent) : View(selection, parent)
{
    m_text = new QTextBrowser(this);
    m_text->setOpenLinks(false);
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->setAccessibleName(tr("Summary of the run"));
    m_text->document()->setDocumentMargin(12);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_text);
    setFocusProxy(m_text);
    connect(m_text, &QTextBrowser::anchorClicked, this, &SummaryView::follow);
    refresh();
}

void SummaryView::setPicture(const RunPicture& picture)
{
    m_picture = picture;
    refresh();
}

void SummaryView::setMeasured(const std::optional<Measured>& measured)
{
    m_measured = measured;
    refresh();
}

void SummaryView::setTheme(const Palette& palette)
{
    m_palette = &palette;
    showText();
}

void SummaryView::showEvent(QShowEvent* event)
{
    View::showEvent(event);
    if (m_isTextOld) {
        showText();
    }
}

void SummaryView::showText()
{
    // Laying text out is dear, and pictures of a live run come up to 60 times a second.
    m_isTextOld = !isVisible();
    if (!m_isTextOld) {
        m_text->setHtml(html());
    }
}

void SummaryView::follow(const QUrl& url)
{
    const SummaryLink link = SummaryLink::from(url);
    Selected next = selection().current();
    if (link.selects.transaction) {
        next.transaction = link.selects.transaction;
        next.incarnation = link.selects.incarnation;
    }
    if (link.selects.location) {
        next.location = link.selects.location;
    }
    selection().set(next);
    if (!link.view.isEmpty()) {
        emit viewWanted(link.view);
    }
}

QString SummaryView::html() const
{
    const auto name = [](const QColor& colour) { return colour.name(); };
    QString text = QStringLiteral(
                       "<style>p { margin: 0 0 7px 0; color: %1; } a { color: %2; "
                       "text-decoration: none; }</style>")
                       .arg(name(m_palette->text), name(m_palette->accent));
    if (m_facts.sentences.empty()) {
        return text + tr("<p>No run yet. Press Run, or F5.</p>");
    }
    for (const QString& sentence : m_facts.sentences) {
        text += QStringLiteral("<p>%1</p>").arg(sentence);
    }
    return text;
}

void SummaryView::refresh()
{
    m_facts = summaryFacts(m_picture, m_measured);
    showText();
    const auto cards = m_facts.cards;
    m_table.setFacts(static_cast<int>(cards.size()),
                     {{tr("figure"),
                       {},
                       [cards](int row) { return cards[static_cast<std::size_t>(row)].title; },
                       0},
                      {tr("value"),
                       {},
                       [cards](int row) { return cards[static_cast<std::size_t>(row)].value; },
                       0},
                      {tr("of what"),
                       {},
                       [cards](int row) { return cards[static_cast<std::size_t>(row)].detail; },
                       0}});
    emit factsChanged();
}

void SummaryView::render(QPainter& painter, const QSize& size)
{
    painter.fillRect(QRect(QPoint(), size), m_palette->window);
    const int height = CardButton().sizeHint().height();
    const double width = (size.width() - 12.0 - 6 * 5) / 11;
    double x = 6;
    for (std::size_t i = 0; i < m_facts.cards.size(); ++i) {
        const double own = width * (i + 1 == m_facts.cards.size() ? 3 : 2);
        const QRectF area(x, 6, own, height);
        painter.setPen(m_palette->border);
        painter.setBrush(m_palette->panel);
        painter.drawRoundedRect(area, 4, 4);
        CardButton::paintCard(painter, area, m_facts.cards[i], *m_palette, font());
        x += own + 6;
    }
    QTextDocument document;
    document.setDefaultFont(font());
    document.setHtml(html());
    document.setTextWidth(size.width() - 24);
    painter.translate(12, height + 18);
    document.drawContents(&painter);
}

}  // namespace lanescope::views
