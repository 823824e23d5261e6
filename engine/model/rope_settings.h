// SPDX-License-Identifier: GPL-3.0-or-later
// Rotary positions of a model: the base, and how longer texts than those of the training are reached. Every method
// becomes a multiplier of positions, divisors of the frequencies and a magnitude, computed once.
#pragma once

#include "engine/model/config_keys.h"
#include "kernels/ops.h"

#include <vector>

namespace engine::model
{

struct RopeSettings {
    kernels::Rope rope;               // without factors: they follow from the length of the cache
    std::vector<float> factors;       // [dims / 2] or empty
    std::vector<float> longFactors;   // [dims / 2] or empty: for caches longer than originalContext
    std::int64_t originalContext = 0; // positions before the scaling

    // As the ops take it, pointing into this object. `capacity`: positions of the cache.
    kernels::Rope at(std::int64_t capacity) const;

    // Reads rope.dimension_count, rope.freq_base, rope.scaling.{type, factor, original_context_length, attn_factor,
    // yarn_beta_fast, yarn_beta_slow} and the tensors rope_freqs, rope_factors_short, rope_factors_long.
    // Throws engine::Error: BadFile (key or tensor named), Unsupported (the method named).
    static RopeSettings fromGguf(const ConfigKeys& keys, kernels::RopeKind kind, int headDim, std::int64_t context);
};

// Divisors of YaRN's frequencies (Peng et al. 2023, section 3.2: "NTK-by-parts"): 1 where a frequency turns more than
// `fast` times within the original context, `factor` below `slow` turns, a ramp between.
std::vector<float> yarnFactors(int dims, double base, double factor, std::int64_t originalContext, double fast,
                               double slow);

} // namespace engine::model
