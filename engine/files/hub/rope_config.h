// SPDX-License-Identifier: GPL-3.0-or-later
// Rotary positions of config.json, in transformers' older form (rope_theta, rope_scaling) or its newer one
// (rope_parameters).
#pragma once

#include "engine/files/hub/hub_family.h"

namespace engine::files::hub
{

// Adds the keys rope.* and, where frequencies are scaled one by one, the tensor of their divisors.
// Throws engine::Error: BadFile, Unsupported (the method is named).
void convertRope(const HubConfig& config, const Family& family, GgufContent& content);

} // namespace engine::files::hub
