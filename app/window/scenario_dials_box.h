// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "workload/scenario.h"

#include <QGroupBox>

#include <vector>

class QDoubleSpinBox;
class QFormLayout;
class QLabel;
class QRadioButton;
class QSpinBox;

namespace lanescope::app {

/// The dials of a scenario, for people to turn. GUI thread.
class ScenarioDialsBox final : public QGroupBox {
    Q_OBJECT

public:
    explicit ScenarioDialsBox(QWidget* parent);

    /// The dials that this scenario has, where it has them usually.
    void setScenario(const workload::Scenario& scenario);
    [[nodiscard]] workload::ScenarioDials dials() const;
    [[nodiscard]] workload::Form form() const;
    void setForm(workload::Form form);
    void setTransactions(int count);

signals:
    /// A dial was turned; the form is none.
    void dialsChanged();

private:
    QRadioButton* m_naive = nullptr;
    QRadioButton* m_parallel = nullptr;
    QSpinBox* m_transactions = nullptr;
    QSpinBox* m_accounts = nullptr;
    QSpinBox* m_hot = nullptr;
    QLabel* m_hotMeaning = nullptr;
    QDoubleSpinBox* m_zipf = nullptr;
    QSpinBox* m_seed = nullptr;
    QFormLayout* m_mixLayout = nullptr;
    std::vector<QSpinBox*> m_mix;
};

}  // namespace lanescope::app
