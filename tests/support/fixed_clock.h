// SPDX-License-Identifier: GPL-3.0-or-later
// The clock of the golden template outputs: 2026-03-05 14:07:09, a Thursday.
#pragma once

#include <ctime>

namespace support
{

inline std::tm fixedNow()
{
    std::tm now{};
    now.tm_year = 126;
    now.tm_mon = 2;
    now.tm_mday = 5;
    now.tm_hour = 14;
    now.tm_min = 7;
    now.tm_sec = 9;
    now.tm_wday = 4;
    now.tm_yday = 63;
    return now;
}

} // namespace support
