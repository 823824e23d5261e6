// SPDX-License-Identifier: GPL-3.0-or-later
// The pages of the forward pass, one per shape of computation. Called by forward() alone, which states the contract.
#pragma once

#include "engine/model/forward.h"

namespace engine::model
{

// Attention of each segment over its own cache; `op` has what is the same for all, and q and out of the whole pass.
void attendEach(kernels::Attend op, std::span<const kernels::Segment> segments, Pass& pass);

void forwardDecoder(const Config& config, const Weights& weights, std::span<const std::int32_t> tokens, int logitRows, Pass& pass);
void forwardGpt2(const Config& config, const Weights& weights, std::span<const std::int32_t> tokens, int logitRows, Pass& pass);
void forwardExperts(const Config& config, const Weights& weights, std::span<const std::int32_t> tokens, int logitRows, Pass& pass);
void forwardEncoder(const Config& config, const Weights& weights, std::span<const std::int32_t> tokens, Pass& pass);

} // namespace engine::model
