// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/file_bytes.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <new>

namespace lanescope::formats {
namespace {

constexpr std::size_t chunk_size = 1 << 16;

Error size_error(const std::string& name, const char* what, std::uint64_t limit)
{
    return {ErrorCode::limit_exceeded, name + ": " + what + " more than " + std::to_string(limit) +
                                           " bytes, the most that is read; split it, or leave out "
                                           "what the block does not need"};
}

Error gzip_error(const std::string& name, std::size_t offset, const std::string& problem)
{
    return {ErrorCode::malformed, name + ": byte " + std::to_string(offset) + ": " + problem +
                                      "; check it with `gzip -t`, or fetch the file again"};
}

bool starts_with_gzip_magic(ByteView bytes)
{
    return bytes.size() >= 2 && bytes[0] == 0x1f && bytes[1] == 0x8b;
}

/// zlib's inflate over one buffer, with its counters kept in 64 bits.
class Inflater {
public:
    Inflater() { ready_ = inflateInit2(&stream_, 16 + MAX_WBITS) == Z_OK; }
    ~Inflater()
    {
        if (ready_) {
            inflateEnd(&stream_);
        }
    }
    Inflater(const Inflater&) = delete;
    Inflater& operator=(const Inflater&) = delete;

    [[nodiscard]] bool ready() const { return ready_; }
    [[nodiscard]] const char* message() const { return stream_.msg; }
    void start_next_member() { inflateReset(&stream_); }

    /// One call of inflate() on `input` from `consumed` on, into `output`.
    struct Step {
        int code;
        std::size_t read;
        std::size_t written;
    };
    [[nodiscard]] Step step(ByteView input, std::uint8_t* output, std::size_t room)
    {
        const auto available = static_cast<uInt>(std::min<std::size_t>(input.size(), 1u << 30));
        stream_.next_in = const_cast<Bytef*>(input.data());
        stream_.avail_in = available;
        stream_.next_out = output;
        stream_.avail_out = static_cast<uInt>(room);
        const int code = inflate(&stream_, Z_NO_FLUSH);
        return {code, available - stream_.avail_in, room - stream_.avail_out};
    }

private:
    z_stream stream_{};
    bool ready_ = false;
};

Result<Bytes> gunzip(ByteView input, const std::string& name, const ReadLimits& limits)
{
    Inflater inflater;
    const auto chunk = std::make_unique<std::uint8_t[]>(chunk_size);
    if (!inflater.ready()) {
        return Error{ErrorCode::limit_exceeded, name + ": no memory to decompress it"};
    }
    Bytes output;
    std::size_t offset = 0;
    while (true) {
        const auto [code, read, written] =
            inflater.step(input.subspan(offset), chunk.get(), chunk_size);
        offset += read;
        if (written > limits.max_bytes - output.size()) {
            return size_error(name, "it decompresses to", limits.max_bytes);
        }
        output.insert(output.end(), chunk.get(), chunk.get() + written);
        if (code == Z_STREAM_END) {
            if (offset == input.size()) {
                return output;
            }
            if (!starts_with_gzip_magic(input.subspan(offset))) {
                return gzip_error(name, offset,
                                  "expected the end of the file or another gzip "
                                  "member, found other bytes");
            }
            inflater.start_next_member();
        } else if (code == Z_BUF_ERROR || (code == Z_OK && read == 0 && written == 0)) {
            return gzip_error(name, offset, "the gzip data ends too early");
        } else if (code != Z_OK) {
            const char* message = inflater.message();
            return gzip_error(name, offset,
                              std::string("the gzip data is damaged") +
                                  (message != nullptr ? std::string(" (") + message + ")" : ""));
        }
    }
}

}  // namespace

Result<Bytes> gunzip_if_needed(Bytes bytes, const std::string& name, const ReadLimits& limits)
{
    try {
        if (starts_with_gzip_magic(bytes)) {
            return gunzip(bytes, name, limits);
        }
    } catch (const std::bad_alloc&) {
        return Error{ErrorCode::limit_exceeded, name + ": no memory to decompress it"};
    }
    if (bytes.size() > limits.max_bytes) {
        return size_error(name, "it has", limits.max_bytes);
    }
    return bytes;
}

Result<Bytes> read_file(const std::string& path, const ReadLimits& limits)
{
    const auto io_error = [&path](const std::string& problem) {
        return Error{ErrorCode::io, path + ": " + problem};
    };
    std::error_code status_error;
    if (std::filesystem::is_directory(path, status_error)) {
        return io_error("expected a file, found a folder; name a file in it");
    }
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"),
                                                               &std::fclose);
    if (!file) {
        return io_error(std::string("cannot be opened: ") + std::strerror(errno));
    }
    try {
        Bytes bytes;
        const auto chunk = std::make_unique<std::uint8_t[]>(chunk_size);
        while (true) {
            const std::size_t count = std::fread(chunk.get(), 1, chunk_size, file.get());
            if (count > limits.max_bytes - bytes.size()) {
                return size_error(path, "it has", limits.max_bytes);
            }
            bytes.insert(bytes.end(), chunk.get(), chunk.get() + count);
            if (std::ferror(file.get()) != 0) {
                return io_error("cannot be read at byte " + std::to_string(bytes.size()) + ": " +
                                std::strerror(errno));
            }
            if (count < chunk_size) {
                break;
            }
        }
        return gunzip_if_needed(std::move(bytes), path, limits);
    } catch (const std::bad_alloc&) {
        return Error{ErrorCode::limit_exceeded, path + ": no memory to read it"};
    }
}

namespace {

bool write_all(int descriptor, ByteView bytes)
{
    for (std::size_t at = 0; at < bytes.size();) {
        const ssize_t count = ::write(descriptor, bytes.data() + at, bytes.size() - at);
        if (count <= 0 && !(count < 0 && errno == EINTR)) {
            return false;
        }
        at += count > 0 ? static_cast<std::size_t>(count) : 0;
    }
    return true;
}

Error write_error(const std::string& path, const char* what)
{
    return {ErrorCode::io,
            path + ": " + what + ": " + std::strerror(errno) + "; choose another place"};
}

/// What no other file may take the place of.
Status write_in_place(const std::string& path, ByteView bytes)
{
    const int descriptor = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
    if (descriptor < 0) {
        return write_error(path, "cannot be written");
    }
    const bool is_whole = write_all(descriptor, bytes);
    const int written = errno;
    const bool is_closed = ::close(descriptor) == 0;
    if (!is_whole) {
        errno = written;
    }
    return is_whole && is_closed ? Status(Success{}) : write_error(path, "cannot be written");
}

}  // namespace

Status write_file(const std::string& path, ByteView bytes)
{
    std::error_code status_error;
    const std::filesystem::file_status there = std::filesystem::status(path, status_error);
    if (std::filesystem::is_directory(there)) {
        return Error{ErrorCode::io, path + ": expected a file, found a folder; name a file in it"};
    }
    if (std::filesystem::is_other(there)) {
        return write_in_place(path, bytes);
    }
    std::string part = path + ".XXXXXX";
    const auto failure = [&](const char* what) {
        const Error error = write_error(path, what);
        ::unlink(part.c_str());
        return error;
    };
    const int descriptor = ::mkostemp(part.data(), O_CLOEXEC);
    if (descriptor < 0) {
        return failure("cannot be written");
    }
    const bool is_whole =
        ::fchmod(descriptor, 0644) == 0 && write_all(descriptor, bytes) && ::fsync(descriptor) == 0;
    const int written = errno;
    if (::close(descriptor) != 0 && is_whole) {
        return failure("cannot be written");
    }
    if (!is_whole) {
        errno = written;
        return failure("cannot be written");
    }
    if (std::rename(part.c_str(), path.c_str()) != 0) {
        return failure("cannot be replaced");
    }
    return Success{};
}

Bytes gzip(ByteView bytes)
{
    z_stream stream{};
    if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, 16 + MAX_WBITS, 9,
                     Z_DEFAULT_STRATEGY) != Z_OK) {
        throw std::bad_alloc();
    }
    const std::unique_ptr<z_stream, int (*)(z_stream*)> guard(&stream, &deflateEnd);
    Bytes output;
    Bytes chunk(chunk_size);
    std::size_t offset = 0;
    int code = Z_OK;
    while (code != Z_STREAM_END) {
        if (stream.avail_in == 0 && offset < bytes.size()) {
            const std::size_t count = std::min<std::size_t>(bytes.size() - offset, 1u << 30);
            stream.next_in = const_cast<Bytef*>(bytes.data() + offset);
            stream.avail_in = static_cast<uInt>(count);
            offset += count;
        }
        stream.next_out = chunk.data();
        stream.avail_out = static_cast<uInt>(chunk.size());
        code = deflate(&stream, offset == bytes.size() ? Z_FINISH : Z_NO_FLUSH);
        output.insert(output.end(), chunk.begin(),
                      chunk.end() - static_cast<std::ptrdiff_t>(stream.avail_out));
    }
    return output;
}

}  // namespace lanescope::formats
