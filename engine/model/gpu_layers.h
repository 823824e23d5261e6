// SPDX-License-Identifier: GPL-3.0-or-later
// The layers that one of a model's GPUs computes. The first layers of a model may be the processor's; those after it are
// of one GPU, or of several in order. The last of these has the head, the first the token embedding where no layer is the
// processor's.
#pragma once

#include "engine/model/gpu.h"

#include <memory>
#include <vector>

namespace engine::model
{

struct GpuLayers {
    std::shared_ptr<Gpu> gpu; // a device may be that of two: they share its memory
    int first = 0;
    int end = 0; // behind the last
    bool hasHead = true; // the last one, which may have nothing else
};

// All layers of a model on one.
inline std::vector<GpuLayers> wholeOn(const std::shared_ptr<Gpu>& gpu, int layers)
{
    return gpu ? std::vector<GpuLayers>{{gpu, 0, layers, true}} : std::vector<GpuLayers>();
}

} // namespace engine::model
