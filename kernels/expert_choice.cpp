// SPDX-License-Identifier: GPL-3.0-or-later
#include "kernels/expert_choice.h"

#include <algorithm>
#include <cmath>

namespace kernels
{

void chooseExperts(const float* scores, int experts, int used, bool sharesSumToOne, std::int32_t* chosen, float* shares)
{
    const float highest = *std::max_element(scores, scores + experts);
    double all = 0.0;
    for (int e = 0; e < experts; ++e) {
        all += std::exp(static_cast<double>(scores[e] - highest));
    }
    int count = 0; // `chosen` stays sorted by score, the best first
    for (int e = 0; e < experts; ++e) {
        int at = count;
        while (at > 0 && scores[e] > scores[chosen[at - 1]]) {
            --at;
        }
        if (at == used) {
            continue;
        }
        count = std::min(count + 1, used);
        std::copy_backward(chosen + at, chosen + count - 1, chosen + count);
        chosen[at] = e;
    }
    std::sort(chosen, chosen + used);
    double taken = 0.0;
    for (int i = 0; i < used; ++i) {
        taken += std::exp(static_cast<double>(scores[chosen[i]] - highest));
    }
    for (int i = 0; i < used; ++i) {
        const double weight = std::exp(static_cast<double>(scores[chosen[i]] - highest));
        shares[i] = static_cast<float>(weight / (sharesSumToOne ? taken : all));
    }
}

} // namespace kernels
