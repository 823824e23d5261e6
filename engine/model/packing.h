// SPDX-License-Identifier: GPL-3.0-or-later
// The weights in the layout that the CPU's products read fastest (quantized ones as kernels/packed.h, 2:4 ones as
// kernels/sparse.h has it), made layer by layer between the passes of a model that is already in use. Packed or not,
// products give the same bits, so that nobody sees the change.
#pragma once

#include "engine/model/weight_memory.h"
#include "engine/model/weights.h"
#include "kernels/pool.h"

#include <atomic>
#include <mutex>

namespace engine::model
{

class Packing
{
public:
    // Reserves the memory. `weights` and `file` outlive this. Throws engine::Error: NoMemory.
    Packing(const Weights& weights, const files::GgufFile& file);

    // Packs at most `layers` further ones, with the threads of `pool`, and lets the pages of the file go from which
    // they came. Throws engine::Error(Stopped) between two matrices (stop_scope.h). Any thread; does nothing while
    // another one packs, or while the system is short of memory.
    void advance(kernels::Pool& pool, int layers);

    // Null until packed. Any thread, also during advance().
    const LayerWeights* layer(int index) const
    {
        return index < m_done.load(std::memory_order_acquire) ? &m_layers[static_cast<std::size_t>(index)] : nullptr;
    }
    const kernels::Matrix* head() const { return isDone() ? &m_head : nullptr; }
    bool isDone() const { return m_done.load(std::memory_order_acquire) > layerCount(); }

    std::int64_t extraBytes() const { return m_extraBytes; } // that all packed ones take more than their tensors

private:
    int layerCount() const { return static_cast<int>(m_layers.size()); }
    void pack(kernels::Matrix& matrix, kernels::Pool& pool);

    const files::GgufFile& m_file;
    std::vector<LayerWeights> m_layers; // those before m_done are packed; the head comes after the last one
    kernels::Matrix m_head;
    WeightMemory m_memory;
    std::int64_t m_extraBytes;
    std::mutex m_packing;
    std::atomic<int> m_done = 0;
};

} // namespace engine::model
