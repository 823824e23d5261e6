// SPDX-License-Identifier: GPL-3.0-or-later
// Norm, joined Q|K|V product, norms of heads, rotation, cache: two passes over the pool for a prompt, one for a single token.
#include "kernels/cpu/backend.h"
#include "kernels/cpu/primitives.h"
#include "kernels/pool.h"

#include <algorithm>
#include <cmath>

namespace kernels::cpu
{

namespace
{

// The three products seen as one matrix whose rows are those of q, then k, then v, each filled up to whole grains.
struct Joined {
    const Matrix* matrix[3];
    const float* bias[3];
    float* out[3]; // [tokens, matrix rows]
};

std::int64_t wholeGrains(std::int64_t rows)
{
    return (rows + kRowGrain - 1) / kRowGrain * kRowGrain;
}

void multiplyJoined(const Joined& joined, const Input& in, std::int64_t begin, std::int64_t end)
{
    std::int64_t base = 0;
    for (int i = 0; i < 3; ++i) {
        const Matrix& w = *joined.matrix[i];
        const std::int64_t first = std::max<std::int64_t>(begin - base, 0);
        const std::int64_t last = std::min(end - base, w.rows);
        base += wholeGrains(w.rows);
        if (first >= last) {
            continue;
        }
        multiply(w, in, first, last, joined.out[i], w.rows);
        for (int t = 0; t < in.tokens && joined.bias[i] != nullptr; ++t) {
            add(joined.bias[i] + first, joined.out[i] + t * w.rows + first, last - first);
        }
    }
}

// cosine, sine [dims / 2] of one position, in double: angles of a long text are large.
void angles(const Rope& rope, std::int64_t position, float* cosine, float* sine)
{
    const double ratio = std::pow(static_cast<double>(rope.base), -2.0 / rope.dims);
    double angle = static_cast<double>(position) * static_cast<double>(rope.scale);
    for (int i = 0; i < rope.dims / 2; ++i, angle *= ratio) {
        const double turned = rope.factors != nullptr ? angle / static_cast<double>(rope.factors[i]) : angle;
        cosine[i] = rope.magnitude * static_cast<float>(std::cos(turned));
        sine[i] = rope.magnitude * static_cast<float>(std::sin(turned));
    }
}

void normalizeHeads(const Norm& norm, int heads, int headDim, float* x)
{
    for (int h = 0; h < heads && norm.kind != NormKind::None; ++h, x += headDim) {
        normalizeRow(norm, x, headDim, x);
    }
}

const Segment& segmentOf(const NormQkv& op, std::int64_t t)
{
    const Segment* segment = op.segments;
    while (t >= segment->first + segment->tokens) {
        ++segment;
    }
    return *segment;
}

// Norms and rotates one token's queries and keys and files its keys and values. `table` [dims] is this token's own.
void finishToken(const NormQkv& op, std::int64_t t, float* k, const float* v, float* table)
{
    const Segment& segment = segmentOf(op, t);
    const KvView& cache = segment.cache;
    const std::int64_t position = segment.position + t - segment.first;
    normalizeHeads(op.qNorm, op.heads, op.headDim, op.qOut + t * op.heads * op.headDim);
    normalizeHeads(op.kNorm, op.kvHeads, op.headDim, k);
    if (op.rope.kind != RopeKind::None) {
        float* sine = table + op.rope.dims / 2;
        angles(op.rope, position, table, sine);
        float* q = op.qOut + t * op.heads * op.headDim;
        for (int h = 0; h < op.heads; ++h) {
            rotateHead(op.rope.kind, op.rope.dims, table, sine, q + static_cast<std::int64_t>(h) * op.headDim);
        }
        for (int h = 0; h < op.kvHeads; ++h) {
            rotateHead(op.rope.kind, op.rope.dims, table, sine, k + static_cast<std::int64_t>(h) * op.headDim);
        }
    }
    const std::int64_t bytes = bytesOf(cache.type, op.headDim);
    for (int h = 0; h < op.kvHeads; ++h) {
        const std::int64_t at = (h * cache.capacity + position) * bytes;
        const std::int64_t head = static_cast<std::int64_t>(h) * op.headDim;
        storeKv(cache.type, k + head, op.headDim, static_cast<unsigned char*>(cache.keys) + at);
        storeKv(cache.type, v + head, op.headDim, static_cast<unsigned char*>(cache.values) + at);
    }
}

} // namespace

void normQkv(const NormQkv& op, Pool& pool)
{
    Scratch scratch(op.scratch);
    const bool blocks = readsBlocks(op.q) || readsBlocks(op.k) || readsBlocks(op.v);
    const Input in = normalizedInput(op.norm, op.x, op.tokens, op.dim, blocks, scratch, pool);

    const auto tokens = static_cast<std::size_t>(op.tokens);
    auto* k = scratch.take<float>(tokens * static_cast<std::size_t>(op.k.rows));
    auto* v = scratch.take<float>(tokens * static_cast<std::size_t>(op.v.rows));
    auto* table = scratch.take<float>(tokens * static_cast<std::size_t>(op.headDim));
    const Joined joined{{&op.q, &op.k, &op.v}, {op.qBias, op.kBias, op.vBias}, {op.qOut, k, v}};
    pool.forRanges(
        wholeGrains(op.q.rows) + wholeGrains(op.k.rows) + wholeGrains(op.v.rows), kRowGrain,
        [&](std::int64_t begin, std::int64_t end, int /*thread*/) { multiplyJoined(joined, in, begin, end); });

    pool.forRanges(op.tokens, 4, [&](std::int64_t begin, std::int64_t end, int /*thread*/) {
        for (std::int64_t t = begin; t < end; ++t) {
            finishToken(op, t, k + t * op.k.rows, v + t * op.v.rows, table + t * op.headDim);
        }
    });
}

} // namespace kernels::cpu
