// SPDX-License-Identifier: GPL-3.0-or-later
// Queries, keys and values of the normalized input; queries and keys rotated; keys and values into the cache.
#include "kernels/reference/math.h"

#include <cmath>

namespace kernels::reference
{

namespace
{

// One head in place, `position` counted from the start of the text (Su et al. 2021, section 3.4.2).
void rotate(const Rope& rope, std::int64_t position, float* head)
{
    if (rope.kind == RopeKind::None) {
        return;
    }
    const int half = rope.dims / 2;
    for (int i = 0; i < half; ++i) {
        const double frequency = std::pow(static_cast<double>(rope.base), -2.0 * i / rope.dims);
        const double divisor = rope.factors != nullptr ? static_cast<double>(rope.factors[i]) : 1.0;
        const double angle = static_cast<double>(position) * static_cast<double>(rope.scale) * frequency / divisor;
        float& a = rope.kind == RopeKind::Adjacent ? head[2 * i] : head[i];
        float& b = rope.kind == RopeKind::Adjacent ? head[2 * i + 1] : head[i + half];
        const double x = static_cast<double>(a);
        const double y = static_cast<double>(b);
        const double cosine = std::cos(angle) * static_cast<double>(rope.magnitude);
        const double sine = std::sin(angle) * static_cast<double>(rope.magnitude);
        a = static_cast<float>(x * cosine - y * sine);
        b = static_cast<float>(x * sine + y * cosine);
    }
}

void project(const Matrix& w, const float* bias, std::int64_t row, const NormalizedRow& n, int count, float* out)
{
    for (int i = 0; i < count; ++i) {
        const double sum = dot(w, row + i, [&n](std::int64_t c) { return n.value(c); });
        out[i] = static_cast<float>(sum + (bias != nullptr ? static_cast<double>(bias[row + i]) : 0.0));
    }
}

} // namespace

void normQkv(const NormQkv& op, Pool& /*pool*/)
{
    auto* head = static_cast<float*>(op.scratch); // [headDim]
    const Segment* segment = op.segments;
    for (int t = 0; t < op.tokens; ++t) {
        while (t >= segment->first + segment->tokens) {
            ++segment;
        }
        const KvView& cache = segment->cache;
        const NormalizedRow n(op.norm, op.x + static_cast<std::int64_t>(t) * op.dim, op.dim);
        const std::int64_t position = segment->position + t - segment->first;
        for (int h = 0; h < op.heads; ++h) {
            float* q = op.qOut + (static_cast<std::int64_t>(t) * op.heads + h) * op.headDim;
            project(op.q, op.qBias, static_cast<std::int64_t>(h) * op.headDim, n, op.headDim, q);
            normalizeRow(op.qNorm, op.headDim, q);
            rotate(op.rope, position, q);
        }
        for (int h = 0; h < op.kvHeads; ++h) {
            const std::int64_t row = static_cast<std::int64_t>(h) * op.headDim;
            const std::int64_t at = (h * cache.capacity + position) * op.headDim;
            project(op.k, op.kBias, row, n, op.headDim, head);
            normalizeRow(op.kNorm, op.headDim, head);
            rotate(op.rope, position, head);
            storeKv(cache, cache.keys, at, head, op.headDim);
            project(op.v, op.vBias, row, n, op.headDim, head);
            storeKv(cache, cache.values, at, head, op.headDim);
        }
    }
}

} // namespace kernels::reference
