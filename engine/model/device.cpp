// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/model/device.h"

#include "kernels/cuda/load_module.h"

namespace engine::model
{

const std::string& gpuNotice()
{
    static const std::string notice = [] {
        const kernels::cuda::Devices devices = kernels::cuda::findDevices();
        return devices.list.empty()
                   ? devices.reason
                   : std::string(devices.list.front().name) + " is not used here yet. On the command line, --device cuda:0 uses it.";
    }();
    return notice;
}

} // namespace engine::model
