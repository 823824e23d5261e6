// SPDX-License-Identifier: GPL-3.0-or-later
// Finds the CUDA module beside the program and asks it for devices. Any thread; the module stays loaded.
#pragma once

#include "kernels/cuda/devices.h"
#include "kernels/cuda/module_interface.h"

#include <string>
#include <vector>

namespace kernels::cuda
{

struct Devices {
    std::vector<FettleCudaDevice> list;
    std::string reason; // where the list is empty: one sentence, why
};

// Looks for lib/fettle/libfettle-cuda.so beside the folder of the running program.
Devices findDevices();
// The same for a module at `path`.
Devices findDevices(const std::string& path);

// The module beside the program with its functions, null where findDevices() finds none.
struct Module {
    const FettleCudaModule* table = nullptr;
    const char* (*errorText)(int) = nullptr;
    Devices devices;
};
Module loadModule();
Module loadModule(const std::string& path);

} // namespace kernels::cuda
