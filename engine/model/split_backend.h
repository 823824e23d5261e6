// SPDX-License-Identifier: GPL-3.0-or-later
// Ops of a model that lies in several places: its first layers may be the processor's, the others are those of one GPU or
// of several in order. The page is the same; where an op runs is where its weights lie. The page's pointers are the
// processor's: each buffer has a mirror on each GPU, and the residual stream is copied where the next layer lies elsewhere.
#pragma once

#include "engine/model/gpu.h"

#include <vector>

namespace engine::model
{

class SplitBackend
{
public:
    // `weights` are on `gpu`; `scratch` is for its ops. The index of the place is the number of those before.
    void addPlace(std::shared_ptr<Gpu> gpu, const GpuMemory& weights, void* scratch);
    // `there` stands for the `bytes` at `onHost`, at the place that was added last. `isStream`: the residual stream.
    void addMirror(void* onHost, std::size_t bytes, void* there, bool isStream);

    // For the calling thread, until another backend's are asked for. `tokens` of the coming pass, `dim` of the stream.
    const kernels::Backend& ops(int tokens, int dim);
    // Waits for all, and tells what went wrong. The logits of the pass, where it had some, are copied to `logits`.
    void finish(float* logits, std::size_t bytes);

private:
    friend struct SplitOps;
    struct Mirror {
        std::byte* onHost;
        std::size_t bytes;
        std::byte* there;
        bool isStream;
    };
    struct Place {
        std::shared_ptr<Gpu> gpu;
        const std::byte* weights;
        std::size_t bytes;
        void* scratch;
        std::vector<Mirror> mirrors;

        const Mirror& stream() const;
        std::byte* mirrored(const void* onHost) const; // null: a buffer that the page does not have
    };

    // The op runs where `weight` lies: the stream goes there, and the ops of the place are this thread's.
    const kernels::Backend& at(const kernels::Matrix& weight, bool bringsStream = true);
    const kernels::Backend& here() const; // where the op before ran
    template <class T>
    void translate(T*& pointer) const; // to that place's mirror
    void translateScratch(void*& scratch) const;

    static constexpr int kProcessor = -1;
    std::vector<Place> m_places;
    std::size_t m_streamBytes = 0; // of this pass
    int m_at = kProcessor;         // where the stream is, and the layer that is being computed
};

} // namespace engine::model
