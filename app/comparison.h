// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/hex.h"
#include "chain/account.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace lanescope::app {

/// One thing that is not what it should be.
struct Difference {
    std::string where;  ///< "header", "transaction 12", "account 0x…"
    std::string field;
    std::string expected;
    std::string found;
};

/// Collects agreements and differences.
class Comparison {
public:
    /// Both outlive this.
    Comparison(std::vector<std::string>& checked, std::vector<Difference>& differences)
        : checked_(checked), differences_(differences)
    {
    }

    void text(const std::string& where, const std::string& field, const std::string& expected,
              const std::string& found);
    void number(const std::string& where, const std::string& field, std::uint64_t expected,
                std::uint64_t found)
    {
        text(where, field, std::to_string(expected), std::to_string(found));
    }
    template <class Fixed>
    void fixed(const std::string& where, const std::string& field, const Fixed& expected,
               const Fixed& found)
    {
        text(where, field, to_hex(expected), to_hex(found));
    }
    /// The field is as it should be; said once.
    void agree(const std::string& field);

private:
    std::vector<std::string>& checked_;
    std::vector<Difference>& differences_;
};

/// The first difference of two states. An account that is listed must hold exactly that; any other is
/// absent or empty.
[[nodiscard]] std::optional<Difference> difference_of_states(const GivenState& expected,
                                                             const GivenState& found);

}  // namespace lanescope::app
