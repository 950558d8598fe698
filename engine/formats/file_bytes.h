// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytes.h"
#include "base/result.h"

#include <cstdint>
#include <string>

namespace lanescope::formats {

/// Ceilings for the readers: no input makes them use unbounded memory.
struct ReadLimits {
    std::uint64_t max_bytes = 2ull << 30;  ///< after decompression
};

/// A file's bytes, decompressed when they are gzip. Error: names the file and the byte offset.
[[nodiscard]] Result<Bytes> read_file(const std::string& path, const ReadLimits& limits = {});

/// Decompresses when `bytes` begins with the gzip magic (RFC 1952); otherwise gives it back. Several
/// gzip members after each other are one text. Error: names `name` and the byte offset.
[[nodiscard]] Result<Bytes> gunzip_if_needed(Bytes bytes, const std::string& name,
                                             const ReadLimits& limits = {});

/// Writes a file whole or not at all: into a new file beside it, which then takes its name. A device or
/// pipe, like /dev/stdout, is written as it stands. Error: names the file and what stopped it; what stood
/// there before stands.
[[nodiscard]] Status write_file(const std::string& path, ByteView bytes);

/// One gzip member without name or time, so that equal bytes give equal files.
[[nodiscard]] Bytes gzip(ByteView bytes);

}  // namespace lanescope::formats
