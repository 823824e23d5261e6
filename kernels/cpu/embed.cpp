// SPDX-License-Identifier: GPL-3.0-or-later
// Token rows, scaled (plus position rows, plus one row for all).
#include "kernels/cpu/backend.h"
#include "kernels/cpu/primitives.h"
#include "kernels/pool.h"

#include <algorithm>

namespace kernels::cpu
{

namespace
{

// Adds a table row to x, decoded piece by piece.
void addRow(const Matrix& table, std::int64_t row, float* x)
{
    constexpr std::int64_t kPiece = 256;
    float values[kPiece];
    const auto* bytes = static_cast<const unsigned char*>(table.row(row));
    for (std::int64_t c = 0; c < table.cols; c += kPiece) {
        const std::int64_t width = std::min(kPiece, table.cols - c);
        decodeRow(table.type, bytes + bytesOf(table.type, c), width, values);
        add(values, x + c, width);
    }
}

} // namespace

void embed(const Embed& op, Pool& pool)
{
    pool.forRanges(op.tokens, 16, [&op](std::int64_t begin, std::int64_t end, int /*thread*/) {
        for (std::int64_t t = begin; t < end; ++t) {
            float* x = op.x + t * op.dim;
            decodeRow(op.table.type, op.table.row(op.ids[t]), op.dim, x);
            if (op.scale != 1.0F) {
                scaleRow(op.scale, x, op.dim);
            }
            if (op.addend != nullptr) {
                add(op.addend, x, op.dim);
            }
            if (op.positionTable) {
                addRow(op.positionTable, op.position + t, x);
            }
        }
    });
}

} // namespace kernels::cpu
