// SPDX-License-Identifier: GPL-3.0-or-later
// The machine that was measured, what it can do, and what else it was doing meanwhile.
#pragma once

#include "engine/measure/energy_meter.h"

#include <chrono>
#include <cstdint>
#include <string>

namespace engine::lab
{

struct Machine {
    std::string processor;    // for people; empty where the system does not tell. Likewise below
    std::string instructions; // "AVX-512 VNNI"
    int threads = 0;          // that this process may use
    std::int64_t memoryBytes = 0;
    std::string system;       // "Linux 6.1.0, Debian GNU/Linux 12"
    std::string gpu;          // the first one
    std::string driver;       // of the GPU
    std::string version;      // of Fettle
    std::string commit;       // it was built from; empty: unknown
    double readBandwidth = 0; // bytes per second that all threads read from memory, measured; 0: not yet
};

Machine thisMachine(); // without the bandwidth

// Reads memory far larger than any cache, several times, and takes the best: what kernels can reach (McCalpin 1995,
// "STREAM"; reading only). Takes about a second, and 256 MiB or what is free. Bytes per second; 0 where there is too
// little memory.
double measureReadBandwidth(int threads);

// What the machine did during a run. Negative: not told by this system.
struct MachineState {
    double otherLoad = -1; // share 0 .. 1 of all processors that other programs (and other guests of the host) took
    double waiting = -1;   // share of the run in which its thread computed nothing: it waited for a processor, or a GPU
    double megahertz = -1; // mean clock of the processors at the end
    double celsius = -1;   // of the hottest sensor of the processor at the end
    int throttled = 0;     // times that a processor slowed itself down because of heat
    int gpuPercent = -1;
    double gpuWatts = -1;
    double gpuCelsius = -1;
    double joules = -1; // that the GPU used up, or the processor where it computes
};

// Looks at the machine before and after a run. One thread.
class MachineWatch
{
public:
    explicit MachineWatch(const std::string& gpuName = {}); // empty: no GPU
    void begin();
    MachineState end();

private:
    struct Counters {
        double busy = -1, all = -1; // processor seconds since the start of the system
        double own = 0;             // of this process
        double thread = 0;          // of the calling thread
        double wall = 0;            // seconds
        int throttled = 0;
        double joules = -1;
    };
    Counters read();

    measure::GpuMeter m_meter;
    measure::EnergyMeter m_energy;
    int m_gpu = -1;
    Counters m_before;
};

} // namespace engine::lab
