// SPDX-License-Identifier: GPL-3.0-or-later
// Amounts for people: decimal units, as the hub, disks and other tools count downloads.
#pragma once

#include <cstdint>
#include <string>

namespace cli
{

std::string bytesText(double bytes);  // "4.9 GB"
std::string secondsText(double time); // "1 h 02 min", "3 min 20 s", "12 s"

} // namespace cli
