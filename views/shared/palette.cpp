// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shared/palette.h"

namespace lanescope::views {

const char* nameOf(SpanLook look) noexcept
{
    switch (look) {
    case SpanLook::useful:
        return "useful";
    case SpanLook::undecided:
        return "undecided";
    case SpanLook::aborted:
        return "aborted";
    case SpanLook::suspended:
        return "suspended";
    case SpanLook::validation:
        return "validation";
    case SpanLook::commit:
        return "commit";
    case SpanLook::idle:
        break;
    }
    return "idle";
}

QBrush Palette::pattern(SpanLook look) const
{
    const Qt::BrushStyle style = look == SpanLook::aborted     ? Qt::BDiagPattern
                                 : look == SpanLook::suspended ? Qt::Dense5Pattern
                                                               : Qt::SolidPattern;
    return {span(look), style};
}

QPalette Palette::forWidgets() const
{
    QPalette result;
    result.setColor(QPalette::Window, window);
    result.setColor(QPalette::Base, panel);
    result.setColor(QPalette::AlternateBase, raised);
    result.setColor(QPalette::Button, raised);
    result.setColor(QPalette::ToolTipBase, raised);
    result.setColor(QPalette::Mid, border);
    result.setColor(QPalette::Dark, border);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText,
                            QPalette::ToolTipText, QPalette::BrightText}) {
        result.setColor(role, text);
        result.setColor(QPalette::Disabled, role, textDim);
    }
    result.setColor(QPalette::PlaceholderText, textDim);
    result.setColor(QPalette::Highlight, accent);
    result.setColor(QPalette::HighlightedText, onAccent);
    result.setColor(QPalette::Link, accent);
    result.setColor(QPalette::LinkVisited, accent);
    return result;
}

const Palette& Palette::light()
{
    static const Palette palette = [] {
        Palette p;
        p.dark = false;
        p.window = QColor(0xee, 0xf0, 0xf3);
        p.panel = QColor(0xff, 0xff, 0xff);
        p.raised = QColor(0xf6, 0xf7, 0xf9);
        p.border = QColor(0xd3, 0xd8, 0xde);
        p.grid = QColor(0xe6, 0xe9, 0xed);
        p.text = QColor(0x1d, 0x23, 0x2a);
        p.textDim = QColor(0x5a, 0x65, 0x72);
        p.accent = QColor(0x1f, 0x6f, 0xb8);
        p.onAccent = QColor(0xff, 0xff, 0xff);
        p.selection = QColor(0xd6, 0xe8, 0xf8);
        p.path = QColor(0xb0, 0x3f, 0x91);
        p.cause = QColor(0xc4, 0x4e, 0x12);
        p.edge = QColor(0x9a, 0xa5, 0xb1);
        p.good = QColor(0x0b, 0x7a, 0x5c);
        p.warning = QColor(0x9a, 0x62, 0x00);
        p.spanText = QColor(0x10, 0x16, 0x1c);
        p.spans[static_cast<int>(SpanLook::useful)] = QColor(0x6a, 0xae, 0xe6);
        p.spans[static_cast<int>(SpanLook::undecided)] = QColor(0xa9, 0xcd, 0xec);
        p.spans[static_cast<int>(SpanLook::aborted)] = QColor(0xe8, 0x7d, 0x3e);
        p.spans[static_cast<int>(SpanLook::suspended)] = QColor(0xd8, 0xb2, 0x4a);
        p.spans[static_cast<int>(SpanLook::validation)] = QColor(0x2f, 0xa5, 0x84);
        p.spans[static_cast<int>(SpanLook::commit)] = QColor(0x7c, 0x8a, 0x99);
        p.spans[static_cast<int>(SpanLook::idle)] = QColor(0xe9, 0xec, 0xf0);
        return p;
    }();
    return palette;
}

const Palette& Palette::darkTheme()
{
    static const Palette palette = [] {
        Palette p;
        p.dark = true;
        p.window = QColor(0x19, 0x1c, 0x20);
        p.panel = QColor(0x21, 0x25, 0x2a);
        p.raised = QColor(0x2a, 0x2f, 0x36);
        p.border = QColor(0x3a, 0x41, 0x4a);
        p.grid = QColor(0x2d, 0x33, 0x3a);
        p.text = QColor(0xe8, 0xec, 0xf0);
        p.textDim = QColor(0x9a, 0xa6, 0xb2);
        p.accent = QColor(0x4b, 0xa3, 0xe3);
        p.onAccent = QColor(0x0d, 0x13, 0x19);
        p.selection = QColor(0x29, 0x3f, 0x53);
        p.path = QColor(0xe0, 0x86, 0xc4);
        p.cause = QColor(0xf0, 0x8a, 0x4b);
        p.edge = QColor(0x6b, 0x76, 0x82);
        p.good = QColor(0x3f, 0xc1, 0x8f);
        p.warning = QColor(0xe3, 0xb3, 0x41);
        p.spanText = QColor(0x0f, 0x14, 0x19);
        p.spans[static_cast<int>(SpanLook::useful)] = QColor(0x45, 0x93, 0xd6);
        p.spans[static_cast<int>(SpanLook::undecided)] = QColor(0x35, 0x5f, 0x86);
        p.spans[static_cast<int>(SpanLook::aborted)] = QColor(0xe2, 0x72, 0x35);
        p.spans[static_cast<int>(SpanLook::suspended)] = QColor(0xc2, 0x9a, 0x3a);
        p.spans[static_cast<int>(SpanLook::validation)] = QColor(0x2f, 0xb0, 0x8a);
        p.spans[static_cast<int>(SpanLook::commit)] = QColor(0x8a, 0x97, 0xa5);
        p.spans[static_cast<int>(SpanLook::idle)] = QColor(0x2b, 0x30, 0x36);
        return p;
    }();
    return palette;
}

}  // namespace lanescope::views
