// SPDX-License-Identifier: GPL-3.0-or-later
// Memory, in bytes: what the engine planned and what the system says of the process.
#pragma once

#include <cstdint>

namespace engine::measure
{

struct MemoryUse {
    std::int64_t weights = 0; // mapped from the file or repacked
    std::int64_t cache = 0;   // keys and values
    std::int64_t scratch = 0; // activations, logits, op buffers
};

struct ProcessMemory {
    std::int64_t resident = 0;
    std::int64_t peakResident = 0;
};

ProcessMemory processMemory();  // zeros where the system does not tell
void resetPeakMemory();         // peakResident counts from now on, where the system lets it
std::int64_t availableMemory(); // what can be had without swapping, 0 if unknown

} // namespace engine::measure
