// SPDX-License-Identifier: GPL-3.0-or-later
// x = norm(x), row by row.
#include "kernels/cpu/backend.h"
#include "kernels/cpu/primitives.h"
#include "kernels/pool.h"

namespace kernels::cpu
{

void normalize(const Normalize& op, Pool& pool)
{
    pool.forRanges(op.tokens, 4, [&op](std::int64_t begin, std::int64_t end, int /*thread*/) {
        for (std::int64_t t = begin; t < end; ++t) {
            normalizeRow(op.norm, op.x + t * op.dim, op.dim, op.x + t * op.dim);
        }
    });
}

} // namespace kernels::cpu
