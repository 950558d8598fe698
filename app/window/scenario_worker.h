// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/measurement.h"
#include "app/window/document_loader.h"
#include "app/window/scenario_shape.h"
#include "base/stop_token.h"
#include "workload/scenario.h"

#include <QObject>

#include <functional>
#include <memory>
#include <thread>

namespace lanescope::app {

/// Makes and runs scenarios on a thread of its own, one job at a time; a new job ends the one before.
/// Members are called on the GUI thread, signals come there.
class ScenarioWorker final : public QObject {
    Q_OBJECT

public:
    explicit ScenarioWorker(QObject* parent = nullptr) : QObject(parent) {}
    ~ScenarioWorker() override;

    /// A small block of every scenario and form, for the pictures.
    void drawShapes();
    /// One block, for the window.
    void make(const workload::Scenario& scenario, workload::Form form,
              const workload::ScenarioDials& dials);
    /// Measures every form of a scenario with equal dials, each in turn with sequential execution.
    void compare(const workload::Scenario& scenario, const workload::ScenarioDials& dials,
                 std::uint32_t workers);
    /// Ends the job; nothing of it comes any more but finished().
    void cancel();
    [[nodiscard]] bool isBusy() const { return m_isBusy; }

    /// Of the blocks for pictures.
    static constexpr std::uint32_t shapeTransactions = 32;
    /// The forms take turns, so that whatever else the machine does burdens both.
    static constexpr int rounds = 3;
    /// Measured runs of each form in a round, after one that warms up.
    static constexpr std::uint64_t repetitions = 3;

signals:
    void shapeReady(int scenario, lanescope::workload::Form form,
                    const lanescope::app::ScenarioShape& shape);
    void made(const std::shared_ptr<lanescope::app::Document>& document);
    /// Comes again after each round, with the runs of all rounds so far.
    void measured(lanescope::workload::Form form, const lanescope::app::Measurement& measurement,
                  const lanescope::app::ScenarioShape& shape);
    /// `part` of `parts` has been done.
    void progressed(int part, int parts, const QString& what);
    /// `error` is empty but where the engine gave one; cancelled is none.
    void finished(const QString& error);

private:
    struct Job;
    void start(std::function<Status(const std::shared_ptr<Job>&)> work);
    void stop();  ///< asks for it; does not wait
    template <class Function>
    void onGui(const std::shared_ptr<Job>& job, Function function);

    std::shared_ptr<Job> m_job;
    std::thread m_thread;
    bool m_isBusy = false;
};

/// "NFT mint, naive form, 200 transactions, seed 1"
[[nodiscard]] QString titleOf(const workload::Scenario& scenario, workload::Form form,
                              const workload::ScenarioDials& dials);

}  // namespace lanescope::app
