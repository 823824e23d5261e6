// SPDX-License-Identifier: GPL-3.0-or-later
// How the k-quants pack the small scales of a superblock's parts into 12 bytes. Free functions, any thread.
#pragma once

#include <cstdint>

namespace kernels::reference
{

// Q4_K and Q5_K pack 6-bit scales and mins of parts 0-3 into the low bits of bytes 0-3 and 4-7; those of parts 4-7
// have their low nibbles in bytes 8-11 and their upper two bits on top of the first eight.
struct ScaleAndMin {
    int scale;
    int min;
};

inline ScaleAndMin scaleAndMin(const std::uint8_t* packed, int part)
{
    if (part < 4) {
        return {packed[part] & 63, packed[part + 4] & 63};
    }
    const int i = part - 4;
    return {(packed[i + 8] & 15) | (packed[i] >> 6 << 4), (packed[i + 8] >> 4) | (packed[i + 4] >> 6 << 4)};
}

// Parts in rising order: later ones add to the bytes of earlier ones.
inline void packScaleAndMin(std::uint8_t* packed, int part, std::uint8_t scale, std::uint8_t min)
{
    if (part < 4) {
        packed[part] = scale;
        packed[part + 4] = min;
        return;
    }
    const int i = part - 4;
    packed[i + 8] = static_cast<std::uint8_t>((scale & 15) | (min & 15) << 4);
    packed[i] = static_cast<std::uint8_t>(packed[i] | scale >> 4 << 6);
    packed[i + 4] = static_cast<std::uint8_t>(packed[i + 4] | min >> 4 << 6);
}

// Q3_K's 6-bit scale of part 0 .. 15, minus 32: low nibbles in 8 bytes, upper pairs of bits in 4.
inline int threeBitScale(const std::uint8_t* packed, int part)
{
    const int low = part < 8 ? packed[part] & 15 : packed[part - 8] >> 4;
    const int high = packed[8 + part % 4] >> (2 * (part / 4)) & 3;
    return (low | high << 4) - 32;
}

// `scale` 0 .. 63; `packed` is zero before the first.
inline void packThreeBitScale(std::uint8_t* packed, int part, int scale)
{
    const auto add = [packed](int byte, int bits) { packed[byte] = static_cast<std::uint8_t>(packed[byte] | bits); };
    add(part % 8, (scale & 15) << (part < 8 ? 0 : 4));
    add(8 + part % 4, scale >> 4 << (2 * (part / 4)));
}

} // namespace kernels::reference
