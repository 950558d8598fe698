// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/run_controller.h"

#include <QMetaObject>

#include <algorithm>
#include <ctime>
#include <optional>

namespace lanescope::app {

namespace {

using Clock = std::chrono::steady_clock;

RunSettings unwatched(RunSettings settings)
{
    settings.detail = RecordingDetail::off;
    return settings;
}

}  // namespace

/// What one press of Run goes on with, on the worker's thread.
struct RunController::Job {
    RunPlan plan;
    std::shared_ptr<const BlockInput> input;
    std::uint64_t generation = 0;
    StopSource stop;
    std::unique_ptr<WorldState> before;
    BlockResult expected;  ///< of sequential execution
    Times sequential;
    Times parallel;
    Times recorded;
    views::Measured measured;
    std::shared_ptr<const RunRecord> last;  ///< recorded run
    bool lastDelivered = true;
};

RunController::RunController(QObject* parent) : QObject(parent), m_watcher([this] { watch(); })
{
    qRegisterMetaType<views::RunPicture>("lanescope::views::RunPicture");
}

RunController::~RunController()
{
    {
        const std::lock_guard lock(m_mutex);
        m_quit = true;
        m_changed.notify_all();
    }
    if (m_job) {
        m_job->stop.request_stop();
    }
    m_gate.release();
    if (m_worker.joinable()) {
        m_worker.join();
    }
    m_watcher.join();
}

template <class Function>
void RunController::onGui(std::uint64_t generation, Function function)
{
    QMetaObject::invokeMethod(
        this,
        [this, generation, function] {
            if (generation == m_generation) {
                function();
            }
        },
        Qt::QueuedConnection);
}

void RunController::setState(RunState state)
{
    if (m_state != state) {
        m_state = state;
        emit stateChanged(state);
    }
}

void RunController::setInput(std::shared_ptr<const BlockInput> input)
{
    if (m_job) {
        m_job->stop.request_stop();
        m_gate.release();
    }
    holdRepeats(false);
    if (m_worker.joinable()) {
        m_worker.join();
    }
    m_job.reset();
    ++m_generation;
    m_input = std::move(input);
    m_records.clear();
    m_warm = false;
    m_ended = nullptr;
    m_gate.resume();
    setState(RunState::idle);
}

void RunController::start(const RunPlan& plan)
{
    if (!m_input || m_job) {
        return;
    }
    if (m_worker.joinable()) {
        m_worker.join();
    }
    ++m_generation;
    m_job = std::make_shared<Job>();
    m_job->plan = plan;
    m_job->plan.settings.detail =
        std::max(plan.settings.detail, RecordingDetail::spans);  // without it nothing is to be seen
    m_job->input = m_input;
    m_job->generation = m_generation;
    {
        // A picture of an earlier plan that is dropped on its way is never shown.
        const std::lock_guard lock(m_mutex);
        m_shown = true;
        FrameBudget::Limits limits = m_budget.limits();
        limits.runCores = static_cast<int>(
            std::clamp(std::thread::hardware_concurrency(), 1u, plan.settings.workers));
        m_budget.setLimits(limits);
    }
    m_gate.rearm();
    m_worker = std::thread([this, job = m_job] { work(job); });
    setState(m_gate.is_paused() ? RunState::paused : RunState::running);
}

void RunController::stop()
{
    if (m_job) {
        m_job->stop.request_stop();
        m_gate.release();
        {
            const std::lock_guard lock(m_mutex);
            m_changed.notify_all();
        }
        setState(RunState::stopping);
    }
}

void RunController::pause()
{
    if (m_state == RunState::running) {
        m_gate.pause();
        setState(RunState::paused);
    }
}

void RunController::resume()
{
    if (m_state == RunState::paused) {
        m_gate.resume();
        setState(RunState::running);
    }
}

void RunController::step(const RunPlan& plan)
{
    if (!m_job) {
        m_gate.pause();
        start(plan);
        return;  // the first step shows what each worker is about to do
    }
    if (m_state == RunState::stopping) {
        return;
    }
    m_gate.step();
    setState(RunState::paused);
}

void RunController::holdRepeats(bool isHeld)
{
    const std::lock_guard lock(m_mutex);
    m_holdsRepeats = isHeld;
    if (isHeld && m_isBetweenRepeats) {
        onGui(m_generation, [this] { emit repeatsHeld(); });
    }
    m_changed.notify_all();
}

void RunController::waitBetweenRepeats(const Job& job)
{
    std::unique_lock lock(m_mutex);
    if (!m_holdsRepeats || job.plan.repeats == 1) {
        return;
    }
    m_isBetweenRepeats = true;
    onGui(job.generation, [this] { emit repeatsHeld(); });
    const StopToken stop(job.stop);
    m_changed.wait(lock, [&] { return !m_holdsRepeats || m_quit || stop.stop_requested(); });
    m_isBetweenRepeats = false;
}

void RunController::setPace(double actionsPerSecond)
{
    m_gate.set_actions_per_second(actionsPerSecond);
}

void RunController::pictureShown(std::chrono::nanoseconds cost)
{
    m_guiCounted += cost;
    const std::lock_guard lock(m_mutex);
    m_shown = true;
    m_budget.shown(cost);
    m_changed.notify_all();
}

void RunController::picturePainted(std::chrono::nanoseconds cost)
{
    m_guiCounted += cost;
    const std::lock_guard lock(m_mutex);
    m_budget.shown(cost);
}

void RunController::countWhatElseTheGuiDid()
{
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    const auto now = std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
    if (m_guiTime) {
        // What a user does meanwhile counts too, but must not stop the pictures.
        constexpr std::chrono::nanoseconds most = std::chrono::milliseconds(20);
        const auto besides =
            std::clamp(now - *m_guiTime - m_guiCounted, std::chrono::nanoseconds(0), most);
        const std::lock_guard lock(m_mutex);
        m_budget.besides(besides);
    }
    m_guiTime = now;
    m_guiCounted = std::chrono::nanoseconds(0);
}

void RunController::setFrameLimits(int framesPerSecond, double shareOfCore)
{
    const std::lock_guard lock(m_mutex);
    FrameBudget::Limits limits = m_budget.limits();
    limits.framesPerSecond = framesPerSecond;
    limits.shareOfCore = shareOfCore;
    m_budget.setLimits(limits);
}

RunController::PictureCost RunController::pictureCost()
{
    const std::lock_guard lock(m_mutex);
    return {m_budget.share(), m_budget.lastCost()};
}

void RunController::deliver(std::uint64_t generation, const views::RunPicture& picture)
{
    onGui(generation, [this, picture] {
        countWhatElseTheGuiDid();
        const RunRecord* run = &picture->run();
        const bool live = picture->recording().is_live();
        if (live && run == m_ended) {
            pictureShown(std::chrono::nanoseconds(0));  // a snapshot that its run has overtaken
            return;
        }
        if (!live) {
            m_ended = run;
        }
        emit pictureReady(picture);
    });
}

void RunController::watch()
{
    const Machine machine = this_machine();
    std::unique_lock lock(m_mutex);
    while (!m_quit) {
        if (!m_live || !m_shown) {
            m_changed.wait(lock);
            continue;
        }
        if (const auto next = m_budget.next(); Clock::now() < next) {
            m_changed.wait_until(lock, next);
            continue;
        }
        const std::shared_ptr<const RunRecord> run = m_live;
        const std::uint64_t generation = m_liveGeneration;
        m_shown = false;
        const auto begin = Clock::now();
        m_budget.begin(begin);
        lock.unlock();
        const Ticks at = TickClock::get().now() - run->began;
        auto picture = std::make_shared<analysis::RunAnalysis>(machine, Recording(run, at));
        const auto cost = Clock::now() - begin;
        lock.lock();
        m_budget.made(cost);
        lock.unlock();
        deliver(generation, std::move(picture));
        lock.lock();
        if (generation != m_liveGeneration) {
            m_shown = true;
        }
    }
}

void RunController::deliverWhole(const Job& job)
{
    const auto begin = Clock::now();
    auto picture = std::make_shared<analysis::RunAnalysis>(this_machine(), Recording(job.last));
    {
        const std::lock_guard lock(m_mutex);
        m_shown = false;
        m_budget.begin(begin);
        m_budget.made(Clock::now() - begin);
    }
    deliver(job.generation, std::move(picture));
}

Status RunController::runRepeat(Job& job, std::uint64_t repeat)
{
    const bool parallel = job.plan.settings.strategy != StrategyKind::sequential;
    BlockRunner::Options options;
    options.stop = StopToken(job.stop);
    options.repeat = static_cast<std::uint32_t>(repeat);
    const auto run = [&](const RunSettings& settings) {
        WorldState world = *job.before;
        return m_runner.run(job.input, world, settings, options);
    };
    const bool slowed = m_gate.holds_back();
    job.measured.paced = slowed;
    RunSettings sequential;
    sequential.strategy = StrategyKind::sequential;
    if (!m_warm && !slowed) {
        // The first execution of a block analyses its code; it would not be fair to count it.
        if (auto first = run(sequential); !first) {
            return first.error();
        }
        m_warm = true;
    }
    if (!slowed || repeat == 0) {
        auto reference = run(sequential);
        if (!reference) {
            return reference.error();
        }
        if (!slowed) {
            job.sequential.add(TickClock::get().seconds(reference->summary.duration));
            options.sequential_duration = reference->summary.duration;
        }
        job.expected = std::move(reference->result);
    }
    if (!slowed && parallel) {
        auto other = run(unwatched(job.plan.settings));
        if (!other) {
            return other.error();
        }
        job.parallel.add(TickClock::get().seconds(other->summary.duration));
    }
    std::shared_ptr<const RunRecord> record;
    options.gate = &m_gate;
    options.on_start = [&](std::shared_ptr<const RunRecord> started) {
        record = started;
        const std::lock_guard lock(m_mutex);
        m_live = std::move(started);
        m_liveGeneration = job.generation;
        m_changed.notify_all();
    };
    const auto watched = run(job.plan.settings);
    bool isLast = job.plan.repeats != 0 && repeat + 1 == job.plan.repeats;
    bool due = false;
    {
        const std::lock_guard lock(m_mutex);
        m_live.reset();
        due = m_shown && Clock::now() >= m_budget.next();
    }
    isLast = isLast || options.stop.stop_requested() || !watched;
    if (record && record->finished()) {
        onGui(job.generation, [this, record] {
            if (m_records.size() == recordsKept) {
                m_records.erase(m_records.begin());
            }
            m_records.push_back(record);
            emit recordAdded();
        });
        job.last = record;
        job.lastDelivered = isLast || due;
        if (job.lastDelivered) {
            deliverWhole(job);
        }
    }
    if (!watched) {
        return watched.error();
    }
    const bool wasSlowed = slowed || m_gate.passed() > 0;
    job.measured.paced = wasSlowed;
    if (!wasSlowed) {
        job.recorded.add(TickClock::get().seconds(watched->summary.duration));
    }
    job.measured.compared = true;
    job.measured.equal = sameResults(job.expected, watched->result);
    job.measured.repeats = repeat + 1;
    job.measured.sequential = job.sequential.sorted.empty() ? 0 : job.sequential.median();
    job.measured.parallel = job.parallel.sorted.empty() ? 0 : job.parallel.median();
    job.measured.recorded = job.recorded.sorted.empty() ? 0 : job.recorded.median();
    if (isLast || due) {
        onGui(job.generation, [this, now = job.measured] { emit measured(now); });
    }
    if (!job.measured.equal) {
        return Error{ErrorCode::invalid_block,
                     job.input->name + ": " + name_of(job.plan.settings.strategy) +
                         " does not give what sequential execution gives; 'lanescope verify "
                         "--workers' shows where they part"};
    }
    return Success{};
}

void RunController::work(const std::shared_ptr<Job>& job)
{
    job->before = std::make_unique<WorldState>(
        *job->input->pre_state, job->input->pre_state_is_whole, job->input->block_hashes);
    Status status = Success{};
    for (std::uint64_t i = 0; (job->plan.repeats == 0 || i < job->plan.repeats) && status; ++i) {
        waitBetweenRepeats(*job);
        if (StopToken(job->stop).stop_requested()) {
            break;
        }
        onGui(job->generation,
              [this, i, of = job->plan.repeats] { emit repeatStarted(i + 1, of); });
        status = runRepeat(*job, i);
    }
    if (!job->lastDelivered) {
        deliverWhole(*job);
    }
    const bool failed = !status && status.error().code != ErrorCode::cancelled;
    const QString error =
        failed ? QString::fromStdString(job->input->name + ": " + status.error().message)
               : QString();
    onGui(job->generation, [this, error] {
        m_job.reset();
        m_gate.resume();
        setState(RunState::idle);
        emit finished(error);
    });
}

}  // namespace lanescope::app
