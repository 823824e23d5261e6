// SPDX-License-Identifier: GPL-3.0-or-later
// What NVIDIA's management library (NVML, part of the driver) tells of a GPU. Loaded at run time; where it is not,
// there is nothing to read. Used by one thread at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace kernels::cuda
{

// A number that the GPU does not tell is -1.
struct GpuReading {
    std::string name;
    std::int64_t usedBytes = -1; // by all programs
    std::int64_t allBytes = -1;
    int usePercent = -1; // of the last second or less, in which a kernel ran
    int celsius = -1;
    double watts = -1;
};

class GpuMeter
{
public:
    explicit GpuMeter(const std::string& library = "libnvidia-ml.so.1");
    ~GpuMeter();
    GpuMeter(const GpuMeter&) = delete;
    GpuMeter& operator=(const GpuMeter&) = delete;

    int count() const; // GPUs; 0 where there is no library, driver or device
    // The first GPU whose name this is, else the first of all; -1 where there is none. NVML counts GPUs otherwise than
    // CUDA.
    int find(const std::string& name) const;
    std::optional<GpuReading> read(int index) const;
    // What it has used up since the driver was loaded; nothing where it does not count (before Volta).
    std::optional<double> joules(int index) const;

private:
    struct Library;
    std::unique_ptr<Library> m_library;
};

} // namespace kernels::cuda
