// SPDX-License-Identifier: GPL-3.0-or-later
// One score per word of the vocabulary.
#include "kernels/cpu/backend.h"
#include "kernels/cpu/primitives.h"
#include "kernels/pool.h"

namespace kernels::cpu
{

void logits(const Logits& op, Pool& pool)
{
    Scratch scratch(op.scratch);
    const Matrix& w = op.head;
    const Input in = normalizedInput(op.norm, op.x, op.tokens, op.dim, readsBlocks(w), scratch, pool);
    pool.forRanges(w.rows, kRowGrain, [&](std::int64_t begin, std::int64_t end, int /*thread*/) {
        multiply(w, in, begin, end, op.logits, w.rows);
        for (int t = 0; t < op.tokens; ++t) {
            float* row = op.logits + t * w.rows + begin;
            if (op.bias != nullptr) {
                add(op.bias + begin, row, end - begin);
            }
            if (op.softCap > 0.0F) {
                softCap(op.softCap, row, end - begin);
            }
        }
    });
}

} // namespace kernels::cpu
