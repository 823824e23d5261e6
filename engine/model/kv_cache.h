// SPDX-License-Identifier: GPL-3.0-or-later
// Keys and values of all layers for one sequence. Owned by a session; positions 0 .. length-1 are valid.
#pragma once

#include "engine/model/config.h"
#include "engine/model/gpu_layers.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <vector>

namespace engine::model
{

class KvCache
{
public:
    // `type` as isAllowed says; `capacity` positions, at least 1. A layer's lie where the layer does: `gpus` in order.
    // Throws engine::Error(NoMemory).
    KvCache(const Config& config, kernels::Type type, std::int64_t capacity, std::span<const GpuLayers> gpus);
    // Wholly on one, or the processor's.
    KvCache(const Config& config, kernels::Type type, std::int64_t capacity, const std::shared_ptr<Gpu>& gpu = nullptr);

    kernels::KvView layer(int index) const; // for ops
    // Calls change(view) with a layer in the processor's memory and layout, wherever it lies; what it changes is kept
    // where `writes`.
    void visitLayer(int index, bool writes, const std::function<void(const kernels::KvView&)>& change) const;
    std::int64_t capacity() const { return m_capacity; }
    std::int64_t length() const { return m_length; }
    void setLength(std::int64_t length) { m_length = length; } // 0 .. capacity; shorter forgets the rest
    // Takes over the first `length` positions of a cache of the same model, type and capacity.
    void copyBeginning(const KvCache& other, std::int64_t length);
    std::int64_t bytes() const { return m_layerBytes * 2 * m_layers; }

    // F32, F16 and BF16 always; Q8_0 and Q4_0 where a head's width is a multiple of their blocks.
    static bool isAllowed(const Config& config, kernels::Type type);
    static std::int64_t bytesFor(const Config& config, kernels::Type type, std::int64_t capacity);

private:
    struct Free {
        void operator()(void* memory) const;
    };

    kernels::Type m_type;
    int m_layers;
    std::int64_t m_rowBytes; // one position of one head
    std::int64_t m_capacity;
    std::int64_t m_length = 0;
    std::int64_t m_layerBytes; // of the keys, and again of the values, of one layer
    std::int64_t m_rows; // of one layer: heads x capacity
    int m_headDim;
    std::unique_ptr<std::byte, Free> m_data;
    struct Piece { // of a GPU
        int first, end;
        GpuMemory memory;
    };
    const Piece& pieceOf(int layer) const;
    int m_firstOnGpu; // m_layers: none is
    std::vector<Piece> m_onGpu;
};

} // namespace engine::model
