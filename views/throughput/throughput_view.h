// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/shared/fact_table.h"
#include "views/shared/view.h"
#include "views/throughput/rates.h"

#include <memory>
#include <optional>

class QCheckBox;
class QCustomPlot;

namespace lanescope::views {

/// TPS, gas, aborts and worker utilisation over the time of the run; the totals of the run beside them.
class ThroughputView final : public View {
    Q_OBJECT

public:
    explicit ThroughputView(Selection& selection, QWidget* parent = nullptr);

    void setPicture(const RunPicture& picture) override;
    void setPictureNow(const RunPicture& picture) override;
    void setTheme(const Palette& palette) override;
    [[nodiscard]] QAbstractItemModel* table() override { return &m_table; }
    void render(QPainter& painter, const QSize& size) override;
    [[nodiscard]] QSize minimumSizeHint() const override { return {320, 180}; }

public slots:
    /// Lines at what Ethereum mainnet, Visa and the field's goal are said to be.
    void setShowsReferences(bool shows);
    void setLogarithmic(bool isLogarithmic);
    /// Of the same block executed in sequence, measured: nanoseconds; 0 if that is not known.
    void setSequentialTime(double nanoseconds);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void take(const RunPicture& picture, std::shared_ptr<const Rates> rates);
    void buildPlot();
    void fillPlot();
    void colourPlot();
    void fillTable();
    void layOut(const QSize& size);
    [[nodiscard]] QRect plotRect(const QSize& size) const;
    void paintTotals(QPainter& painter, const QSize& size, const QString& title) const;
    [[nodiscard]] QString textAt(QPoint at) const;

    RunPicture m_picture;
    std::shared_ptr<const Rates> m_rates;
    std::uint64_t m_generation = 0;  ///< of pictures; rates that come late are dropped
    const Palette* m_palette = &Palette::darkTheme();
    FactTable m_table;
    QCustomPlot* m_plot = nullptr;
    QCheckBox* m_references = nullptr;
    QCheckBox* m_logarithmic = nullptr;
    double m_sequential = 0;
};

}  // namespace lanescope::views
