// SPDX-License-Identifier: GPL-3.0-or-later
// What the CUDA module tells about the machine: the C interface between the program and libfettle-cuda.so, which is
// loaded at run time so that one build runs with and without a GPU. C++17: nvcc reads this too.
#pragma once

#include <cstdint>

struct FettleCudaDevice {
    char name[256]; // zero-terminated
    std::uint64_t totalBytes;
    std::uint64_t freeBytes; // at the time of the call
    int computeMajor;
    int computeMinor;
    int driverVersion; // of CUDA that the driver knows: 1000 * major + 10 * minor
};

extern "C" {
// Fills devices[0 .. min(result, max)-1]. Returns how many devices there are, or minus a CUDA error number.
int fettleCudaDevices(FettleCudaDevice* devices, int max);
// The text of such an error number (positive); never null, not to be freed.
const char* fettleCudaErrorText(int error);
}
