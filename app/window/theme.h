// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/shared/palette.h"

#include <QString>

class QApplication;

namespace lanescope::app {

/// What a person chose; `system` follows the desktop.
enum class ThemeChoice : std::uint8_t { system, light, dark };

/// "system", "light", "dark", as settings keep it; anything else is the system's.
[[nodiscard]] ThemeChoice themeFrom(const QString& name);
[[nodiscard]] QString nameOf(ThemeChoice choice);

/// The colours that the choice means right now.
[[nodiscard]] const views::Palette& paletteOf(ThemeChoice choice);
/// Makes all widgets of the program look so.
void applyTheme(const views::Palette& palette);

}  // namespace lanescope::app
