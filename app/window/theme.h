// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/shared/palette.h"

#include <QString>

class QPalette;

namespace lanescope::app {

/// What a person chose; `system` follows the desktop.
enum class ThemeChoice : std::uint8_t { system, light, dark };

/// "system", "light", "dark", as settings keep it; anything else is the system's.
[[nodiscard]] ThemeChoice themeFrom(const QString& name);
[[nodiscard]] QString nameOf(ThemeChoice choice);

/// The colours that the choice means on a desktop of these colours.
[[nodiscard]] const views::Palette& paletteOf(ThemeChoice choice, const QPalette& desktop);
/// The same on this desktop, as it was when it was read last.
[[nodiscard]] const views::Palette& paletteOf(ThemeChoice choice);
/// The desktop's colours have changed: reads them anew. The program's own have to be applied again.
void rereadDesktop();
/// Makes all widgets of the program look so.
void applyTheme(const views::Palette& palette);

}  // namespace lanescope::app
