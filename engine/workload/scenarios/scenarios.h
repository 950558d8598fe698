// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "workload/scenario.h"

/// One file a scenario; all_scenarios() lists them.
namespace lanescope::workload {

extern const Scenario token_transfers_scenario;
extern const Scenario payments_scenario;
extern const Scenario token_payments_scenario;
extern const Scenario exchange_scenario;
extern const Scenario order_book_scenario;
extern const Scenario lending_scenario;
extern const Scenario oracle_scenario;
extern const Scenario airdrop_scenario;
extern const Scenario nft_mint_scenario;
extern const Scenario marketplace_scenario;
extern const Scenario game_scenario;
extern const Scenario supply_chain_scenario;
extern const Scenario health_records_scenario;

}  // namespace lanescope::workload
