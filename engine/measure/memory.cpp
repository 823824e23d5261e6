// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/measure/memory.h"

#include <fstream>
#include <sstream>
#include <string>

namespace engine::measure
{
namespace
{

// "Name:   1234 kB" in a file of /proc, in bytes; 0 where it is not there.
std::int64_t kilobytesIn(const char* file, const std::string& name)
{
    std::ifstream in(file);
    std::string line;
    while (std::getline(in, line)) {
        if (line.compare(0, name.size() + 1, name + ":") != 0)
            continue;
        std::istringstream rest(line.substr(name.size() + 1));
        std::int64_t kilobytes = 0;
        rest >> kilobytes;
        return kilobytes * 1024;
    }
    return 0;
}

} // namespace

ProcessMemory processMemory()
{
    return {kilobytesIn("/proc/self/status", "VmRSS"), kilobytesIn("/proc/self/status", "VmHWM")};
}

void resetPeakMemory()
{
    std::ofstream("/proc/self/clear_refs") << "5"; // proc(5): the peak becomes what is resident now
}

std::int64_t availableMemory()
{
    return kilobytesIn("/proc/meminfo", "MemAvailable");
}

} // namespace engine::measure
