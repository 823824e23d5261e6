// SPDX-License-Identifier: GPL-3.0-or-later
// The energy of what computes: of a GPU where one does (gpu_meter.h), else of the processor (processor_meter.h). One
// thread.
#pragma once

#include "engine/measure/gpu_meter.h"
#include "engine/measure/processor_meter.h"

#include <optional>
#include <string>

namespace engine::measure
{

class EnergyMeter
{
public:
    explicit EnergyMeter(const std::string& gpuName) // empty: the processor computes
        : m_onGpu(!gpuName.empty()),
          m_gpu(m_onGpu ? m_gpus.find(gpuName) : -1)
    {
    }

    // Since some moment before the meter was made, or then; nothing where it is not told.
    std::optional<double> joules() { return m_onGpu ? m_gpus.joules(m_gpu) : m_processor.joules(); }

    // Why there are none, a sentence; empty where there are.
    std::string refusal()
    {
        if (joules())
            return {};
        return m_onGpu ? "The GPU does not tell what it uses up." : m_processor.refusal();
    }

private:
    GpuMeter m_gpus;
    ProcessorMeter m_processor;
    bool m_onGpu = false;
    int m_gpu = -1;
};

} // namespace engine::measure
