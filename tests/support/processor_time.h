// SPDX-License-Identifier: GPL-3.0-or-later
// Processor time of this program, which a busy machine does not stretch as it does the time on the wall.
#pragma once

#include <ctime>

namespace support
{

class ProcessorTime
{
public:
    long milliseconds() const { return static_cast<long>((std::clock() - m_start) / (CLOCKS_PER_SEC / 1000)); }

private:
    std::clock_t m_start = std::clock();
};

} // namespace support
