// SPDX-License-Identifier: GPL-3.0-or-later
// softmax(scale * q k) v over what a position may see: itself, what came before, at most `window` of them; all of them
// where attention is not causal.
#include "kernels/reference/math.h"

#include <cmath>

namespace kernels::reference
{

void attend(const Attend& op, Pool& /*pool*/)
{
    auto* weight = static_cast<double*>(op.scratch); // [capacity]
    const int group = op.heads / op.kvHeads;         // query heads that share a key head
    for (int t = 0; t < op.tokens; ++t) {
        const std::int64_t end = op.position + (op.causal ? t + 1 : op.tokens);
        const std::int64_t begin = op.window > 0 ? std::max<std::int64_t>(0, end - op.window) : 0;
        for (int h = 0; h < op.heads; ++h) {
            const float* q = op.q + (static_cast<std::int64_t>(t) * op.heads + h) * op.headDim;
            float* out = op.out + (q - op.q);
            const std::int64_t base = (h / group) * op.cache.capacity * op.headDim;

            double highest = -INFINITY;
            for (std::int64_t p = begin; p < end; ++p) {
                double sum = 0.0;
                for (int i = 0; i < op.headDim; ++i) {
                    const float k = loadKv(op.cache, op.cache.keys, base + p * op.headDim + i);
                    sum += static_cast<double>(q[i]) * static_cast<double>(k);
                }
                weight[p] = softCapped(sum * static_cast<double>(op.scale), op.softCap);
                highest = std::max(highest, weight[p]);
            }
            double total = 0.0;
            for (std::int64_t p = begin; p < end; ++p) {
                weight[p] = std::exp(weight[p] - highest);
                total += weight[p];
            }
            for (int i = 0; i < op.headDim; ++i) {
                double sum = 0.0;
                for (std::int64_t p = begin; p < end; ++p) {
                    const float v = loadKv(op.cache, op.cache.values, base + p * op.headDim + i);
                    sum += weight[p] * static_cast<double>(v);
                }
                out[i] = static_cast<float>(sum / total);
            }
        }
    }
}

} // namespace kernels::reference
