// SPDX-License-Identifier: GPL-3.0-or-later
// A mixture of experts: the choice of a few per token, and the sum of what they say.
#include "kernels/reference/math.h"

#include "kernels/expert_choice.h"

namespace kernels::reference
{

void routeExperts(const RouteExperts& op, Pool& /*pool*/)
{
    const auto experts = static_cast<int>(op.router.rows);
    auto* scores = static_cast<float*>(op.scratch); // [experts]
    for (int t = 0; t < op.tokens; ++t) {
        const NormalizedRow n(op.norm, op.x + static_cast<std::int64_t>(t) * op.dim, op.dim);
        float* normed = op.normed + static_cast<std::int64_t>(t) * op.dim;
        for (int c = 0; c < op.dim; ++c) {
            normed[c] = static_cast<float>(n.value(c));
        }
        for (int e = 0; e < experts; ++e) {
            scores[e] = static_cast<float>(dot(op.router, e, [&n](std::int64_t c) { return n.value(c); }));
        }
        chooseExperts(scores, experts, op.used, op.sharesSumToOne, op.chosen + t * op.used, op.shares + t * op.used);
    }
}

void mixExperts(const MixExperts& op, Pool& /*pool*/)
{
    auto* inner = static_cast<float*>(op.scratch); // [used, inner]
    for (int t = 0; t < op.tokens; ++t) {
        const float* in = op.normed + static_cast<std::int64_t>(t) * op.dim;
        const auto input = [in](std::int64_t c) { return in[c]; };
        const std::int32_t* chosen = op.chosen + t * op.used;
        for (int i = 0; i < op.used; ++i) {
            for (int r = 0; r < op.inner; ++r) {
                const std::int64_t row = static_cast<std::int64_t>(chosen[i]) * op.inner + r;
                const double gate = activate(op.activation, dot(op.gate, row, input));
                inner[i * op.inner + r] = static_cast<float>(gate * dot(op.up, row, input));
            }
        }
        float* x = op.x + static_cast<std::int64_t>(t) * op.dim;
        for (int r = 0; r < op.dim; ++r) {
            auto sum = static_cast<double>(x[r]);
            for (int i = 0; i < op.used; ++i) {
                const float* from = inner + i * op.inner;
                const std::int64_t row = static_cast<std::int64_t>(chosen[i]) * op.dim + r;
                const double said = dot(op.down, row, [from](std::int64_t c) { return from[c]; });
                sum += static_cast<double>(op.shares[t * op.used + i]) * said;
            }
            x[r] = static_cast<float>(sum);
        }
    }
}

} // namespace kernels::reference
