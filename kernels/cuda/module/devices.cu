// SPDX-License-Identifier: GPL-3.0-or-later
// The devices of this machine. Any thread; asking for free memory makes a context on each device.
#include "kernels/cuda/devices.h"

#include <cuda_runtime_api.h>

#include <cstdio>
#include <cstring>

namespace
{

cudaError_t describe(int index, FettleCudaDevice& device)
{
    cudaDeviceProp properties{};
    cudaError_t error = cudaGetDeviceProperties(&properties, index);
    if (error != cudaSuccess) {
        return error;
    }
    std::size_t freeBytes = 0;
    std::size_t totalBytes = 0;
    error = cudaSetDevice(index);
    if (error == cudaSuccess) {
        error = cudaMemGetInfo(&freeBytes, &totalBytes);
    }
    std::memset(&device, 0, sizeof device);
    std::snprintf(device.name, sizeof device.name, "%s", properties.name);
    device.totalBytes = totalBytes;
    device.freeBytes = freeBytes;
    device.computeMajor = properties.major;
    device.computeMinor = properties.minor;
    if (error == cudaSuccess) {
        error = cudaDriverGetVersion(&device.driverVersion);
    }
    return error;
}

} // namespace

extern "C" int fettleCudaDevices(FettleCudaDevice* devices, int max)
{
    int count = 0;
    cudaError_t error = cudaGetDeviceCount(&count);
    for (int i = 0; error == cudaSuccess && i < count && i < max; ++i) {
        error = describe(i, devices[i]);
    }
    return error == cudaSuccess ? count : -static_cast<int>(error);
}

extern "C" const char* fettleCudaErrorText(int error)
{
    int version = 0; // stays 0 where there is no driver, which CUDA reports as a driver that is too old
    if (error == cudaErrorInsufficientDriver && cudaDriverGetVersion(&version) == cudaSuccess && version == 0) {
        return "no NVIDIA driver is installed";
    }
    return cudaGetErrorString(static_cast<cudaError_t>(error));
}
