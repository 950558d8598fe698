// SPDX-License-Identifier: GPL-3.0-or-later
// What the kill loop kills: appends recorded runs to the file named by its argument, forever, and says
// of each that is stored: "run ID DIGEST", the digest of everything in it.
#include "store/recorded_runs.h"

#include "base/hex.h"
#include "base/keccak.h"
#include "store/recording_file.h"
#include "support/run_record_text.h"

#include <unistd.h>
#include <cstdio>
#include <cstdlib>
#include <string>

using namespace lanescope;

namespace {

int fail(const std::string& message)
{
    std::fprintf(stderr, "%s\n", message.c_str());
    return 1;
}

std::string digest(const std::string& text)
{
    return to_hex(keccak256({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}));
}

}  // namespace

int main(int argc, char** argv)
{
    if (argc != 3) {
        return fail("usage: store_append_runs FILE SEED");
    }
    const std::uint64_t seed = std::strtoull(argv[2], nullptr, 10);
    auto file = store::RecordingFile::create(argv[1]);
    if (!file) {
        return fail(file.error().message);
    }
    const RunSettings settings = test::recorded_settings(4);
    const auto recording = file->begin_recording(settings, this_machine());
    if (!recording) {
        return fail(recording.error().message);
    }
    BlockRunner runner;
    for (std::uint32_t repeat = 0;; ++repeat) {
        // Now and then another block, and one so large that SQLite writes to the file before the end.
        const bool large = repeat % 8 == 5;
        const auto input =
            test::generated_input(large ? 3000 : 60, seed + (large ? 0 : repeat / 4));
        const auto run = input ? test::recorded_run(input, settings, runner, repeat) : nullptr;
        if (run == nullptr) {
            return fail("the generated block is not valid");
        }
        const std::string content = digest(test::text_of(*run) + test::text_of(*run->input));
        // The same run again and again: to be killed while it writes, not while it executes.
        for (int again = 0; again < 4; ++again) {
            const auto added = file->add_run(*recording, *run);
            if (!added) {
                return fail(added.error().message);
            }
            std::printf("run %lld %s\n", static_cast<long long>(added->value), content.c_str());
            std::fflush(stdout);
        }
    }
}
