// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shared/quantity_text.h"

#include <algorithm>
#include <cmath>

namespace lanescope::views {

namespace {

QString withGroups(QString digits)
{
    const qsizetype point = digits.indexOf(QLatin1Char('.'));
    const qsizetype first = digits.startsWith(QLatin1Char('-')) ? 1 : 0;
    for (qsizetype at = (point < 0 ? digits.size() : point) - 3; at > first; at -= 3) {
        digits.insert(at, QLatin1Char(','));
    }
    return digits;
}

/// Some four digits, none of them behind the point past a thousand.
QString fourDigits(double number)
{
    const double size = std::abs(number);
    return decimalText(number, size < 10 ? 3 : size < 100 ? 2 : size < 1000 ? 1 : 0);
}

}  // namespace

QString groupedText(std::uint64_t number)
{
    return withGroups(QString::number(number));
}

QString decimalText(double number, int decimals)
{
    return withGroups(QString::number(number, 'f', decimals));
}

QString durationText(double nanoseconds)
{
    const double size = std::abs(nanoseconds);
    if (size < 999.5) {
        return QString::number(nanoseconds, 'f', 0) + QStringLiteral(" ns");
    }
    if (size < 999.95e3) {
        return fourDigits(nanoseconds * 1e-3) + QStringLiteral(" µs");
    }
    if (size < 999.95e6) {
        return fourDigits(nanoseconds * 1e-6) + QStringLiteral(" ms");
    }
    return fourDigits(nanoseconds * 1e-9) + QStringLiteral(" s");
}

QString exactDurationText(double nanoseconds)
{
    return decimalText(nanoseconds * 1e-3, 3) + QStringLiteral(" µs");
}

QString percentText(double part)
{
    return decimalText(part * 100, 1) + QStringLiteral(" %");
}

QString shortText(double number)
{
    static constexpr struct {
        double from;
        const char* unit;
    } units[] = {{1e12, " T"}, {1e9, " G"}, {1e6, " M"}, {1e3, " k"}};
    for (const auto& unit : units) {
        if (std::abs(number) >= unit.from) {
            const double shown = number / unit.from;
            return decimalText(shown, std::abs(shown) < 9.995   ? 2
                                      : std::abs(shown) < 99.95 ? 1
                                                                : 0) +
                   QLatin1String(unit.unit);
        }
    }
    const bool whole = number == std::floor(number) || std::abs(number) >= 100;
    return decimalText(number, whole ? 0 : std::abs(number) < 10 ? 2 : 1);
}

QString countedText(std::uint64_t count, const char* noun)
{
    return groupedText(count) + QLatin1Char(' ') + QLatin1String(noun) +
           (count == 1 ? QString() : QStringLiteral("s"));
}

}  // namespace lanescope::views
