// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string>
#include <utility>
#include <variant>

namespace lanescope {

/// What kind of thing went wrong; the message says the rest.
enum class ErrorCode {
    io,                 ///< a file could not be read or written
    malformed,          ///< input is not what its format says
    unsupported,        ///< well-formed, but not something that this build handles
    limit_exceeded,     ///< a ceiling on size, gas or memory was hit
    state_unavailable,  ///< the pre-state does not say, or its source failed
    invalid_block,      ///< a block breaks a rule of its fork
    cancelled,          ///< a stop was asked for
};

/// Bad input as a value: names the place, what was expected, and the remedy.
struct Error {
    ErrorCode code = ErrorCode::malformed;
    std::string message;
};

/// A value or an Error. A small stand-in for std::expected (C++23).
template <class T>
class [[nodiscard]] Result {
public:
    Result(T value) : content_(std::move(value)) {}
    Result(Error error) : content_(std::move(error)) {}

    [[nodiscard]] bool has_value() const noexcept { return content_.index() == 0; }
    explicit operator bool() const noexcept { return has_value(); }

    /// Asks for the value; asserts, in release too, that there is one.
    [[nodiscard]] T& value() &
    {
        require_value();
        return std::get<0>(content_);
    }
    [[nodiscard]] const T& value() const&
    {
        require_value();
        return std::get<0>(content_);
    }
    [[nodiscard]] T&& value() &&
    {
        require_value();
        return std::get<0>(std::move(content_));
    }
    [[nodiscard]] T& operator*() & { return value(); }
    [[nodiscard]] const T& operator*() const& { return value(); }
    [[nodiscard]] T&& operator*() && { return std::move(*this).value(); }
    [[nodiscard]] T* operator->() { return &value(); }
    [[nodiscard]] const T* operator->() const { return &value(); }

    [[nodiscard]] const Error& error() const { return std::get<1>(content_); }

private:
    void require_value() const
    {
        if (!has_value()) {
            std::fprintf(stderr, "lanescope: value() asked of an error: %s\n",
                         std::get<1>(content_).message.c_str());
            std::abort();
        }
    }
    std::variant<T, Error> content_;
};

/// Success, or an Error.
struct Success {};
using Status = Result<Success>;

}  // namespace lanescope
