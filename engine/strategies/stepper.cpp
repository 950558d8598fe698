// SPDX-License-Identifier: GPL-3.0-or-later
#include "strategies/stepper.h"

#include <algorithm>
#include <thread>

namespace lanescope {

Stepper::Stepper(std::uint32_t workers, Grain grain, Choose choose)
    : grain_(grain), choose_(std::move(choose)), workers_(workers)
{
}

void Stepper::pass(std::uint32_t worker, StepKind kind, TxVersion version)
{
    if (kind == StepKind::read && grain_ == Grain::verbs) {
        return;
    }
    std::unique_lock lock(mutex_);
    Worker& own = workers_[worker];
    // Asking twice in a row means that there was nothing to do.
    own.asked_in_vain =
        kind == StepKind::next_task && own.pending.kind == StepKind::next_task && !history_.empty();
    if (!own.asked_in_vain) {
        ++useful_moves_;
    }
    own.asked_at = useful_moves_;
    own.pending = {worker, kind, version};
    if (kind == StepKind::leave) {
        own.place = Place::gone;
        changed_.notify_all();
        return;
    }
    own.place = Place::waiting;
    changed_.notify_all();
    changed_.wait(lock, [&] { return granted_ == worker; });
    granted_ = none;
    own.place = Place::running;
}

void Stepper::drive(std::unique_lock<std::mutex>& lock)
{
    std::vector<Pending> choices;
    for (;;) {
        changed_.wait(lock, [&] {
            return granted_ == none && std::none_of(workers_.begin(), workers_.end(), [](auto& w) {
                       return w.place == Place::running;
                   });
        });
        choices.clear();
        bool anyone_left = false;
        for (const Worker& worker : workers_) {
            if (worker.place != Place::waiting) {
                continue;
            }
            anyone_left = true;
            // In vain, and nobody has done anything since: it would be in vain again.
            if (!worker.asked_in_vain || useful_moves_ > worker.asked_at) {
                choices.push_back(worker.pending);
            }
        }
        if (!anyone_left) {
            return;
        }
        if (choices.empty()) {  // all ask in vain: let each ask, so that a bug shows as no end
            for (const Worker& worker : workers_) {
                if (worker.place == Place::waiting) {
                    choices.push_back(worker.pending);
                }
            }
        }
        const Pending chosen = choices[std::min(choose_(choices), choices.size() - 1)];
        history_.push_back(chosen);
        granted_ = chosen.worker;
        changed_.notify_all();
    }
}

void Stepper::run(const std::function<void(std::uint32_t)>& work)
{
    history_.clear();
    useful_moves_ = 0;
    granted_ = none;
    std::fill(workers_.begin(), workers_.end(), Worker{});
    std::vector<std::thread> threads;
    threads.reserve(workers_.size());
    for (std::uint32_t i = 0; i < workers_.size(); ++i) {
        threads.emplace_back(work, i);
    }
    {
        std::unique_lock lock(mutex_);
        drive(lock);
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
}

}  // namespace lanescope
