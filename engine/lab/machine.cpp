// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/lab/machine.h"

#include "engine/measure/memory.h"
#include "engine/model/device.h"
#include "kernels/ops.h"
#include "kernels/pool.h"

#include <algorithm>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>
#include <vector>

#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <unistd.h>

namespace engine::lab
{
namespace
{

namespace fs = std::filesystem;

// What stands behind "name" and one of " :=" in a file of lines; empty where it is not there.
std::string valueIn(const char* file, const std::string& name)
{
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);) {
        if (!line.starts_with(name))
            continue;
        const auto begin = line.find_first_not_of(" \t:=\"", name.size());
        const auto end = line.find_last_not_of(" \t\"");
        return begin == std::string::npos || begin == name.size() ? std::string() : line.substr(begin, end + 1 - begin);
    }
    return {};
}

double numberIn(const fs::path& file) // -1 where there is none
{
    std::ifstream in(file);
    double value = -1;
    return in >> value ? value : -1;
}

// Files or folders of `folder` whose names begin so; those that cannot be read are none.
std::vector<fs::path> entries(const fs::path& folder, const std::string& beginning)
{
    std::vector<fs::path> found;
    std::error_code error;
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error))
        if (it->path().filename().string().starts_with(beginning))
            found.push_back(it->path());
    return found;
}

const fs::path kProcessors = "/sys/devices/system/cpu";
constexpr std::size_t kMostAsked = 16; // processors whose clock is asked for: each answer costs some microseconds

std::vector<fs::path> processors()
{
    std::vector<fs::path> found = entries(kProcessors, "cpu");
    std::erase_if(found, [](const fs::path& path) {
        return path.filename().string().find_first_not_of("0123456789", 3) != std::string::npos ||
               path.filename().string().size() == 3;
    });
    std::sort(found.begin(), found.end());
    return found;
}

double meanMegahertz()
{
    double sum = 0;
    int count = 0;
    const std::vector<fs::path> all = processors();
    for (std::size_t i = 0; i < std::min(all.size(), kMostAsked); ++i)
        if (const double kilohertz = numberIn(all[i] / "cpufreq/scaling_cur_freq"); kilohertz > 0) {
            sum += kilohertz / 1000;
            ++count;
        }
    if (count > 0)
        return sum / count;
    const std::string told = valueIn("/proc/cpuinfo", "cpu MHz");
    return told.empty() ? -1 : std::atof(told.c_str());
}

double hottestCelsius()
{
    double hottest = -1;
    for (const fs::path& zone : entries("/sys/class/thermal", "thermal_zone")) {
        std::string type;
        std::ifstream(zone / "type") >> type;
        const bool ofProcessor = type.find("pkg") != std::string::npos || type.find("cpu") != std::string::npos ||
                                 type.find("soc") != std::string::npos;
        if (const double thousandths = numberIn(zone / "temp"); ofProcessor && thousandths > 0)
            hottest = std::max(hottest, thousandths / 1000);
    }
    return hottest;
}

int throttleCount()
{
    double sum = 0;
    for (const fs::path& processor : processors())
        sum += std::max(0.0, numberIn(processor / "thermal_throttle/core_throttle_count"));
    return static_cast<int>(sum);
}

// Pages of the system's own, large ones where it has them.
class Pages
{
public:
    explicit Pages(std::size_t bytes)
        : m_bytes(bytes),
          m_data(::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0))
    {
        if (m_data != MAP_FAILED)
            ::madvise(m_data, bytes, MADV_HUGEPAGE);
    }
    ~Pages()
    {
        if (m_data != MAP_FAILED)
            ::munmap(m_data, m_bytes);
    }
    Pages(const Pages&) = delete;
    Pages& operator=(const Pages&) = delete;
    std::uint64_t* words() const { return m_data == MAP_FAILED ? nullptr : static_cast<std::uint64_t*>(m_data); }

private:
    std::size_t m_bytes;
    void* m_data;
};

// Four streams: one alone has too few reads under way.
std::uint64_t readAll(const std::uint64_t* words, std::int64_t count)
{
    constexpr std::int64_t kAhead = 128; // words
    const std::int64_t quarter = count / 4;
    std::uint64_t sums[8] = {};
    for (std::int64_t i = 0; i + 8 <= quarter; i += 8)
        for (std::int64_t stream = 0; stream < 4; ++stream) {
            const std::uint64_t* line = words + stream * quarter + i;
            __builtin_prefetch(line + kAhead);
            for (int k = 0; k < 8; ++k)
                sums[k] += line[k];
        }
    std::uint64_t sum = 0;
    for (const std::uint64_t part : sums)
        sum += part;
    return sum;
}

} // namespace

Machine thisMachine()
{
    Machine machine;
    machine.processor = valueIn("/proc/cpuinfo", "model name");
    machine.instructions = kernels::cpuTargetName();
    machine.threads = kernels::Pool::availableThreads();
    machine.memoryBytes = static_cast<std::int64_t>(::sysconf(_SC_PHYS_PAGES)) * ::sysconf(_SC_PAGESIZE);
    utsname system{};
    if (::uname(&system) == 0)
        machine.system = std::string(system.sysname) + " " + system.release;
    if (const std::string distribution = valueIn("/etc/os-release", "PRETTY_NAME"); !distribution.empty())
        machine.system += ", " + distribution;
    if (const model::Gpus& gpus = model::gpus(); !gpus.list.empty()) {
        machine.gpu = gpus.list.front().name;
        machine.driver = gpus.list.front().mark;
    }
    machine.version = FETTLE_VERSION;
    machine.commit = FETTLE_COMMIT;
    return machine;
}

double measureReadBandwidth(int threads)
{
    constexpr std::size_t kBytes = 256U << 20;
    if (const std::int64_t free = measure::availableMemory(); free > 0 && free < static_cast<std::int64_t>(2 * kBytes))
        return 0;
    const Pages pages(kBytes);
    std::uint64_t* words = pages.words();
    if (!words)
        return 0;
    const auto count = static_cast<std::int64_t>(kBytes / sizeof *words);
    kernels::Pool pool(std::clamp(threads, 1, 256));
    pool.forRanges(count, 4096,
                   [&](std::int64_t begin, std::int64_t end, int) { std::fill(words + begin, words + end, 1); });
    std::vector<std::uint64_t> sums(static_cast<std::size_t>(pool.threads()));
    double best = 0;
    for (int i = 0; i < 12; ++i) {
        const auto start = std::chrono::steady_clock::now();
        pool.forRanges(count, 4096, [&](std::int64_t begin, std::int64_t end, int thread) {
            sums[static_cast<std::size_t>(thread)] += readAll(words + begin, end - begin);
        });
        const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
        best = std::max(best, static_cast<double>(kBytes) / seconds.count());
    }
    const volatile std::uint64_t kept = sums.front(); // the reading may not be left out
    static_cast<void>(kept);
    return best;
}

MachineWatch::MachineWatch(const std::string& gpuName) : m_energy(gpuName)
{
    if (!gpuName.empty())
        m_gpu = m_meter.find(gpuName);
}

MachineWatch::Counters MachineWatch::read()
{
    Counters counters;
    std::ifstream in("/proc/stat");
    std::string name;
    double user = 0, nice = 0, system = 0, idle = 0, waiting = 0, interrupts = 0, soft = 0, stolen = 0;
    if (in >> name >> user >> nice >> system >> idle >> waiting >> interrupts >> soft >> stolen) {
        const auto ticks = static_cast<double>(::sysconf(_SC_CLK_TCK));
        counters.busy = (user + nice + system + interrupts + soft + stolen) / ticks;
        counters.all = counters.busy + (idle + waiting) / ticks;
    }
    rusage own{};
    ::getrusage(RUSAGE_SELF, &own);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
    };
    counters.own = seconds(own.ru_utime) + seconds(own.ru_stime);
    const auto clock = [](clockid_t id) {
        timespec time{};
        ::clock_gettime(id, &time);
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
    };
    counters.thread = clock(CLOCK_THREAD_CPUTIME_ID);
    counters.wall = clock(CLOCK_MONOTONIC);
    counters.throttled = throttleCount();
    counters.joules = m_energy.joules().value_or(-1);
    return counters;
}

void MachineWatch::begin()
{
    m_before = read();
}

MachineState MachineWatch::end()
{
    constexpr double kShortest = 0.4; // processor seconds: the system counts in hundredths
    const Counters now = read();
    MachineState state;
    if (now.all - m_before.all >= kShortest)
        state.otherLoad =
            std::clamp((now.busy - m_before.busy - (now.own - m_before.own)) / (now.all - m_before.all), 0.0, 1.0);
    if (const double wall = now.wall - m_before.wall; wall > 0)
        state.waiting = std::clamp(1 - (now.thread - m_before.thread) / wall, 0.0, 1.0);
    state.megahertz = meanMegahertz();
    state.celsius = hottestCelsius();
    state.throttled = now.throttled - m_before.throttled;
    if (now.joules >= 0 && m_before.joules >= 0)
        state.joules = now.joules - m_before.joules;
    if (m_gpu >= 0) {
        if (const auto reading = m_meter.read(m_gpu)) {
            state.gpuPercent = reading->usePercent;
            state.gpuWatts = reading->watts;
            state.gpuCelsius = reading->celsius;
        }
    }
    return state;
}

} // namespace engine::lab
