// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/summary/summary_facts.h"

#include "analysis/definitions.h"
#include "views/shared/location_text.h"
#include "views/shared/quantity_text.h"

#include <algorithm>

namespace lanescope::views {

using namespace analysis;

namespace {

const QString dash = QStringLiteral("–");

QString words(std::string_view definition)
{
    return QString::fromUtf8(definition.data(), static_cast<qsizetype>(definition.size()));
}

QString times(double factor)
{
    return QString::number(factor, 'f', 2) + QStringLiteral("×");
}

QString link(const QString& url, const QString& text)
{
    return QStringLiteral("<a href=\"%1\">%2</a>").arg(url, text.toHtmlEscaped());
}

QString rate(double perSecond)
{
    return groupedText(static_cast<std::uint64_t>(perSecond));
}

/// Commits over the time of the run, of the most in one stretch. Of very many, some are looked at.
std::vector<double> commitCurve(const RunAnalysis& run)
{
    constexpr std::size_t stretches = 40;
    constexpr std::size_t mostLookedAt = 100'000;
    std::vector<double> curve(stretches, 0);
    const Recording& recording = run.recording();
    const auto duration = static_cast<double>(std::max<Ticks>(run.totals.duration, 1));
    std::size_t all = 0;
    for (std::size_t worker = 0; worker < recording.worker_count(); ++worker) {
        all += recording.decisions(worker).size();
    }
    const std::size_t step = 1 + all / mostLookedAt;
    double most = 0;
    for (std::size_t worker = 0; worker < recording.worker_count(); ++worker) {
        const auto decisions = recording.decisions(worker);
        for (std::size_t i = 0; i < decisions.size(); i += step) {
            const Decision& decision = decisions[i];
            if (decision.kind == DecisionKind::commit && decision.at <= run.totals.duration) {
                const double part = static_cast<double>(decision.at) / duration;
                double& count =
                    curve[std::min(stretches - 1, static_cast<std::size_t>(part * stretches))];
                most = std::max(most, ++count);
            }
        }
    }
    if (most == 0) {
        return {};
    }
    for (double& count : curve) {
        count /= most;
    }
    return curve;
}

class Facts {
public:
    Facts(const RunAnalysis& run, const std::optional<Measured>& measured)
        : m_run(run), m_measured(measured)
    {
    }

    [[nodiscard]] SummaryFacts facts() const
    {
        return {{speedUp(), throughput(), reExecutions(), wastedWork(), costliest()}, sentences()};
    }

private:
    [[nodiscard]] bool isParallel() const
    {
        return m_run.run().settings.strategy != StrategyKind::sequential;
    }
    [[nodiscard]] bool isPaced() const { return m_measured && m_measured->paced; }
    [[nodiscard]] QString duration(double ticks) const
    {
        return durationText(ticks * m_run.machine.nanoseconds_per_tick);
    }
    [[nodiscard]] QString workers() const { return countedText(m_run.totals.workers, "worker"); }
    /// With more workers than cores the times contain preemption: then gas says more.
    [[nodiscard]] bool byGas() const { return m_run.has_more_workers_than_cores(); }
    [[nodiscard]] const Bound& most() const
    {
        return byGas() ? m_run.by_gas.bound : m_run.by_time.bound;
    }
    [[nodiscard]] double bound() const { return most().potential_speed_up(); }
    [[nodiscard]] QString amount(std::uint64_t ofBound) const
    {
        return byGas() ? shortText(static_cast<double>(ofBound)) + QStringLiteral("gas")
                       : duration(static_cast<double>(ofBound));
    }
    /// Seconds of the run whose figures are shown, and whether nobody watched it.
    [[nodiscard]] std::pair<double, bool> shownSeconds() const
    {
        if (m_measured && m_measured->parallel > 0) {
            return {m_measured->parallel, true};
        }
        return {m_run.microseconds(m_run.totals.duration) * 1e-6, false};
    }

    [[nodiscard]] SummaryCard speedUp() const
    {
        SummaryCard card{
            QStringLiteral("Speed-up"), dash, {}, {}, QUrl(QStringLiteral("view:summary"))};
        const QString limit =
            m_run.incarnations.has_access_sets() && m_run.incarnations.committed_count() > 0
                ? QStringLiteral("bound %1%2 at %3")
                      .arg(times(bound()), byGas() ? QStringLiteral(" by gas") : QString(),
                           workers())
                : QString();
        card.detail = limit;
        if (m_measured && m_measured->has_speed_up()) {
            card.value = times(m_measured->speed_up());
            card.tooltip = QStringLiteral("sequential %1 / %2 %3, medians of %4 %5 recording")
                               .arg(durationText(m_measured->sequential * 1e9), workers(),
                                    durationText(m_measured->parallel * 1e9),
                                    countedText(m_measured->repeats, "repeat"),
                                    m_measured->withRecording ? QStringLiteral("with")
                                                              : QStringLiteral("without"));
        } else if (isPaced()) {
            card.tooltip = QStringLiteral("A run that is slowed or paused has no speed-up.");
            card.detail = QStringLiteral("not of a paced run") +
                          (limit.isEmpty() ? QString() : QStringLiteral(" · ") + limit);
        } else if (!isParallel()) {
            card.detail = QStringLiteral("sequential execution");
        } else {
            card.tooltip = QStringLiteral("Not measured with this recording. Run the block here.");
        }
        card.tooltip += (card.tooltip.isEmpty() ? "" : "\n") + words(definition::bound);
        return card;
    }
    [[nodiscard]] SummaryCard throughput() const
    {
        SummaryCard card{
            QStringLiteral("Throughput"), dash, {}, {}, QUrl(QStringLiteral("view:throughput"))};
        const auto [seconds, unwatched] = shownSeconds();
        if (seconds <= 0) {
            return card;
        }
        const Totals& totals = m_run.totals;
        card.value = rate(totals.committed / seconds) + QStringLiteral(" TPS");
        card.curve = commitCurve(m_run);
        card.detail = shortText(static_cast<double>(totals.committed_gas) / seconds) +
                      QStringLiteral("gas/s");
        if (isPaced()) {
            card.detail = QStringLiteral("paced: says how fast you look");
        } else if (m_measured && m_measured->sequential > 0 && isParallel()) {
            card.detail +=
                QStringLiteral(" · sequential ") + rate(totals.committed / m_measured->sequential);
        } else if (!unwatched) {
            card.detail += QStringLiteral(" · recorded run");
        }
        card.tooltip =
            QStringLiteral("%1 committed in %2, %3\nRecorded run: %4\n%5")
                .arg(countedText(totals.committed, "transaction"), durationText(seconds * 1e9),
                     unwatched ? QStringLiteral("without recording")
                               : QStringLiteral("with recording"),
                     duration(static_cast<double>(totals.duration)),
                     words(definition::commit_rate));
        return card;
    }
    [[nodiscard]] SummaryCard reExecutions() const
    {
        const analysis::ReExecutions& again = m_run.re_executions;
        SummaryCard card{QStringLiteral("Re-executions"),
                         groupedText(again.total),
                         {},
                         {},
                         QUrl(QStringLiteral("view:re-executions"))};
        card.detail = QStringLiteral("in %1 of %2")
                          .arg(groupedText(again.re_executed_transactions),
                               countedText(again.executed_transactions, "transaction"));
        card.tooltip =
            QStringLiteral("%1: %2 aborted, %3 suspended\n%4")
                .arg(countedText(m_run.totals.incarnations, "incarnation"),
                     groupedText(m_run.totals.wasted.aborts),
                     groupedText(m_run.totals.wasted.suspensions), words(definition::re_execution));
        return card;
    }
    [[nodiscard]] SummaryCard wastedWork() const
    {
        const Totals& totals = m_run.totals;
        SummaryCard card{QStringLiteral("Wasted work"),
                         percentText(totals.wasted_share()),
                         {},
                         {},
                         QUrl(QStringLiteral("view:timeline"))};
        card.detail = QStringLiteral("%1 of %2 worker time")
                          .arg(duration(static_cast<double>(totals.wasted.time)),
                               duration(static_cast<double>(totals.worker_time())));
        card.tooltip = QStringLiteral("%1 gas, beside %2 gas committed\n%3")
                           .arg(groupedText(totals.wasted.gas), groupedText(totals.committed_gas),
                                words(definition::wasted_work));
        if (m_run.has_more_workers_than_cores()) {
            card.tooltip += "\n" + words(definition::more_workers_than_cores);
        }
        return card;
    }
    [[nodiscard]] SummaryCard costliest() const
    {
        SummaryCard card{QStringLiteral("Costliest location"),
                         dash,
                         {},
                         {},
                         QUrl(QStringLiteral("view:hot-locations"))};
        if (m_run.hot_by_time.ranked.empty()) {
            card.value = QStringLiteral("none");
            card.detail = QStringLiteral("no wasted work");
            return card;
        }
        const HotLocation& hot = m_run.hot_by_time.ranked.front();
        card.value = narrowLocation(m_run, hot.location);
        card.detail = QStringLiteral("%1 of the wasted work · %2")
                          .arg(percentText(share(hot.wasted.time, m_run.totals.wasted.time)),
                               countedText(hot.writers, "writer"));
        card.tooltip = fullLocation(m_run, hot.location) + "\n" + words(definition::hot_location);
        card.target = QUrl(QStringLiteral("location:%1").arg(hot.location.value));
        return card;
    }

    [[nodiscard]] std::vector<QString> sentences() const
    {
        std::vector<QString> result;
        if (m_run.recording().is_live()) {
            result.push_back(QStringLiteral("The run goes on: %1 of %2 committed so far.")
                                 .arg(groupedText(m_run.totals.committed),
                                      countedText(m_run.totals.transactions, "transaction")));
        } else {
            result.push_back(howFast());
        }
        if (isParallel() && m_run.incarnations.has_access_sets() &&
            m_run.incarnations.committed_count() > 0) {
            result.push_back(whatBinds());
        }
        result.push_back(whatWasWasted());
        if (!m_run.hot_by_time.ranked.empty()) {
            result.push_back(whereItWasWasted());
            result.push_back(whoRanMost());
        }
        if (!m_run.incarnations.has_access_sets()) {
            result.push_back(words(definition::no_access_sets));
        }
        if (m_run.has_more_workers_than_cores()) {
            result.push_back(QStringLiteral("%1 on %2. %3")
                                 .arg(workers(), countedText(m_run.machine.cores, "core"),
                                      words(definition::more_workers_than_cores)));
        }
        if (m_run.split.dropped_spans > 0) {
            result.push_back(QStringLiteral("%1 dropped. %2")
                                 .arg(countedText(m_run.split.dropped_spans, "span"),
                                      words(definition::dropped_spans)));
        }
        return result;
    }
    [[nodiscard]] QString howFast() const
    {
        const QString what =
            QStringLiteral("%1 executed %2")
                .arg(workers(), countedText(m_run.totals.committed, "transaction"));
        if (m_measured && m_measured->has_speed_up()) {
            const double factor = m_measured->speed_up();
            return QStringLiteral("%1 in %2, sequential execution in %3: <b>speed-up %4</b>%5.%6")
                .arg(what, durationText(m_measured->parallel * 1e9),
                     durationText(m_measured->sequential * 1e9), times(factor),
                     factor < 1 ? QStringLiteral(", slower than sequential") : QString(),
                     !m_measured->compared ? QString()
                     : m_measured->equal   ? QStringLiteral(" The results are equal.")
                                           : QStringLiteral(" The results are <b>not equal</b>."));
        }
        const QString inTime = duration(static_cast<double>(m_run.totals.duration));
        if (isPaced()) {
            return QStringLiteral(
                       "%1 in %2, slowed so that you can follow. Run at full speed to "
                       "measure the speed-up.")
                .arg(what, inTime);
        }
        return QStringLiteral("%1 in %2, recorded.").arg(what, inTime);
    }
    [[nodiscard]] QString whatBinds() const
    {
        const QString text =
            QStringLiteral("With %1 no strategy could gain more than <b>%2</b>%3, ")
                .arg(workers(), times(bound()),
                     byGas() ? QStringLiteral(", counted by gas") : QString());
        const QString path = link(QStringLiteral("view:graph"), QStringLiteral("dependency path"));
        if (most().path.length >= most().even_share()) {
            return text +
                   QStringLiteral("because of the %1: %2 that wait for one another, %3 of %4.")
                       .arg(path, countedText(most().path.steps.size(), "transaction"),
                            amount(most().path.length), amount(most().path.total));
        }
        return text + QStringLiteral("because of the number of workers: the %1 would allow more.")
                          .arg(path);
    }
    [[nodiscard]] QString whatWasWasted() const
    {
        const Totals& totals = m_run.totals;
        if (totals.wasted.aborts + totals.wasted.suspensions == 0) {
            return QStringLiteral("No incarnation was aborted or suspended: nothing was wasted.");
        }
        return QStringLiteral(
                   "%1 %2 aborted and %3 suspended. That is <b>%4</b> of wasted work, "
                   "%5 of the %6 of worker time.")
            .arg(countedText(totals.wasted.aborts, "incarnation"),
                 totals.wasted.aborts == 1 ? QStringLiteral("was") : QStringLiteral("were"),
                 groupedText(totals.wasted.suspensions),
                 duration(static_cast<double>(totals.wasted.time)),
                 percentText(totals.wasted_share()),
                 duration(static_cast<double>(totals.worker_time())));
    }
    [[nodiscard]] QString whereItWasWasted() const
    {
        const HotLocation& hot = m_run.hot_by_time.ranked.front();
        QString text =
            QStringLiteral(
                "The costliest location is %1: it caused %2 of the wasted work, by %3 "
                "and %4. It has %5 and %6.")
                .arg(link(QStringLiteral("location:%1").arg(hot.location.value),
                          shortLocation(m_run, hot.location)),
                     percentText(share(hot.wasted.time, m_run.totals.wasted.time)),
                     countedText(hot.wasted.aborts, "abort"),
                     countedText(hot.wasted.suspensions, "suspension"),
                     countedText(hot.writers, "writer"), countedText(hot.readers, "reader"));
        const std::size_t others = m_run.hot_by_time.ranked.size() - 1;
        if (others > 0) {
            text += QStringLiteral(" %1.").arg(link(
                QStringLiteral("view:hot-locations"),
                QStringLiteral("%1 caused the rest").arg(countedText(others, "more location"))));
        }
        return text;
    }
    [[nodiscard]] QString whoRanMost() const
    {
        const auto most = m_run.re_executions.most_executed;
        if (!most) {
            return {};
        }
        return QStringLiteral("%1 took the most incarnations: %2.")
            .arg(link(QStringLiteral("tx:%1").arg(*most),
                      QStringLiteral("Transaction %1").arg(*most)),
                 groupedText(m_run.incarnations.of(*most).size()));
    }

    const RunAnalysis& m_run;
    const std::optional<Measured>& m_measured;
};

SummaryFacts withoutRun()
{
    SummaryFacts facts;
    for (const char* title :
         {"Speed-up", "Throughput", "Re-executions", "Wasted work", "Costliest location"}) {
        facts.cards.push_back(
            {QString::fromLatin1(title), dash, QStringLiteral("no run yet"), {}, {}});
    }
    return facts;
}

}  // namespace

SummaryFacts summaryFacts(const RunPicture& picture, const std::optional<Measured>& measured)
{
    return picture ? Facts(*picture, measured).facts() : withoutRun();
}

SummaryLink SummaryLink::from(const QUrl& url)
{
    SummaryLink link;
    const QString rest = url.path();
    if (url.scheme() == QLatin1String("view")) {
        link.view = rest;
    } else if (url.scheme() == QLatin1String("tx")) {
        link.selects.transaction = rest.toUInt();
        link.view = QStringLiteral("inspector");
    } else if (url.scheme() == QLatin1String("version")) {
        link.selects.transaction = rest.section('/', 0, 0).toUInt();
        link.selects.incarnation = rest.section('/', 1, 1).toUInt();
        link.view = QStringLiteral("inspector");
    } else if (url.scheme() == QLatin1String("location")) {
        link.selects.location = LocationId{rest.toUInt()};
        link.view = QStringLiteral("hot-locations");
    }
    return link;
}

}  // namespace lanescope::views
