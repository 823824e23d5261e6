// SPDX-License-Identifier: GPL-3.0-or-later
// Random weights of any stored type and random activations, from a seed. Tests and benchmarks.
#pragma once

#include "kernels/dequantize.h"
#include "kernels/half.h"
#include "kernels/packed.h"
#include "kernels/types.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <random>
#include <vector>

namespace tests
{

inline std::vector<float> randomValues(std::size_t count, unsigned seed, float spread = 1.0F)
{
    std::mt19937 random(seed);
    std::normal_distribution<float> normal(0.0F, spread);
    std::vector<float> values(count);
    for (float& value : values) {
        value = normal(random);
    }
    return values;
}

// Owns the bytes of a matrix. Values are about 1 / sqrt(cols), as trained weights are.
class RandomMatrix
{
public:
    RandomMatrix() = default;

    RandomMatrix(kernels::Type type, std::int64_t rows, std::int64_t cols, unsigned seed)
        : m_bytes(static_cast<std::size_t>(rows * kernels::bytesOf(type, cols)))
    {
        m_matrix = {m_bytes.data(), type, rows, cols};
        const float spread = 1.0F / std::sqrt(static_cast<float>(cols));
        switch (type) {
        case kernels::Type::F32:
        case kernels::Type::F16:
        case kernels::Type::BF16:
            fillFloats(type, randomValues(static_cast<std::size_t>(rows * cols), seed, spread));
            break;
        case kernels::Type::Q8_0:
            fillBlocks(34, spread / 73.0F, seed); // uniform -128 .. 127 has a deviation of 74
            break;
        case kernels::Type::Q4_0:
            fillBlocks(18, spread / 4.6F, seed);
            break;
        default:
            fillAny(type, spread, seed);
            break;
        }
    }

    // For benchmarks: 64 random rows again and again; making different ones would take longer than multiplying by them.
    static RandomMatrix repeated(kernels::Type type, std::int64_t rows, std::int64_t cols, unsigned seed)
    {
        RandomMatrix matrix(type, std::min<std::int64_t>(rows, 64), cols, seed);
        const std::size_t part = matrix.m_bytes.size();
        matrix.m_bytes.resize(static_cast<std::size_t>(rows * kernels::bytesOf(type, cols)));
        for (std::size_t at = part; at < matrix.m_bytes.size(); at += part) {
            std::copy_n(matrix.m_bytes.begin(), std::min(part, matrix.m_bytes.size() - at),
                        matrix.m_bytes.begin() + static_cast<std::ptrdiff_t>(at));
        }
        matrix.m_matrix.data = matrix.m_bytes.data();
        matrix.m_matrix.rows = rows;
        return matrix;
    }

    // Of a plain type: at most two of each four neighbours stay, others in each four, now and then one or none. Zeros
    // have either sign.
    void dropTwoOfFour()
    {
        std::mt19937 random(static_cast<unsigned>(m_matrix.rows));
        const auto size = static_cast<std::size_t>(kernels::traits(m_matrix.type).blockBytes);
        for (std::size_t four = 0; four + 4 * size <= m_bytes.size(); four += 4 * size) {
            const auto draw = static_cast<unsigned>(random());
            const unsigned gone = draw % 8 < 6 ? 2 : draw % 8 - 3;
            for (unsigned i = 0; i < gone; ++i) {
                const unsigned column = (draw >> 8) + i * (1 + (draw >> 16) % 3);
                std::memset(&m_bytes[four + column % 4 * size], 0, size);
            }
            if (draw >> 28 == 0) {
                m_bytes[four + (draw >> 8) % 4 * size + size - 1] = 0x80;
            }
        }
    }

    const kernels::Matrix& view() const { return m_matrix; }

    // The same values in the layout of the CPU's products, where the type has one; owned by this as well.
    const kernels::Matrix& packed()
    {
        if (!kernels::canPack(m_matrix.type)) {
            return m_matrix;
        }
        if (!m_packed) {
            const std::int64_t groups = kernels::packedGroups(m_matrix.rows);
            m_packedBytes.resize(
                static_cast<std::size_t>(groups * kernels::packedGroupBytes(m_matrix.type, m_matrix.cols)) + 64);
            m_packed = m_matrix;
            m_packed.layout = kernels::Layout::Packed;
            m_packed.data = aligned(m_packedBytes.data());
            kernels::packGroups(m_matrix, 0, groups, aligned(m_packedBytes.data()));
        }
        return m_packed;
    }

private:
    void fillFloats(kernels::Type type, const std::vector<float>& values)
    {
        unsigned char* to = m_bytes.data();
        for (const float value : values) {
            if (type == kernels::Type::F32) {
                std::memcpy(to, &value, 4);
                to += 4;
                continue;
            }
            const std::uint16_t bits =
                type == kernels::Type::F16 ? kernels::floatToHalf(value) : kernels::floatToBfloat(value);
            std::memcpy(to, &bits, 2);
            to += 2;
        }
    }

    void fillBlocks(std::size_t blockBytes, float scale, unsigned seed)
    {
        std::mt19937 random(seed);
        std::uniform_real_distribution<float> factor(0.5F, 1.5F);
        for (std::size_t at = 0; at < m_bytes.size(); at += blockBytes) {
            const std::uint16_t bits = kernels::floatToHalf(scale * factor(random));
            std::memcpy(m_bytes.data() + at, &bits, 2);
            for (std::size_t i = 2; i < blockBytes; ++i) {
                m_bytes[at + i] = static_cast<unsigned char>(random());
            }
        }
    }

    // Random bytes, drawn again where the block decodes to something that is not a finite, moderate number.
    void fillAny(kernels::Type type, float spread, unsigned seed)
    {
        std::mt19937 random(seed);
        const kernels::TypeTraits& block = kernels::traits(type);
        float values[kernels::kWidestBlock];
        const auto isTame = [&] {
            return std::all_of(values, values + block.blockValues,
                               [&](float v) { return std::isfinite(v) && std::fabs(v) < 8.0F * spread; });
        };
        for (std::size_t at = 0; at < m_bytes.size(); at += static_cast<std::size_t>(block.blockBytes)) {
            do {
                for (int i = 0; i < block.blockBytes; ++i) {
                    m_bytes[at + static_cast<std::size_t>(i)] = static_cast<unsigned char>(random());
                }
                kernels::dequantizeRow(type, m_bytes.data() + at, block.blockValues, values);
            } while (!isTame());
        }
    }

    static unsigned char* aligned(unsigned char* memory)
    {
        return reinterpret_cast<unsigned char*>((reinterpret_cast<std::uintptr_t>(memory) + 63) / 64 * 64);
    }

    std::vector<unsigned char> m_bytes, m_packedBytes;
    kernels::Matrix m_matrix, m_packed;
};

// Memory as the ops want it: 64-byte aligned, filled with NaN so that a read before a write shows.
class AlignedBytes
{
public:
    explicit AlignedBytes(std::size_t size) : m_bytes(size + 64, 0xFF) {}
    void* data()
    {
        auto address = reinterpret_cast<std::uintptr_t>(m_bytes.data());
        return reinterpret_cast<void*>((address + 63) / 64 * 64);
    }

private:
    std::vector<unsigned char> m_bytes;
};

} // namespace tests
