# SPDX-License-Identifier: GPL-3.0-or-later
# Writes OUTPUT, a C++ source with the creation code of every contract of samples/contracts, so that
# scenarios need no files when the program runs.
function(lanescope_embed_contracts output)
    file(GLOB artifacts CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/samples/contracts/*.json)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${artifacts})
    set(table "")
    foreach(artifact ${artifacts})
        get_filename_component(name ${artifact} NAME_WE)
        file(READ ${artifact} json)
        string(JSON code GET "${json}" contracts ${name}.sol ${name} evm bytecode object)
        string(APPEND table "    {\"${name}\",\n     \"${code}\"},\n")
    endforeach()
    file(CONFIGURE OUTPUT ${output} CONTENT [[
// Made by engine/workload/embed_contracts.cmake from samples/contracts.
#include "workload/sample_contracts.h"

namespace lanescope::workload {

namespace {
constexpr SampleContract contracts[]{
@table@};
}  // namespace

std::span<const SampleContract> sample_contracts() noexcept { return contracts; }

}  // namespace lanescope::workload
]] @ONLY)
endfunction()
