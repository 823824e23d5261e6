// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/model/packing.h"

#include "engine/files/gguf.h"
#include "engine/measure/memory.h"
#include "engine/stop_scope.h"
#include "kernels/packed.h"
#include "kernels/sparse.h"

#include <utility>

namespace engine::model
{
namespace
{

constexpr std::int64_t kSpareBytes = std::int64_t{256} << 20; // that stay free for others while packing

std::int64_t packedBytes(const kernels::Matrix& w)
{
    const std::int64_t bytes = kernels::canPack(w.type)
                                   ? kernels::packedGroups(w.rows) * kernels::packedGroupBytes(w.type, w.cols)
                                   : kernels::sparseBytes(w.type, w.rows, w.cols);
    return (bytes + 63) / 64 * 64; // as WeightMemory hands out
}

std::int64_t fileBytes(const kernels::Matrix& w)
{
    return w.rows * kernels::bytesOf(w.type, w.cols);
}

bool canPack(const kernels::Matrix& w)
{
    return w && w.layout == kernels::Layout::Rows && (kernels::canPack(w.type) || kernels::looksSparse(w));
}

// Calls visit(matrix) for those of a layer that only products read and that can be packed.
template <class Layer, class Visit>
void forPackable(Layer& layer, const Visit& visit)
{
    for (auto* w : {&layer.q, &layer.k, &layer.v, &layer.output})
        if (canPack(*w))
            visit(*w);
    const std::int64_t experts = layer.router ? layer.router.rows : 1;
    for (auto* w : {&layer.gate, &layer.up, &layer.down})
        if (canPack(*w) && (w->rows / experts % kernels::kGroupRows == 0 || experts == 1)) // each expert is whole groups
            visit(*w);
}

struct Bytes {
    std::int64_t packed = 0;
    std::int64_t file = 0;

    void operator()(const kernels::Matrix& w)
    {
        packed += packedBytes(w);
        file += fileBytes(w);
    }
};

Bytes bytesOf(const std::vector<LayerWeights>& layers, const kernels::Matrix& head)
{
    Bytes bytes;
    for (const LayerWeights& layer : layers)
        forPackable(layer, [&bytes](const kernels::Matrix& w) { bytes(w); });
    if (canPack(head)) // the token embedding itself stays as it is: single rows are read from it
        bytes(head);
    return bytes;
}

} // namespace

std::int64_t plannedBytes(const Weights& weights)
{
    const Bytes bytes = bytesOf(weights.layers, weights.head);
    return weights.bytes + bytes.packed - bytes.file;
}

Packing::Packing(const Weights& weights, const files::GgufFile& file)
    : m_file(file), m_layers(weights.layers), m_head(weights.head),
      m_memory(static_cast<std::size_t>(bytesOf(m_layers, m_head).packed)), m_extraBytes(plannedBytes(weights) - weights.bytes)
{
}

void Packing::pack(kernels::Matrix& w, kernels::Pool& pool)
{
    StopScope::look(); // what is packed of a layer stays so
    void* to = m_memory.take(static_cast<std::size_t>(packedBytes(w)));
    const bool codes = kernels::canPack(w.type);
    std::atomic<bool> packed = true;
    const auto packPart = [&](std::int64_t begin, std::int64_t end, int /*thread*/) {
        if (codes)
            kernels::packGroups(w, begin, end, to);
        else if (!kernels::packSparse(w, begin, end, to))
            packed = false;
    };
    pool.forRanges(codes ? kernels::packedGroups(w.rows) : w.rows, 1, packPart);
    if (!packed)
        return; // a row that looksSparse() did not look at has more: the plain rows serve
    const auto* from = static_cast<const std::byte*>(std::exchange(w.data, to));
    w.layout = codes ? kernels::Layout::Packed : kernels::Layout::Sparse;
    m_file.release({from, static_cast<std::size_t>(fileBytes(w))}); // who still reads there gets it again
}

void Packing::advance(kernels::Pool& pool, int layers)
{
    const std::unique_lock lock(m_packing, std::try_to_lock);
    for (int i = m_done; lock && layers > 0 && i <= layerCount(); ++i, --layers) {
        Bytes bytes;
        if (i < layerCount())
            forPackable(m_layers[static_cast<std::size_t>(i)], [&bytes](const kernels::Matrix& w) { bytes(w); });
        else if (canPack(m_head))
            bytes(m_head);
        const std::int64_t available = measure::availableMemory();
        if (available > 0 && available < bytes.packed + kSpareBytes)
            return;
        if (i < layerCount())
            forPackable(m_layers[static_cast<std::size_t>(i)], [&](kernels::Matrix& w) { pack(w, pool); });
        else if (canPack(m_head))
            pack(m_head, pool);
        m_done.store(i + 1, std::memory_order_release);
    }
}

const LayerWeights& Weights::layer(int index) const
{
    const LayerWeights* packed = packing ? packing->layer(index) : nullptr;
    return packed ? *packed : layers[static_cast<std::size_t>(index)];
}

const kernels::Matrix& Weights::logitHead() const
{
    const kernels::Matrix* packed = packing ? packing->head() : nullptr;
    return packed ? *packed : head;
}

std::int64_t Weights::memoryBytes() const
{
    return bytes + (packing ? packing->extraBytes() : 0);
}

} // namespace engine::model
