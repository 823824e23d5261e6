// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/stop_signal.h"

#include <csignal>

namespace cli
{
namespace
{

std::atomic<bool> stopRequested = false;
static_assert(std::atomic<bool>::is_always_lock_free); // a signal handler may set it

} // namespace

void watchStopSignals()
{
    for (const int number : {SIGINT, SIGTERM})
        std::signal(number, [](int caught) {
            stopRequested = true;
            std::signal(caught, SIG_DFL);
        });
}

const std::atomic<bool>& stopFlag()
{
    return stopRequested;
}

} // namespace cli
