// SPDX-License-Identifier: GPL-3.0-or-later
#include "strategies/block_stm/scheduler.h"

#include <QtTest>

#include <atomic>
#include <chrono>
#include <random>
#include <thread>
#include <utility>
#include <vector>

using namespace lanescope;
using namespace lanescope::block_stm;

namespace {

constexpr std::uint64_t transfer_gas = 21'000;

std::vector<Transaction> transfers(std::size_t count)
{
    std::vector<Transaction> made(count);
    for (Transaction& transaction : made) {
        transaction.gas_limit = transfer_gas;
    }
    return made;
}

/// A block of transfers and two workers, moved by hand.
class TwoWorkers {
public:
    explicit TwoWorkers(std::size_t count, ClaimLimit first = {16, 16 * transfer_gas},
                        std::uint32_t cores = 2)
        : transactions_(transfers(count)), scheduler(transactions_, 0, true, first, 2, cores)
    {
        for (std::uint32_t worker = 0; worker < 2; ++worker) {
            claims[worker].worker = worker;
            claims[worker].limit = first;
            claims[worker].may_rest = cores < 2;
        }
    }

    /// Lets the worker do what it is given until its claim is used up; gives how many it executed.
    std::size_t work_off_claim(std::uint32_t worker)
    {
        Claim& claim = claims[worker];
        std::size_t executed = 0;
        do {
            const Task task = scheduler.next_task(claim);
            if (task.kind != TaskKind::execute) {
                break;
            }
            ++executed;
            std::vector<TxVersion> resumed;
            (void)scheduler.finish_execution(task.version, false, resumed, claim);
        } while (claim.execute_next < claim.execute_end);
        return executed;
    }
    /// Validates what the worker has executed, and nothing else.
    std::size_t validate(std::uint32_t worker)
    {
        Claim& claim = claims[worker];
        std::size_t validated = 0;
        for (;;) {
            const Task task = scheduler.next_task(claim);
            if (task.kind != TaskKind::validate) {
                return validated;
            }
            ++validated;
            (void)scheduler.finish_validation(task.version, task.wave, false);
            if (!claim.has_validations()) {
                return validated;
            }
        }
    }
    /// Of each worker a claim; how many were validated.
    std::size_t work_off_and_validate()
    {
        (void)work_off_claim(0);
        (void)work_off_claim(1);
        return validate(0) + validate(1);
    }
    std::size_t commit(std::uint32_t worker, bool is_busy)
    {
        std::size_t committed = 0;
        scheduler.try_commit(worker, is_busy, [&](TxVersion) {
            ++committed;
            return true;
        });
        return committed;
    }

private:
    std::vector<Transaction> transactions_;

public:
    Scheduler scheduler;
    Claim claims[2];
};

/// Several threads that work a block off, in which transactions meet each other's writes and fail their
/// validation at random.
class Crowd {
public:
    Crowd(std::size_t count, std::uint32_t workers, std::uint32_t cores, std::uint64_t seed)
        : transactions_(transfers(count)),
          workers_(workers),
          cores_(cores),
          seed_(seed),
          scheduler_(transactions_, 0, true, {4, 4 * transfer_gas}, workers, cores)
    {
    }

    /// How many were committed, once all threads have left; gives up when nothing is committed for so
    /// long that something must have been lost.
    std::uint32_t run()
    {
        std::vector<std::thread> threads;
        for (std::uint32_t worker = 0; worker < workers_; ++worker) {
            threads.emplace_back([this, worker] { work(worker); });
        }
        constexpr auto step = std::chrono::milliseconds(1);
        std::uint32_t committed = 0;
        for (int unchanged = 0; !scheduler_.done(); ++unchanged) {
            std::this_thread::sleep_for(step);
            const std::uint32_t now = scheduler_.committed();
            if (std::exchange(committed, now) != now) {
                unchanged = 0;
            } else if (unchanged == 5000) {
                scheduler_.stop();
            }
        }
        for (std::thread& thread : threads) {
            thread.join();
        }
        return scheduler_.committed();
    }

private:
    void work(std::uint32_t worker)
    {
        std::mt19937_64 random(seed_ + worker);
        const auto chance = [&](unsigned percent) { return random() % 100 < percent; };
        Claim claim;
        claim.worker = worker;
        claim.limit = scheduler_.first_claim();
        claim.may_rest = cores_ < workers_;
        std::vector<TxVersion> resumed;
        Task task;
        for (;;) {
            if (task.kind == TaskKind::none) {
                task = scheduler_.next_task(claim);
            }
            switch (task.kind) {
            case TaskKind::execute: {
                const TxVersion version = task.version;
                const std::uint32_t index = version.index;
                if (index > 0 && version.incarnation < 20 && chance(30)) {
                    const auto blocking =
                        static_cast<std::uint32_t>(index - 1 - random() % std::min(index, 3u));
                    if (scheduler_.add_dependency(version, blocking)) {
                        task = {};
                    } else {
                        task.version.incarnation = version.incarnation + 1;
                    }
                    break;
                }
                task = scheduler_.finish_execution(version, chance(20), resumed, claim);
                break;
            }
            case TaskKind::validate: {
                const TxVersion version = task.version;
                const bool fails = version.incarnation < 20 && chance(20) &&
                                   scheduler_.try_validation_abort(version);
                task = scheduler_.finish_validation(version, task.wave, fails);
                scheduler_.try_commit(worker, chance(50), [](TxVersion) { return true; });
                break;
            }
            case TaskKind::wait:
                task = scheduler_.wait_for_task(claim, 0, [&] {
                    scheduler_.try_commit(worker, false, [](TxVersion) { return true; });
                });
                break;
            case TaskKind::done:
                return;
            case TaskKind::none:
                break;
            }
        }
    }

    std::vector<Transaction> transactions_;
    std::uint32_t workers_;
    std::uint32_t cores_;
    std::uint64_t seed_;
    Scheduler scheduler_;
};

}  // namespace

class SchedulerTest : public QObject {
    Q_OBJECT
private slots:
    void aBusyWorkerLeavesCommitsToWhoExecuted()
    {
        TwoWorkers two(400);
        QCOMPARE(two.work_off_claim(0), std::size_t{16});
        QCOMPARE(two.work_off_claim(1), std::size_t{16});
        QCOMPARE(two.validate(0), std::size_t{16});
        QCOMPARE(two.commit(1, true), std::size_t{0});
        QCOMPARE(two.commit(0, true), std::size_t{16});
        // The next ones are the other's, validated or not.
        QCOMPARE(two.validate(1), std::size_t{16});
        QCOMPARE(two.commit(0, true), std::size_t{0});
        QCOMPARE(two.commit(1, true), std::size_t{16});
        QCOMPARE(two.scheduler.committed(), 32u);
    }

    void whoLeavesACommitSaysSo()
    {
        TwoWorkers two(400);
        QCOMPARE(two.work_off_and_validate(), std::size_t{32});
        QVERIFY(!two.scheduler.takes_turn(0));
        QVERIFY(!two.scheduler.takes_turn(1));
        QCOMPARE(two.commit(0, true), std::size_t{16});
        QVERIFY(!two.scheduler.takes_turn(0));
        QVERIFY(two.scheduler.takes_turn(1));
        QVERIFY(!two.scheduler.takes_turn(1));  // once
        QCOMPARE(two.commit(1, true), std::size_t{16});
        // Nobody waits for a worker that commits all, nor for itself.
        QCOMPARE(two.work_off_and_validate(), std::size_t{32});
        (void)two.scheduler.takes_turn(0);
        QCOMPARE(two.commit(0, false), std::size_t{32});
        QVERIFY(!two.scheduler.takes_turn(0));
        QVERIFY(!two.scheduler.takes_turn(1));
    }

    void whoHasNothingElseToDoCommitsForAll()
    {
        TwoWorkers two(400);
        QCOMPARE(two.work_off_and_validate(), std::size_t{32});
        QCOMPARE(two.commit(1, false), std::size_t{32});
    }

    void whoeverCommitsOneByOneLeavesNothing()
    {
        TwoWorkers two(40, ClaimLimit{});
        QCOMPARE(two.work_off_claim(0), std::size_t{1});
        QCOMPARE(two.validate(0), std::size_t{1});
        QCOMPARE(two.commit(1, true), std::size_t{1});
    }

    void nothingIsLeftToASleeper()
    {
        TwoWorkers two(400);
        QCOMPARE(two.work_off_claim(1), std::size_t{16});
        QCOMPARE(two.validate(1), std::size_t{16});
        // All that is left is claimed by the other one, so that there is nothing for this one.
        std::atomic<int> looked{0};
        two.claims[0].limit = {400, 400 * transfer_gas};
        while (two.scheduler.next_task(two.claims[0]).kind == TaskKind::execute) {
        }
        std::thread sleeper([&] {
            const Task task =
                two.scheduler.wait_for_task(two.claims[1], 0, [&] { looked.fetch_add(1); });
            QCOMPARE(task.kind, TaskKind::done);
        });
        while (looked.load() == 0) {
            std::this_thread::yield();
        }
        QCOMPARE(two.commit(0, true), std::size_t{16});
        two.scheduler.stop();
        sleeper.join();
    }

    void whoIsFarAheadOnTooFewCoresRests()
    {
        TwoWorkers two(400, {16, 16 * transfer_gas}, 1);
        // The first is stopped in the midst of what the commit needs next.
        const Task stopped = two.scheduler.next_task(two.claims[0]);
        QCOMPARE(stopped.kind, TaskKind::execute);
        std::size_t ahead = 0;
        while (const std::size_t executed = two.work_off_claim(1)) {
            ahead += executed;
        }
        QCOMPARE(ahead, std::size_t{8 * 16});
        QVERIFY(two.scheduler.runs_ahead(two.claims[1]));
        // A core that nobody uses is of no use to the other one.
        bool runs_ahead_alone = true;
        (void)two.scheduler.wait_for_task(
            two.claims[0], 0, [&] { runs_ahead_alone = two.scheduler.runs_ahead(two.claims[1]); });
        QVERIFY(!runs_ahead_alone);
        QVERIFY(two.scheduler.runs_ahead(two.claims[1]));
        two.claims[1].may_rest = false;
        QCOMPARE(two.work_off_claim(1), std::size_t{16});
    }

    void whatASleeperExecutedIsValidatedByOthers()
    {
        TwoWorkers two(400, {16, 16 * transfer_gas}, 1);
        const Task stopped = two.scheduler.next_task(two.claims[0]);
        while (two.work_off_claim(1) != 0) {
        }
        std::size_t own = 0;
        std::size_t others = 0;
        std::size_t committed = 0;
        const Task task = two.scheduler.wait_for_task(two.claims[1], 0, [&] {
            std::vector<TxVersion> resumed;
            (void)two.scheduler.finish_execution(stopped.version, false, resumed, two.claims[0]);
            (void)two.work_off_claim(0);
            own = two.validate(0);
            while (two.validate(0) == 1) {
                ++others;
            }
            committed = two.commit(0, true);
            two.scheduler.stop();  // for the sleeper to return
        });
        QCOMPARE(own, std::size_t{16});
        QCOMPARE(others, std::size_t{8 * 16});
        QCOMPARE(committed, std::size_t{9 * 16});
        QCOMPARE(task.kind, TaskKind::done);
    }

    void claimsGetSmallTowardsTheEnd()
    {
        TwoWorkers two(160);
        two.claims[0].limit = {256, 256 * transfer_gas};
        std::vector<std::size_t> claimed;
        for (std::size_t left = 160; left > 0; left -= claimed.back()) {
            claimed.push_back(two.work_off_claim(0));
            QVERIFY(claimed.back() > 0);
            (void)two.validate(0);
        }
        QCOMPARE(claimed.front(), std::size_t{160 / 8});
        QCOMPARE(claimed.back(), std::size_t{1});
        QVERIFY(std::ranges::is_sorted(claimed, std::greater{}));
    }

    void nothingIsLostHoweverThreadsMeet()
    {
        bool given = false;
        std::uint64_t seed = qEnvironmentVariable("LANESCOPE_SEED").toULongLong(&given);
        if (!given) {
            seed = std::random_device{}();
        }
        qInfo("LANESCOPE_SEED=%llu", static_cast<unsigned long long>(seed));
        const bool sanitized = qEnvironmentVariableIsSet("LANESCOPE_SANITIZER_RUN");
        const int rounds = sanitized ? 20 : 2000;
        constexpr std::uint32_t count = 5000;
        for (int round = 0; round < rounds; ++round) {
            const std::uint32_t workers = 2 + static_cast<std::uint32_t>(round) % 3;
            // As if on fewer cores than workers, too: then some of them rest.
            const std::uint32_t cores = round % 2 == 0 ? workers : 1;
            Crowd crowd(count, workers, cores, seed + static_cast<std::uint64_t>(round) * 16);
            QCOMPARE(crowd.run(), count);
        }
    }
};

QTEST_GUILESS_MAIN(SchedulerTest)
#include "scheduler_test.moc"
