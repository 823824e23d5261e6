// SPDX-License-Identifier: GPL-3.0-or-later
// Token rows, scaled (plus position rows, plus one row for all).
#include "kernels/dequantize.h"
#include "kernels/reference/math.h"

namespace kernels::reference
{

void embed(const Embed& op, Pool& /*pool*/)
{
    for (int t = 0; t < op.tokens; ++t) {
        float* x = op.x + static_cast<std::int64_t>(t) * op.dim;
        dequantizeRow(op.table.type, op.table.row(op.ids[t]), op.dim, x);
        for (int c = 0; c < op.dim; ++c) {
            x[c] = x[c] * op.scale + (op.addend != nullptr ? op.addend[c] : 0.0F);
        }
        if (!op.positionTable) {
            continue;
        }
        const auto* row = static_cast<const unsigned char*>(op.positionTable.row(op.position + t));
        const int block = traits(op.positionTable.type).blockValues;
        for (int c = 0; c < op.dim; c += block) {
            float values[kWidestBlock];
            dequantizeRow(op.positionTable.type, row + bytesOf(op.positionTable.type, c), block, values);
            for (int i = 0; i < block; ++i) {
                x[c + i] += values[i];
            }
        }
    }
}

} // namespace kernels::reference
