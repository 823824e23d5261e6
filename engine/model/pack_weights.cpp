// SPDX-License-Identifier: GPL-3.0-or-later
// Repacking at load: each weight that the CPU's products can read faster in another layout is copied to it, and its
// pages of the mapped file are let go.
#include "engine/error.h"
#include "engine/model/weights.h"
#include "kernels/packed.h"
#include "kernels/pool.h"

#include <algorithm>

namespace engine::model
{
namespace
{

constexpr std::int64_t kStepBytes = std::int64_t{8} << 20; // between two looks at `stop`

std::size_t packedBytes(const kernels::Matrix& w)
{
    return static_cast<std::size_t>(kernels::packedGroups(w.rows) * kernels::packedGroupBytes(w.type, w.cols));
}

std::vector<kernels::Matrix*> packable(Weights& weights)
{
    std::vector<kernels::Matrix*> result;
    const auto add = [&result](kernels::Matrix& w) {
        if (w && w.layout == kernels::Layout::Rows && kernels::canPack(w.type))
            result.push_back(&w);
    };
    for (LayerWeights& layer : weights.layers) {
        for (kernels::Matrix* w : {&layer.q, &layer.k, &layer.v, &layer.output})
            add(*w);
        const std::int64_t experts = layer.router ? layer.router.rows : 1;
        for (kernels::Matrix* w : {&layer.gate, &layer.up, &layer.down})
            if (w->rows / experts % kernels::kGroupRows == 0 || experts == 1) // each expert is whole groups
                add(*w);
    }
    add(weights.head); // the token embedding itself stays as it is: single rows are read from it
    return result;
}

std::int64_t fileBytes(const kernels::Matrix& w)
{
    return w.rows * kernels::bytesOf(w.type, w.cols);
}

} // namespace

std::int64_t packableBytes(Weights& weights)
{
    std::int64_t bytes = 0;
    for (const kernels::Matrix* w : packable(weights))
        bytes += fileBytes(*w);
    return bytes;
}

std::int64_t plannedBytes(Weights& weights)
{
    std::int64_t bytes = weights.bytes;
    for (const kernels::Matrix* w : packable(weights))
        bytes += static_cast<std::int64_t>((packedBytes(*w) + 63) / 64 * 64) - fileBytes(*w);
    return bytes;
}

std::set<const void*> packWeights(Weights& weights, const files::GgufFile& file, const std::atomic<bool>& stop,
                                  const std::function<void(double share)>& progress)
{
    const std::vector<kernels::Matrix*> matrices = packable(weights);
    std::size_t all = 0;
    for (const kernels::Matrix* w : matrices)
        all += (packedBytes(*w) + 63) / 64 * 64;
    weights.memory = WeightMemory(all);
    std::set<const void*> packed;
    kernels::Pool pool(kernels::Pool::availableThreads());
    std::size_t done = 0;
    for (kernels::Matrix* w : matrices) {
        const std::int64_t groupBytes = kernels::packedGroupBytes(w->type, w->cols);
        const std::int64_t groups = kernels::packedGroups(w->rows);
        const std::int64_t step = std::max<std::int64_t>(1, kStepBytes / groupBytes);
        void* to = weights.memory.take(packedBytes(*w));
        for (std::int64_t first = 0; first < groups; first += step) {
            if (stop)
                throw Error(ErrorKind::Stopped, "Loading was stopped.");
            const std::int64_t count = std::min(step, groups - first);
            pool.forRanges(count, 1, [&](std::int64_t begin, std::int64_t end, int /*thread*/) {
                kernels::packGroups(*w, first + begin, first + end, to);
            });
            done += static_cast<std::size_t>(count * groupBytes);
            if (progress)
                progress(static_cast<double>(done) / static_cast<double>(all));
        }
        const auto* from = static_cast<const std::byte*>(w->data);
        const std::int64_t bytes = fileBytes(*w);
        file.release({from, static_cast<std::size_t>(bytes)});
        packed.insert(from);
        weights.packedFrom += bytes;
        w->data = to;
        w->layout = kernels::Layout::Packed;
    }
    return packed;
}

} // namespace engine::model
