// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/model/device.h"

#include "kernels/cuda/load_module.h"

#include <algorithm>

namespace engine::model
{
namespace
{

constexpr int kLeastCapability = 75; // of the kernels (kernels/CMakeLists.txt)
constexpr std::size_t kMostGpus = 16;

// N of "cuda:N", or -1.
int gpuOf(std::string_view text)
{
    constexpr std::string_view kPrefix = "cuda:";
    const std::string_view digits = text.substr(std::min(text.size(), kPrefix.size()));
    if (!text.starts_with(kPrefix) || digits.empty() || digits.size() > 3 ||
        digits.find_first_not_of("0123456789") != std::string_view::npos)
        return -1;
    return std::stoi(std::string(digits));
}

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
                                   static_cast<std::int64_t>(device.totalBytes),
                                   device.computeMajor * 10 + device.computeMinor});
        return result;
    }();
    return found;
}

std::vector<int> gpusOf(std::string_view device)
{
    std::vector<int> result;
    for (std::size_t begin = 0; begin <= device.size();) {
        const std::size_t end = std::min(device.find(',', begin), device.size());
        result.push_back(gpuOf(device.substr(begin, end - begin)));
        begin = end + 1;
    }
    const bool right =
        result.size() <= kMostGpus && std::none_of(result.begin(), result.end(), [](int n) { return n < 0; });
    return right ? result : std::vector<int>();
}

bool isDevice(std::string_view text)
{
    return text == "cpu" || !gpusOf(text).empty();
}

DeviceChoice chooseCapable(const Gpus& found)
{
    if (found.list.empty())
        return {{}, found.reason};
    for (const GpuDevice& gpu : found.list)
        if (gpu.capability >= kLeastCapability)
            return {{gpu.index}, {}};
    const GpuDevice& first = found.list.front();
    return {{},
            "No GPU is used: " + first.name + " has the compute capability " + std::to_string(first.capability / 10) +
                "." + std::to_string(first.capability % 10) + ", but 7.5 is the least that Fettle runs on."};
}

GpuList openGpus(const std::vector<int>& indices)
{
    GpuList gpus;
    for (const int index : indices)
        gpus.push_back(Gpu::open(index));
    return gpus;
}

DeviceChoice chooseDevice(const Gpus& found, const std::string& wanted, const std::vector<std::string>& verified)
{
    if (wanted == "cpu")
        return {{}, "No GPU is used: the processor was chosen in the settings."};
    if (found.list.empty())
        return {{}, found.reason};
    const std::vector<int> named = gpusOf(wanted);
    const auto isThere = [&](int index) {
        return std::any_of(found.list.begin(), found.list.end(),
                           [&](const GpuDevice& gpu) { return gpu.index == index; });
    };
    if (!named.empty() && std::all_of(named.begin(), named.end(), isThere))
        return {named, {}};
    if (wanted != "auto")
        return {{}, "No GPU is used: " + wanted + ", which was chosen in the settings, is not there any more."};
    for (const GpuDevice& gpu : found.list)
        if (std::find(verified.begin(), verified.end(), gpu.mark) != verified.end())
            return {{gpu.index}, {}};
    return {{},
            "No GPU is used: " + found.list.front().name +
                " has not been verified with this driver yet. The settings have a button for that."};
}

} // namespace engine::model
