// SPDX-License-Identifier: GPL-3.0-or-later
// Norm, gate and up products and the activation in one pass over the rows.
#include "kernels/cpu/backend.h"
#include "kernels/cpu/primitives.h"
#include "kernels/pool.h"

namespace kernels::cpu
{

void normGateUp(const NormGateUp& op, Pool& pool)
{
    Scratch scratch(op.scratch);
    const std::int64_t inner = op.up.rows;
    const bool blocks = readsBlocks(op.up) || readsBlocks(op.gate);
    const Input in = normalizedInput(op.norm, op.x, op.tokens, op.dim, blocks, scratch, pool);
    float* up = op.gate ? scratch.take<float>(static_cast<std::size_t>(op.tokens * inner)) : op.out;

    pool.forRanges(inner, kRowGrain, [&](std::int64_t begin, std::int64_t end, int /*thread*/) {
        const std::int64_t count = end - begin;
        multiply(op.up, in, begin, end, up, inner);
        if (op.gate) {
            multiply(op.gate, in, begin, end, op.out, inner);
        }
        for (int t = 0; t < op.tokens; ++t) {
            float* out = op.out + t * inner + begin;
            float* upRow = up + t * inner + begin;
            if (op.upBias != nullptr) {
                add(op.upBias + begin, upRow, count);
            }
            if (op.gate && op.gateBias != nullptr) {
                add(op.gateBias + begin, out, count);
            }
            activate(op.activation, out, op.gate ? upRow : nullptr, count, out);
        }
    });
}

} // namespace kernels::cpu
