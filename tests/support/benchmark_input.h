// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recording/recording.h"
#include "workload/benchmark_blocks.h"

#include <cstdint>
#include <memory>
#include <utility>

namespace lanescope::test {

/// A generated block as strategies take it.
inline std::shared_ptr<const BlockInput> input_of(workload::GeneratedBlock made)
{
    auto input = std::make_shared<BlockInput>();
    input->block = std::move(made.block);
    input->fork = made.fork;
    input->pre_state = std::make_shared<GivenState>(std::move(made.pre_state));
    input->pre_state_is_whole = true;
    return input;
}

inline std::shared_ptr<const BlockInput> benchmark_input(workload::BenchmarkBlock kind,
                                                         std::uint32_t transactions)
{
    return input_of(workload::benchmark_block(kind, transactions));
}

}  // namespace lanescope::test
