// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shared/export.h"

#include "views/shared/fact_table.h"

#include <QAbstractItemModel>
#include <QCoreApplication>
#include <QPainter>
#include <QSaveFile>
#include <QSvgGenerator>

namespace lanescope::views {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Export", text);
}

QByteArray csvCell(const QVariant& value)
{
    if (value.typeId() == QMetaType::Double) {
        return QByteArray::number(value.toDouble(), 'g', 15);
    }
    QByteArray text = value.toString().toUtf8();
    if (text.contains('"') || text.contains(',') || text.contains('\n') || text.contains('\r')) {
        text.replace("\"", "\"\"");
        text = '"' + text + '"';
    }
    return text;
}

QString failure(const QString& path, const QString& why)
{
    return tr("%1 could not be written: %2").arg(path, why);
}

}  // namespace

QImage imageOf(View& view, const QSize& size, qreal ratio)
{
    QImage image(size * ratio, QImage::Format_RGB32);
    image.setDevicePixelRatio(ratio);
    image.fill(Qt::white);
    QPainter painter(&image);
    view.render(painter, size);
    return image;
}

QString writePicture(View& view, const QSize& size, const QString& path, qreal ratio)
{
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly)) {
        return failure(path, file.errorString());
    }
    if (path.endsWith(QLatin1String(".svg"), Qt::CaseInsensitive)) {
        QSvgGenerator generator;
        generator.setOutputDevice(&file);
        generator.setSize(size);
        generator.setViewBox(QRect(QPoint(0, 0), size));
        generator.setTitle(view.accessibleName());
        QPainter painter(&generator);
        view.render(painter, size);
        painter.end();
    } else {
        const QByteArray type = path.mid(path.lastIndexOf(QLatin1Char('.')) + 1).toLatin1();
        if (!imageOf(view, size, ratio).save(&file, type.constData())) {
            return failure(path, tr("images of type '%1' are not supported; PNG and SVG are")
                                     .arg(QString::fromLatin1(type)));
        }
    }
    return file.commit() ? QString() : failure(path, file.errorString());
}

void writeCsv(const QAbstractItemModel& table, QIODevice& device)
{
    const int columns = table.columnCount();
    QByteArray line;
    for (int column = 0; column < columns; ++column) {
        line += column == 0 ? "" : ",";
        line += csvCell(table.headerData(column, Qt::Horizontal, Qt::DisplayRole));
    }
    device.write(line + "\r\n");
    for (int row = 0; row < table.rowCount(); ++row) {
        line.clear();
        for (int column = 0; column < columns; ++column) {
            const QModelIndex index = table.index(row, column);
            const QVariant raw = table.data(index, FactTable::rawRole);
            line += column == 0 ? "" : ",";
            line += csvCell(raw.isValid() ? raw : table.data(index, Qt::DisplayRole));
        }
        device.write(line + "\r\n");
    }
}

QString writeCsv(const QAbstractItemModel& table, const QString& path)
{
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly)) {
        return failure(path, file.errorString());
    }
    writeCsv(table, file);
    return file.commit() ? QString() : failure(path, file.errorString());
}

}  // namespace lanescope::views
