// SPDX-License-Identifier: GPL-3.0-or-later
// Data of a check or a measurement, on a GPU and beside it.
#pragma once

#include "engine/model/gpu.h"
#include "kernels/cuda/device_weights.h"
#include "kernels/dequantize.h"
#include "kernels/half.h"
#include "kernels/sparse.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <random>
#include <vector>

namespace engine::measure
{

template <class T>
class OnGpu
{
public:
    OnGpu(const std::shared_ptr<model::Gpu>& gpu, const std::vector<T>& values)
        : m_memory(gpu, values.size() * sizeof(T), "The data of a check"),
          m_count(values.size())
    {
        gpu->upload(m_memory.data(), values.data(), values.size() * sizeof(T));
    }
    T* data() { return reinterpret_cast<T*>(m_memory.data()); }
    std::vector<T> values() const
    {
        std::vector<T> result(m_count);
        m_memory.gpu()->finish();
        m_memory.gpu()->download(result.data(), m_memory.data(), m_count * sizeof(T));
        return result;
    }

private:
    model::GpuMemory m_memory;
    std::size_t m_count;
};

// A matrix of a file as it lies on a device, or there without the zeros of 2:4: then nothing where it has more than two
// of four that are none.
inline std::vector<unsigned char> packed(const kernels::Matrix& w, bool isSparse)
{
    namespace cuda = kernels::cuda;
    const kernels::Type type = cuda::deviceType(w.type);
    std::vector<unsigned char> bytes(static_cast<std::size_t>(cuda::deviceBytes(type, w.rows, w.cols, isSparse)));
    const auto layout = isSparse ? kernels::Layout::Sparse : kernels::Layout::Device;
    const cuda::DeviceMatrix planes = cuda::deviceMatrix({bytes.data(), type, w.rows, w.cols, layout});
    const auto at = [&](const unsigned char* plane) { return bytes.data() + (plane - bytes.data()); };
    const cuda::PlanePointers to{at(planes.codes), at(planes.high), at(planes.scales), at(planes.supers)};
    if (!isSparse)
        cuda::packForDevice(w, 0, w.rows, to);
    else if (!cuda::packSparseForDevice(w, 0, w.rows, to))
        bytes.clear();
    return bytes;
}

// Random weights of any type, as they lie in a file and on the GPU. Blocks are random bytes, drawn again where a value
// is not a moderate number. With `hasZeros`, two of four neighbours of plain types are zeros; whole units of them are
// kept without these on the GPU, as a model's are.
class CheckedWeight
{
public:
    CheckedWeight(const std::shared_ptr<model::Gpu>& gpu, kernels::Type type, std::int64_t rows, std::int64_t cols,
                  bool hasZeros, std::mt19937& random)
        : m_bytes(makeBytes(type, rows, cols, hasZeros, random)),
          m_host{m_bytes.data(), type, rows, cols},
          m_isSparse(kernels::looksSparse(m_host)),
          m_onGpu(gpu, packed(m_host, m_isSparse)),
          m_device{m_onGpu.data(), kernels::cuda::deviceType(type), rows, cols,
                   m_isSparse ? kernels::Layout::Sparse : kernels::Layout::Device}
    {
    }
    const kernels::Matrix& host() const { return m_host; }
    const kernels::Matrix& device() const { return m_device; }

private:
    static std::vector<unsigned char> makeBytes(kernels::Type type, std::int64_t rows, std::int64_t cols, bool hasZeros,
                                                std::mt19937& random)
    {
        using namespace kernels;
        const TypeTraits& block = traits(type);
        const float spread = 1.0F / std::sqrt(static_cast<float>(cols));
        std::normal_distribution<float> normal(0.0F, spread);
        std::vector<unsigned char> bytes(static_cast<std::size_t>(rows * bytesOf(type, cols)));
        std::array<float, kWidestBlock> values{};
        const auto isTame = [&] {
            return std::all_of(values.begin(), values.begin() + block.blockValues,
                               [&](float v) { return std::isfinite(v) && std::abs(v) < 8 * spread; });
        };
        const auto step = static_cast<std::size_t>(block.blockBytes);
        const std::size_t fresh = std::min(bytes.size(), step * 4096); // the rest repeats: drawing is slow
        for (std::size_t at = 0; at < fresh; at += step) {
            if (cuda::isPlain(type)) {
                const float value = normal(random);
                const std::uint16_t half = type == Type::F16 ? floatToHalf(value) : floatToBfloat(value);
                type == Type::F32 ? std::memcpy(&bytes[at], &value, 4) : std::memcpy(&bytes[at], &half, 2);
                continue;
            }
            do {
                for (std::size_t i = 0; i < step; ++i)
                    bytes[at + i] = static_cast<unsigned char>(random());
                dequantizeRow(type, &bytes[at], block.blockValues, values.data());
            } while (!isTame());
        }
        for (std::size_t four = 0; hasZeros && cuda::isPlain(type) && four + 4 * step <= fresh; four += 4 * step) {
            const auto first = static_cast<std::size_t>(random() % 4),
                       distance = 1 + static_cast<std::size_t>(random() % 3);
            std::memset(&bytes[four + first * step], 0, step);
            std::memset(&bytes[four + (first + distance) % 4 * step], 0, step);
        }
        for (std::size_t at = fresh; at < bytes.size(); ++at)
            bytes[at] = bytes[at - fresh];
        return bytes;
    }

    std::vector<unsigned char> m_bytes;
    kernels::Matrix m_host;
    bool m_isSparse;
    OnGpu<unsigned char> m_onGpu;
    kernels::Matrix m_device;
};

} // namespace engine::measure
