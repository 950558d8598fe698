// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/shared/fact_table.h"
#include "views/shared/view.h"
#include "views/summary/summary_facts.h"

class QTextBrowser;

namespace lanescope::views {

/// What a person reads first, in plain sentences with links into the other views.
class SummaryView final : public View {
    Q_OBJECT

public:
    explicit SummaryView(Selection& selection, QWidget* parent = nullptr);

    void setPicture(const RunPicture& picture) override;
    /// What was measured beside the run that is shown; nothing of a recording.
    void setMeasured(const std::optional<Measured>& measured);
    void setTheme(const Palette& palette) override;
    [[nodiscard]] QAbstractItemModel* table() override { return &m_table; }
    void render(QPainter& painter, const QSize& size) override;

    [[nodiscard]] const SummaryFacts& facts() const { return m_facts; }

signals:
    void factsChanged();
    /// A link leads to a view; what it selects is selected already.
    void viewWanted(const QString& view);

public slots:
    /// Selects what the link names, and asks for its view.
    void follow(const QUrl& url);

protected:
    void showEvent(QShowEvent* event) override;

private:
    void refresh();
    /// Lays the sentences out, or, while nobody sees them, leaves that until somebody does.
    void showText();
    [[nodiscard]] QString html() const;

    RunPicture m_picture;
    std::optional<Measured> m_measured;
    SummaryFacts m_facts;
    const Palette* m_palette = &Palette::darkTheme();
    QTextBrowser* m_text = nullptr;
    bool m_isTextOld = true;  ///< since nobody sees it
    FactTable m_table;
};

}  // namespace lanescope::views
