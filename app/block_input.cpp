// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/block_input.h"

namespace lanescope::app {

BlockInput as_input(formats::BlockFile file)
{
    BlockInput input;
    input.name = std::move(file.name);
    input.block = std::move(file.block);
    input.fork = file.fork;
    input.pre_state = std::move(file.pre_state);
    input.pre_state_is_whole = file.pre_state_is_whole;
    input.block_hashes = std::move(file.block_hashes);
    return input;
}

Result<std::shared_ptr<const BlockInput>> block_input(formats::BlockFile file)
{
    if (Status recovered = recover_senders(file.block.transactions, file.fork.revision);
        !recovered) {
        return Error{recovered.error().code, file.name + ": " + recovered.error().message};
    }
    return std::shared_ptr<const BlockInput>(
        std::make_shared<BlockInput>(as_input(std::move(file))));
}

}  // namespace lanescope::app
