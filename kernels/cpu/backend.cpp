// SPDX-License-Identifier: GPL-3.0-or-later
// The table of the CPU backend and the name of the instruction set it runs on.
#include "kernels/cpu/highway.h"

#include "kernels/cpu/backend.h"

#include <hwy/highway.h>

namespace kernels
{

const Backend& cpuBackend()
{
    static const Backend backend{"cpu",           cpu::embed,      cpu::normQkv, cpu::attend,       cpu::projectAdd,
                                 cpu::normGateUp, cpu::logits,     cpu::normalize, cpu::routeExperts, cpu::mixExperts,
                                 true};
    return backend;
}

const char* cpuTargetName()
{
    const std::int64_t all = hwy::SupportedTargets();
    switch (all & -all) { // the lowest bit is the best target, and all of these are compiled
#if HWY_ARCH_X86
    case HWY_AVX3_DL:
        return "AVX-512 VNNI";
    case HWY_AVX3:
        return "AVX-512";
    case HWY_AVX2:
        return "AVX2";
    case HWY_SSE4:
        return "SSE4";
#endif
    default:
        return hwy::TargetName(all & -all);
    }
}

} // namespace kernels
