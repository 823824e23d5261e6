// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/model/device.h"

#include "kernels/cuda/load_module.h"

#include <algorithm>

namespace engine::model
{
namespace
{

std::string markOf(const FettleCudaDevice& device)
{
    return std::string(device.name) + ", CUDA " + std::to_string(device.driverVersion / 1000) + "." +
           std::to_string(device.driverVersion % 1000 / 10);
}

} // namespace

const Gpus& gpus()
{
    static const Gpus found = [] {
        const kernels::cuda::Devices devices = kernels::cuda::findDevices();
        Gpus result;
        result.reason = devices.reason;
        for (const FettleCudaDevice& device : devices.list)
            result.list.push_back({static_cast<int>(result.list.size()), device.name, markOf(device),
                                   static_cast<std::int64_t>(device.totalBytes)});
        return result;
    }();
    return found;
}

DeviceChoice chooseDevice(const Gpus& found, const std::string& wanted, const std::vector<std::string>& verified)
{
    if (wanted == "cpu")
        return {-1, "No GPU is used: the processor was chosen in the settings."};
    if (found.list.empty())
        return {-1, found.reason};
    for (const GpuDevice& gpu : found.list)
        if (wanted == gpu.key())
            return {gpu.index, {}};
    if (wanted != "auto")
        return {-1, "No GPU is used: " + wanted + ", which was chosen in the settings, is not there any more."};
    for (const GpuDevice& gpu : found.list)
        if (std::find(verified.begin(), verified.end(), gpu.mark) != verified.end())
            return {gpu.index, {}};
    return {-1, "No GPU is used: " + found.list.front().name +
                    " has not been verified with this driver yet. The settings have a button for that."};
}

} // namespace engine::model
