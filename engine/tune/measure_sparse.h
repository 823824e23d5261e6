// SPDX-License-Identifier: GPL-3.0-or-later
// Whether keeping a 2:4 matrix without its zeros (kernels/sparse.h, kernels/cuda/device_weights.h) is faster on this
// machine's processor or on one of its GPUs: measured, not claimed.
#pragma once

#include "engine/files/gguf.h"
#include "engine/model/gpu.h"

#include <atomic>

namespace engine::tune
{

struct SparseMeasure {
    std::string tensor; // the largest that could be packed
    std::int64_t rows = 0, cols = 0;
    std::uint64_t denseBytes = 0, sparseBytes = 0; // where it was measured
    double denseSeconds = 0; // of one product with one token, the median of rounds that take turns
    double sparseSeconds = 0;
    bool same = false; // the results of both, bit by bit

    double ratio() const { return sparseSeconds > 0 ? denseSeconds / sparseSeconds : 0; } // above 1: faster
};

// Of a file whose matrices have the pattern, in F16. Each matrix is copied often enough that no round finds it in the
// caches. Throws engine::Error: Unsupported (no such matrix), Stopped.
SparseMeasure measureSparse(const files::GgufFile& file, int threads, const std::atomic<bool>& stop);

// How much is measured on a GPU; tests on an emulated one take less.
struct SparseRounds {
    int rounds = 31;
    std::int64_t cacheBytes = std::int64_t{256} << 20; // more than GPUs keep of a matrix that is read again
};

// The same on a GPU, with the kernels that write answers there. Throws likewise, and NoMemory.
SparseMeasure measureSparse(const files::GgufFile& file, const std::shared_ptr<model::Gpu>& gpu,
                            const std::atomic<bool>& stop, const SparseRounds& rounds = {});

} // namespace engine::tune
