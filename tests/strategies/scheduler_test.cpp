// SPDX-License-Identifier: GPL-3.0-or-later
#include "strategies/block_stm/scheduler.h"

#include <QtTest>

#include <atomic>
#include <thread>
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
    explicit TwoWorkers(std::size_t count, ClaimLimit first = {16, 16 * transfer_gas})
        : transactions_(transfers(count)), scheduler(transactions_, 0, true, first, 2)
    {
        for (std::uint32_t worker = 0; worker < 2; ++worker) {
            claims[worker].worker = worker;
            claims[worker].limit = first;
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

    void whoHasNothingElseToDoCommitsForAll()
    {
        TwoWorkers two(400);
        QCOMPARE(two.work_off_claim(0), std::size_t{16});
        QCOMPARE(two.work_off_claim(1), std::size_t{16});
        QCOMPARE(two.validate(0), std::size_t{16});
        QCOMPARE(two.validate(1), std::size_t{16});
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
};

QTEST_GUILESS_MAIN(SchedulerTest)
#include "scheduler_test.moc"
