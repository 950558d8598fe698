// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "workload/random.h"

#include <cstdint>
#include <vector>

namespace lanescope::workload {

/// Chooses among things of which some are wanted more than others. The same on every machine: weights
/// are made of operations that IEEE 754 rounds exactly, multiplication, division and square root.
class Popularity {
public:
    /// Number 0 is the hot one: `hot_share` of all choices, 0 to 1. The others are chosen by Zipf's law,
    /// the one of rank r in proportion to r^-zipf; 0 makes them equal. `zipf` counts in steps of 1/64.
    Popularity(std::uint32_t things, double hot_share, double zipf);

    /// 0 … things - 1.
    [[nodiscard]] std::uint32_t choose(Random& random) const;

private:
    double hot_share_;
    std::uint32_t things_;
    std::vector<double> sums_;  ///< of the others' weights up to each; empty: all equal
};

}  // namespace lanescope::workload
