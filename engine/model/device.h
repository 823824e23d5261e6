// SPDX-License-Identifier: GPL-3.0-or-later
// Where a model can run on this machine, and where it does when nobody said. Any thread.
#pragma once

#include "engine/model/gpu_placement.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace engine::model
{

struct GpuDevice {
    int index = 0;    // N of "cuda:N"
    std::string name; // for people
    std::string mark; // its name and driver: a check that it passed holds for these
    std::int64_t bytes = 0;
    int capability = 0; // compute capability: 86 is 8.6

    std::string key() const { return "cuda:" + std::to_string(index); }
};

struct Gpus {
    std::vector<GpuDevice> list;
    std::string reason; // where the list is empty: one sentence, why
};

const Gpus& gpus(); // asked of the driver once, then remembered

// A device as settings name it: "cpu", or "cuda:N", or several of the latter with commas between them, which take the
// model's layers in this order; one may come twice.
inline constexpr const char* kDeviceGrammar = "cpu or cuda:N, or several of the latter, as in cuda:0,cuda:1";
bool isDevice(std::string_view text);
std::vector<int> gpusOf(std::string_view device); // the N of such a text; none of "cpu"

// `wanted`: "auto" or such a text. auto takes the first GPU whose mark is among `verified`, else the processor.
struct DeviceChoice {
    std::vector<int> gpus; // in order; none: the processor
    std::string notice;    // where that is so: one sentence, why
};
DeviceChoice chooseDevice(const Gpus& found, const std::string& wanted, const std::vector<std::string>& verified);
// The first GPU that the kernels run on, whoever verified it, else the processor.
DeviceChoice chooseCapable(const Gpus& found);

// Throws engine::Error(Unsupported): there is no such GPU, with the reason.
GpuList openGpus(const std::vector<int>& indices);

} // namespace engine::model
