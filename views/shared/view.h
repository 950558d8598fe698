// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/run_analysis.h"
#include "views/shared/palette.h"
#include "views/shared/selection.h"

#include <QWidget>

#include <memory>

class QAbstractItemModel;

namespace lanescope::views {

/// One run as the views see it: immutable, made off the GUI thread, of a live run a snapshot.
using RunPicture = std::shared_ptr<const analysis::RunAnalysis>;

/// What every view is. Lives on the GUI thread; takes no locks.
class View : public QWidget {
    Q_OBJECT

public:
    /// `selection` outlives the view.
    explicit View(Selection& selection, QWidget* parent = nullptr)
        : QWidget(parent), m_selection(selection)
    {
    }

    /// Shows this run from now on; null shows the empty state. A newer picture of the same live run
    /// keeps zoom, scroll position and selection.
    virtual void setPicture(const RunPicture& picture) = 0;
    /// The same, and the view is ready to render when this returns, however long that takes.
    virtual void setPictureNow(const RunPicture& picture) { setPicture(picture); }
    /// Colours from now on.
    virtual void setTheme(const Palette& palette) = 0;
    /// The same facts as a table: what the table twin shows and what CSV export writes.
    [[nodiscard]] virtual QAbstractItemModel* table() = 0;
    /// Paints the picture, without scroll bars and such, into `painter` at this size: what PNG and SVG
    /// export, and `lanescope render`, use.
    virtual void render(QPainter& painter, const QSize& size) = 0;

protected:
    [[nodiscard]] Selection& selection() const noexcept { return m_selection; }

private:
    Selection& m_selection;
};

}  // namespace lanescope::views
