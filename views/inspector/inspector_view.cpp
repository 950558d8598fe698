// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/inspector/inspector_view.h"

#include "base/hex.h"
#include "views/inspector/incarnation_delegate.h"
#include "views/shared/location_text.h"
#include "views/shared/quantity_text.h"
#include "views/shared/table_panel.h"
#include "views/shared/table_picture.h"

#include <QLabel>
#include <QListView>
#include <QStandardItemModel>
#include <QTabBar>
#include <QTabWidget>
#include <QVBoxLayout>

namespace lanescope::views {

namespace {

SpanLook lookOf(analysis::Fate fate)
{
    switch (fate) {
    case analysis::Fate::committed:
        return SpanLook::useful;
    case analysis::Fate::aborted:
        return SpanLook::aborted;
    case analysis::Fate::suspended:
        return SpanLook::suspended;
    case analysis::Fate::undecided:
        break;
    }
    return SpanLook::undecided;
}

using Facts = std::shared_ptr<const std::vector<AccessFact>>;

QVariant valueCell(const AccessFact& fact)
{
    return fact.value && fact.value->fits64() && fact.value->low64() < 1'000'000'000'000
               ? QVariant(static_cast<qulonglong>(fact.value->low64()))
               : QVariant(fact.valueText);
}

std::vector<FactColumn> accessColumns(const RunPicture& picture, const Facts& facts, bool reads)
{
    const auto at = [facts](int row) -> const AccessFact& {
        return (*facts)[static_cast<std::size_t>(row)];
    };
    std::vector<FactColumn> columns{
        {QStringLiteral("location"),
         {},
         [picture, at](int row) {
             return at(row).changed.isEmpty() ? narrowLocation(*picture, at(row).location)
                                              : at(row).changed;
         }},
        {QStringLiteral("value"), {}, [at](int row) { return valueCell(at(row)); }}};
    if (reads) {
        columns.push_back({QStringLiteral("version"),
                           QStringLiteral("Where the value came from: transaction·incarnation, or "
                                          "the pre-state. × marks a read that no longer held."),
                           [at](int row) {
                               return at(row).origin +
                                      (at(row).stale ? QStringLiteral(" ×") : QString());
                           }});
        columns.push_back({QStringLiteral("committed read"),
                           QStringLiteral("Where the committed incarnation read it from. ≠ marks "
                                          "what differs."),
                           [at](int row) {
                               return (at(row).differs ? QStringLiteral("≠ ") : QString()) +
                                      at(row).committed;
                           }});
        columns.push_back(
            {QStringLiteral("at gas"),
             QStringLiteral("Gas that the transaction had used when it read"),
             [at](int row) { return QVariant(static_cast<qulonglong>(at(row).gasUsed)); }});
    } else {
        columns.push_back({QStringLiteral("committed write"),
                           QStringLiteral("What the committed incarnation wrote. ≠ marks what "
                                          "differs."),
                           [at](int row) {
                               return (at(row).differs ? QStringLiteral("≠ ") : QString()) +
                                      at(row).committed;
                           }});
    }
    columns.push_back({QStringLiteral("whole location"), {}, [picture, at](int row) {
                           return fullLocation(*picture, at(row).location);
                       }});
    columns.push_back({QStringLiteral("whole value"), {}, [at](int row) {
                           return at(row).value ? fullValue(*at(row).value) : at(row).valueText;
                       }});
    return columns;
}

}  // namespace

InspectorView::InspectorView(Selection& selection, QWidget* parent) : View(selection, parent)
{
    m_heading = new QLabel(this);
    m_heading->setWordWrap(true);
    m_heading->setTextFormat(Qt::RichText);
    m_heading->setTextInteractionFlags(Qt::TextBrowserInteraction);
    m_heading->setMargin(10);
    m_why = new QLabel(this);
    m_why->setWordWrap(true);
    m_why->setMargin(8);
    m_why->setTextFormat(Qt::RichText);
    m_why->setTextInteractionFlags(Qt::TextBrowserInteraction);
    m_incarnations = new QStandardItemModel(this);
    m_list = new QListView(this);
    m_list->setModel(m_incarnations);
    m_list->setItemDelegate(new IncarnationDelegate(m_list));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setAccessibleName(tr("Incarnations of the transaction"));
    m_readPanel = new TablePanel(this);
    m_writePanel = new TablePanel(this);
    fillAll();
    m_reads.setFacts(0, accessColumns({}, std::make_shared<std::vector<AccessFact>>(), true));
    m_writes.setFacts(0, accessColumns({}, std::make_shared<std::vector<AccessFact>>(), false));
    m_readPanel->setModel(&m_reads, tr("reads"));
    m_writePanel->setModel(&m_writes, tr("writes"));
    m_readPanel->setEmptyText(tr("No reads"));
    m_writePanel->setEmptyText(tr("No writes"));
    // Program order, until a person sorts.
    for (TablePanel* panel : {m_readPanel, m_writePanel}) {
        panel->shown()->sort(-1);
        panel->setWidestColumn(168);
    }
    m_tabs = new QTabWidget(this);
    m_tabs->setDocumentMode(true);
    m_tabs->tabBar()->setDrawBase(false);
    m_tabs->tabBar()->setAccessibleName(tr("Accesses"));
    m_tabs->addTab(m_readPanel, tr("Reads"));
    m_tabs->addTab(m_writePanel, tr("Writes"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_heading);
    layout->addWidget(m_list, 1);
    layout->addWidget(m_why);
    layout->addWidget(m_tabs, 2);
    layout->addStretch(0);
    setFocusProxy(m_list);

    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex& now) {
                if (!m_silent && now.isValid() && m_transaction) {
                    this->selection().selectVersion(
                        {*m_transaction, static_cast<std::uint32_t>(now.row())});
                }
            });
    const auto connectPanel = [this](TablePanel* panel,
                                     std::vector<AccessFact> IncarnationFacts::*of) {
        connect(panel, &TablePanel::rowPicked, this, [this, of](int row) {
            pick(((*m_shown).*of)[static_cast<std::size_t>(row)], false);
        });
        connect(panel, &TablePanel::rowActivated, this, [this, of](int row) {
            pick(((*m_shown).*of)[static_cast<std::size_t>(row)], true);
        });
    };
    connectPanel(m_readPanel, &IncarnationFacts::reads);
    connectPanel(m_writePanel, &IncarnationFacts::writes);
    connect(m_why, &QLabel::linkActivated, this, [this](const QString& url) {
        this->selection().selectVersion(
            {url.section('/', 0, 0).toUInt(), url.section('/', 1, 1).toUInt()});
    });
    connect(&selection, &Selection::changed, this, &InspectorView::showSelection);
    showTransaction();
}

void InspectorView::pick(const AccessFact& fact, bool follow)
{
    Selected next = selection().current();
    next.location = fact.location;
    if (follow && fact.version) {
        next.transaction = fact.version->index;
        next.incarnation = fact.version->incarnation;
    }
    selection().set(next);
}

void InspectorView::setPicture(const RunPicture& picture)
{
    m_picture = picture;
    m_transaction = selection().current().transaction;
    showTransaction();
    showIncarnation();
}

void InspectorView::showSelection()
{
    if (selection().current().transaction != m_transaction) {
        m_transaction = selection().current().transaction;
        showTransaction();
    }
    showIncarnation();
}

QString InspectorView::heading() const
{
    const auto dim = [this](const QString& text) {
        return QStringLiteral("<span style=\"color:%1\">%2</span>")
            .arg(m_palette->textDim.name(), text);
    };
    if (!m_picture) {
        return dim(tr("No run yet. Press F5 to run the block."));
    }
    const auto& transactions = m_picture->run().input->block.transactions;
    if (!m_transaction || *m_transaction >= transactions.size()) {
        return dim(
            tr("Select a transaction: click a span, a node or a row, or press / to find one."));
    }
    const Transaction& transaction = transactions[*m_transaction];
    const QString hash = QString::fromStdString(to_hex(transaction_hash(transaction)));
    const QString to =
        transaction.to ? shortAccount(*m_picture, *transaction.to) : tr("creation of a contract");
    QString text =
        QStringLiteral("<b>tx %1</b> &nbsp;%2<br>").arg(*m_transaction).arg(shortHex(hash));
    text += QStringLiteral("%1 → %2").arg(
        transaction.sender ? shortAddress(*transaction.sender) : QStringLiteral("?"),
        to.toHtmlEscaped());
    const QStringList decoded = decodedLines(*m_picture, *m_transaction);
    for (const QString& said : decoded) {
        text += QStringLiteral("<br>") + said.toHtmlEscaped();
    }
    QString line = tr("nonce %1").arg(transaction.nonce);
    if (decoded.isEmpty()) {
        line = tr("selector %1 · ").arg(shortFunction(*m_picture, transaction)) + line;
    }
    if (*m_transaction < m_picture->incarnations.committed_count()) {
        line +=
            tr(" · %1 gas").arg(groupedText(m_picture->incarnations.committed(*m_transaction).gas));
    }
    return text + QStringLiteral("<br>") + dim(line);
}

void InspectorView::showTransaction()
{
    m_heading->setText(heading());
    const auto& transactions =
        m_picture ? m_picture->run().input->block.transactions : std::vector<Transaction>{};
    if (m_transaction && *m_transaction < transactions.size()) {
        const Transaction& transaction = transactions[*m_transaction];
        m_heading->setToolTip(
            tr("hash %1\nfrom %2\nto %3")
                .arg(QString::fromStdString(to_hex(transaction_hash(transaction))),
                     transaction.sender ? fullAddress(*transaction.sender) : QString(),
                     transaction.to ? fullAddress(*transaction.to) : tr("creation")));
    }
    m_silent = true;
    m_incarnations->clear();
    if (m_picture && m_transaction) {
        for (const IncarnationFacts& facts : incarnationFacts(*m_picture, *m_transaction)) {
            auto* item = new QStandardItem(tr("%1   W%2   %3")
                                               .arg(facts.version.incarnation)
                                               .arg(facts.worker)
                                               .arg(facts.outcome));
            const QString time = durationText(facts.time * 1e3);
            item->setData(static_cast<int>(lookOf(facts.fate)), IncarnationDelegate::lookRole);
            item->setData(time, IncarnationDelegate::timeRole);
            item->setData(facts.why, IncarnationDelegate::whyRole);
            item->setToolTip(tr("%1, %2 gas%3")
                                 .arg(exactDurationText(facts.time * 1e3), groupedText(facts.gas),
                                      facts.why.isEmpty() ? QString() : "\n" + facts.why));
            item->setData(tr("incarnation %1, worker %2, %3, %4, %5")
                              .arg(facts.version.incarnation)
                              .arg(facts.worker)
                              .arg(facts.outcome, time, facts.why),
                          Qt::AccessibleTextRole);
            m_incarnations->appendRow(item);
        }
    }
    m_silent = false;
    fitList();
    fillAll();
}

void InspectorView::fitList()
{
    int content = 6;
    for (int row = 0; row < m_incarnations->rowCount(); ++row) {
        content += m_list->sizeHintForRow(row);
    }
    m_list->setMaximumHeight(std::clamp(content, 1, std::max(80, height() * 2 / 5)));
    m_list->setMinimumHeight(std::min(content, std::max(80, height() / 4)));
}

void InspectorView::resizeEvent(QResizeEvent* event)
{
    View::resizeEvent(event);
    fitList();
}

void InspectorView::showIncarnation()
{
    m_shown.reset();
    if (m_picture && m_transaction && m_incarnations->rowCount() > 0) {
        // Without a chosen incarnation the last one shows: as a rule the one that was committed.
        const auto last = static_cast<std::uint32_t>(m_incarnations->rowCount() - 1);
        const std::uint32_t incarnation =
            std::min(selection().current().incarnation.value_or(last), last);
        m_shown = accessFacts(*m_picture, {*m_transaction, incarnation});
        m_silent = true;
        m_list->setCurrentIndex(m_incarnations->index(static_cast<int>(incarnation), 0));
        m_silent = false;
    }
    const auto reads = std::make_shared<const std::vector<AccessFact>>(
        m_shown ? m_shown->reads : std::vector<AccessFact>{});
    const auto writes = std::make_shared<const std::vector<AccessFact>>(
        m_shown ? m_shown->writes : std::vector<AccessFact>{});
    m_reads.setFacts(static_cast<int>(reads->size()), accessColumns(m_picture, reads, true));
    m_writes.setFacts(static_cast<int>(writes->size()), accessColumns(m_picture, writes, false));
    m_tabs->setTabText(0, tr("Reads %1").arg(reads->size()));
    m_tabs->setTabText(1, tr("Writes %1").arg(writes->size()));
    m_tabs->setVisible(m_shown.has_value());
    const bool hasWhy = m_shown && !m_shown->why.isEmpty();
    m_why->setVisible(hasWhy);
    if (hasWhy) {
        QString text = QStringLiteral("<b>%1</b>: %2")
                           .arg(m_shown->outcome.left(1).toUpper() + m_shown->outcome.mid(1),
                                m_shown->why.toHtmlEscaped());
        if (m_shown->culprit) {
            text += QStringLiteral(" <a style=\"color:%1\" href=\"%2/%3\">Go to %4</a>")
                        .arg(m_palette->accent.name())
                        .arg(m_shown->culprit->index)
                        .arg(m_shown->culprit->incarnation)
                        .arg(versionText(*m_shown->culprit));
        }
        m_why->setText(text);
    }
}

void InspectorView::fillAll()
{
    struct Row {
        TxVersion version;
        QString outcome;
        bool isRead;
        AccessFact fact;
    };
    auto rows = std::make_shared<std::vector<Row>>();
    if (m_picture && m_transaction) {
        for (const IncarnationFacts& one : incarnationFacts(*m_picture, *m_transaction)) {
            const auto facts = accessFacts(*m_picture, one.version);
            for (const AccessFact& read : facts->reads) {
                rows->push_back({one.version, one.outcome, true, read});
            }
            for (const AccessFact& write : facts->writes) {
                rows->push_back({one.version, one.outcome, false, write});
            }
        }
    }
    const auto at = [rows](int row) -> const Row& {
        return (*rows)[static_cast<std::size_t>(row)];
    };
    m_all.setFacts(
        static_cast<int>(rows->size()),
        {{tr("incarnation"), {}, [at](int row) { return QVariant(at(row).version.incarnation); }},
         {tr("outcome"), {}, [at](int row) { return QVariant(at(row).outcome); }},
         {tr("access"),
          {},
          [at](int row) {
              return at(row).isRead ? QStringLiteral("read") : QStringLiteral("write");
          }},
         {tr("location"),
          {},
          [at, picture = m_picture](int row) {
              return fullLocation(*picture, at(row).fact.location);
          }},
         {tr("value"),
          {},
          [at](int row) {
              return at(row).fact.value ? fullValue(*at(row).fact.value) : at(row).fact.valueText;
          }},
         {tr("version"), {}, [at](int row) { return QVariant(at(row).fact.origin); }},
         {tr("stale"),
          {},
          [at](int row) { return at(row).fact.stale ? QStringLiteral("stale") : QString(); }}},
        [at](int row) {
            return FactTable::Target{at(row).version.index, at(row).version.incarnation};
        });
}

void InspectorView::setTheme(const Palette& palette)
{
    m_palette = &palette;
    static_cast<IncarnationDelegate*>(m_list->itemDelegate())->setTheme(palette);
    m_readPanel->setTheme(palette);
    m_writePanel->setTheme(palette);
    m_heading->setText(heading());
    m_list->viewport()->update();
    showIncarnation();
}

void InspectorView::render(QPainter& painter, const QSize& size)
{
    paintTable(painter, size, m_all, *m_palette, font());
}

}  // namespace lanescope::views
