// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/view_frame.h"

#include "views/shared/fact_table.h"
#include "views/shared/table_panel.h"
#include "views/shared/table_text.h"

#include <QBuffer>
#include <QHBoxLayout>
#include <QImage>
#include <QLabel>
#include <QMenu>
#include <QPainter>
#include <QSaveFile>
#include <QStackedWidget>
#include <QSvgGenerator>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include <utility>

namespace lanescope::app {

ViewFrame::ViewFrame(const QString& name, const QString& title, const QString& hint,
                     views::View* view, views::Selection& selection, bool isTable, QWidget* parent)
    : QFrame(parent), m_name(name), m_title(title), m_view(view)
{
    setObjectName(QStringLiteral("viewFrame"));
    m_titleLabel = new QLabel(title, this);
    m_titleLabel->setObjectName(QStringLiteral("viewTitle"));
    m_hintLabel = new QLabel(hint, this);
    m_hintLabel->setProperty("dim", true);
    m_hintLabel->setMinimumWidth(10);
    m_stack = new QStackedWidget(this);
    m_stack->addWidget(view);
    view->setAccessibleName(title);

    auto* head = new QWidget(this);
    head->setObjectName(QStringLiteral("viewHead"));
    auto* headLayout = new QHBoxLayout(head);
    headLayout->setContentsMargins(10, 2, 4, 2);
    headLayout->setSpacing(8);
    headLayout->addWidget(m_titleLabel);
    headLayout->addWidget(m_hintLabel, 1);
    if (!isTable) {
        m_twin = new views::TablePanel(this);
        m_twin->setModel(view->table(), title.toLower());
        m_stack->addWidget(m_twin);
        connect(m_twin, &views::TablePanel::rowPicked, this, [view, &selection](int row) {
            const QModelIndex cell = view->table()->index(row, 0);
            const QVariant transaction = cell.data(views::FactTable::transactionRole);
            const QVariant incarnation = cell.data(views::FactTable::incarnationRole);
            if (incarnation.isValid()) {
                selection.selectVersion({transaction.toUInt(), incarnation.toUInt()});
            } else if (transaction.isValid()) {
                selection.selectTransaction(transaction.toUInt());
            }
        });
        m_tableButton = new QToolButton(head);
        m_tableButton->setText(tr("Table"));
        m_tableButton->setCheckable(true);
        m_tableButton->setToolTip(tr("Show the same facts as a table"));
        m_tableButton->setAccessibleName(tr("%1 as a table").arg(title));
        connect(m_tableButton, &QToolButton::toggled, this, &ViewFrame::showTable);
        headLayout->addWidget(m_tableButton);
    }
    auto* exporting = new QToolButton(head);
    exporting->setText(tr("Export"));
    exporting->setToolTip(tr("Write this view to a file"));
    exporting->setAccessibleName(tr("Export %1").arg(title));
    exporting->setPopupMode(QToolButton::InstantPopup);
    auto* menu = new QMenu(exporting);
    for (const char* suffix : {"png", "svg", "csv"}) {
        const QString kind = QString::fromLatin1(suffix);
        menu->addAction(kind == QLatin1String("csv") ? tr("Table as CSV …")
                                                     : tr("Picture as %1 …").arg(kind.toUpper()),
                        this, [this, kind] { emit exportWanted(this, kind); });
    }
    exporting->setMenu(menu);
    headLayout->addWidget(exporting);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(1, 1, 1, 1);
    layout->setSpacing(0);
    layout->addWidget(head);
    layout->addWidget(m_stack, 1);
    setFocusProxy(view);
}

void ViewFrame::setPicture(const views::RunPicture& picture)
{
    if (picture && picture->recording().is_live() && !isSeen()) {
        m_pending = picture;
        return;
    }
    m_pending.reset();
    m_view->setPicture(picture);
}

bool ViewFrame::isSeen() const
{
    // What stands behind another tab is not hidden: Qt keeps it beyond the window's edge.
    return isVisible() && !visibleRegion().isEmpty();
}

void ViewFrame::showPending()
{
    if (m_pending) {
        m_view->setPicture(std::exchange(m_pending, nullptr));
    }
}

void ViewFrame::showEvent(QShowEvent* event)
{
    QFrame::showEvent(event);
    showPending();
}

void ViewFrame::resizeEvent(QResizeEvent* event)
{
    QFrame::resizeEvent(event);
    if (isSeen()) {
        showPending();
    }
}

bool ViewFrame::showsTable() const
{
    return m_twin != nullptr && m_stack->currentWidget() == m_twin;
}

void ViewFrame::showTable(bool table)
{
    if (m_twin == nullptr) {
        return;
    }
    m_stack->setCurrentWidget(table ? static_cast<QWidget*>(m_twin) : m_view);
    m_tableButton->setChecked(table);
}

void ViewFrame::focusView()
{
    if (showsTable()) {
        m_twin->table()->setFocus(Qt::ShortcutFocusReason);
    } else {
        m_view->setFocus(Qt::ShortcutFocusReason);
    }
}

void ViewFrame::setTheme(const views::Palette& palette)
{
    m_palette = &palette;
    m_view->setTheme(palette);
    if (m_twin != nullptr) {
        m_twin->setTheme(palette);
    }
}

void ViewFrame::setTitleShown(bool shown)
{
    m_titleLabel->setVisible(shown);
}

QString ViewFrame::exportTo(const QString& path) const
{
    const QSize size = m_view->size().expandedTo({640, 360});
    if (path.endsWith(QLatin1String(".csv"), Qt::CaseInsensitive)) {
        QSaveFile file(path);
        if (!file.open(QIODevice::WriteOnly)) {
            return QStringLiteral("%1: %2").arg(path, file.errorString());
        }
        file.write(views::csvOf(*m_view->table()).toUtf8());
        return file.commit() ? QString() : QStringLiteral("%1: %2").arg(path, file.errorString());
    }
    if (path.endsWith(QLatin1String(".svg"), Qt::CaseInsensitive)) {
        QByteArray text;
        QBuffer buffer(&text);
        buffer.open(QIODevice::WriteOnly);
        QSvgGenerator generator;
        generator.setOutputDevice(&buffer);
        generator.setSize(size);
        generator.setViewBox(QRect(QPoint(), size));
        generator.setTitle(m_title);
        QPainter painter(&generator);
        m_view->render(painter, size);
        painter.end();
        QSaveFile file(path);
        if (!file.open(QIODevice::WriteOnly)) {
            return QStringLiteral("%1: %2").arg(path, file.errorString());
        }
        file.write(text);
        return file.commit() ? QString() : QStringLiteral("%1: %2").arg(path, file.errorString());
    }
    // Twice the points of the screen: pictures are printed, and shown on better screens.
    QImage image(size * 2, QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(2);
    image.fill(m_palette != nullptr ? m_palette->panel : QColor(Qt::white));
    QPainter painter(&image);
    m_view->render(painter, size);
    painter.end();
    return image.save(path, "PNG") ? QString()
                                   : tr("%1: the picture could not be written").arg(path);
}

}  // namespace lanescope::app
