// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <cstdint>

namespace lanescope::views {

/// "12,345,678"
[[nodiscard]] QString groupedText(std::uint64_t number);
/// "1,234.500" with so many digits after the point.
[[nodiscard]] QString decimalText(double number, int decimals);
/// A duration with a unit that suits it and some four digits: "412 ns", "12.34 µs", "8.680 ms".
[[nodiscard]] QString durationText(double nanoseconds);
/// "1,234.567 µs": for tooltips, always to the nanosecond.
[[nodiscard]] QString exactDurationText(double nanoseconds);
/// "18.4 %" of a part from 0 to 1.
[[nodiscard]] QString percentText(double part);
/// A number with a unit of thousands: "980", "141 k", "3.45 M".
[[nodiscard]] QString shortText(double number);
/// "1 worker", "2 workers"
[[nodiscard]] QString countedText(std::uint64_t count, const char* noun);

}  // namespace lanescope::views
