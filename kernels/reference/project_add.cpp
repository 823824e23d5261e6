// SPDX-License-Identifier: GPL-3.0-or-later
// x += norm(W in (+ bias))
#include "kernels/reference/math.h"

namespace kernels::reference
{

void projectAdd(const ProjectAdd& op, Pool& /*pool*/)
{
    auto* product = static_cast<float*>(op.scratch); // [dim]
    for (int t = 0; t < op.tokens; ++t) {
        const float* in = op.in + t * op.weight.cols;
        float* x = op.x + t * op.weight.rows;
        for (std::int64_t r = 0; r < op.weight.rows; ++r) {
            const double sum = dot(op.weight, r, [in](std::int64_t c) { return in[c]; });
            const double bias = op.bias != nullptr ? static_cast<double>(op.bias[r]) : 0.0;
            product[r] = static_cast<float>(sum + bias);
        }
        const NormalizedRow n(op.norm, product, op.weight.rows);
        for (std::int64_t r = 0; r < op.weight.rows; ++r) {
            x[r] = static_cast<float>(static_cast<double>(x[r]) + n.value(r));
        }
    }
}

} // namespace kernels::reference
