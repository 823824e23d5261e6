// SPDX-License-Identifier: GPL-3.0-or-later
// Where a model can run on this machine, and where it does when nobody said. Any thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace engine::model
{

struct GpuDevice {
    int index = 0;    // N of "cuda:N"
    std::string name; // for people
    std::string mark; // its name and driver: a check that it passed holds for these
    std::int64_t bytes = 0;

    std::string key() const { return "cuda:" + std::to_string(index); }
};

struct Gpus {
    std::vector<GpuDevice> list;
    std::string reason; // where the list is empty: one sentence, why
};

const Gpus& gpus(); // asked of the driver once, then remembered

// `wanted`: "auto", "cpu" or "cuda:N". auto takes the first GPU whose mark is among `verified`, else the processor.
struct DeviceChoice {
    int gpu = -1;       // -1: the processor
    std::string notice; // where that is so: one sentence, why
};
DeviceChoice chooseDevice(const Gpus& found, const std::string& wanted, const std::vector<std::string>& verified);

} // namespace engine::model
