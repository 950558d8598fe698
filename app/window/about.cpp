// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/main_window.h"

#include <QMessageBox>

#include <qcustomplot.h>

namespace lanescope::app {

void MainWindow::showAbout()
{
    const QString text =
        tr("<h3>Lanescope %1</h3>"
           "<p>Explorer and debugger for parallel block execution.</p>"
           "<p>Free software under the GNU General Public License, version 3 or later; it comes "
           "without any warranty.</p>"
           "<p>Built with Qt %2 (LGPL 3), QCustomPlot %3 (GPL 3), oneTBB and OpenSSL (Apache 2.0), "
           "simdjson (Apache 2.0), SQLite (public domain), libsecp256k1 (MIT), GMP (LGPL 3), zlib "
           "(zlib), libcurl (curl).</p>")
            .arg(QStringLiteral(LANESCOPE_VERSION), QString::fromLatin1(qVersion()),
                 QStringLiteral(QCUSTOMPLOT_VERSION_STR));
    QMessageBox box(this);
    box.setWindowTitle(tr("About Lanescope"));
    box.setTextFormat(Qt::RichText);
    box.setText(text);
    box.exec();
}

}  // namespace lanescope::app
