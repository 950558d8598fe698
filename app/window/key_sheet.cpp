// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/key_sheet.h"

#include "app/window/command_palette.h"

#include <QAction>
#include <QDialogButtonBox>
#include <QTextBrowser>
#include <QVBoxLayout>

namespace lanescope::app {

namespace {

struct ViewKey {
    const char* keys;
    const char* does;
};

constexpr ViewKey viewKeys[] = {
    {"Mouse wheel", "zoom at the cursor"},
    {"Drag", "pan"},
    {"Shift+drag", "measure a stretch of time"},
    {"Double click", "fit what is under the cursor"},
    {"W, S", "zoom in and out"},
    {"A, D, ←, →", "pan"},
    {"F", "fit the selection"},
    {"M", "set a mark"},
    {"[ and ]", "follow a cause one hop back and on"},
    {"Space", "run, pause, go on"},
    {"Tab, Shift+Tab", "to the next field, and back"},
    {"Enter", "in a table: open what the row is about"},
    {"Ctrl+C", "in a table: copy the selected rows, or all"},
};

QString row(const QString& keys, const QString& does)
{
    return QStringLiteral(
               "<tr><td style=\"padding:3px 18px 3px 0\"><b>%1</b></td>"
               "<td style=\"padding:3px 0\">%2</td></tr>")
        .arg(keys.toHtmlEscaped(), does.toHtmlEscaped());
}

}  // namespace

KeySheet::KeySheet(const QList<QAction*>& actions, QWidget* parent) : QDialog(parent)
{
    setWindowTitle(tr("All keys"));
    QString left;
    for (const QAction* action : actions) {
        QStringList keys;
        for (const QKeySequence& one : action->shortcuts()) {
            keys.append(one.toString(QKeySequence::NativeText));
        }
        if (!keys.isEmpty()) {
            left += row(keys.join(QStringLiteral(", ")), plainText(action));
        }
    }
    QString right;
    for (const ViewKey& key : viewKeys) {
        right += row(QString::fromUtf8(key.keys), tr(key.does));
    }
    auto* text = new QTextBrowser(this);
    text->setAccessibleName(tr("Keys"));
    text->setHtml(QStringLiteral("<table width=\"100%\"><tr><td width=\"50%\"><h3>%1</h3><table>%2"
                                 "</table></td><td><h3>%3</h3><table>%4</table></td></tr></table>")
                      .arg(tr("Commands"), left, tr("In the views"), right));
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(text);
    layout->addWidget(buttons);
    resize(820, 640);
}

}  // namespace lanescope::app
