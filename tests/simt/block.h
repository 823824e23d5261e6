// SPDX-License-Identifier: GPL-3.0-or-later
// The block that is running: what scheduler and memory checks know of each other. Inside the emulator only.
#pragma once

#include "tests/simt/emulator.h"
#include "tests/simt/fiber.h"

#include <string>
#include <vector>

namespace simt
{

inline constexpr int kMostThreads = 1024;
inline constexpr std::size_t kStackBytes = 64 << 10;

struct Thread {
    FiberPlace place = nullptr;
    Size3 index;
    WarpWork work = nullptr; // while waiting in together()
    unsigned mask = 0;
    void* operand = nullptr;
};

struct Warp {
    unsigned exists = 0, ended = 0, waiting = 0; // lanes; waiting in together()
    std::uint32_t epoch = 0;                     // grows with each syncWarp
};

struct Block {
    bool isRunning = false; // a kernel's thread has the processor
    int device = 0;         // that the grid runs on
    int current = 0;        // number of that thread
    std::uintptr_t stackBegin = 0;
    std::uint32_t epoch = 0; // grows with each barrier and block
    std::uint32_t run = 0;   // grows with each block
    std::size_t sharedBytes = 0;
    Size3 index, threads;
    std::uintptr_t parameters = 0;
    std::size_t parameterBytes = 0;
    std::vector<Warp> warps;
    std::string failure;
};
extern Block block;

} // namespace simt
