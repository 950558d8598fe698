// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QKeyEvent>

#include <cstdint>
#include <optional>

namespace lanescope::views {

/// What keys without Ctrl and Alt mean in every picture that is zoomed and panned; each view says what
/// that is in its own picture.
enum class PictureKey : std::uint8_t {
    left,   ///< arrow
    right,  ///< arrow
    up,     ///< arrow
    down,   ///< arrow
    panLeft,
    panRight,
    zoomIn,
    zoomOut,
    fitSelection,
    fitAll,
    followCause,  ///< one hop
    followBack,
    inspect,
    clearSelection,
};

/// Nothing of other keys, and of keys that are held with more than Shift.
[[nodiscard]] inline std::optional<PictureKey> pictureKeyOf(const QKeyEvent& event)
{
    const Qt::KeyboardModifiers held = event.modifiers() & ~Qt::KeypadModifier;
    if (held != Qt::NoModifier && held != Qt::ShiftModifier) {
        return std::nullopt;
    }
    switch (event.key()) {
    case Qt::Key_Left:
        return PictureKey::left;
    case Qt::Key_Right:
        return PictureKey::right;
    case Qt::Key_Up:
        return PictureKey::up;
    case Qt::Key_Down:
        return PictureKey::down;
    case Qt::Key_A:
        return PictureKey::panLeft;
    case Qt::Key_D:
        return PictureKey::panRight;
    case Qt::Key_W:
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        return PictureKey::zoomIn;
    case Qt::Key_S:
    case Qt::Key_Minus:
        return PictureKey::zoomOut;
    case Qt::Key_F:
        return PictureKey::fitSelection;
    case Qt::Key_Home:
    case Qt::Key_0:
        return PictureKey::fitAll;
    case Qt::Key_BracketRight:
        return PictureKey::followCause;
    case Qt::Key_BracketLeft:
        return PictureKey::followBack;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        return PictureKey::inspect;
    case Qt::Key_Escape:
        return PictureKey::clearSelection;
    default:
        return std::nullopt;
    }
}

}  // namespace lanescope::views
