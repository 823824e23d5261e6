// SPDX-License-Identifier: GPL-3.0-or-later
// Which experts a token goes to. One function for all CPU code: it is a handful of numbers per token.
#pragma once

#include <cstdint>

namespace kernels
{

// softmax over `scores` [experts]; the `used` largest, the lower number first among equals, as `chosen` [used] in
// ascending order with their shares [used] (of 1, or of their own sum). Scores that are not
// numbers choose the first experts with shares that are not numbers.
void chooseExperts(const float* scores, int experts, int used, bool sharesSumToOne, std::int32_t* chosen,
                   float* shares);

} // namespace kernels
