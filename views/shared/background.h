// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recording/recording.h"

#include <QCoreApplication>
#include <QPointer>
#include <QThreadPool>

#include <utility>

namespace lanescope::views {

/// What walks through more spans than this is done off the GUI thread: some 3 ms of work.
inline constexpr std::size_t mostSpansAtOnce = 100'000;

[[nodiscard]] inline std::size_t spanCountOf(const Recording& recording)
{
    std::size_t count = 0;
    for (std::size_t worker = 0; worker < recording.worker_count(); ++worker) {
        count += recording.spans(worker).size();
    }
    return count;
}

/// Calls `make` on a thread of the pool, and then `take` with what it gave on the GUI thread; not if
/// `owner` is gone by then. GUI thread.
template <class Owner, class Make, class Take>
void inBackground(Owner* owner, Make make, Take take)
{
    QThreadPool::globalInstance()->start(
        [make = std::move(make), take = std::move(take), owner = QPointer<Owner>(owner)] {
            // The GUI thread alone may look whether the owner is still there.
            QMetaObject::invokeMethod(
                QCoreApplication::instance(),
                [made = make(), take, owner] {
                    if (owner) {
                        take(made);
                    }
                },
                Qt::QueuedConnection);
        });
}

}  // namespace lanescope::views
