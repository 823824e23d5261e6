// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/model/gpu_fit.h"

#include "engine/model/forward.h"
#include "engine/model/gpu_weights.h"

#include <algorithm>
#include <numeric>

namespace engine::model
{
namespace
{

constexpr std::int64_t kUsualContext = 4096;

// Kernels, their stacks and the pinned pages of a context take 100 to 300 MiB of a GPU; of a small one a share.
std::int64_t roomLeft(std::int64_t freeBytes)
{
    return std::min<std::int64_t>(std::int64_t{384} << 20, freeBytes / 16);
}

std::int64_t contextOf(const Config& config, const GpuUse& use)
{
    return use.context > 0 ? use.context : std::min(config.context, kUsualContext);
}

std::int64_t cacheOf(const Config& config, const GpuUse& use, int layers)
{
    return use.sequences *
           (KvCache::bytesFor(config, use.cacheType, contextOf(config, use)) / std::max(1, config.layers)) * layers;
}

// What a GPU's free memory is worth to one of the places that are given.
std::vector<double> roomsOf(std::span<const GpuRoom> rooms)
{
    std::int64_t known = 0;
    for (const GpuRoom& room : rooms)
        known = std::max(known, room.freeBytes);
    std::vector<double> result;
    for (const GpuRoom& room : rooms) {
        const std::int64_t free = room.freeBytes > 0 ? room.freeBytes : known;
        const auto sharing =
            std::count_if(rooms.begin(), rooms.end(), [&](const GpuRoom& r) { return r.device == room.device; });
        result.push_back(static_cast<double>(free - roomLeft(free)) / static_cast<double>(sharing));
    }
    return result;
}

// What needs are sums of, so that many ways to cut are compared quickly.
struct Pieces {
    std::vector<std::int64_t> layers;               // weights and cache of each
    std::int64_t embedding = 0, head = 0, both = 0; // a head that is the token embedding is stored once
    std::int64_t scratch = 0, scratchWithLogits = 0;

    Pieces(const Weights& weights, const Config& config, const GpuUse& use)
        : embedding(gpuBytesOfEnds(weights, config, true, false)),
          head(gpuBytesOfEnds(weights, config, false, true)),
          both(gpuBytesOfEnds(weights, config, true, true)),
          scratch(scratchOf(config, use, false)),
          scratchWithLogits(scratchOf(config, use, true))
    {
        for (int i = 0; i < config.layers; ++i)
            layers.push_back(gpuBytesOfLayer(weights, config, i) + cacheOf(config, use, 1));
    }

    static std::int64_t scratchOf(const Config& config, const GpuUse& use, bool hasHead)
    {
        const auto batch = static_cast<int>(std::min<std::int64_t>(use.batch, use.sequences * contextOf(config, use)));
        return Scratch::gpuBytesFor(config, batch, hasHead ? use.logits : 0,
                                    contextOf(config, use), use.prompts); // as generate::resolved
    }

    double need(std::int64_t ofLayers, bool hasFirst, bool hasHead) const
    {
        const std::int64_t ends = hasHead ? (hasFirst ? both : head) : hasFirst ? embedding : 0;
        return static_cast<double>(ofLayers + ends + (hasHead ? scratchWithLogits : scratch));
    }
};

// From the last one on each takes as many layers as fit into `share` of its room, `wanted` at most. Nothing where the
// head does not fit.
std::optional<std::vector<int>> fill(const Pieces& pieces, const std::vector<double>& rooms, double share, int wanted)
{
    std::vector<int> counts(rooms.size());
    auto end = static_cast<int>(pieces.layers.size());
    const int last = end - wanted;
    for (std::size_t i = rooms.size(); i-- > 0;) {
        const bool hasHead = i + 1 == rooms.size();
        const double room = rooms[i] * share;
        if (hasHead && pieces.need(0, false, true) > room)
            return std::nullopt;
        std::int64_t taken = 0;
        while (end > last) {
            const std::int64_t more = taken + pieces.layers[static_cast<std::size_t>(end - 1)];
            if (pieces.need(more, end == 1, hasHead) > room)
                break;
            taken = more;
            --end;
            ++counts[i];
        }
    }
    return counts;
}

int sum(const std::vector<int>& counts)
{
    return std::accumulate(counts.begin(), counts.end(), 0);
}

} // namespace

GpuNeed gpuNeed(const Weights& weights, const Config& config, const GpuUse& use, int first, int end, bool head)
{
    return {gpuBytes(weights, config, first, end, head), cacheOf(config, use, end - first),
            Pieces::scratchOf(config, use, head)};
}

std::int64_t gpuBytesWith(const Weights& weights, const Config& config, const GpuUse& use, int layers)
{
    return gpuNeed(weights, config, use, config.layers - layers, config.layers, true).all();
}

int gpuLayersThatFit(const Weights& weights, const Config& config, const GpuUse& use, std::int64_t freeBytes)
{
    const GpuRoom room{0, freeBytes};
    const auto counts = spreadLayers(weights, config, use, {&room, 1});
    return counts ? counts->front() : -1;
}

std::optional<std::vector<int>> spreadLayers(const Weights& weights, const Config& config, const GpuUse& use,
                                             std::span<const GpuRoom> rooms, int layers)
{
    constexpr int kHalvings = 40;
    const Pieces pieces(weights, config, use);
    std::vector<double> free = roomsOf(rooms);
    if (std::all_of(rooms.begin(), rooms.end(), [](const GpuRoom& r) { return r.freeBytes <= 0; }))
        std::fill(free.begin(), free.end(), 1e18); // nobody tells: alike, and large
    const bool whole = layers < 0 && config.isEncoder();
    const int most = layers < 0 ? config.layers : std::min(layers, config.layers);
    auto best = fill(pieces, free, 1.0, most);
    const int reached = best ? sum(*best) : -1;
    if (reached < 0 || ((layers >= 0 || whole) && reached < most))
        return std::nullopt;
    double low = 0;
    double high = 1;
    for (int i = 0; i < kHalvings; ++i) {
        const double middle = (low + high) / 2;
        auto counts = fill(pieces, free, middle, reached);
        const bool holds = counts && sum(*counts) == reached;
        (holds ? high : low) = middle;
        if (holds)
            best = std::move(counts);
    }
    return best;
}

} // namespace engine::model
