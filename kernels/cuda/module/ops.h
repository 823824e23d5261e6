// SPDX-License-Identifier: GPL-3.0-or-later
// The ops on a device (contracts: kernels/ops.h). All pointers in them are to device memory, but for Embed's ids and
// Rope's factors; matrices are of Layout::Device or Layout::Sparse. They are put on the context's stream and not waited
// for; errors stay in the context.
#pragma once

#include "kernels/cuda/choice.h"
#include "kernels/cuda/module/context.h"

namespace kernels::cuda
{

void embed(Context& context, const Embed& op, const Place& place);
void normQkv(Context& context, const NormQkv& op, const Place& place);
void attend(Context& context, const Attend& op, const Place& place);
void projectAdd(Context& context, const ProjectAdd& op);
void normGateUp(Context& context, const NormGateUp& op);
void logits(Context& context, const Logits& op);
void normalize(Context& context, const Normalize& op);
void routeExperts(Context& context, const RouteExperts& op);
void mixExperts(Context& context, const MixExperts& op);

// The last op of a step: what it has chosen goes to Context::steps and to Context::live, for the next one.
void choose(Context& context, const Choice& how);

// Turns for a rope, made at its first use; null where the rope is none.
const double* ropeTurns(Context& context, const Rope& rope);

} // namespace kernels::cuda
