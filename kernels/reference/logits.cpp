// SPDX-License-Identifier: GPL-3.0-or-later
// One score per word of the vocabulary, and the table of the plain backend.
#include "kernels/reference/math.h"

namespace kernels::reference
{

void logits(const Logits& op, Pool& /*pool*/)
{
    for (int t = 0; t < op.tokens; ++t) {
        const NormalizedRow n(op.norm, op.x + static_cast<std::int64_t>(t) * op.dim, op.dim);
        float* out = op.logits + t * op.head.rows;
        for (std::int64_t r = 0; r < op.head.rows; ++r) {
            const double sum = dot(op.head, r, [&n](std::int64_t c) { return n.value(c); });
            const double bias = op.bias != nullptr ? static_cast<double>(op.bias[r]) : 0.0;
            out[r] = static_cast<float>(softCapped(sum + bias, op.softCap));
        }
    }
}

} // namespace kernels::reference

namespace kernels
{

const Backend& referenceBackend()
{
    static const Backend backend{"reference",           reference::embed,      reference::normQkv,
                                 reference::attend,     reference::projectAdd, reference::normGateUp,
                                 reference::logits,     reference::normalize,  reference::routeExperts,
                                 reference::mixExperts};
    return backend;
}

} // namespace kernels
