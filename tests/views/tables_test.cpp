// SPDX-License-Identifier: GPL-3.0-or-later
// The tables of the views, and the sentences of the summary, on a run of a block with many conflicts.
#include "support/contentious_block.h"
#include "support/run_picture.h"
#include "views/hot_locations/hot_locations_view.h"
#include "views/inspector/inspector_view.h"
#include "views/shared/table_panel.h"
#include "views/shared/table_text.h"
#include "views/summary/summary_view.h"
#include "views/transactions/transactions_view.h"

#include <QAbstractItemModelTester>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QSignalSpy>
#include <QTableView>
#include <QtTest>

using namespace lanescope;
using namespace lanescope::views;
using namespace lanescope::test;

namespace {

constexpr auto strict = QAbstractItemModelTester::FailureReportingMode::QtTest;

QVariant raw(const QAbstractItemModel& model, int row, int column)
{
    return model.index(row, column).data(FactTable::rawRole);
}

int columnOf(const QAbstractItemModel& model, const QString& title)
{
    for (int i = 0; i < model.columnCount(); ++i) {
        if (model.headerData(i, Qt::Horizontal).toString() == title) {
            return i;
        }
    }
    return -1;
}

QString textInPlaceOfRows(const TablePanel& panel)
{
    return panel.table()->viewport()->findChild<QLabel*>()->text();
}

}  // namespace

class TablesTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_picture = contentiousPicture(4);
        QVERIFY(m_picture);
        QVERIFY(!m_picture->hot_by_time.ranked.empty());
    }

    void everyTableIsASoundModelWithARunAndWithout()
    {
        Selection selection;
        SummaryView summary(selection);
        HotLocationsView hot(selection);
        TransactionsView transactions(selection);
        InspectorView inspector(selection);
        for (View* view : {static_cast<View*>(&summary), static_cast<View*>(&hot),
                           static_cast<View*>(&transactions), static_cast<View*>(&inspector)}) {
            QAbstractItemModelTester tester(view->table(), strict);
            view->setPicture(m_picture);
            selection.selectTransaction(m_picture->graph.aborts.front().reader);
            view->setPicture(nullptr);
            view->setPicture(m_picture);
            QVERIFY(view->table()->rowCount() > 0);
        }
        QAbstractItemModelTester shown(hot.panel()->shown(), strict);
        hot.panel()->filter()->setText(QStringLiteral("balance"));
        hot.panel()->filter()->clear();
    }

    void hotLocationsSayWhatTheAnalysisSays()
    {
        FactTable table;
        fillHotLocations(table, m_picture);
        const auto& ranked = m_picture->hot_by_time.ranked;
        QCOMPARE(table.rowCount(), static_cast<int>(ranked.size()));
        const int aborts = columnOf(table, QStringLiteral("aborts"));
        const int writers = columnOf(table, QStringLiteral("writers"));
        double shares = 0;
        for (int row = 0; row < table.rowCount(); ++row) {
            const auto& hot = ranked[static_cast<std::size_t>(row)];
            QCOMPARE(raw(table, row, aborts).toUInt(), hot.wasted.aborts);
            QCOMPARE(raw(table, row, writers).toUInt(), hot.writers);
            shares +=
                raw(table, row, columnOf(table, QStringLiteral("of wasted time, %"))).toDouble();
        }
        QVERIFY(shares < 100.001);
    }

    void aTableElidesNothingThatItHasRoomFor()
    {
        FactTable facts;
        fillTransactions(facts, m_picture);
        for (const int width : {300, 4000}) {
            TablePanel panel;
            panel.setWidestColumn(60);
            panel.resize(width, 300);
            panel.show();
            panel.setModel(&facts, QStringLiteral("transactions"));
            for (int i = 0; i + 1 < facts.columnCount(); ++i) {  // the last takes what is left
                const int shown = panel.table()->columnWidth(i);
                const int text = panel.table()->fontMetrics().horizontalAdvance(
                    facts.index(0, i).data().toString());
                QVERIFY2(
                    width == 300 ? shown <= 60 : shown > text,
                    qPrintable(
                        QStringLiteral("column %1 of %2 px: %3 px").arg(i).arg(width).arg(shown)));
            }
        }
    }

    void transactionsSayWhatTheAnalysisSays()
    {
        FactTable table;
        fillTransactions(table, m_picture);
        const analysis::Incarnations& all = m_picture->incarnations;
        QCOMPARE(table.rowCount(), static_cast<int>(all.transaction_count()));
        const int incarnations = columnOf(table, QStringLiteral("incarnations"));
        const int gas = columnOf(table, QStringLiteral("gas"));
        qulonglong sum = 0;
        for (int row = 0; row < table.rowCount(); ++row) {
            QCOMPARE(raw(table, row, incarnations).toUInt(),
                     all.executions_of(static_cast<std::uint32_t>(row)).incarnations);
            sum += raw(table, row, gas).toULongLong();
        }
        QCOMPARE(sum, qulonglong{m_picture->totals.committed_gas});
    }

    void aRowThatIsPickedIsSelectedAndASelectionIsShownAsARow()
    {
        Selection selection;
        TransactionsView transactions(selection);
        HotLocationsView hot(selection);
        transactions.setPicture(m_picture);
        hot.setPicture(m_picture);
        QTableView* table = transactions.panel()->table();
        transactions.panel()->sortBy(
            columnOf(*transactions.table(), QStringLiteral("incarnations")), Qt::DescendingOrder);
        table->setCurrentIndex(transactions.panel()->shown()->index(0, 0));
        QVERIFY(selection.current().transaction);
        QCOMPARE(static_cast<int>(*selection.current().transaction),
                 transactions.panel()->currentRow());
        selection.selectTransaction(3);
        QCOMPARE(transactions.panel()->currentRow(), 3);
        selection.selectLocation(m_picture->hot_by_time.ranked.back().location);
        QCOMPARE(hot.panel()->currentRow(),
                 static_cast<int>(m_picture->hot_by_time.ranked.size()) - 1);
        // A newer picture keeps what is shown, and says nothing.
        const Selected before = selection.current();
        transactions.setPicture(m_picture);
        QCOMPARE(transactions.panel()->currentRow(), 3);
        QVERIFY(selection.current() == before);
    }

    void aFilterKeepsRowsThatHaveEveryWord()
    {
        Selection selection;
        HotLocationsView hot(selection);
        hot.setPicture(m_picture);
        TableFilter* shown = hot.panel()->shown();
        const int all = shown->rowCount();
        hot.panel()->filter()->setText(QStringLiteral("no such words"));
        QCOMPARE(shown->rowCount(), 0);
        QVERIFY(textInPlaceOfRows(*hot.panel()).contains(QStringLiteral("“no such words”")));
        const QString kind =
            hot.table()->index(0, columnOf(*hot.table(), QStringLiteral("kind"))).data().toString();
        hot.panel()->filter()->setText(kind.toUpper());
        QVERIFY(shown->rowCount() > 0);
        hot.panel()->filter()->clear();
        QCOMPARE(shown->rowCount(), all);
    }

    void aTableWithoutRowsSaysWhy()
    {
        Selection selection;
        HotLocationsView hot(selection);
        QCOMPARE(textInPlaceOfRows(*hot.panel()), QStringLiteral("No run yet"));
        hot.setPicture(m_picture);
        QVERIFY(hot.panel()->shown()->rowCount() > 0);
        QCOMPARE(textInPlaceOfRows(*hot.panel()), QString());
        auto without = std::make_shared<analysis::RunAnalysis>(*m_picture);
        without->hot_by_time.ranked.clear();
        hot.setPicture(without);
        QVERIFY(textInPlaceOfRows(*hot.panel()).startsWith(QStringLiteral("Nothing was wasted")));
    }

    void theInspectorSaysWhyAnIncarnationWasAborted()
    {
        Selection selection;
        InspectorView inspector(selection);
        inspector.setPicture(m_picture);
        const TxVersion aborted = firstAborted(*m_picture);
        selection.selectVersion(aborted);
        const auto facts = accessFacts(*m_picture, aborted);
        QVERIFY(facts);
        QVERIFY2(facts->outcome.startsWith(QStringLiteral("aborted")), qPrintable(facts->outcome));
        QVERIFY2(facts->why.startsWith(QStringLiteral("read ")), qPrintable(facts->why));
        const Abort& abort = *m_picture->incarnations.find(aborted)->abort;
        const auto stale = std::count_if(facts->reads.begin(), facts->reads.end(),
                                         [](const AccessFact& read) { return read.stale; });
        QCOMPARE(static_cast<std::size_t>(stale), abort.mismatches.size());
        QCOMPARE(inspector.incarnations()->model()->rowCount(),
                 static_cast<int>(m_picture->incarnations.of(aborted.index).size()));
        QCOMPARE(inspector.incarnations()->currentIndex().row(),
                 static_cast<int>(aborted.incarnation));
        // The committed incarnation differs in that read, and has none that is stale.
        const auto committed =
            accessFacts(*m_picture, m_picture->incarnations.committed(aborted.index).version);
        QVERIFY(std::none_of(committed->reads.begin(), committed->reads.end(),
                             [](const AccessFact& read) { return read.stale || read.differs; }));
        QVERIFY(std::any_of(facts->reads.begin(), facts->reads.end(),
                            [](const AccessFact& read) { return read.stale && read.differs; }));
    }

    void theSummaryHasLinksThatLeadSomewhere()
    {
        Selection selection;
        SummaryView summary(selection);
        Measured measured;
        measured.sequential = 0.004;
        measured.parallel = 0.002;
        measured.repeats = 3;
        measured.compared = measured.equal = true;
        summary.setPicture(m_picture);
        summary.setMeasured(measured);
        QCOMPARE(summary.facts().cards.size(), std::size_t{5});
        QCOMPARE(summary.facts().cards[0].value, QStringLiteral("2.00×"));
        QCOMPARE(summary.facts().cards[2].value,
                 QLocale(QLocale::English).toString(qulonglong{m_picture->re_executions.total}));
        QSignalSpy wanted(&summary, &SummaryView::viewWanted);
        summary.follow(summary.facts().cards[4].target);
        QCOMPARE(selection.current().location, m_picture->hot_by_time.ranked.front().location);
        QCOMPARE(wanted.size(), 1);
        // A paced run has no speed-up.
        measured = {};
        measured.paced = true;
        summary.setMeasured(measured);
        QCOMPARE(summary.facts().cards[0].value, QStringLiteral("–"));
    }

    void csvQuotesWhatMustBeQuotedAndGivesRawNumbers()
    {
        FactTable table;
        table.setFacts(
            1, {{QStringLiteral("a, b"), {}, [](int) { return QStringLiteral("say \"hi\""); }},
                {QStringLiteral("n"), {}, [](int) { return QVariant(1234567u); }},
                {QStringLiteral("d"), {}, [](int) { return QVariant(0.25); }}});
        QCOMPARE(csvOf(table),
                 QStringLiteral("\"a, b\",n,d\r\n\"say \"\"hi\"\"\",1234567,0.25\r\n"));
        QCOMPARE(tabbedText({table.index(0, 0), table.index(0, 1)}),
                 QStringLiteral("a, b\tn\nsay \"hi\"\t1,234,567\n"));
    }

private:
    static TxVersion firstAborted(const analysis::RunAnalysis& run)
    {
        for (const auto& incarnation : run.incarnations.all()) {
            if (incarnation.fate == analysis::Fate::aborted) {
                return incarnation.version;
            }
        }
        return {};
    }

    RunPicture m_picture;
};

QTEST_MAIN(TablesTest)
#include "tables_test.moc"
