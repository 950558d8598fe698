// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shared/location_text.h"

#include "base/hex.h"
#include "views/shared/quantity_text.h"

#include <QCoreApplication>

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

QString shortAccount(const analysis::RunAnalysis& run, const Address& address)
{
    const auto book = run.names();
    return book ? QString::fromStdString(book->address_text(address)) : shortAddress(address);
}

QString shortFunction(const analysis::RunAnalysis& run, const Transaction& transaction)
{
    const auto selector = analysis::selector_of(transaction);
    const QString text = QString::fromStdString(run.function_text(selector, transaction.to));
    const qsizetype open = text.indexOf(QLatin1Char('('));
    const bool isGuess = text.endsWith(QStringLiteral(" (guess)"));
    return open < 1 ? text : text.left(open) + (isGuess ? QStringLiteral(" (guess)") : QString());
}

QString functionName(const analysis::RunAnalysis& run, const Transaction& transaction)
{
    const auto selector = analysis::selector_of(transaction);
    return transaction.to && run.function_name(selector, transaction.to)
               ? shortFunction(run, transaction)
               : QString();
}

QString callText(const analysis::RunAnalysis& run, const Transaction& transaction)
{
    if (!transaction.to) {
        return QCoreApplication::translate("Call", "creation");
    }
    const QString called = shortAccount(run, *transaction.to);
    return analysis::selector_of(transaction)
               ? QCoreApplication::translate("Call", "%1 of %2")
                     .arg(shortFunction(run, transaction), called)
               : QCoreApplication::translate("Call", "payment to %1").arg(called);
}

QString shortLocation(const analysis::RunAnalysis& run, LocationId id)
{
    if (const auto name = run.location_name(id, names::NameStyle::brief)) {
        return QString::fromStdString(*name);
    }
    const Location location = run.run().locations.location(id);
    const QString what = location.kind == LocationKind::storage_slot
                             ? QStringLiteral("slot ") +
                                   shortHex(QString::fromStdString(to_hex_quantity(location.slot)))
                             : QString::fromLatin1(analysis::name_of(location.kind));
    return QStringLiteral("%1 of %2").arg(what, shortAddress(location.address));
}

QString narrowLocation(const analysis::RunAnalysis& run, LocationId id)
{
    const QString text = shortLocation(run, id);
    return run.location_name(id, names::NameStyle::brief)
               ? text
               : QString(text).replace(QStringLiteral(" of "), QStringLiteral(" "));
}

QString fullLocation(const analysis::RunAnalysis& run, LocationId id)
{
    const QString plain = QString::fromStdString(run.plain_location_text(id));
    const auto name = run.location_name(id);
    return name ? QStringLiteral("%1: %2").arg(QString::fromStdString(*name), plain) : plain;
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
