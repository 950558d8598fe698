// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/find.h"

#include "base/hex.h"
#include "views/shared/location_text.h"
#include "views/shared/quantity_text.h"

#include <algorithm>

namespace lanescope::app {

using namespace views;

namespace {

/// Lower-case digits without 0x; empty if it is no hex of three digits or more.
QString hexDigits(const QString& text)
{
    QString digits = text.trimmed().toLower();
    if (digits.startsWith(QLatin1String("0x"))) {
        digits.remove(0, 2);
    }
    const bool isHex = std::all_of(digits.begin(), digits.end(), [](QChar c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    });
    return isHex && digits.size() >= 3 ? digits : QString();
}

class Finder {
public:
    Finder(const analysis::RunAnalysis& run, std::size_t most) : m_run(run), m_most(most) {}

    std::vector<FindHit> find(const QString& text)
    {
        QString number = text.trimmed();
        if (number.startsWith(QLatin1String("tx"), Qt::CaseInsensitive)) {
            number = number.mid(2).trimmed();
        }
        bool isNumber = false;
        const uint index = number.section(QChar(0xb7), 0, 0).section('.', 0, 0).toUInt(&isNumber);
        if (isNumber && index < transactions().size()) {
            addTransaction(index, QStringLiteral("by number"));
        }
        const QString digits = hexDigits(text);
        if (!digits.isEmpty()) {
            findInTransactions(digits);
        }
        findInLocations(text.trimmed().toLower(), digits);
        return std::move(m_hits);
    }

private:
    [[nodiscard]] const std::vector<Transaction>& transactions() const
    {
        return m_run.run().input->block.transactions;
    }
    [[nodiscard]] bool isFull() const { return m_hits.size() >= m_most; }
    void addTransaction(std::uint32_t index, const QString& why)
    {
        const auto& executions = m_run.re_executions.transactions[index];
        m_hits.push_back({QStringLiteral("Transaction %1").arg(index),
                          QStringLiteral("%1 · %2").arg(
                              why, countedText(executions.incarnations, "incarnation")),
                          {index, {}, {}, {}, {}}});
    }
    void findInTransactions(const QString& digits)
    {
        for (std::uint32_t i = 0; i < transactions().size() && !isFull(); ++i) {
            const Transaction& transaction = transactions()[i];
            const auto has = [&](const std::string& hex) {
                return QString::fromStdString(hex).mid(2).contains(digits);
            };
            if (has(to_hex(transaction_hash(transaction)))) {
                addTransaction(i, QStringLiteral("hash"));
            } else if (transaction.sender && has(to_hex(*transaction.sender))) {
                addTransaction(i, QStringLiteral("from %1").arg(shortAddress(*transaction.sender)));
            } else if (transaction.to && has(to_hex(*transaction.to))) {
                addTransaction(i, QStringLiteral("to %1").arg(shortAddress(*transaction.to)));
            }
        }
    }
    void findInLocations(const QString& text, const QString& digits)
    {
        if (text.size() < 3) {
            return;
        }
        for (const auto& hot : m_run.hot_by_time.ranked) {
            if (isFull()) {
                return;
            }
            const QString whole = fullLocation(m_run, hot.location).toLower();
            if (whole.contains(text) || (!digits.isEmpty() && whole.contains(digits))) {
                m_hits.push_back({shortLocation(m_run, hot.location),
                                  QStringLiteral("hot location · %1")
                                      .arg(countedText(hot.wasted.aborts + hot.wasted.suspensions,
                                                       "wasted incarnation")),
                                  {{}, {}, hot.location, {}, {}}});
            }
        }
    }

    const analysis::RunAnalysis& m_run;
    std::size_t m_most;
    std::vector<FindHit> m_hits;
};

}  // namespace

std::vector<FindHit> find(const analysis::RunAnalysis& run, const QString& text, std::size_t most)
{
    return text.trimmed().isEmpty() ? std::vector<FindHit>{} : Finder(run, most).find(text);
}

}  // namespace lanescope::app
