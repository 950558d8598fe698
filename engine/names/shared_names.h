// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "names/name_book.h"

#include <memory>
#include <mutex>

namespace lanescope::names {

/// Where all pictures of one block find its names, which may come after them. Any thread.
class SharedNames {
public:
    SharedNames() = default;
    explicit SharedNames(std::shared_ptr<const NameBook> book) : book_(std::move(book)) {}

    void set(std::shared_ptr<const NameBook> book)
    {
        const std::lock_guard lock(mutex_);
        book_ = std::move(book);
    }
    /// Null while there is none.
    [[nodiscard]] std::shared_ptr<const NameBook> book() const
    {
        const std::lock_guard lock(mutex_);
        return book_;
    }

private:
    mutable std::mutex mutex_;
    std::shared_ptr<const NameBook> book_;
};

}  // namespace lanescope::names
