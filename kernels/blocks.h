// SPDX-License-Identifier: GPL-3.0-or-later
// The blocks of the quantized types as they lie in a file (ggml's formats, little-endian, no padding). What the
// fields mean, value by value, is in kernels/reference/decode_*.cpp. C++17: nvcc reads this too.
//
// Names: `scale` and `min` are IEEE halves for the whole block; `scales` are the small ones of its parts; `q` holds the
// low bits of the values (or grid numbers), `high` their upper bits. Rows need not be aligned: copy before use.
#pragma once

#include "kernels/types.h"

namespace kernels
{

struct BlockQ8_0 { // value = scale * q
    std::uint16_t scale;
    std::int8_t q[32];
};

struct BlockQ4_0 { // value = scale * (nibble - 8); low nibbles are values 0-15, high nibbles 16-31
    std::uint16_t scale;
    std::uint8_t q[16];
};

struct BlockQ4_1 { // value = scale * nibble + min
    std::uint16_t scale;
    std::uint16_t min;
    std::uint8_t q[16];
};

struct BlockQ5_0 { // value = scale * (5 bits - 16); bit i of `high` belongs to value i
    std::uint16_t scale;
    std::uint8_t high[4];
    std::uint8_t q[16];
};

struct BlockQ5_1 { // value = scale * 5 bits + min
    std::uint16_t scale;
    std::uint16_t min;
    std::uint8_t high[4];
    std::uint8_t q[16];
};

struct BlockQ2_K { // 16 parts of 16; a part's 4-bit scale and 4-bit min in one byte
    std::uint8_t scales[16];
    std::uint8_t q[64];
    std::uint16_t scale;
    std::uint16_t min;
};

struct BlockQ3_K { // 16 parts of 16 with 6-bit scales
    std::uint8_t high[32];
    std::uint8_t q[64];
    std::uint8_t scales[12];
    std::uint16_t scale;
};

struct BlockQ4_K { // 8 parts of 32 with 6-bit scales and mins
    std::uint16_t scale;
    std::uint16_t min;
    std::uint8_t scales[12];
    std::uint8_t q[128];
};

struct BlockQ5_K { // as Q4_K, and a fifth bit
    std::uint16_t scale;
    std::uint16_t min;
    std::uint8_t scales[12];
    std::uint8_t high[32];
    std::uint8_t q[128];
};

struct BlockQ6_K { // 16 parts of 16 with 8-bit scales
    std::uint8_t q[128];
    std::uint8_t high[64];
    std::int8_t scales[16];
    std::uint16_t scale;
};

struct BlockIQ4_NL { // nibbles choose from 16 fixed values
    std::uint16_t scale;
    std::uint8_t q[16];
};

struct BlockIQ4_XS { // the same in 8 parts of 32 with 6-bit scales
    std::uint16_t scale;
    std::uint16_t scalesHigh;
    std::uint8_t scalesLow[4];
    std::uint8_t q[128];
};

struct BlockIQ3_XXS { // grid of 256 x 4 values; `signs`: 8 words of four 7-bit sign numbers and a 4-bit scale
    std::uint16_t scale;
    std::uint8_t q[64];
    std::uint8_t signs[32];
};

struct BlockIQ3_S { // grid of 512 x 4 values
    std::uint16_t scale;
    std::uint8_t q[64];
    std::uint8_t high[8];
    std::uint8_t signs[32];
    std::uint8_t scales[4];
};

struct BlockIQ2_XXS { // grid of 256 x 8; 8 parts: four grid numbers, then a word as in IQ3_XXS
    std::uint16_t scale;
    std::uint8_t q[64];
};

struct BlockIQ2_XS { // grid of 512 x 8; 9 bits of grid number below 7 of signs
    std::uint16_t scale;
    std::uint16_t q[32];
    std::uint8_t scales[8];
};

struct BlockIQ2_S { // grid of 1024 x 8
    std::uint16_t scale;
    std::uint8_t q[32];
    std::uint8_t signs[32];
    std::uint8_t high[8];
    std::uint8_t scales[8];
};

struct BlockIQ1_S { // grid of 2048 x 8; `high`: four 3-bit pieces, a 3-bit scale, the sign of the shift
    std::uint16_t scale;
    std::uint8_t q[32];
    std::uint16_t high[8];
};

struct BlockIQ1_M { // the same with a shift for each 8 values; the block's scale is the top nibbles of `scales`
    std::uint8_t q[32];
    std::uint8_t high[16];
    std::uint16_t scales[4];
};

struct BlockTQ1_0 { // five base-3 digits a byte, four in the last bytes
    std::uint8_t q[48];
    std::uint8_t high[4];
    std::uint16_t scale;
};

struct BlockTQ2_0 { // 2 bits a value
    std::uint8_t q[64];
    std::uint16_t scale;
};

struct BlockMXFP4 { // E2M1 values with a power of two (OCP Microscaling Formats 1.0)
    std::uint8_t exponent;
    std::uint8_t q[16];
};

// The struct of a type, and that they agree with traits().
template <Type kType>
struct BlockOf;

#define FETTLE_BLOCK(name)                                                                                             \
    template <>                                                                                                        \
    struct BlockOf<Type::name> {                                                                                       \
        using type = Block##name;                                                                                      \
    };                                                                                                                 \
    static_assert(sizeof(Block##name) == traits(Type::name).blockBytes)

FETTLE_BLOCK(Q8_0);
FETTLE_BLOCK(Q4_0);
FETTLE_BLOCK(Q4_1);
FETTLE_BLOCK(Q5_0);
FETTLE_BLOCK(Q5_1);
FETTLE_BLOCK(Q2_K);
FETTLE_BLOCK(Q3_K);
FETTLE_BLOCK(Q4_K);
FETTLE_BLOCK(Q5_K);
FETTLE_BLOCK(Q6_K);
FETTLE_BLOCK(IQ4_NL);
FETTLE_BLOCK(IQ4_XS);
FETTLE_BLOCK(IQ3_XXS);
FETTLE_BLOCK(IQ3_S);
FETTLE_BLOCK(IQ2_XXS);
FETTLE_BLOCK(IQ2_XS);
FETTLE_BLOCK(IQ2_S);
FETTLE_BLOCK(IQ1_S);
FETTLE_BLOCK(IQ1_M);
FETTLE_BLOCK(TQ1_0);
FETTLE_BLOCK(TQ2_0);
FETTLE_BLOCK(MXFP4);
#undef FETTLE_BLOCK

} // namespace kernels
