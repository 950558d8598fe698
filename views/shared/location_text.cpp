// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shared/location_text.h"

#include "base/hex.h"
#include "views/shared/quantity_text.h"

namespace lanescope::views {

QString shortHex(const QString& hex)
{
    return hex.size() <= 14 ? hex : hex.left(6) + QStringLiteral("…") + hex.right(4);
}

QString fullAddress(const Address& address)
{
    return QString::fromStdString(to_hex(address));
}

QString shortAddress(const Address& address)
{
    return shortHex(fullAddress(address));
}

QString shortLocation(const analysis::RunAnalysis& run, LocationId id)
{
    const Location location = run.run().locations.location(id);
    const QString what = location.kind == LocationKind::storage_slot
                             ? QStringLiteral("slot ") +
                                   shortHex(QString::fromStdString(to_hex_quantity(location.slot)))
                             : QString::fromLatin1(analysis::name_of(location.kind));
    return QStringLiteral("%1 of %2").arg(what, shortAddress(location.address));
}

QString narrowLocation(const analysis::RunAnalysis& run, LocationId id)
{
    return shortLocation(run, id).replace(QStringLiteral(" of "), QStringLiteral(" "));
}

QString fullLocation(const analysis::RunAnalysis& run, LocationId id)
{
    return QString::fromStdString(run.location_text(id));
}

QString shortValue(const Uint256& value)
{
    if (value.fits64() && value.low64() < 1'000'000'000'000) {
        return groupedText(value.low64());
    }
    return shortHex(fullValue(value));
}

QString fullValue(const Uint256& value)
{
    return QString::fromStdString(to_hex_quantity(value));
}

QString versionText(TxVersion version)
{
    return QStringLiteral("%1·%2").arg(version.index).arg(version.incarnation);
}

}  // namespace lanescope::views
