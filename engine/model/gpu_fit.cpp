// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/model/gpu_fit.h"

#include "engine/model/forward.h"
#include "engine/model/gpu_weights.h"

#include <algorithm>

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

} // namespace

std::int64_t gpuBytesWith(const Weights& weights, const Config& config, const GpuUse& use, int layers)
{
    const std::int64_t context = use.context > 0 ? use.context : std::min(config.context, kUsualContext);
    const std::int64_t cache = KvCache::bytesFor(config, use.cacheType, context) * layers / std::max(1, config.layers);
    return gpuBytes(weights, config, config.layers - layers) + cache + Scratch::bytesFor(config, use.batch, 1, context, 1);
}

int gpuLayersThatFit(const Weights& weights, const Config& config, const GpuUse& use, std::int64_t freeBytes)
{
    const std::int64_t room = freeBytes - roomLeft(freeBytes);
    const bool splits = config.page() == Page::Decoder;
    for (int layers = config.layers; layers >= 0; layers = splits ? layers - 1 : -1)
        if (gpuBytesWith(weights, config, use, layers) <= room)
            return layers;
    return -1;
}

} // namespace engine::model
