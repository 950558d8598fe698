// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/incarnations.h"

#include <cstdint>
#include <span>
#include <vector>

namespace lanescope::analysis {

/// One location that makes a transaction depend on another.
struct DependencyRead {
    LocationId location;
    std::uint64_t gas_used = 0;  ///< of the reader at the read
    friend bool operator==(const DependencyRead&, const DependencyRead&) = default;
};

/// A true read-after-write dependency between two transactions.
struct Dependency {
    std::uint32_t reader = 0;
    std::uint32_t writer = 0;  ///< lower
    std::size_t first_read = 0;
    std::size_t read_count = 0;
};

/// A read of the beneficiary with the fees of all lower transactions in it.
struct FoldRead {
    std::uint32_t reader = 0;
    DependencyRead read;
};

/// Reads that failed validations found changed, of the same transaction, by the same one, for the
/// same reason.
struct AbortEdge {
    std::uint32_t reader = 0;
    std::uint32_t culprit = 0;
    LocationId location;
    MismatchKind cause = MismatchKind::newer_write;
    bool fold = false;  ///< or a sum: then the culprit is the nearest that it may have been
    std::uint32_t aborts = 0;
    std::uint32_t charged = 0;  ///< aborts whose earliest mismatch this was
};

/// Incarnations of one transaction that met the same ESTIMATE.
struct SuspensionEdge {
    std::uint32_t reader = 0;
    std::uint32_t blocking = 0;
    LocationId location;
    std::uint32_t suspensions = 0;
};

/// Who depends on whom, by definition::dependency and definition::beneficiary_fold; and, apart from
/// it, what really went wrong in this run.
struct ConflictGraph {
    std::vector<Dependency> dependencies;     ///< by reader, then by writer
    std::vector<DependencyRead> reads;        ///< of the dependencies, each by gas used
    std::vector<FoldRead> folds;              ///< by reader
    std::vector<AbortEdge> aborts;            ///< by reader, culprit, location, cause
    std::vector<SuspensionEdge> suspensions;  ///< by reader, blocking, location
    /// Transactions that depend on another, folds left out.
    std::uint32_t dependent_transactions = 0;

    [[nodiscard]] std::span<const DependencyRead> reads_of(const Dependency& dependency) const
    {
        return std::span(reads).subspan(dependency.first_read, dependency.read_count);
    }
};

/// O(n log n) in the reads and mismatches of the recording.
[[nodiscard]] ConflictGraph conflict_graph(const Incarnations& incarnations);

}  // namespace lanescope::analysis
