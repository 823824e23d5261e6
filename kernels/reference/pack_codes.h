// SPDX-License-Identifier: GPL-3.0-or-later
// Where the codes of a block lie in its bits, both ways. Codes are 0 and up, one byte each, in the order of the values.
// Free functions, any thread.
#pragma once

#include <cstdint>

namespace kernels::reference
{

// Blocks of 32: low nibbles are values 0-15, high nibbles 16-31. `q` [16]
inline void packHalves(const std::uint8_t* codes, std::uint8_t* q)
{
    for (int i = 0; i < 16; ++i) {
        q[i] = static_cast<std::uint8_t>((codes[i] & 15) | (codes[i + 16] & 15) << 4);
    }
}

inline void unpackHalves(const std::uint8_t* q, std::uint8_t* codes)
{
    for (int i = 0; i < 16; ++i) {
        codes[i] = q[i] & 15;
        codes[i + 16] = q[i] >> 4;
    }
}

// Q5_0 and Q5_1: bit i of 32 is the fifth of value i. `high` [4]
inline void packFifths(const std::uint8_t* codes, std::uint8_t* high)
{
    for (int byte = 0; byte < 4; ++byte) {
        unsigned bits = 0;
        for (int i = 0; i < 8; ++i) {
            bits |= (codes[8 * byte + i] >> 4 & 1U) << i;
        }
        high[byte] = static_cast<std::uint8_t>(bits);
    }
}

inline void unpackFifths(const std::uint8_t* high, std::uint8_t* codes) // adds to what is there
{
    for (int i = 0; i < 32; ++i) {
        codes[i] = static_cast<std::uint8_t>(codes[i] | (high[i / 8] >> (i % 8) & 1) << 4);
    }
}

// Q4_K and Q5_K: byte j of a run of 32 holds values j and j + 32. `q` [128]
inline void packRuns(const std::uint8_t* codes, std::uint8_t* q)
{
    for (int i = 0; i < 128; ++i) {
        const std::uint8_t* two = codes + i / 32 * 64 + i % 32;
        q[i] = static_cast<std::uint8_t>((two[0] & 15) | (two[32] & 15) << 4);
    }
}

inline void unpackRuns(const std::uint8_t* q, std::uint8_t* codes)
{
    for (int i = 0; i < 128; ++i) {
        std::uint8_t* two = codes + i / 32 * 64 + i % 32;
        two[0] = q[i] & 15;
        two[32] = q[i] >> 4;
    }
}

// Q5_K: bit g of byte j is the fifth of value 32 g + j. `high` [32]
inline void packRunFifths(const std::uint8_t* codes, std::uint8_t* high)
{
    for (int i = 0; i < 32; ++i) {
        unsigned bits = 0;
        for (int group = 0; group < 8; ++group) {
            bits |= (codes[group * 32 + i] >> 4 & 1U) << group;
        }
        high[i] = static_cast<std::uint8_t>(bits);
    }
}

inline void unpackRunFifths(const std::uint8_t* high, std::uint8_t* codes) // adds to what is there
{
    for (int i = 0; i < 256; ++i) {
        codes[i] = static_cast<std::uint8_t>(codes[i] | (high[i % 32] >> (i / 32) & 1) << 4);
    }
}

// Q2_K and Q3_K: byte j of a run of 32 holds values j, j + 32, j + 64 and j + 96, lowest bits first. `q` [64]
inline void packPairs(const std::uint8_t* codes, std::uint8_t* q)
{
    for (int i = 0; i < 64; ++i) {
        const std::uint8_t* four = codes + i / 32 * 128 + i % 32;
        q[i] =
            static_cast<std::uint8_t>((four[0] & 3) | (four[32] & 3) << 2 | (four[64] & 3) << 4 | (four[96] & 3) << 6);
    }
}

inline void unpackPairs(const std::uint8_t* q, std::uint8_t* codes)
{
    for (int i = 0; i < 64; ++i) {
        std::uint8_t* four = codes + i / 32 * 128 + i % 32;
        for (int k = 0; k < 4; ++k) {
            four[32 * k] = q[i] >> (2 * k) & 3;
        }
    }
}

// Q3_K: bit i / 32 of byte i % 32 is the third of value i. `high` [32]
inline void packThirds(const std::uint8_t* codes, std::uint8_t* high)
{
    for (int i = 0; i < 32; ++i) {
        unsigned bits = 0;
        for (int group = 0; group < 8; ++group) {
            bits |= (codes[group * 32 + i] >> 2 & 1U) << group;
        }
        high[i] = static_cast<std::uint8_t>(bits);
    }
}

inline void unpackThirds(const std::uint8_t* high, std::uint8_t* codes) // adds to what is there
{
    for (int i = 0; i < 256; ++i) {
        codes[i] = static_cast<std::uint8_t>(codes[i] | (high[i % 32] >> (i / 32) & 1) << 2);
    }
}

// Q6_K: of each 128 values, byte j of `q` [64 of 128] has the low nibbles of values j and j + 64, byte j of `high`
// [32 of 64] the upper pairs of values j, j + 32, j + 64 and j + 96.
inline void packSixes(const std::uint8_t* codes, std::uint8_t* q, std::uint8_t* high)
{
    for (int i = 0; i < 128; ++i) {
        const std::uint8_t* two = codes + i / 64 * 128 + i % 64;
        q[i] = static_cast<std::uint8_t>((two[0] & 15) | (two[64] & 15) << 4);
    }
    for (int i = 0; i < 64; ++i) {
        const std::uint8_t* four = codes + i / 32 * 128 + i % 32;
        high[i] =
            static_cast<std::uint8_t>(four[0] >> 4 | four[32] >> 4 << 2 | four[64] >> 4 << 4 | four[96] >> 4 << 6);
    }
}

inline void unpackSixes(const std::uint8_t* q, const std::uint8_t* high, std::uint8_t* codes)
{
    for (int i = 0; i < 128; ++i) {
        std::uint8_t* two = codes + i / 64 * 128 + i % 64;
        two[0] = q[i] & 15;
        two[64] = q[i] >> 4;
    }
    for (int i = 0; i < 64; ++i) {
        std::uint8_t* four = codes + i / 32 * 128 + i % 32;
        for (int k = 0; k < 4; ++k) {
            four[32 * k] = static_cast<std::uint8_t>(four[32 * k] | (high[i] >> (2 * k) & 3) << 4);
        }
    }
}

} // namespace kernels::reference
