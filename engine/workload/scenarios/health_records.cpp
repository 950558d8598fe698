// SPDX-License-Identifier: GPL-3.0-or-later
#include "workload/scenarios/scenarios.h"
#include "workload/stage.h"

#include <utility>

namespace lanescope::workload {

namespace {

constexpr std::uint64_t far_future = 4'000'000'000;

/// Everybody is a patient, and a doctor of others.
void keep_records(Stage& stage)
{
    const Address records = stage.deploy("AuditedRecords", "PatientRecords");
    const Popularity popularity = stage.popularity(stage.people());
    const auto grant = [&](std::uint32_t doctor) {
        return CallData("grant(address,uint256)")
            .add(stage.person(doctor))
            .add(Uint256{far_future})
            .finish();
    };
    Once<std::pair<std::uint32_t, std::uint32_t>> granted;
    stage.play([&](const Stage::Turn& turn) {
        if (turn.action == 2) {
            const auto doctor = static_cast<std::uint32_t>(stage.random().below(stage.people()));
            stage.send(turn.sender, records, grant(doctor));
            return;
        }
        const std::uint32_t patient = popularity.choose(stage.random());
        if (granted({patient, turn.sender})) {
            stage.call(stage.person(patient), records, grant(turn.sender));
        }
        if (turn.action == 0) {
            stage.send(turn.sender, records,
                       CallData("look(address)").add(stage.person(patient)).finish());
        } else {
            stage.send(turn.sender, records,
                       CallData("append(address,bytes32)")
                           .add(stage.person(patient))
                           .add(Uint256{stage.random().next(), 0, 0, stage.random().next()})
                           .finish());
        }
    });
}

constexpr ScenarioAction actions[]{{"look", "a doctor reads a record", 60},
                                   {"append", "a doctor adds a note", 25},
                                   {"grant", "a patient lets a doctor in", 15}};

}  // namespace

const Scenario health_records_scenario{
    .name = "health-records",
    .title = "Health records",
    .field = "health records",
    .sentence =
        "Patients grant access, doctors read and write, and each access is audited. One audit log "
        "makes even readers wait.",
    .hot = "accesses to one patient's record",
    .naive = "One audit log: each access is its next entry.",
    .parallel = "A log for each patient and doctor; auditors put them together by time.",
    .actions = actions,
    .make = make_on_stage<keep_records>};

}  // namespace lanescope::workload
