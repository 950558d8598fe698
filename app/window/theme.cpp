// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/theme.h"

#include <QApplication>
#include <QGuiApplication>
#include <QPalette>
#include <QStyleFactory>
#include <QToolTip>

namespace lanescope::app {

namespace {

/// The desktop's own palette, as it was before this program changed it.
QPalette& desktopPalette()
{
    static QPalette palette = QGuiApplication::palette();
    return palette;
}

const char* const sheet = R"(
QMainWindow::separator { background: @window; width: 6px; height: 6px; }
QMainWindow::separator:hover { background: @accent; }
QMenuBar { background: @window; padding: 2px 4px; }
QMenuBar::item { padding: 4px 9px; border-radius: 3px; background: transparent; }
QMenuBar::item:selected { background: @raised; }
QMenu { background: @raised; border: 1px solid @border; padding: 4px; }
QMenu::item { padding: 5px 28px 5px 24px; border-radius: 3px; }
QMenu::item:selected { background: @selection; color: @text; }
QMenu::item:disabled { color: @dim; }
QMenu::separator { height: 1px; background: @border; margin: 4px 8px; }
QMenu::indicator { left: 6px; }
QToolBar { background: @window; border: none; padding: 3px 6px; spacing: 6px; }
QStatusBar { background: @window; color: @dim; }
QStatusBar::item { border: none; }
QStatusBar QLabel { color: @dim; padding: 0 6px; }
QFrame#viewFrame { background: @panel; border: 1px solid @border; border-radius: 4px; }
QWidget#viewHead { background: transparent; }
QLabel#viewTitle { font-weight: 600; }
QLabel[dim="true"] { color: @dim; }
QToolButton { border: 1px solid transparent; border-radius: 3px; padding: 3px 6px; }
QToolButton:hover { background: @raised; border-color: @border; }
QToolButton:checked { background: @selection; border-color: @accent; }
QToolButton:focus { border-color: @accent; }
QToolButton::menu-indicator { image: none; }
QPushButton { background: @raised; border: 1px solid @border; border-radius: 4px; padding: 5px 12px; }
QPushButton:hover { border-color: @accent; }
QPushButton:focus { border-color: @accent; }
QPushButton:pressed { background: @selection; }
QPushButton:disabled { color: @disabled; background: @window; }
QPushButton#primary { background: @accent; color: @onAccent; border-color: @accent; font-weight: 600; }
QPushButton#primary:disabled { background: @raised; color: @disabled; border-color: @border; }
QPushButton#primary:focus { border: 2px solid @text; padding: 4px 11px; }
QLineEdit { background: @raised; border: 1px solid @border; border-radius: 4px;
    padding: 4px 7px; selection-background-color: @accent; selection-color: @onAccent; }
QLineEdit:focus { border-color: @accent; }
QSpinBox QLineEdit { border: none; padding: 0; background: transparent; }
QComboBox QAbstractItemView { background: @raised; border: 1px solid @border;
    selection-background-color: @selection; selection-color: @text; outline: 0; }
QHeaderView { background: @panel; }
QHeaderView::section { background: @panel; color: @dim; border: none;
    border-bottom: 1px solid @border; padding: 4px 6px; }
QTableView, QListView, QTreeView, QTextBrowser { background: @panel; border: none;
    selection-background-color: @selection; selection-color: @text; outline: 0; }
QListWidget::item { padding: 4px 6px; }
QTableView::item { border-bottom: 1px solid @grid; padding: 0 6px; }
QTableView::item:selected { background: @selection; color: @text; }
QTabBar { background: transparent; }
QTabBar::tab { background: transparent; color: @dim; padding: 6px 9px; border: none;
    border-bottom: 2px solid transparent; }
QTabBar::tab:selected { color: @text; border-bottom: 2px solid @accent; }
QTabBar::tab:hover { color: @text; }
QTabBar::tab:focus { color: @accent; }
QTabWidget::pane { border: none; }
QTabWidget { background: @panel; border: none; }
QSplitter::handle { background: @border; }
QSplitter::handle:vertical { height: 1px; }
QScrollBar:vertical { background: transparent; width: 11px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 11px; margin: 0; }
QScrollBar::handle { background: @border; border-radius: 4px; min-height: 24px; min-width: 24px; margin: 2px; }
QScrollBar::handle:hover { background: @dim; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QToolTip { background: @raised; color: @text; border: 1px solid @border; padding: 4px; }
QFrame#messageBar { background: @raised; border: 1px solid @warning; border-radius: 4px; }
QFrame#popup { background: @raised; border: 1px solid @accent; border-radius: 4px; }
)";

}  // namespace

ThemeChoice themeFrom(const QString& name)
{
    return name == QLatin1String("light")  ? ThemeChoice::light
           : name == QLatin1String("dark") ? ThemeChoice::dark
                                           : ThemeChoice::system;
}

QString nameOf(ThemeChoice choice)
{
    return choice == ThemeChoice::light  ? QStringLiteral("light")
           : choice == ThemeChoice::dark ? QStringLiteral("dark")
                                         : QStringLiteral("system");
}

const views::Palette& paletteOf(ThemeChoice choice)
{
    return paletteOf(choice, desktopPalette());
}

void rereadDesktop()
{
    // Without a palette of its own the program has the desktop's.
    QApplication::setPalette(QPalette());
    desktopPalette() = QGuiApplication::palette();
}

const views::Palette& paletteOf(ThemeChoice choice, const QPalette& desktop)
{
    const bool dark =
        choice == ThemeChoice::dark ||
        (choice == ThemeChoice::system && desktop.color(QPalette::Window).lightness() <
                                              desktop.color(QPalette::WindowText).lightness());
    return dark ? views::Palette::darkTheme() : views::Palette::light();
}

void applyTheme(const views::Palette& palette)
{
    (void)desktopPalette();
    QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    const QPalette widgets = palette.forWidgets();
    QApplication::setPalette(widgets);
    QToolTip::setPalette(widgets);
    QColor disabled = palette.textDim;
    disabled.setAlphaF(0.6F);
    QString text = QString::fromLatin1(sheet);
    // Longer names first: "@window" is not "@windowX", but "@dim" begins "@dimmer".
    const std::pair<const char*, QColor> colours[] = {
        {"@selection", palette.selection}, {"@onAccent", palette.onAccent},
        {"@disabled", disabled},           {"@warning", palette.warning},
        {"@accent", palette.accent},       {"@border", palette.border},
        {"@window", palette.window},       {"@raised", palette.raised},
        {"@panel", palette.panel},         {"@text", palette.text},
        {"@grid", palette.grid},           {"@dim", palette.textDim}};
    for (const auto& [name, colour] : colours) {
        text.replace(QLatin1String(name), colour.name(QColor::HexRgb));
    }
    qApp->setStyleSheet(text);
}

}  // namespace lanescope::app
