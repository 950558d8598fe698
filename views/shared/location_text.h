// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/run_analysis.h"

#include <QString>

#include <optional>

namespace lanescope::views {

/// "0x7a25…488d"
[[nodiscard]] QString shortHex(const QString& hex);
[[nodiscard]] QString shortAddress(const Address& address);
[[nodiscard]] QString fullAddress(const Address& address);
/// "Token", or without a name as shortAddress().
[[nodiscard]] QString shortAccount(const analysis::RunAnalysis& run, const Address& address);
/// "transfer", of a selector without a name "0xa9059cbb"; "none" without call data.
[[nodiscard]] QString shortFunction(const analysis::RunAnalysis& run,
                                    const Transaction& transaction);
/// "transfer", and nothing where no name is known.
[[nodiscard]] QString functionName(const analysis::RunAnalysis& run,
                                   const Transaction& transaction);
/// What the transaction does: "transfer of Token", "payment to 0x7a25…488d", "creation".
[[nodiscard]] QString callText(const analysis::RunAnalysis& run, const Transaction& transaction);
/// A name where there is one: "Token.balances[0x7a25…488d]". Otherwise a short form for places where the
/// whole does not fit: "slot 0x8 of 0x7a25…488d". A slot key that is a hash is shortened too.
[[nodiscard]] QString shortLocation(const analysis::RunAnalysis& run, LocationId id);
/// Shorter still, for narrow columns: "nonce 0x7a25…488d".
[[nodiscard]] QString narrowLocation(const analysis::RunAnalysis& run, LocationId id);
/// "slot 0x8 of 0x7a25…", nothing left out; a name stands before it.
[[nodiscard]] QString fullLocation(const analysis::RunAnalysis& run, LocationId id);
/// A number of 256 bits: decimal where it is short enough to be read, otherwise hex, shortened.
[[nodiscard]] QString shortValue(const Uint256& value);
/// "0x…", nothing left out.
[[nodiscard]] QString fullValue(const Uint256& value);
/// "412", or with an incarnation "412·1".
[[nodiscard]] QString versionText(TxVersion version);

}  // namespace lanescope::views
