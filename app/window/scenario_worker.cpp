// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/scenario_worker.h"

#include "app/generated_file.h"
#include "views/shared/quantity_text.h"

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
        RunSettings settings;
        settings.workers = workers;
        const std::vector<Form> forms = formsOf(scenario);
        const int parts = 2 * static_cast<int>(forms.size());
        int part = 0;
        for (const Form form : forms) {
            const QString name = text(workload::name_of(form));
            onGui(job, [this, part, parts, name] {
                emit progressed(part, parts, tr("Making the %1 form …").arg(name));
            });
            auto generated = workload::generate(scenario, form, dials, stop);
            if (!generated) {
                return generated.error();
            }
            ++part;
            onGui(job, [this, part, parts, name] {
                emit progressed(part, parts, tr("Running the %1 form …").arg(name));
            });
            // A meter for each: what one form left in caches is no help to the other.
            Meter meter(settings, repetitions, stop);
            auto measurement = meter.measure(
                asFile(*std::move(generated), titleOf(scenario, form, dials).toStdString()));
            if (!measurement) {
                return measurement.error();
            }
            ++part;
            onGui(job,
                  [this, form, result = *std::move(measurement)] { emit measured(form, result); });
        }
        return Success{};
    });
}

}  // namespace lanescope::app
