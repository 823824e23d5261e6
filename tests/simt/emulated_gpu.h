// SPDX-License-Identifier: GPL-3.0-or-later
// The emulated device as a GPU of the engine.
#pragma once

#include "engine/model/gpu.h"

#include <cuda_runtime.h>

namespace tests
{

inline std::shared_ptr<engine::model::Gpu> emulatedGpu(int index = 0)
{
    const auto text = [](int error) { return cudaGetErrorString(static_cast<cudaError_t>(error)); };
    return std::make_shared<engine::model::Gpu>(*fettleCudaModule(), text, index, "the emulated device");
}

} // namespace tests
