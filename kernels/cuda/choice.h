// SPDX-License-Identifier: GPL-3.0-or-later
// How a device chooses a token by its logits, as engine/generate/sampler.h does it on the processor: the same cuts in
// the same order, the same draw for the same token. C++17: nvcc reads this too. Any thread.
#pragma once

#include <cstdint>

namespace kernels::cuda
{

inline constexpr int kMostCandidates = 256;         // of top-k
inline constexpr std::int64_t kMostWords = 1 << 20; // of a vocabulary
inline constexpr int kStepsAhead = 16;              // chosen tokens that are kept until the host has read them

struct Choice {
    const float* logits = nullptr; // [vocabulary], on the device
    int vocabulary = 0;
    float temperature = 0.0F; // 0: the likeliest token, the lowest among equals; nothing below is looked at then
    int topK = 1;             // 1 .. kMostCandidates
    float topP = 1.0F;
    float minP = 0.0F;
};

constexpr bool isAlike(const Choice& a, const Choice& b)
{
    return a.logits == b.logits && a.vocabulary == b.vocabulary && a.temperature == b.temperature && a.topK == b.topK &&
           a.topP == b.topP && a.minP == b.minP;
}

// A token that stands for none: a logit was not a finite number.
inline constexpr std::int32_t kNoToken = -1;

} // namespace kernels::cuda
