// SPDX-License-Identifier: GPL-3.0-or-later
// Which layers of a model go to which GPU, found out before anything is allocated.
#pragma once

#include "engine/model/gpu_fit.h"
#include "engine/model/gpu_layers.h"

#include <string>

namespace engine::model
{

// GPUs in the order of the layers that they will take. One may be there twice, each time opened anew.
struct GpuList : std::vector<std::shared_ptr<Gpu>> {
    GpuList() = default;
    GpuList(std::shared_ptr<Gpu> gpu) // one, or none where it is null
    {
        if (gpu)
            push_back(std::move(gpu));
    }
};

// How many layers are wanted on GPUs.
struct GpuLayerWish {
    static constexpr int kAsManyAsFit = -1;
    int all = kAsManyAsFit;
    std::vector<int> each = {}; // of each GPU, instead of `all`

    GpuLayerWish() = default;
    GpuLayerWish(int layers) : all(layers) {}
    explicit GpuLayerWish(std::vector<int> ofEach) : each(std::move(ofEach)) {}
};

struct Placement {
    std::vector<GpuLayers> gpus; // without those that get nothing
    std::string sentence;        // where not all that was given is used: why, and what that means
};

// `name` of the model, for sentences. Throws engine::Error: NoMemory (with both sizes), BadSetting (not one number for
// each GPU, or more layers than there are), Unsupported (an encoder in several places).
Placement placeLayers(const Weights& weights, const Config& config, const std::string& name, const GpuList& gpus,
                      const GpuLayerWish& wish, const GpuUse& use);
// The same by what is known of each: for plans. Layers first .. end - 1 of each room.
struct PlacedRoom {
    std::size_t room = 0; // index
    int first = 0, end = 0;
    bool hasHead = false;
};
std::vector<PlacedRoom> placeInRooms(const Weights& weights, const Config& config, const std::string& name,
                                     std::span<const GpuRoom> rooms, const GpuLayerWish& wish, const GpuUse& use);

// Of the matrices of the layers before `end`, which stay with the processor.
std::int64_t bytesOnProcessor(const Weights& weights, int end);

// Throws engine::Error(NoMemory) where a device has less than what is needed there. `what`: "A context of 64 positions".
// `advice`: "Choose a shorter context."
struct GpuDemand {
    const Gpu* gpu;
    std::int64_t bytes;
};
void requireRoom(std::span<const GpuDemand> demands, const std::string& what, const std::string& advice);

} // namespace engine::model
