// SPDX-License-Identifier: GPL-3.0-or-later
// What becomes of a head's products: its norm, its rotation, and its way to the output or the cache. By one warp.
#pragma once

#include "kernels/cuda/device/input.h"
#include "kernels/cuda/device/kv.h"
#include "kernels/cuda/device/rope.h"
#include "kernels/cuda/module/context.h"

namespace kernels::cuda
{

struct HeadJob {
    int heads = 0, kvHeads = 0, headDim = 0;
    Norm qNorm, kNorm;
    Rope rope;
    const double* turns = nullptr;
    float* qOut = nullptr;
};

// Where a token stands: in which sequence's cache, and in which row of it.
struct TokenPlace {
    Place place;
    KvView cache;
};

enum class HeadKind { Query, Key, Value };

struct Head {
    HeadKind kind;
    int index; // among its kind
};

// Heads are counted through queries, keys and values.
FETTLE_DEVICE Head headOf(const HeadJob& job, int number)
{
    if (number < job.heads) {
        return {HeadKind::Query, number};
    }
    number -= job.heads;
    return number < job.kvHeads ? Head{HeadKind::Key, number} : Head{HeadKind::Value, number - job.kvHeads};
}

FETTLE_DEVICE RowNorm headNorm(const Norm& norm, const float* raw, int headDim)
{
    RowNorm row;
    if (norm.kind == NormKind::None) {
        return row;
    }
    if (norm.kind == NormKind::Layer) {
        float sum = 0.0F;
        for (int i = laneIndex(); i < headDim; i += 32) {
            sum += loadFresh(raw + i);
        }
        row.mean = sumOverLanes(sum) / static_cast<float>(headDim);
    }
    float squares = 0.0F;
    for (int i = laneIndex(); i < headDim; i += 32) {
        const float centred = loadFresh(raw + i) - row.mean;
        squares += centred * centred;
    }
    row.scale = 1.0F / sqrtf(sumOverLanes(squares) / static_cast<float>(headDim) + norm.eps);
    return row;
}

// raw [headDim]: the products, bias added, of token `t` after the first of qOut.
FETTLE_DEVICE void finishHead(const HeadJob& job, const Head& head, const float* raw, int t, std::int64_t position,
                              const KvView& cache)
{
    if (head.kind == HeadKind::Value) {
        const KvRow row = kvRow(cache.values, cache, job.kvHeads, head.index, position, job.headDim);
        for (int i = laneIndex(); i - laneIndex() < job.headDim; i += 32) {
            storeKv(cache.type, row, i, job.headDim, i < job.headDim ? loadFresh(raw + i) : 0.0F);
        }
        return;
    }
    const Norm& norm = head.kind == HeadKind::Query ? job.qNorm : job.kNorm;
    const RowNorm row = headNorm(norm, raw, job.headDim);
    float* q = job.qOut + (std::int64_t{t} * job.heads + head.index) * job.headDim; // of a query; k of a key
    const KvRow k = kvRow(cache.keys, cache, job.kvHeads, head.index, position, job.headDim);
    for (int i = laneIndex(); i - laneIndex() < job.headDim; i += 32) {
        float value = 0.0F;
        if (i < job.headDim) {
            value = rotated(job.rope, job.turns, static_cast<double>(position), i,
                            [&](int j) { return normed(norm, row, loadFresh(raw + j), j); });
        }
        if (head.kind == HeadKind::Key) {
            storeKv(cache.type, k, i, job.headDim, value);
        } else if (i < job.headDim) {
            q[i] = value;
        }
    }
}

} // namespace kernels::cuda
