// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/hot_locations/hot_locations_view.h"

#include "analysis/definitions.h"
#include "views/shared/location_text.h"
#include "views/shared/table_panel.h"
#include "views/shared/table_picture.h"

#include <QVBoxLayout>

namespace lanescope::views {

namespace {

constexpr int shareColumn = 2;

}  // namespace

void fillHotLocations(FactTable& table, const RunPicture& picture)
{
    using analysis::HotLocation;
    const auto at = [picture](int row) -> const HotLocation& {
        return picture->hot_by_time.ranked[static_cast<std::size_t>(row)];
    };
    const QString hot = QString::fromUtf8(analysis::definition::hot_location.data());
    table.setFacts(
        picture ? static_cast<int>(picture->hot_by_time.ranked.size()) : 0,
        {{QStringLiteral("location"), hot,
          [picture, at](int row) { return shortLocation(*picture, at(row).location); }},
         {QStringLiteral("wasted ms"), hot,
          [picture, at](int row) { return picture->microseconds(at(row).wasted.time) * 1e-3; }},
         {QStringLiteral("of wasted time, %"), hot,
          [picture, at](int row) {
              return 100 * analysis::share(at(row).wasted.time, picture->totals.wasted.time);
          },
          1},
         {QStringLiteral("aborts"), hot, [at](int row) { return QVariant(at(row).wasted.aborts); }},
         {QStringLiteral("suspensions"), hot,
          [at](int row) { return QVariant(at(row).wasted.suspensions); }},
         {QStringLiteral("writers"), hot, [at](int row) { return QVariant(at(row).writers); }},
         {QStringLiteral("readers"), hot, [at](int row) { return QVariant(at(row).readers); }},
         {QStringLiteral("wasted gas"), hot,
          [at](int row) { return QVariant(static_cast<qulonglong>(at(row).wasted.gas)); }},
         {QStringLiteral("of wasted gas, %"), hot,
          [picture, at](int row) {
              return 100 * analysis::share(at(row).wasted.gas, picture->totals.wasted.gas);
          },
          1},
         {QStringLiteral("kind"),
          {},
          [picture, at](int row) {
              return QString::fromLatin1(analysis::name_of(at(row).location.kind()));
          }},
         {QStringLiteral("account and slot"), {}, [picture, at](int row) {
              return QString::fromStdString(picture->plain_location_text(at(row).location));
          }}});
}

HotLocationsView::HotLocationsView(Selection& selection, QWidget* parent)
    : View(selection, parent), m_panel(new TablePanel(this))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_panel);
    setFocusProxy(m_panel);
    fillHotLocations(m_table, {});
    m_panel->setModel(&m_table, tr("hot locations"));
    m_panel->setShareColumn(shareColumn);
    m_panel->setEmptyText(tr("No run yet"));
    m_panel->sortBy(1, Qt::DescendingOrder);
    connect(m_panel, &TablePanel::rowPicked, this, [this](int row) {
        this->selection().selectLocation(
            m_picture->hot_by_time.ranked[static_cast<std::size_t>(row)].location);
    });
    connect(&selection, &Selection::changed, this, &HotLocationsView::showSelection);
}

void HotLocationsView::setPicture(const RunPicture& picture)
{
    m_picture = picture;
    m_panel->setEmptyText(picture
                              ? tr("Nothing was wasted: no incarnation was aborted or suspended.")
                              : tr("No run yet"));
    fillHotLocations(m_table, picture);
    showSelection();
}

void HotLocationsView::showSelection()
{
    const auto& location = selection().current().location;
    int found = -1;
    if (m_picture && location) {
        const auto& ranked = m_picture->hot_by_time.ranked;
        for (std::size_t i = 0; i < ranked.size() && found < 0; ++i) {
            found = ranked[i].location == *location ? static_cast<int>(i) : -1;
        }
    }
    if (found != m_panel->currentRow()) {
        m_panel->showRow(found);
    }
}

void HotLocationsView::setTheme(const Palette& palette)
{
    m_palette = &palette;
    m_panel->setTheme(palette);
}

void HotLocationsView::render(QPainter& painter, const QSize& size)
{
    paintTable(painter, size, *m_panel->shown(), *m_palette, font());
}

}  // namespace lanescope::views
