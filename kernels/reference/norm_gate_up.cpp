// SPDX-License-Identifier: GPL-3.0-or-later
// The first half of a feed-forward block: act(gate n) * (up n), or act(up n) without a gate.
#include "kernels/reference/math.h"

namespace kernels::reference
{

void normGateUp(const NormGateUp& op, Pool& /*pool*/)
{
    for (int t = 0; t < op.tokens; ++t) {
        const NormalizedRow n(op.norm, op.x + static_cast<std::int64_t>(t) * op.dim, op.dim);
        const auto input = [&n](std::int64_t c) { return n.value(c); };
        float* out = op.out + t * op.up.rows;
        for (std::int64_t r = 0; r < op.up.rows; ++r) {
            const double up = dot(op.up, r, input) + (op.upBias != nullptr ? static_cast<double>(op.upBias[r]) : 0.0);
            if (!op.gate) {
                out[r] = static_cast<float>(activate(op.activation, up));
                continue;
            }
            const double bias = op.gateBias != nullptr ? static_cast<double>(op.gateBias[r]) : 0.0;
            out[r] = static_cast<float>(activate(op.activation, dot(op.gate, r, input) + bias) * up);
        }
    }
}

} // namespace kernels::reference
