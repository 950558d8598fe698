// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/scenario_worker.h"

#include "app/generated_file.h"
#include "views/shared/quantity_text.h"

#include <optional>

namespace lanescope::app {

using workload::Form;
using workload::Scenario;
using workload::ScenarioDials;

struct ScenarioWorker::Job {
    StopSource stop;
};

namespace {

QString text(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

std::vector<Form> formsOf(const Scenario& scenario)
{
    return scenario.has_forms() ? std::vector{Form::naive, Form::parallel}
                                : std::vector{Form::naive};
}

void addTimes(Measurement& to, const Measurement& more)
{
    for (const double seconds : more.sequential.sorted) {
        to.sequential.add(seconds);
    }
    for (const double seconds : more.strategy.sorted) {
        to.strategy.add(seconds);
    }
}

}  // namespace

QString titleOf(const Scenario& scenario, Form form, const ScenarioDials& dials)
{
    const QString which = scenario.has_forms()
                              ? QStringLiteral(", %1 form").arg(text(workload::name_of(form)))
                              : QString();
    return QStringLiteral("%1%2, %3, seed %4")
        .arg(text(scenario.title), which, views::countedText(dials.transactions, "transaction"))
        .arg(dials.seed);
}

ScenarioWorker::~ScenarioWorker()
{
    stop();
    if (m_thread.joinable()) {
        m_thread.join();
    }
}

void ScenarioWorker::stop()
{
    if (m_job) {
        m_job->stop.request_stop();
        m_job.reset();
    }
}

void ScenarioWorker::cancel()
{
    if (m_isBusy) {
        stop();
        m_isBusy = false;
        emit finished({});
    }
}

/// Calls `function` on the GUI thread, if the job is still the one that counts then.
template <class Function>
void ScenarioWorker::onGui(const std::shared_ptr<Job>& job, Function function)
{
    QMetaObject::invokeMethod(
        this,
        [this, job, function = std::move(function)] {
            if (job == m_job) {
                function();
            }
        },
        Qt::QueuedConnection);
}

void ScenarioWorker::start(std::function<Status(const std::shared_ptr<Job>&)> work)
{
    stop();
    m_job = std::make_shared<Job>();
    m_isBusy = true;
    // The job before may take a moment to end; two at once would disturb what is measured.
    m_thread = std::thread([this, job = m_job, work = std::move(work),
                            before = std::move(m_thread)]() mutable {
        if (before.joinable()) {
            before.join();
        }
        const Status done = work(job);
        const bool failed = !done && done.error().code != ErrorCode::cancelled;
        onGui(job,
              [this, error = failed ? QString::fromStdString(done.error().message) : QString()] {
                  m_isBusy = false;
                  emit finished(error);
              });
    });
}

void ScenarioWorker::drawShapes()
{
    start([this](const std::shared_ptr<Job>& job) -> Status {
        const StopToken stop(job->stop);
        const auto all = workload::all_scenarios();
        for (std::size_t i = 0; i < all.size(); ++i) {
            for (const Form form : formsOf(*all[i])) {
                ScenarioDials dials;
                dials.transactions = shapeTransactions;
                auto generated = workload::generate(*all[i], form, dials, stop);
                if (!generated) {
                    return generated.error();
                }
                auto shape = shapeOf(
                    std::make_shared<BlockInput>(as_input(asFile(*std::move(generated), {}))),
                    stop);
                if (!shape) {
                    return shape.error();
                }
                onGui(job, [this, i, form, drawn = *std::move(shape)] {
                    emit shapeReady(static_cast<int>(i), form, drawn);
                });
            }
        }
        return Success{};
    });
}

void ScenarioWorker::make(const Scenario& scenario, Form form, const ScenarioDials& dials)
{
    start([this, &scenario, form, dials](const std::shared_ptr<Job>& job) -> Status {
        onGui(job, [this] { emit progressed(0, 0, tr("Making the block …")); });
        auto generated = workload::generate(scenario, form, dials, StopToken(job->stop));
        if (!generated) {
            return generated.error();
        }
        auto document = std::make_shared<Document>();
        document->title = titleOf(scenario, form, dials);
        document->input = std::make_shared<BlockInput>(
            as_input(asFile(*std::move(generated), document->title.toStdString())));
        onGui(job, [this, document] { emit made(document); });
        return Success{};
    });
}

void ScenarioWorker::compare(const Scenario& scenario, const ScenarioDials& dials,
                             std::uint32_t workers)
{
    start([this, &scenario, dials, workers](const std::shared_ptr<Job>& job) -> Status {
        const StopToken stop(job->stop);
        struct Side {
            Form form;
            formats::BlockFile file;
            ScenarioShape shape;
            std::optional<Measurement> measurement;
        };
        std::vector<Side> sides;
        const std::vector<Form> forms = formsOf(scenario);
        const int parts = (1 + rounds) * static_cast<int>(forms.size());
        int part = 0;
        const auto say = [&](const QString& what) {
            onGui(job, [this, now = part++, parts, what] { emit progressed(now, parts, what); });
        };
        for (const Form form : forms) {
            say(tr("Making the %1 form …").arg(text(workload::name_of(form))));
            auto generated = workload::generate(scenario, form, dials, stop);
            if (!generated) {
                return generated.error();
            }
            const std::string name = titleOf(scenario, form, dials).toStdString();
            Side side{form, asFile(*std::move(generated), name), {}, {}};
            auto shape = shapeOf(std::make_shared<BlockInput>(as_input(side.file)), stop);
            if (!shape) {
                return shape.error();
            }
            side.shape = *std::move(shape);
            sides.push_back(std::move(side));
        }
        RunSettings settings;
        settings.workers = workers;
        Meter meter(settings, repetitions, stop);
        for (int round = 1; round <= rounds; ++round) {
            for (Side& side : sides) {
                say(tr("Running the %1 form, round %2 of %3 …")
                        .arg(text(workload::name_of(side.form)))
                        .arg(round)
                        .arg(rounds));
                auto measurement = meter.measure(side.file);
                if (!measurement) {
                    return measurement.error();
                }
                if (side.measurement) {
                    addTimes(*measurement, *side.measurement);
                }
                side.measurement = *std::move(measurement);
                onGui(job, [this, form = side.form, result = *side.measurement,
                            shape = side.shape] { emit measured(form, result, shape); });
            }
        }
        return Success{};
    });
}

}  // namespace lanescope::app
