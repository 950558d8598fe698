// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/timeline/timeline_table.h"

#include <QCoreApplication>

#include <algorithm>

namespace lanescope::views {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Timeline", text);
}

/// Finds the span of a row; the rows of a lane stand together.
class Rows {
public:
    explicit Rows(std::shared_ptr<const TimelineIndex> index) : m_index(std::move(index))
    {
        std::size_t sum = 0;
        for (const LaneIndex& lane : m_index->lanes()) {
            m_first.push_back(sum);
            sum += lane.size();
        }
    }
    [[nodiscard]] SpanPlace place(int row) const
    {
        const auto at = static_cast<std::size_t>(row);
        const auto after = std::upper_bound(m_first.begin(), m_first.end(), at);
        const auto lane = static_cast<std::size_t>(after - m_first.begin()) - 1;
        return {static_cast<std::uint32_t>(lane), at - m_first[lane]};
    }
    [[nodiscard]] const TimelineIndex& index() const { return *m_index; }
    [[nodiscard]] const Span& span(int row) const { return m_index->span(place(row)); }

private:
    std::shared_ptr<const TimelineIndex> m_index;
    std::vector<std::size_t> m_first;
};

bool isOfTransaction(const Span& span)
{
    return span.kind == SpanKind::execution || span.kind == SpanKind::validation;
}

}  // namespace

void fillTimelineTable(FactTable& table, std::shared_ptr<const TimelineIndex> index)
{
    if (!index) {
        table.setFacts(0, {});
        return;
    }
    const auto rows = std::make_shared<const Rows>(index);
    const auto microseconds = [index](Ticks ticks) {
        return index->nanoseconds(static_cast<double>(ticks)) * 1e-3;
    };
    std::vector<FactColumn> columns;
    columns.push_back({tr("worker"), tr("whose time it is"),
                       [rows](int row) { return QVariant(rows->place(row).lane); }});
    columns.push_back({tr("begin, µs"), tr("since the run began"), [rows, microseconds](int row) {
                           return QVariant(microseconds(rows->span(row).begin));
                       }});
    columns.push_back({tr("end, µs"), tr("since the run began"), [rows, microseconds](int row) {
                           return QVariant(microseconds(rows->span(row).end));
                       }});
    columns.push_back({tr("duration, µs"), tr("from begin to end, preemption included"),
                       [rows, microseconds](int row) {
                           const Span& span = rows->span(row);
                           return QVariant(microseconds(span.end - span.begin));
                       }});
    columns.push_back({tr("transaction"), tr("index in the block"), [rows](int row) {
                           const Span& span = rows->span(row);
                           return isOfTransaction(span) ? QVariant(span.version.index) : QVariant();
                       }});
    columns.push_back({tr("incarnation"), tr("execution attempt, from 0"), [rows](int row) {
                           const Span& span = rows->span(row);
                           return isOfTransaction(span) ? QVariant(span.version.incarnation)
                                                        : QVariant();
                       }});
    columns.push_back(
        {tr("what"), tr("useful, aborted, suspended and undecided are executions"),
         [rows](int row) { return QVariant(tr(nameOf(rows->index().look(rows->place(row))))); }});
    columns.push_back({tr("gas"), tr("used by the execution"), [rows](int row) {
                           const Span& span = rows->span(row);
                           return span.kind == SpanKind::execution ? QVariant(span.detail)
                                                                   : QVariant();
                       }});
    table.setFacts(static_cast<int>(index->spanCount()), std::move(columns),
                   [rows](int row) -> std::optional<FactTable::Target> {
                       const Span& span = rows->span(row);
                       if (!isOfTransaction(span)) {
                           return std::nullopt;
                       }
                       return FactTable::Target{span.version.index, span.version.incarnation};
                   });
}

}  // namespace lanescope::views
