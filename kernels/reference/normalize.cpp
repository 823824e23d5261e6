// SPDX-License-Identifier: GPL-3.0-or-later
// x = norm(x), row by row.
#include "kernels/reference/math.h"

namespace kernels::reference
{

void normalize(const Normalize& op, Pool& /*pool*/)
{
    for (int t = 0; t < op.tokens; ++t) {
        normalizeRow(op.norm, op.dim, op.x + static_cast<std::int64_t>(t) * op.dim);
    }
}

} // namespace kernels::reference
