// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/model/gpu_placement.h"

#include "engine/error.h"
#include "engine/model/gpu_weights.h"

#include <algorithm>
#include <map>
#include <numeric>

namespace engine::model
{
namespace
{

std::string mebibytes(std::int64_t bytes)
{
    return std::to_string((bytes + (1 << 20) - 1) >> 20) + " MiB";
}

std::string counted(int layers)
{
    return std::to_string(layers) + (layers == 1 ? " layer" : " layers");
}

// What was asked for, once for each GPU; nothing is said of memory.
std::vector<int> asAsked(const Config& config, const GpuLayerWish& wish, std::size_t gpus)
{
    if (wish.each.size() != gpus)
        throw Error(ErrorKind::BadSetting, "The setting \"gpu layers\" has " + std::to_string(wish.each.size()) +
                                               " numbers, but " + std::to_string(gpus) +
                                               (gpus == 1 ? " GPU is" : " GPUs are") +
                                               " chosen. Give one number in all, or one for each.");
    const int all = std::accumulate(wish.each.begin(), wish.each.end(), 0);
    if (all > config.layers || std::any_of(wish.each.begin(), wish.each.end(), [](int n) { return n < 0; }))
        throw Error(ErrorKind::BadSetting, "The setting \"gpu layers\" asks for " + std::to_string(all) +
                                               " in all; it must be from 0 to " + std::to_string(config.layers) +
                                               ", as many as the model has.");
    return wish.each;
}

} // namespace

std::vector<PlacedRoom> placeInRooms(const Weights& weights, const Config& config, const std::string& name,
                                     std::span<const GpuRoom> rooms, const GpuLayerWish& wish, const GpuUse& use)
{
    std::optional<std::vector<int>> counts;
    if (!wish.each.empty()) {
        counts = asAsked(config, wish, rooms.size());
    } else {
        counts = spreadLayers(weights, config, use, rooms, wish.all);
        if (!counts && rooms.size() == 1) // what is said to it by name is tried; the weights are looked at below
            counts = std::vector<int>{wish.all < 0 ? config.layers : std::min(wish.all, config.layers)};
    }
    if (!counts)
        throw Error(ErrorKind::NoMemory, name + " does not fit into the memory of these GPUs with " +
                                             (wish.all < 0 ? std::string("even its last part")
                                                           : counted(std::min(wish.all, config.layers))) +
                                             " there. Choose fewer layers or a shorter context, or use the processor.");
    std::vector<PlacedRoom> placed;
    int first = config.layers - std::accumulate(counts->begin(), counts->end(), 0);
    for (std::size_t i = 0; i < rooms.size(); ++i) {
        const int end = first + (*counts)[i];
        if (end > first || i + 1 == rooms.size())
            placed.push_back({i, first, end, i + 1 == rooms.size()});
        first = end;
    }
    if (const std::string why = splitRefusal(config, name);
        !why.empty() && (placed.size() > 1 || placed.front().first > 0))
        throw Error(ErrorKind::Unsupported, why);
    return placed;
}

Placement placeLayers(const Weights& weights, const Config& config, const std::string& name, const GpuList& gpus,
                      const GpuLayerWish& wish, const GpuUse& use)
{
    std::vector<GpuRoom> rooms;
    for (const auto& gpu : gpus)
        rooms.push_back({gpu->index(), gpu->freeBytes()});
    Placement result;
    std::vector<GpuDemand> demands;
    for (const PlacedRoom& placed : placeInRooms(weights, config, name, rooms, wish, use)) {
        const std::shared_ptr<Gpu>& gpu = gpus[placed.room];
        result.gpus.push_back({gpu, placed.first, placed.end, placed.hasHead});
        demands.push_back({gpu.get(), gpuBytes(weights, config, placed.first, placed.end, placed.hasHead)});
    }
    requireRoom(demands, "The model's weights",
                "Choose a smaller model or fewer layers on the GPU, or use the processor.");
    if (const int here = result.gpus.front().first; here > 0 && wish.all < 0 && wish.each.empty())
        result.sentence = counted(here) + " of " + std::to_string(config.layers) +
                          " stay on the processor, which is slower: " +
                          (gpus.size() == 1 ? gpus.front()->name() + " has" : "the GPUs have") +
                          " no room for more with this context.";
    else if (result.gpus.size() < gpus.size() && wish.each.empty())
        result.sentence = std::to_string(gpus.size() - result.gpus.size()) + " of " + std::to_string(gpus.size()) +
                          " GPUs get no layer: the others have room for the whole model.";
    return result;
}

std::int64_t bytesOnProcessor(const Weights& weights, int end)
{
    std::int64_t bytes = 0;
    for (int i = 0; i < end; ++i) {
        const LayerWeights& l = weights.layers[static_cast<std::size_t>(i)];
        for (const kernels::Matrix* w : {&l.q, &l.k, &l.v, &l.output, &l.router, &l.gate, &l.up, &l.down})
            bytes += w->rows * kernels::bytesOf(w->type, w->cols);
    }
    return bytes;
}

void requireRoom(std::span<const GpuDemand> demands, const std::string& what, const std::string& advice)
{
    std::map<int, std::int64_t> byDevice;
    for (const GpuDemand& demand : demands)
        byDevice[demand.gpu->index()] += demand.bytes;
    for (const GpuDemand& demand : demands) {
        const std::int64_t free = demand.gpu->freeBytes();
        const std::int64_t needed = byDevice[demand.gpu->index()];
        if (free > 0 && needed > free)
            throw Error(ErrorKind::NoMemory, what + " (" + mebibytes(needed) + ") do not fit into the memory of " +
                                                 demand.gpu->name() + ", of which " + mebibytes(free) + " are free. " +
                                                 advice);
    }
}

} // namespace engine::model
