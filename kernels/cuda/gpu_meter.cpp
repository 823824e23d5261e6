// SPDX-License-Identifier: GPL-3.0-or-later
#include "kernels/cuda/gpu_meter.h"

#include <dlfcn.h>

#include <array>
#include <cstring>

namespace kernels::cuda
{

// The few functions in use, as NVML's reference names them ("NVML API Reference Guide", Device Queries). All return 0
// where it went well.
struct GpuMeter::Library {
    using Handle = void*;
    struct Memory { // nvmlMemory_t
        unsigned long long all, free, used;
    };
    struct Use { // nvmlUtilization_t, percent
        unsigned gpu, memory;
    };

    void* file = nullptr;
    int devices = 0;
    int (*init)() = nullptr;
    int (*shutdown)() = nullptr;
    int (*count)(unsigned*) = nullptr;
    int (*handle)(unsigned, Handle*) = nullptr;
    int (*name)(Handle, char*, unsigned) = nullptr;
    int (*memory)(Handle, Memory*) = nullptr;
    int (*use)(Handle, Use*) = nullptr;
    int (*temperature)(Handle, int, unsigned*) = nullptr;
    int (*power)(Handle, unsigned*) = nullptr;            // milliwatts
    int (*energy)(Handle, unsigned long long*) = nullptr; // millijoules

    explicit Library(const std::string& path) : file(dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL))
    {
        if (file == nullptr)
            return;
        find(init, "nvmlInit_v2");
        find(shutdown, "nvmlShutdown");
        find(count, "nvmlDeviceGetCount_v2");
        find(handle, "nvmlDeviceGetHandleByIndex_v2");
        find(name, "nvmlDeviceGetName");
        find(memory, "nvmlDeviceGetMemoryInfo");
        find(use, "nvmlDeviceGetUtilizationRates");
        find(temperature, "nvmlDeviceGetTemperature");
        find(power, "nvmlDeviceGetPowerUsage");
        find(energy, "nvmlDeviceGetTotalEnergyConsumption");
        unsigned found = 0;
        isOpen = init != nullptr && shutdown != nullptr && count != nullptr && handle != nullptr && name != nullptr &&
                 init() == 0;
        if (isOpen && count(&found) == 0)
            devices = static_cast<int>(found);
    }

    ~Library()
    {
        if (isOpen)
            shutdown();
        if (file != nullptr)
            dlclose(file);
    }
    Library(const Library&) = delete;
    Library& operator=(const Library&) = delete;

    bool at(int index, Handle* found) const
    {
        return index >= 0 && index < devices && handle(static_cast<unsigned>(index), found) == 0;
    }

    bool isOpen = false;

private:
    template <class Function>
    void find(Function*& function, const char* symbol) const
    {
        function = reinterpret_cast<Function*>(dlsym(file, symbol));
    }
};

GpuMeter::GpuMeter(const std::string& library) : m_library(std::make_unique<Library>(library)) {}

GpuMeter::~GpuMeter() = default;

int GpuMeter::count() const
{
    return m_library->devices;
}

int GpuMeter::find(const std::string& name) const
{
    for (int i = 0; i < count(); ++i)
        if (const auto reading = read(i); reading && reading->name == name)
            return i;
    return count() > 0 ? 0 : -1;
}

std::optional<GpuReading> GpuMeter::read(int index) const
{
    const Library& nvml = *m_library;
    Library::Handle device = nullptr;
    if (!nvml.at(index, &device))
        return {};
    GpuReading reading;
    std::array<char, 96> name{}; // NVML_DEVICE_NAME_V2_BUFFER_SIZE
    if (nvml.name(device, name.data(), static_cast<unsigned>(name.size())) == 0)
        reading.name.assign(name.data(), strnlen(name.data(), name.size()));
    Library::Memory memory{};
    if (nvml.memory != nullptr && nvml.memory(device, &memory) == 0) {
        reading.usedBytes = static_cast<std::int64_t>(memory.used);
        reading.allBytes = static_cast<std::int64_t>(memory.all);
    }
    Library::Use use{};
    if (nvml.use != nullptr && nvml.use(device, &use) == 0)
        reading.usePercent = static_cast<int>(use.gpu);
    unsigned number = 0;
    constexpr int kOfTheGpu = 0; // NVML_TEMPERATURE_GPU
    if (nvml.temperature != nullptr && nvml.temperature(device, kOfTheGpu, &number) == 0)
        reading.celsius = static_cast<int>(number);
    if (nvml.power != nullptr && nvml.power(device, &number) == 0)
        reading.watts = number / 1000.0;
    return reading;
}

std::optional<double> GpuMeter::joules(int index) const
{
    const Library& nvml = *m_library;
    Library::Handle device = nullptr;
    unsigned long long milli = 0;
    if (!nvml.at(index, &device) || nvml.energy == nullptr || nvml.energy(device, &milli) != 0)
        return {};
    return static_cast<double>(milli) / 1000.0;
}

} // namespace kernels::cuda
