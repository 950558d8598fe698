// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/find.h"

#include "app/window/command_palette.h"
#include "app/window/help_window.h"
#include "base/hex.h"
#include "views/shared/location_text.h"
#include "views/shared/quantity_text.h"

#include <QAction>

#include <algorithm>
#include <map>
#include <unordered_set>

namespace lanescope::app {

using namespace views;

namespace {

/// So many of one kind leave room for the others.
constexpr std::size_t mostOfAKind = 12;

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

bool holds(const std::string& hex, const QString& digits)
{
    return QString::fromStdString(hex).mid(2).contains(digits);
}

}  // namespace

struct RunFinder::Search {
    QString text;    ///< lower case
    QString digits;  ///< of hex; empty: it is none
    std::size_t most = 0;
    std::vector<FindHit> hits;

    /// Whether no more of a kind whose first was hit number `first` are wanted.
    [[nodiscard]] bool isFull(std::size_t first) const
    {
        return hits.size() >= most || hits.size() >= first + mostOfAKind;
    }
};

std::vector<FindHit> RunFinder::find(const QString& text, std::size_t most)
{
    Search search{text.trimmed().toLower(), hexDigits(text), most, {}};
    if (m_picture && !search.text.isEmpty()) {
        findTransactions(search);
        findAccounts(search);
        findLocations(search);
    }
    return std::move(search.hits);
}

void RunFinder::findTransactions(Search& search) const
{
    const auto& transactions = m_picture->run().input->block.transactions;
    const auto add = [&](std::uint32_t index, const QString& why) {
        const auto executions = m_picture->incarnations.executions_of(index);
        FindHit hit;
        hit.text = QStringLiteral("Transaction %1").arg(index);
        hit.detail =
            QStringLiteral("%1 · %2").arg(why, countedText(executions.incarnations, "incarnation"));
        hit.selects.emplace().transaction = index;
        search.hits.push_back(std::move(hit));
    };
    QString number = search.text;
    if (number.startsWith(QLatin1String("tx"))) {
        number = number.mid(2).trimmed();
    }
    bool isNumber = false;
    const uint index = number.section(QChar(0xb7), 0, 0).section('.', 0, 0).toUInt(&isNumber);
    if (isNumber && index < transactions.size()) {
        add(index, QStringLiteral("by number"));
    }
    if (search.digits.isEmpty()) {
        return;
    }
    for (std::uint32_t i = 0; i < transactions.size() && !search.isFull(0); ++i) {
        const Transaction& transaction = transactions[i];
        if (holds(to_hex(transaction_hash(transaction)), search.digits)) {
            add(i, QStringLiteral("hash"));
        } else if (transaction.sender && holds(to_hex(*transaction.sender), search.digits)) {
            add(i, QStringLiteral("from %1").arg(shortAddress(*transaction.sender)));
        } else if (transaction.to && holds(to_hex(*transaction.to), search.digits)) {
            add(i, QStringLiteral("to %1").arg(shortAddress(*transaction.to)));
        }
    }
}

void RunFinder::findAccounts(Search& search) const
{
    if (search.digits.isEmpty()) {
        return;
    }
    struct Uses {
        std::size_t from = 0;
        std::size_t to = 0;
    };
    std::map<Address, Uses> found;
    for (const Transaction& transaction : m_picture->run().input->block.transactions) {
        if (transaction.sender && holds(to_hex(*transaction.sender), search.digits)) {
            ++found[*transaction.sender].from;
        }
        if (transaction.to && holds(to_hex(*transaction.to), search.digits)) {
            ++found[*transaction.to].to;
        }
    }
    const std::size_t first = search.hits.size();
    for (const auto& [address, uses] : found) {
        if (search.isFull(first)) {
            return;
        }
        FindHit hit;
        hit.text = fullAddress(address);
        hit.detail = QStringLiteral("sends %1, receives %2")
                         .arg(countedText(uses.from, "transaction"), groupedText(uses.to));
        hit.filter = shortAddress(address);
        search.hits.push_back(std::move(hit));
    }
}

void RunFinder::collectLocations()
{
    std::unordered_set<std::uint32_t> seen;
    m_locations.emplace();
    const auto add = [&](LocationId location) {
        if (seen.insert(location.value).second) {
            m_locations->push_back(location);
        }
    };
    for (const auto& hot : m_picture->hot_by_time.ranked) {
        add(hot.location);
    }
    if (!m_picture->incarnations.has_access_sets()) {
        return;
    }
    for (const analysis::Incarnation& incarnation : m_picture->incarnations.all()) {
        for (const ReadRecord& read : incarnation.access->reads) {
            add(read.location);
        }
        for (const WriteRecord& write : incarnation.access->writes) {
            add(write.location);
        }
    }
}

void RunFinder::findLocations(Search& search)
{
    if (search.text.size() < 3) {
        return;
    }
    if (!m_locations) {
        collectLocations();
    }
    const auto& ranked = m_picture->hot_by_time.ranked;
    const std::size_t first = search.hits.size();
    for (std::size_t i = 0; i < m_locations->size() && !search.isFull(first); ++i) {
        const LocationId location = (*m_locations)[i];
        const QString whole = fullLocation(*m_picture, location).toLower();
        if (!whole.contains(search.text) &&
            (search.digits.isEmpty() || !whole.contains(search.digits))) {
            continue;
        }
        FindHit hit;
        hit.text = shortLocation(*m_picture, location);
        hit.detail =
            i < ranked.size()
                ? QStringLiteral("hot location · %1")
                      .arg(countedText(ranked[i].wasted.aborts + ranked[i].wasted.suspensions,
                                       "wasted incarnation"))
                : QStringLiteral("location that wasted nothing");
        hit.selects.emplace().location = location;
        search.hits.push_back(std::move(hit));
    }
}

std::vector<FindHit> findHelp(const QString& text, std::size_t most)
{
    std::vector<FindHit> hits;
    std::vector<FindHit> inText;
    for (const HelpPage& page : helpPages()) {
        const bool inTitle = matches(page.title, text);
        if (!inTitle && !matches(helpText(page.name), text)) {
            continue;
        }
        FindHit hit;
        hit.text = page.title;
        hit.detail = QStringLiteral("help");
        hit.page = page.name;
        (inTitle ? hits : inText).push_back(std::move(hit));
    }
    std::move(inText.begin(), inText.end(), std::back_inserter(hits));
    hits.resize(std::min(hits.size(), most));
    return hits;
}

std::vector<FindHit> findCommands(const QList<QAction*>& actions, const QString& text,
                                  std::size_t most)
{
    std::vector<FindHit> hits;
    for (QAction* action : actions) {
        if (hits.size() < most && action->isEnabled() && matches(plainText(action), text)) {
            FindHit hit;
            hit.text = plainText(action);
            hit.detail = QStringLiteral("command");
            hit.command = action;
            hits.push_back(std::move(hit));
        }
    }
    return hits;
}

}  // namespace lanescope::app
