// SPDX-License-Identifier: GPL-3.0-or-later
// Ctrl+C and SIGTERM as the engine's stop flag. The second one ends the program at once.
#pragma once

#include <atomic>

namespace cli
{

void watchStopSignals();
const std::atomic<bool>& stopFlag();

} // namespace cli
