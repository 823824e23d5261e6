// SPDX-License-Identifier: GPL-3.0-or-later
// Ops of a model that does not fit into a GPU: its first layers are the processor's, the others and the head the GPU's.
// The page is the same; where an op runs is where its weights lie. The page's pointers are the processor's: each buffer
// has a mirror on the GPU, and the residual stream is copied once a pass, before the GPU's first layer.
#pragma once

#include "engine/model/gpu.h"

#include <vector>

namespace engine::model
{

class SplitBackend
{
public:
    explicit SplitBackend(std::shared_ptr<Gpu> gpu) : m_gpu(std::move(gpu)) {}

    // `onGpu` stands for the `bytes` at `onHost`. `isStream`: the residual stream.
    void addMirror(void* onHost, std::size_t bytes, void* onGpu, bool isStream);
    void setScratch(void* onGpu) { m_scratch = onGpu; } // of the GPU's ops

    // For the calling thread, until another backend's are asked for. `tokens` of the coming pass, `dim` of the stream.
    const kernels::Backend& ops(int tokens, int dim);

private:
    friend struct SplitOps;
    struct Mirror {
        std::byte* onHost;
        std::size_t bytes;
        std::byte* onGpu;
        bool isStream;
    };

    void moveStream(); // to the GPU, where it is not there yet
    template <class T>
    T* there(T* onHost) const;

    std::shared_ptr<Gpu> m_gpu;
    std::vector<Mirror> m_mirrors;
    void* m_scratch = nullptr;
    std::size_t m_streamBytes = 0; // of this pass
    bool m_isOnGpu = false;        // the stream, and the layer that is being computed
};

} // namespace engine::model
