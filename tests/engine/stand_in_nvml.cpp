// SPDX-License-Identifier: GPL-3.0-or-later
// Stands in for NVML: two GPUs, of which the second tells no power and no energy.
#include <cstdint>
#include <cstring>

namespace
{

constexpr int kGood = 0, kInvalid = 2, kNotSupported = 3;
int running = 0;
unsigned long long spent = 5000; // millijoules
int gpus[2];

bool isFirst(const void* device)
{
    return device == &gpus[0];
}

} // namespace

extern "C" {

int nvmlInit_v2()
{
    ++running;
    return kGood;
}
int nvmlShutdown()
{
    return --running == 0 ? kGood : kInvalid;
}
int nvmlDeviceGetCount_v2(unsigned* count)
{
    *count = 2;
    return kGood;
}
int nvmlDeviceGetHandleByIndex_v2(unsigned index, void** device)
{
    *device = index < 2 ? &gpus[index] : nullptr;
    return index < 2 ? kGood : kInvalid;
}
int nvmlDeviceGetName(void* device, char* name, unsigned length)
{
    std::strncpy(name, isFirst(device) ? "First GPU" : "Second GPU", length);
    return kGood;
}
int nvmlDeviceGetMemoryInfo(void* device, unsigned long long* memory)
{
    memory[0] = isFirst(device) ? 8ULL << 30 : 4ULL << 30; // all, free, used
    memory[1] = 3ULL << 30;
    memory[2] = memory[0] - memory[1];
    return kGood;
}
int nvmlDeviceGetUtilizationRates(void* /*device*/, unsigned* rates)
{
    rates[0] = 87;
    rates[1] = 40;
    return kGood;
}
int nvmlDeviceGetTemperature(void* /*device*/, int sensor, unsigned* celsius)
{
    *celsius = 61;
    return sensor == 0 ? kGood : kInvalid;
}
int nvmlDeviceGetPowerUsage(void* device, unsigned* milliwatts)
{
    *milliwatts = 123400;
    return isFirst(device) ? kGood : kNotSupported;
}
int nvmlDeviceGetTotalEnergyConsumption(void* device, unsigned long long* millijoules)
{
    *millijoules = spent += 2500;
    return isFirst(device) ? kGood : kNotSupported;
}

} // extern "C"
