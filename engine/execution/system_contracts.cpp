// SPDX-License-Identifier: GPL-3.0-or-later
#include "execution/system_contracts.h"

namespace lanescope {
namespace {

constexpr Address before_block[]{beacon_roots_address, history_storage_address};
constexpr Address after_block[]{withdrawal_requests_address, consolidation_requests_address};

}  // namespace

std::span<const Address> contracts_called_before(Revision revision) noexcept
{
    const std::size_t count = revision >= Revision::prague   ? 2
                              : revision >= Revision::cancun ? 1
                                                             : 0;
    return std::span(before_block).first(count);
}

std::span<const Address> contracts_called_after(Revision revision) noexcept
{
    return std::span(after_block).first(revision >= Revision::prague ? 2 : 0);
}

}  // namespace lanescope
