// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/generated_file.h"

namespace lanescope::app {

formats::BlockFile asFile(workload::GeneratedBlock made, const std::string& name)
{
    formats::BlockFile file;
    file.name = name;
    file.fork = made.fork;
    file.block = std::move(made.block);
    file.pre_state = std::make_shared<GivenState>(std::move(made.pre_state));
    file.pre_state_is_whole = true;
    file.post_state = std::move(made.post_state);
    for (const Hash& hash : made.transaction_hashes) {
        file.claimed_transaction_hashes.emplace_back(hash);
    }
    return file;
}

}  // namespace lanescope::app
