// SPDX-License-Identifier: GPL-3.0-or-later
#include "workload/popularity.h"

#include <algorithm>
#include <cmath>

namespace lanescope::workload {

namespace {

constexpr unsigned fraction_bits = 6;

/// base^(steps / 64). std::pow may differ in its last bit from one library to the next.
double power(double base, std::uint32_t steps)
{
    double result = 1;
    for (std::uint32_t whole = steps >> fraction_bits; whole != 0; --whole) {
        result *= base;
    }
    double root = base;
    for (unsigned bit = fraction_bits; bit-- != 0;) {
        root = std::sqrt(root);
        if ((steps >> bit & 1) != 0) {
            result *= root;
        }
    }
    return result;
}

}  // namespace

Popularity::Popularity(std::uint32_t things, double hot_share, double zipf)
    : hot_share_(hot_share), things_(things)
{
    const auto steps = static_cast<std::uint32_t>(zipf * (1u << fraction_bits) + 0.5);
    if (steps == 0) {
        return;
    }
    double sum = 0;
    for (std::uint32_t rank = 1; rank < things; ++rank) {
        sum += 1 / power(rank, steps);
        sums_.push_back(sum);
    }
}

std::uint32_t Popularity::choose(Random& random) const
{
    if (random.happens(hot_share_) || things_ < 2) {
        return 0;
    }
    if (sums_.empty()) {
        return 1 + static_cast<std::uint32_t>(random.below(things_ - 1));
    }
    const double at = static_cast<double>(random.next() >> 11) / 9007199254740992.0 * sums_.back();
    const auto found = std::upper_bound(sums_.begin(), sums_.end(), at);
    return 1 +
           static_cast<std::uint32_t>(std::min<std::ptrdiff_t>(found - sums_.begin(), things_ - 2));
}

}  // namespace lanescope::workload
