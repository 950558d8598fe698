// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QBrush>
#include <QColor>
#include <QPalette>

#include <cstdint>

namespace lanescope::views {

/// What a span of worker time is to a person. State is never colour alone: each has a pattern too.
enum class SpanLook : std::uint8_t {
    useful,      ///< execution that was committed; plain
    undecided,   ///< execution whose fate is not known yet; outlined
    aborted,     ///< execution that was aborted; diagonal hatching
    suspended,   ///< execution that met an ESTIMATE; dots
    validation,  ///< of a read set; plain
    commit,      ///< of the validated prefix; plain
    idle,        ///< no task, or waiting for state
};
inline constexpr int spanLookCount = 7;

/// "useful", "aborted" …
[[nodiscard]] const char* nameOf(SpanLook look) noexcept;

/// All colours of the interface, for one theme. Blue, orange, green, ochre and pink differ for people
/// who cannot tell red from green (Okabe and Ito), in lightness too.
struct Palette {
    bool dark = false;
    QColor window;  ///< behind everything
    QColor panel;   ///< of a view
    QColor raised;  ///< of a card, a button, a field
    QColor border;
    QColor grid;
    QColor text;
    QColor textDim;    ///< secondary; at least 4.5:1 on panel
    QColor accent;     ///< selection, focus, primary button
    QColor onAccent;   ///< text on accent
    QColor selection;  ///< background of a selected row
    QColor path;       ///< dependency path
    QColor cause;      ///< abort arrows
    QColor edge;       ///< true dependencies
    QColor good;
    QColor warning;
    QColor spanText;  ///< labels on spans
    QColor spans[spanLookCount];

    [[nodiscard]] QColor span(SpanLook look) const { return spans[static_cast<int>(look)]; }
    /// Colour and pattern, for legends and wide spans.
    [[nodiscard]] QBrush pattern(SpanLook look) const;
    /// For QApplication::setPalette(), so that Qt's own widgets match.
    [[nodiscard]] QPalette forWidgets() const;

    [[nodiscard]] static const Palette& light();
    [[nodiscard]] static const Palette& darkTheme();
};

}  // namespace lanescope::views
