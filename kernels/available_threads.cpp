// SPDX-License-Identifier: GPL-3.0-or-later
// How many threads this process may use: its affinity mask and the CPU quota of its control groups. Any thread.
#include "kernels/pool.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <string>
#include <thread>

#if defined(__linux__)
#include <sched.h>
#endif

namespace kernels
{

namespace
{

#if defined(__linux__)
int affinityThreads()
{
    cpu_set_t set;
    CPU_ZERO(&set);
    return sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 0;
}

// The path of this process in the unified hierarchy: the line "0::/path" of /proc/self/cgroup.
std::string groupPath()
{
    std::ifstream file("/proc/self/cgroup");
    for (std::string line; std::getline(file, line);) {
        if (line.rfind("0::", 0) == 0) {
            return line.substr(3);
        }
    }
    return "/";
}

// Quota / period of one group's cpu.max, 0 where there is no limit.
double quotaOf(const std::string& path)
{
    std::ifstream file("/sys/fs/cgroup" + path + "/cpu.max");
    std::string quota;
    double period = 0.0;
    if (!(file >> quota >> period) || quota == "max" || period <= 0.0) {
        return 0.0;
    }
    return std::strtod(quota.c_str(), nullptr) / period;
}

// The tightest quota on the way up to the root, 0 where there is none.
double groupThreads()
{
    double tightest = 0.0;
    for (std::string path = groupPath();; path.resize(path.rfind('/'))) {
        const double quota = quotaOf(path == "/" ? std::string() : path);
        if (quota > 0.0) {
            tightest = tightest > 0.0 ? std::min(tightest, quota) : quota;
        }
        if (path.rfind('/') == std::string::npos || path.empty()) {
            return tightest;
        }
    }
}
#endif

} // namespace

int Pool::availableThreads()
{
    int threads = static_cast<int>(std::thread::hardware_concurrency());
#if defined(__linux__)
    if (const int allowed = affinityThreads(); allowed > 0) {
        threads = allowed;
    }
    if (const double quota = groupThreads(); quota > 0.0) {
        threads = std::min(threads, static_cast<int>(std::ceil(quota)));
    }
#endif
    return std::clamp(threads, 1, 256);
}

} // namespace kernels
