// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/help_window.h"

#include <QFile>
#include <QHBoxLayout>
#include <QListWidget>
#include <QTextBrowser>

// Outside every namespace, as the macro asks.
static void initHelpResource()
{
    Q_INIT_RESOURCE(help);
}

namespace lanescope::app {

const std::vector<HelpPage>& helpPages()
{
    static const std::vector<HelpPage> pages{
        {QStringLiteral("start"), QStringLiteral("First steps")},
        {QStringLiteral("block-stm"), QStringLiteral("What is Block-STM?")},
        {QStringLiteral("summary"), QStringLiteral("Reading the summary")},
        {QStringLiteral("timeline"), QStringLiteral("Reading the timeline")},
        {QStringLiteral("graph"), QStringLiteral("Reading the conflict graph")},
        {QStringLiteral("tables"), QStringLiteral("Reading the tables and the inspector")},
        {QStringLiteral("curves"), QStringLiteral("Reading re-executions and throughput")},
        {QStringLiteral("measuring"), QStringLiteral("How it is measured")}};
    return pages;
}

QString helpText(const QString& name)
{
    initHelpResource();
    QFile file(QStringLiteral(":/help/%1.md").arg(name));
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

HelpWindow::HelpWindow(QWidget* parent) : QDialog(parent)
{
    setWindowTitle(tr("Lanescope help"));
    m_contents = new QListWidget(this);
    m_contents->setAccessibleName(tr("Pages of the help"));
    m_contents->setMaximumWidth(260);
    for (const HelpPage& page : helpPages()) {
        m_contents->addItem(page.title);
    }
    m_page = new QTextBrowser(this);
    m_page->setAccessibleName(tr("Help"));
    m_page->setOpenLinks(false);
    m_page->document()->setDocumentMargin(18);
    auto* layout = new QHBoxLayout(this);
    layout->addWidget(m_contents);
    layout->addWidget(m_page, 1);
    connect(m_contents, &QListWidget::currentRowChanged, this, [this](int row) {
        if (row >= 0) {
            showPage(helpPages()[static_cast<std::size_t>(row)].name);
        }
    });
    connect(m_page, &QTextBrowser::anchorClicked, this,
            [this](const QUrl& url) { showPage(url.path().remove(QStringLiteral(".md"))); });
    resize(940, 660);
}

void HelpWindow::showPage(const QString& name)
{
    const QString text = helpText(name);
    if (text.isEmpty()) {
        return;
    }
    m_page->setMarkdown(text);
    for (std::size_t i = 0; i < helpPages().size(); ++i) {
        if (helpPages()[i].name == name) {
            m_contents->setCurrentRow(static_cast<int>(i));
        }
    }
}

QString HelpWindow::text() const
{
    return m_page->toPlainText();
}

}  // namespace lanescope::app
