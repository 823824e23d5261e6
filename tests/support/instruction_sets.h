// SPDX-License-Identifier: GPL-3.0-or-later
// Running the same kernels on each instruction set of this machine.
#pragma once

#include "kernels/cpu/highway.h"

#include <hwy/highway.h>

#include <cstdint>
#include <vector>

namespace tests
{

// The instruction sets that are compiled in and that this machine has, best first.
inline std::vector<std::int64_t> targets()
{
    std::vector<std::int64_t> targets = hwy::SupportedAndGeneratedTargets();
    // The one-lane fallback is below the baseline that the kernels are compiled for.
    std::erase_if(targets, [](std::int64_t target) { return target == HWY_SCALAR || target == HWY_EMU128; });
    return targets;
}

inline void useTarget(std::int64_t target) // 0: the best again
{
    hwy::SetSupportedTargetsForTest(target);
    hwy::GetChosenTarget().DeInit(); // the next call chooses again
}

} // namespace tests
