// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/measurement.h"
#include "app/window/scenario_shape.h"
#include "workload/scenario.h"

#include <QGroupBox>

#include <cstdint>
#include <map>

class QLabel;
class QTableWidget;

namespace lanescope::app {

/// What both forms of a scenario came to when they were run, side by side, and what that means. GUI
/// thread.
class ScenarioResults final : public QGroupBox {
    Q_OBJECT

public:
    /// `workers`: how many run what is compared.
    ScenarioResults(std::uint32_t workers, QWidget* parent);

    /// Nothing is measured yet. `hasForms`: of a scenario with two.
    void clear(bool hasForms);
    void add(workload::Form form, const Measurement& measurement, const ScenarioShape& shape);
    [[nodiscard]] bool isEmpty() const { return m_measured.empty(); }
    /// Says what the measured forms mean.
    void conclude();
    /// Says why there are no results.
    void showError(const QString& error);

    // What tests look at.
    [[nodiscard]] QTableWidget* table() const { return m_table; }
    [[nodiscard]] QLabel* verdict() const { return m_verdict; }

private:
    std::uint32_t m_workers;
    std::map<workload::Form, Measurement> m_measured;
    QTableWidget* m_table = nullptr;
    QLabel* m_verdict = nullptr;
};

}  // namespace lanescope::app
