// SPDX-License-Identifier: GPL-3.0-or-later
// What a GPU tells of itself: memory, use, temperature, power (kernels/cuda/gpu_meter.h).
#pragma once

#include "kernels/cuda/gpu_meter.h"

namespace engine::measure
{

using kernels::cuda::GpuMeter;
using kernels::cuda::GpuReading;

} // namespace engine::measure
