// SPDX-License-Identifier: GPL-3.0-or-later
#include "kernels/cuda/load_module.h"

#include <dlfcn.h>

#include <algorithm>
#include <array>
#include <filesystem>

namespace kernels::cuda
{

namespace
{

using CountDevices = int (*)(FettleCudaDevice*, int);
using ErrorText = const char* (*)(int);
using Table = const FettleCudaModule* (*)();

Module none(std::string reason)
{
    return {nullptr, nullptr, {{}, std::move(reason)}};
}

} // namespace

Module loadModule()
{
    std::error_code error;
    const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", error);
    if (error) {
        return none("No GPU is used: the program's own folder could not be found (" + error.message() + ").");
    }
    const auto module = program.parent_path().parent_path() / "lib" / "fettle" / "libfettle-cuda.so";
    return loadModule(module.string());
}

Module loadModule(const std::string& path)
{
    std::error_code error;
    if (!std::filesystem::exists(path, error)) {
        return none("No GPU is used: this build has no CUDA module (" + path + " is missing).");
    }
    // Never closed: the CUDA runtime inside does not survive being unloaded.
    void* module = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (module == nullptr) {
        const char* why = dlerror();
        return none("No GPU is used: the CUDA module could not be loaded (" + std::string(why != nullptr ? why : path) +
                    ").");
    }
    const auto count = reinterpret_cast<CountDevices>(dlsym(module, "fettleCudaDevices"));
    const auto text = reinterpret_cast<ErrorText>(dlsym(module, "fettleCudaErrorText"));
    const auto table = reinterpret_cast<Table>(dlsym(module, "fettleCudaModule"));
    if (count == nullptr || text == nullptr || table == nullptr) {
        return none("No GPU is used: " + path + " is not a CUDA module of this program.");
    }
    if (table()->version != kFettleCudaVersion || table()->bytes != sizeof(FettleCudaModule)) {
        return none("No GPU is used: " + path + " is the CUDA module of another version. Install both again.");
    }
    std::array<FettleCudaDevice, 16> devices{};
    const int found = count(devices.data(), static_cast<int>(devices.size()));
    if (found < 0) { // no driver, a driver older than the toolkit, or no device: CUDA says which
        return none("No GPU is used: CUDA reports \"" + std::string(text(-found)) + "\".");
    }
    if (found == 0) {
        return none("No GPU is used: the driver is there but reports no device.");
    }
    const int kept = std::min<int>(found, static_cast<int>(devices.size()));
    return {table(), text, {{devices.begin(), devices.begin() + kept}, {}}};
}

Devices findDevices()
{
    return loadModule().devices;
}

Devices findDevices(const std::string& path)
{
    return loadModule(path).devices;
}

} // namespace kernels::cuda
