// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/inspector/inspector_facts.h"

#include "base/hex.h"
#include "views/shared/location_text.h"
#include "views/shared/quantity_text.h"

#include <algorithm>

namespace lanescope::views {

using namespace analysis;

namespace {

const IncarnationRecord* recordOf(const Recording& recording, TxVersion version)
{
    for (std::size_t worker = 0; worker < recording.worker_count(); ++worker) {
        for (const IncarnationRecord& record : recording.incarnations(worker)) {
            if (record.version == version) {
                return &record;
            }
        }
    }
    return nullptr;
}

/// What the state before the block says; nothing: absent.
std::optional<Uint256> preStateValue(const GivenState& state, const Location& location)
{
    const auto account = state.find(location.address);
    if (account == state.end()) {
        return std::nullopt;
    }
    switch (location.kind) {
    case LocationKind::existence:
        return Uint256(1);
    case LocationKind::balance:
        return account->second.balance;
    case LocationKind::nonce:
        return Uint256(account->second.nonce);
    case LocationKind::code:
    case LocationKind::storage_generation:
        return std::nullopt;
    case LocationKind::storage_slot:
        break;
    }
    Hash key;
    for (std::size_t i = 0; i < 32; ++i) {
        key.bytes[i] =
            static_cast<std::uint8_t>(location.slot.limb[3 - i / 8] >> (56 - 8 * (i % 8)));
    }
    const auto slot = account->second.storage.find(key);
    return slot == account->second.storage.end() ? std::optional<Uint256>(0) : slot->second;
}

const WriteRecord* findWrite(const AccessSet& access, LocationId location)
{
    const auto found =
        std::find_if(access.writes.begin(), access.writes.end(),
                     [&](const WriteRecord& write) { return write.location == location; });
    return found == access.writes.end() ? nullptr : &*found;
}

std::optional<Uint256> writtenValue(const AccessSet& access, LocationId location)
{
    const WriteRecord* write = findWrite(access, location);
    return write != nullptr ? std::optional(write->value) : std::nullopt;
}

/// What was written; an amount added or taken has its sign.
QString writeText(const WriteRecord& write)
{
    if (write.kind == WriteKind::set) {
        return shortValue(write.value);
    }
    const bool taken = write.value.limb[3] >> 63 != 0;
    return taken ? QStringLiteral("−") + shortValue(-write.value)
                 : QStringLiteral("+") + shortValue(write.value);
}

QString originText(const ReadRecord& read)
{
    switch (read.origin) {
    case ReadOrigin::pre_state:
        return QStringLiteral("pre-state");
    case ReadOrigin::uncovered:
        return QStringLiteral("uncovered");
    case ReadOrigin::version:
        return versionText({read.writer, read.incarnation});
    case ReadOrigin::fold:
        return QStringLiteral("fold");
    case ReadOrigin::system_call:
        return QStringLiteral("system call");
    case ReadOrigin::sum:
        return QStringLiteral("sum");
    case ReadOrigin::at_least:
        return QStringLiteral("at least");
    case ReadOrigin::hint:
        break;
    }
    return QStringLiteral("hint");
}

class Accesses {
public:
    Accesses(const RunAnalysis& run, const Incarnation& incarnation)
        : m_run(run), m_incarnation(incarnation)
    {
        const std::uint32_t index = incarnation.version.index;
        if (index < run.incarnations.committed_count()) {
            m_committed = run.incarnations.committed(index).access;
        }
    }

    [[nodiscard]] std::vector<AccessFact> reads() const
    {
        std::vector<AccessFact> facts;
        std::size_t kept = 0;
        for (const ReadRecord& read : m_incarnation.access->reads) {
            AccessFact fact;
            fact.location = read.location;
            fact.origin = originText(read);
            fact.gasUsed = read.gas_used;
            if (read.origin == ReadOrigin::version) {
                fact.version = TxVersion{read.writer, read.incarnation};
            }
            fact.value = valueOf(read, kept);
            fact.valueText = fact.value ? shortValue(*fact.value) : unknownText(read);
            if (read.origin == ReadOrigin::at_least) {
                fact.valueText.prepend(QStringLiteral("≥ "));
            }
            fact.stale = isStale(read.location);
            compareRead(read, fact);
            facts.push_back(std::move(fact));
        }
        return facts;
    }
    [[nodiscard]] std::vector<AccessFact> writes() const
    {
        std::vector<AccessFact> facts;
        for (const WriteRecord& write : m_incarnation.access->writes) {
            AccessFact fact;
            fact.location = write.location;
            fact.value = write.value;
            fact.valueText = writeText(write);
            if (m_committed != nullptr) {
                const WriteRecord* other = findWrite(*m_committed, write.location);
                fact.committed =
                    other != nullptr ? writeText(*other) : QStringLiteral("not written");
                fact.differs =
                    other == nullptr || other->value != write.value || other->kind != write.kind;
            }
            fact.changed = changedText(write);
            facts.push_back(std::move(fact));
        }
        return facts;
    }

private:
    /// By the value that the incarnation itself read there before.
    [[nodiscard]] QString changedText(const WriteRecord& write) const
    {
        const auto book = m_run.names();
        if (!book || !write.location.is_slot()) {
            return {};
        }
        std::size_t at = 0;
        for (const ReadRecord& read : m_incarnation.access->reads) {
            const auto before = valueOf(read, at);
            if (read.location == write.location && before) {
                const Location location = m_run.run().locations.location(write.location);
                const auto name =
                    book->change(location.address, location.slot, *before, write.value);
                return name ? QString::fromStdString(name->text()) : QString();
            }
        }
        return {};
    }

    [[nodiscard]] std::optional<Uint256> valueOf(const ReadRecord& read, std::size_t& at) const
    {
        const Location location = m_run.run().locations.location(read.location);
        switch (read.origin) {
        case ReadOrigin::pre_state:
            return preStateValue(*m_run.run().input->pre_state, location);
        case ReadOrigin::version: {
            const auto writer = m_run.incarnations.find({read.writer, read.incarnation});
            return writer && writer->access != nullptr
                       ? writtenValue(*writer->access, read.location)
                       : std::nullopt;
        }
        case ReadOrigin::fold:
        case ReadOrigin::sum:
        case ReadOrigin::at_least: {
            const auto& kept = m_incarnation.access->kept;
            return at < kept.size() ? std::optional(kept[at++]) : std::nullopt;
        }
        default:
            return std::nullopt;
        }
    }
    [[nodiscard]] QString unknownText(const ReadRecord& read) const
    {
        if (read.origin == ReadOrigin::uncovered) {
            return QStringLiteral("absent");
        }
        if (read.origin != ReadOrigin::pre_state) {
            return QStringLiteral("–");
        }
        const Location location = m_run.run().locations.location(read.location);
        const auto account = m_run.run().input->pre_state->find(location.address);
        if (account == m_run.run().input->pre_state->end()) {
            return QStringLiteral("absent");
        }
        return location.kind == LocationKind::code
                   ? countedText(account->second.code.size(), "byte")
                   : QStringLiteral("–");
    }
    [[nodiscard]] bool isStale(LocationId location) const
    {
        if (m_incarnation.abort == nullptr) {
            return false;
        }
        const auto& mismatches = m_incarnation.abort->mismatches;
        return std::any_of(mismatches.begin(), mismatches.end(),
                           [&](const Mismatch& one) { return one.location == location; });
    }
    void compareRead(const ReadRecord& read, AccessFact& fact) const
    {
        if (m_committed == nullptr) {
            return;
        }
        const auto& reads = m_committed->reads;
        const auto same = std::find_if(reads.begin(), reads.end(), [&](const ReadRecord& one) {
            return one.location == read.location;
        });
        fact.committed = same == reads.end() ? QStringLiteral("not read") : originText(*same);
        fact.differs = same == reads.end() || same->origin != read.origin ||
                       (read.origin == ReadOrigin::version &&
                        (same->writer != read.writer || same->incarnation != read.incarnation));
    }

    const RunAnalysis& m_run;
    const Incarnation& m_incarnation;
    const AccessSet* m_committed = nullptr;
};

QString whyText(const RunAnalysis& run, const Incarnation& incarnation)
{
    if (incarnation.fate == Fate::aborted && incarnation.abort != nullptr &&
        !incarnation.abort->mismatches.empty()) {
        QString text = mismatchText(run, incarnation.abort->mismatches.front());
        const std::size_t more = incarnation.abort->mismatches.size() - 1;
        if (more > 0) {
            text += QStringLiteral("; and %1").arg(countedText(more, "more stale read"));
        }
        return text;
    }
    if (incarnation.fate == Fate::suspended && incarnation.access != nullptr) {
        const StoppedAt& stopped = incarnation.access->stopped;
        return QStringLiteral("met the ESTIMATE of tx %1 at %2")
            .arg(stopped.blocking)
            .arg(shortLocation(run, stopped.location));
    }
    return {};
}

std::optional<TxVersion> culpritOf(const Incarnation& incarnation)
{
    if (incarnation.abort != nullptr && !incarnation.abort->mismatches.empty()) {
        return incarnation.abort->mismatches.front().culprit;
    }
    return std::nullopt;
}

IncarnationFacts factsOf(const RunAnalysis& run, const Incarnation& incarnation)
{
    IncarnationFacts facts;
    facts.version = incarnation.version;
    facts.worker = incarnation.worker;
    facts.fate = incarnation.fate;
    facts.outcome = fateText(incarnation.fate);
    facts.time = run.microseconds(incarnation.time);
    facts.gas = incarnation.gas;
    facts.why = whyText(run, incarnation);
    facts.culprit = culpritOf(incarnation);
    return facts;
}

}  // namespace

QString fateText(Fate fate)
{
    switch (fate) {
    case Fate::committed:
        return QStringLiteral("committed");
    case Fate::aborted:
        return QStringLiteral("aborted");
    case Fate::suspended:
        return QStringLiteral("suspended");
    case Fate::undecided:
        break;
    }
    return QStringLiteral("undecided");
}

QString mismatchText(const RunAnalysis& run, const Mismatch& mismatch)
{
    const auto readText = [&] {
        switch (mismatch.read_origin) {
        case ReadOrigin::version:
            return QStringLiteral("as written by %1").arg(versionText(mismatch.read));
        case ReadOrigin::fold:
            return QStringLiteral("with the fees folded in");
        case ReadOrigin::sum:
            return QStringLiteral("with the payments until then");
        case ReadOrigin::at_least:
            return QStringLiteral("for whether it suffices");
        default:
            return QStringLiteral("from the pre-state");
        }
    };
    const QString read = readText();
    const QString culprit = versionText(mismatch.culprit);
    const QString cause =
        mismatch.kind == MismatchKind::newer_write
            ? QStringLiteral("but %1 wrote it later").arg(culprit)
        : mismatch.kind == MismatchKind::estimate
            ? QStringLiteral("but %1 was aborted and left an ESTIMATE").arg(culprit)
            : QStringLiteral("but the next incarnation after %1 did not write it").arg(culprit);
    return QStringLiteral("read %1 %2, %3").arg(shortLocation(run, mismatch.location), read, cause);
}

QStringList decodedLines(const RunAnalysis& run, std::uint32_t transaction)
{
    constexpr std::size_t mostEvents = 6;
    constexpr int longest = 240;
    const auto book = run.names();
    const auto& transactions = run.run().input->block.transactions;
    if (!book || transaction >= transactions.size()) {
        return {};
    }
    QStringList lines;
    const auto add = [&](const QString& what, const std::string& text) {
        const QString whole = QString::fromStdString(text);
        lines.append(what +
                     (whole.size() > longest ? whole.left(longest) + QStringLiteral("…") : whole));
    };
    const Transaction& asked = transactions[transaction];
    if (const auto call = asked.to ? book->call(*asked.to, asked.data) : std::nullopt) {
        add(QString(), call->text());
    }
    const names::Evidence::Outcome* outcome = book->outcome(transaction);
    if (outcome == nullptr) {
        return lines;
    }
    if (!outcome->success) {
        const auto error = book->error(asked.to, outcome->output);
        add(QStringLiteral("reverted: "), error                     ? error->text()
                                          : outcome->output.empty() ? "without a reason"
                                                                    : to_hex(outcome->output));
    }
    for (std::size_t i = 0; i < std::min(outcome->logs.size(), mostEvents); ++i) {
        const Log& log = outcome->logs[i];
        const auto event = book->event(log);
        add(QString(), book->address_text(log.address) + ": " +
                           (event                ? event->text()
                            : log.topics.empty() ? std::string("an event without a topic")
                                                 : "event " + to_hex(log.topics[0])));
    }
    if (outcome->logs.size() > mostEvents) {
        lines.append(QStringLiteral("and %1").arg(
            countedText(outcome->logs.size() - mostEvents, "more event")));
    }
    return lines;
}

std::vector<IncarnationFacts> incarnationFacts(const RunAnalysis& run, std::uint32_t transaction)
{
    std::vector<IncarnationFacts> facts;
    if (transaction < run.incarnations.transaction_count()) {
        for (const Incarnation& incarnation : run.incarnations.of(transaction)) {
            facts.push_back(factsOf(run, incarnation));
        }
    }
    return facts;
}

std::optional<IncarnationFacts> accessFacts(const RunAnalysis& run, TxVersion version)
{
    const auto incarnation = run.incarnations.find(version);
    if (!incarnation) {
        return std::nullopt;
    }
    IncarnationFacts facts = factsOf(run, *incarnation);
    if (const IncarnationRecord* record = recordOf(run.recording(), version)) {
        facts.begin = run.microseconds(record->begin);
        if (record->end == IncarnationEnd::invalid) {
            facts.outcome += QStringLiteral(", invalid as far as it saw");
        } else if (record->end == IncarnationEnd::interrupted) {
            facts.outcome += QStringLiteral(", interrupted");
        }
    }
    if (incarnation->access != nullptr) {
        const Accesses accesses(run, *incarnation);
        facts.reads = accesses.reads();
        facts.writes = accesses.writes();
    }
    return facts;
}

}  // namespace lanescope::views
