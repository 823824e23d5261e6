// SPDX-License-Identifier: GPL-3.0-or-later
// x += norm(W in (+ bias))
#include "kernels/cpu/backend.h"
#include "kernels/cpu/primitives.h"
#include "kernels/pool.h"

namespace kernels::cpu
{

void projectAdd(const ProjectAdd& op, Pool& pool)
{
    Scratch scratch(op.scratch);
    const Matrix& w = op.weight;
    const Input in = plainInput(op.in, op.tokens, w.cols, readsBlocks(w), scratch, pool);
    auto* product = scratch.take<float>(static_cast<std::size_t>(op.tokens * w.rows));
    pool.forRanges(w.rows, kRowGrain, [&](std::int64_t begin, std::int64_t end, int /*thread*/) {
        multiply(w, in, begin, end, product, w.rows);
        for (int t = 0; t < op.tokens; ++t) {
            float* sum = product + t * w.rows + begin;
            if (op.bias != nullptr) {
                add(op.bias + begin, sum, end - begin);
            }
            if (op.norm.kind == NormKind::None) {
                add(sum, op.x + t * w.rows + begin, end - begin);
            }
        }
    });
    if (op.norm.kind == NormKind::None) {
        return;
    }
    pool.forRanges(op.tokens, 4, [&](std::int64_t begin, std::int64_t end, int /*thread*/) {
        for (std::int64_t t = begin; t < end; ++t) {
            normalizeRow(op.norm, product + t * w.rows, w.rows, product + t * w.rows);
            add(product + t * w.rows, op.x + t * w.rows, w.rows);
        }
    });
}

} // namespace kernels::cpu
