// SPDX-License-Identifier: GPL-3.0-or-later
// What one lane holds of a row: a unit of kernels/cuda/device_weights.h in registers, and its product with as many
// values of the input.
#pragma once

#include "kernels/cuda/device/convert.h"
#include "kernels/cuda/device/memory.h"
#include "kernels/cuda/device_weights.h"

namespace kernels::cuda
{

// 32 input values as 8-bit numbers of one scale: words of four columns, and the sums of columns 0 .. 15 and 16 .. 31.
struct InputUnit {
    std::uint32_t words[8];
    float scale;
    int sums[2];
};

constexpr bool hasNibbles(Type type)
{
    return type != Type::Q8_0;
}

constexpr bool hasParts(Type type) // small scales within a superblock
{
    return unitBytes(type).supers > 0;
}

template <Type kType>
struct BlockUnit {
    static constexpr UnitBytes kBytes = unitBytes(kType);
    static constexpr int kCodeWords = kBytes.codes / 4;
    static constexpr int kHighWords = kBytes.high / 4;

    std::uint32_t codes[kCodeWords];
    std::uint32_t high[kHighWords > 0 ? kHighWords : 1];
    std::uint32_t scales;
    std::uint32_t super;

    FETTLE_DEVICE void clear() // to a unit whose product is 0
    {
        FETTLE_UNROLL
        for (int i = 0; i < kCodeWords; ++i) {
            codes[i] = 0;
        }
        FETTLE_UNROLL
        for (std::uint32_t& word : high) {
            word = 0;
        }
        scales = 0;
        super = 0;
    }

    FETTLE_DEVICE void load(const DeviceMatrix& w, std::int64_t row, int unit)
    {
        clear();
        const std::int64_t place = row * w.units + unit;
        if constexpr (kType == Type::Q8_0) {
            const int chunk = unit / 32 * 32;
            const int units = w.units - chunk < 32 ? w.units - chunk : 32;
            const unsigned char* at = w.codes + (row * w.units + chunk) * 32 + (unit - chunk) * 16;
            setCodes(0, loadWeights16(at));
            setCodes(4, loadWeights16(at + units * 16));
        } else {
            setCodes(0, loadWeights16(w.codes + place * 16));
        }
        if constexpr (kBytes.high == 4) {
            high[0] = loadWeights<std::uint32_t>(w.high + place * 4);
        } else if constexpr (kBytes.high == 8) {
            const uint2 both = loadWeights<uint2>(w.high + place * 8);
            high[0] = both.x;
            high[1] = both.y;
        }
        if constexpr (kBytes.scales == 2) {
            scales = loadWeights<std::uint16_t>(w.scales + place * 2);
        } else {
            scales = loadWeights<std::uint32_t>(w.scales + place * 4);
        }
        if constexpr (kBytes.supers > 0) {
            super = loadWeights<std::uint32_t>(w.supers + place / 8 * 4);
        }
    }

    // Codes of columns 4w .. 4w + 3, a byte each, before any offset is taken off.
    FETTLE_DEVICE std::uint32_t word(int w) const
    {
        if constexpr (kType == Type::Q8_0) {
            return codes[w];
        } else {
            std::uint32_t low = (w < 4 ? codes[w] : codes[w - 4] >> 4) & 0x0F0F0F0FU;
            if constexpr (kBytes.high == 4) {
                low |= (high[0] >> w & 0x01010101U) << 4;
            } else if constexpr (kBytes.high == 8) {
                low |= (high[w / 4] >> (2 * (w % 4)) & 0x03030303U) << 4;
            }
            return low;
        }
    }

    // Sum over the unit of value * input, without the input's scale.
    FETTLE_DEVICE float times(const InputUnit& x) const
    {
        int dot[2] = {0, 0};
        FETTLE_UNROLL
        for (int w = 0; w < 8; ++w) {
            dot[w / 4] = dot4(word(w), x.words[w], dot[w / 4]);
        }
        const int sum = x.sums[0] + x.sums[1];
        const auto all = static_cast<float>(dot[0] + dot[1]);
        if constexpr (kType == Type::Q8_0) {
            return halfValue(scales) * all;
        } else if constexpr (kType == Type::Q4_0 || kType == Type::Q5_0) {
            constexpr int kOffset = kType == Type::Q4_0 ? 8 : 16;
            return halfValue(scales) * static_cast<float>(dot[0] + dot[1] - kOffset * sum);
        } else if constexpr (kType == Type::Q4_1 || kType == Type::Q5_1) {
            return halfValue(scales) * all + halfValue(scales >> 16) * static_cast<float>(sum);
        } else if constexpr (kType == Type::Q6_K) {
            const int parts = partScale(0) * (dot[0] - 32 * x.sums[0]) + partScale(1) * (dot[1] - 32 * x.sums[1]);
            return halfValue(super) * static_cast<float>(parts);
        } else {
            return halfValue(super) * static_cast<float>(scales & 255U) * all -
                   halfValue(super >> 16) * static_cast<float>(scales >> 8) * static_cast<float>(sum);
        }
    }

    // Value = multiplier * code + addend, of the types whose unit shares them: all but Q6_K.
    FETTLE_DEVICE float multiplier() const
    {
        if constexpr (hasParts(kType)) {
            return halfValue(super) * static_cast<float>(scales & 255U);
        } else {
            return halfValue(scales);
        }
    }
    FETTLE_DEVICE float addend() const
    {
        if constexpr (hasParts(kType)) {
            return -halfValue(super >> 16) * static_cast<float>(scales >> 8);
        } else if constexpr (kType == Type::Q4_0 || kType == Type::Q5_0) {
            return halfValue(scales) * (kType == Type::Q4_0 ? -8.0F : -16.0F);
        } else if constexpr (kType == Type::Q4_1 || kType == Type::Q5_1) {
            return halfValue(scales >> 16);
        } else {
            return 0.0F; // Q8_0: codes are signed
        }
    }

    // The value of column c, exactly as the format says.
    FETTLE_DEVICE float value(int c) const
    {
        const std::uint32_t byte = word(c / 4) >> (8 * (c % 4)) & 255U;
        const auto code = static_cast<float>(byte);
        if constexpr (kType == Type::Q8_0) {
            return halfValue(scales) * static_cast<float>(static_cast<std::int8_t>(byte));
        } else if constexpr (kType == Type::Q4_0 || kType == Type::Q5_0) {
            return halfValue(scales) * (code - (kType == Type::Q4_0 ? 8.0F : 16.0F));
        } else if constexpr (kType == Type::Q4_1 || kType == Type::Q5_1) {
            return halfValue(scales) * code + halfValue(scales >> 16);
        } else if constexpr (kType == Type::Q6_K) {
            return halfValue(super) * static_cast<float>(partScale(c / 16)) * (code - 32.0F);
        } else {
            return halfValue(super) * static_cast<float>(scales & 255U) * code -
                   halfValue(super >> 16) * static_cast<float>(scales >> 8);
        }
    }

private:
    FETTLE_DEVICE void setCodes(int from, const uint4& four)
    {
        codes[from] = four.x;
        codes[from + 1] = four.y;
        codes[from + 2] = four.z;
        codes[from + 3] = four.w;
    }

    FETTLE_DEVICE int partScale(int half) const // of Q6_K
    {
        return static_cast<std::int8_t>(scales >> (8 * half));
    }
};

// 16 bytes of plain values.
template <Type kType>
struct PlainUnit {
    static constexpr int kCols = unitCols(kType);
    std::uint32_t words[4];

    FETTLE_DEVICE void clear() { words[0] = words[1] = words[2] = words[3] = 0; }

    FETTLE_DEVICE void load(const DeviceMatrix& w, std::int64_t row, int unit)
    {
        const uint4 four = loadWeights16(w.codes + (row * w.units + unit) * 16);
        words[0] = four.x;
        words[1] = four.y;
        words[2] = four.z;
        words[3] = four.w;
    }

    FETTLE_DEVICE float value(int c) const
    {
        if constexpr (kType == Type::F32) {
            return floatOfBits(words[c]);
        } else {
            const std::uint32_t bits = words[c / 2] >> (16 * (c % 2));
            return kType == Type::F16 ? halfValue(bits) : bfloatValue(bits & 0xFFFFU);
        }
    }

    FETTLE_DEVICE float times(const float (&x)[kCols], float sum) const
    {
        FETTLE_UNROLL
        for (int c = 0; c < kCols; ++c) {
            sum += value(c) * x[c];
        }
        return sum;
    }
};

// The same columns of a plain type without the zeros of 2:4: 8 bytes of values and one that says where they belong.
template <Type kType>
struct SparseUnit {
    static constexpr int kCols = unitCols(kType);
    std::uint32_t words[2];
    std::uint32_t places;

    FETTLE_DEVICE void clear() { words[0] = words[1] = places = 0; }

    FETTLE_DEVICE void load(const DeviceMatrix& w, std::int64_t row, int unit)
    {
        const std::int64_t place = row * w.units + unit;
        const uint2 both = loadWeights8(w.codes + place * 8);
        words[0] = both.x;
        words[1] = both.y;
        places = loadWeights<std::uint8_t>(w.high + place);
    }

    FETTLE_DEVICE float value(int c) const
    {
        const std::uint32_t two = places >> (c / 4 * 4);
        const auto column = static_cast<std::uint32_t>(c % 4);
        const int first = c / 4 * 2;
        return (two & 3U) == column ? kept(first) : (two >> 2 & 3U) == column ? kept(first + 1) : 0.0F;
    }

    // The first of two is never in the last column of its four, and the second is never in the first.
    FETTLE_DEVICE float times(const float (&x)[kCols], float sum) const
    {
        FETTLE_UNROLL
        for (int c = 0; c < kCols; c += 4) {
            const std::uint32_t two = places >> c;
            const float first = (two & 2U) != 0 ? x[c + 2] : (two & 1U) != 0 ? x[c + 1] : x[c];
            const float second = (two & 8U) == 0 ? x[c + 1] : (two & 4U) != 0 ? x[c + 3] : x[c + 2];
            sum += kept(c / 2) * first;
            sum += kept(c / 2 + 1) * second;
        }
        return sum;
    }

private:
    FETTLE_DEVICE float kept(int i) const
    {
        if constexpr (kType == Type::F32) {
            return floatOfBits(words[i]);
        } else {
            const std::uint32_t bits = words[i / 2] >> (16 * (i % 2));
            return kType == Type::F16 ? halfValue(bits) : bfloatValue(bits & 0xFFFFU);
        }
    }
};

template <Type kType, bool kSparse = false, bool kPlain = isPlain(kType)>
struct UnitOf {
    using type = BlockUnit<kType>;
};
template <Type kType>
struct UnitOf<kType, false, true> {
    using type = PlainUnit<kType>;
};
template <Type kType>
struct UnitOf<kType, true, true> {
    using type = SparseUnit<kType>;
};

// As what a matrix is kept, for code that is made for each.
template <Type kType, bool kSparse = false>
struct Kept {
    static constexpr Type type = kType;
    static constexpr bool isSparse = kSparse;
    using Unit = typename UnitOf<kType, kSparse>::type;
};

// Calls body(the Kept that it is) for a matrix on a device.
template <class Body>
FETTLE_DEVICE void forKept(const DeviceMatrix& w, const Body& body)
{
    if (w.isSparse) {
        return w.type == Type::F32   ? body(Kept<Type::F32, true>())
               : w.type == Type::F16 ? body(Kept<Type::F16, true>())
                                     : body(Kept<Type::BF16, true>());
    }
    switch (w.type) {
    case Type::F32:
        return body(Kept<Type::F32>());
    case Type::F16:
        return body(Kept<Type::F16>());
    case Type::BF16:
        return body(Kept<Type::BF16>());
    case Type::Q8_0:
        return body(Kept<Type::Q8_0>());
    case Type::Q4_0:
        return body(Kept<Type::Q4_0>());
    case Type::Q4_1:
        return body(Kept<Type::Q4_1>());
    case Type::Q5_0:
        return body(Kept<Type::Q5_0>());
    case Type::Q5_1:
        return body(Kept<Type::Q5_1>());
    case Type::Q4_K:
        return body(Kept<Type::Q4_K>());
    case Type::Q5_K:
        return body(Kept<Type::Q5_K>());
    case Type::Q6_K:
        return body(Kept<Type::Q6_K>());
    default:
        return;
    }
}

} // namespace kernels::cuda
