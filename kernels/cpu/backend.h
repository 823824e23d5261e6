// SPDX-License-Identifier: GPL-3.0-or-later
// The ops of the CPU backend (contracts: kernels/ops.h).
#pragma once

#include "kernels/ops.h"

namespace kernels::cpu
{

void embed(const Embed& op, Pool& pool);
void normQkv(const NormQkv& op, Pool& pool);
void attend(const Attend& op, Pool& pool);
void projectAdd(const ProjectAdd& op, Pool& pool);
void normGateUp(const NormGateUp& op, Pool& pool);
void logits(const Logits& op, Pool& pool);
void normalize(const Normalize& op, Pool& pool);
void routeExperts(const RouteExperts& op, Pool& pool);
void mixExperts(const MixExperts& op, Pool& pool);

} // namespace kernels::cpu
