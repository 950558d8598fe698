// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/measurement.h"
#include "app/window/frame_budget.h"
#include "base/stop_token.h"
#include "strategies/pacing_gate.h"
#include "views/shared/view.h"
#include "views/summary/measured.h"

#include <QObject>

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace lanescope::app {

/// What a person asks for with Run.
struct RunPlan {
    RunSettings settings;
    std::uint64_t repeats = 1;  ///< 0: endlessly, until stopped
};

/// Where a run is.
enum class RunState : std::uint8_t { idle, running, paused, stopping };

/// Runs the open block on threads of its own, and turns what the engine does into signals on the GUI
/// thread. Nothing else in the program does. All members are called on the GUI thread.
///
/// Each repeat measures first, with nobody watching: sequential execution, then the strategy. The
/// recorded run comes after them, and is what the pictures show while it goes on and afterwards. A run
/// that is slowed or paused is only recorded: its times mean nothing.
class RunController final : public QObject {
    Q_OBJECT

public:
    explicit RunController(QObject* parent = nullptr);
    ~RunController() override;

    /// The block to run from now on; stops what runs. Null: none.
    void setInput(std::shared_ptr<const BlockInput> input);
    [[nodiscard]] const std::shared_ptr<const BlockInput>& input() const { return m_input; }

    void start(const RunPlan& plan);
    /// Asks for an end; finished() tells when it has come.
    void stop();
    void pause();
    void resume();
    /// Lets one action pass; starts the run with `plan`, paused, where none goes on.
    void step(const RunPlan& plan);
    /// While it is held, a plan of several repeats begins no other one: repeatsHeld() tells when the
    /// one that goes on has ended, and nothing is measured.
    void holdRepeats(bool isHeld);
    /// Actions a second, of all workers together; 0: full speed.
    void setPace(double actionsPerSecond);

    [[nodiscard]] RunState state() const { return m_state; }
    /// Whether a pace or a pause holds the workers back.
    [[nodiscard]] bool isSlowed() const { return m_gate.holds_back(); }
    /// Actions that passed one by one in the run that goes on.
    [[nodiscard]] std::uint64_t pacedActions() const { return m_gate.passed(); }

    /// The views have the picture that came last, and `cost` of the GUI thread's time went into that:
    /// the next one is made when the budget allows it.
    void pictureShown(std::chrono::nanoseconds cost);
    /// Painting what changed with it took so much more.
    void picturePainted(std::chrono::nanoseconds cost);
    /// At most so many pictures a second, and so much of one core for them.
    void setFrameLimits(int framesPerSecond, double shareOfCore);
    /// What pictures have cost lately.
    struct PictureCost {
        double shareOfCore = 0;
        std::chrono::nanoseconds last{0};
    };
    [[nodiscard]] PictureCost pictureCost();

    /// Recorded runs of this input since it was set, oldest first; the last ones, when there are many.
    [[nodiscard]] const std::vector<std::shared_ptr<const RunRecord>>& records() const
    {
        return m_records;
    }
    static constexpr std::size_t recordsKept = 16;

signals:
    void stateChanged(lanescope::app::RunState state);
    /// A snapshot of the run that goes on, or, not live any more, the whole of it.
    void pictureReady(const lanescope::views::RunPicture& picture);
    void measured(const lanescope::views::Measured& measured);
    /// A recorded run has ended, and is among records().
    void recordAdded();
    /// How far a plan with several repeats has come; `of` 0: endless.
    void repeatStarted(quint64 repeat, quint64 of);
    void repeatsHeld();
    /// The plan has ended; `error` is empty but where the engine gave one.
    void finished(const QString& error);

private:
    struct Job;
    void work(const std::shared_ptr<Job>& job);
    [[nodiscard]] Status runRepeat(Job& job, std::uint64_t repeat);
    void waitBetweenRepeats(const Job& job);
    void watch();
    void deliverWhole(const Job& job);
    void deliver(std::uint64_t generation, const views::RunPicture& picture);
    void setState(RunState state);
    template <class Function>
    void onGui(std::uint64_t generation, Function function);

    std::shared_ptr<const BlockInput> m_input;
    std::vector<std::shared_ptr<const RunRecord>> m_records;
    RunState m_state = RunState::idle;
    std::uint64_t m_generation = 0;
    const RunRecord* m_ended = nullptr;  ///< whose last picture has come; only compared
    std::shared_ptr<Job> m_job;
    std::thread m_worker;
    PacingGate m_gate;
    BlockRunner m_runner;  ///< used by m_worker alone
    /// On the GUI thread: its processor time when the last picture came, and what was counted of it since.
    std::optional<std::chrono::nanoseconds> m_guiTime;
    std::chrono::nanoseconds m_guiCounted{0};
    void countWhatElseTheGuiDid();
    bool m_warm = false;  ///< this input has been run before; used by m_worker alone

    // Between the threads, under m_mutex.
    std::mutex m_mutex;
    std::condition_variable m_changed;
    bool m_quit = false;
    bool m_holdsRepeats = false;
    bool m_isBetweenRepeats = false;  ///< the plan waits for holdRepeats(false)
    std::shared_ptr<const RunRecord> m_live;
    std::uint64_t m_liveGeneration = 0;
    bool m_shown = true;  ///< the GUI has no picture left to show
    FrameBudget m_budget;
    std::thread m_watcher;
};

}  // namespace lanescope::app
