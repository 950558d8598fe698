// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window/scenario_list.h"
#include "app/window/scenario_worker.h"

#include <QDialog>

class QLabel;
class QListWidget;
class QProgressBar;
class QPushButton;
class QTableWidget;

namespace lanescope::app {

class ScenarioDialsBox;
class ScenarioResults;

/// All scenarios with a picture and a sentence each, their dials, and what both forms of one come to
/// when they run. GUI thread; the work is done on a ScenarioWorker's.
class ScenarioGallery final : public QDialog {
    Q_OBJECT

public:
    /// `workers`: how many run what is compared.
    ScenarioGallery(const views::Palette& palette, std::uint32_t workers, QWidget* parent);

    // What tests look at.
    [[nodiscard]] QListWidget* list() const { return m_list; }
    /// What is measured, naive, parallel-friendly.
    [[nodiscard]] QTableWidget* results() const;
    [[nodiscard]] QPushButton* openButton() const { return m_open; }
    [[nodiscard]] QPushButton* compareButton() const { return m_compare; }
    [[nodiscard]] QPushButton* cancelButton() const { return m_cancel; }
    [[nodiscard]] QLabel* verdict() const;
    [[nodiscard]] std::size_t shapeCount() const { return m_shapes.size(); }
    [[nodiscard]] const workload::Scenario& scenario() const;
    [[nodiscard]] workload::ScenarioDials dials() const;
    void choose(const std::string& scenario);
    void setTransactions(int count);
    void setForm(workload::Form form);

signals:
    /// The block that was asked for. The gallery closes itself.
    void blockMade(const std::shared_ptr<lanescope::app::Document>& document);
    void compared();

private:
    [[nodiscard]] QWidget* makeDetails();
    void showScenario();
    void clearResults();
    void setBusy(bool busy);
    void addShape(int row, workload::Form form, const ScenarioShape& shape);

    const views::Palette& m_palette;
    std::uint32_t m_workers;
    ScenarioWorker m_shapeWorker;
    ScenarioWorker m_worker;
    ScenarioShapes m_shapes;

    QListWidget* m_list = nullptr;
    ScenarioDialsBox* m_dials = nullptr;
    ScenarioResults* m_results = nullptr;
    QLabel* m_title = nullptr;
    QLabel* m_sentence = nullptr;
    ShapePair* m_picture = nullptr;
    QProgressBar* m_progress = nullptr;
    QPushButton* m_open = nullptr;
    QPushButton* m_compare = nullptr;
    QPushButton* m_cancel = nullptr;
    QPushButton* m_close = nullptr;
};

}  // namespace lanescope::app
