// SPDX-License-Identifier: GPL-3.0-or-later
// A quantized block taken apart: the values that its codes can mean while its scales stay as they are, for rounding
// that looks at more than the nearest value. Free functions, any thread. C++17.
#pragma once

#include "kernels/types.h"

namespace kernels
{

struct CodeGrid {
    int count = 0;    // values of the block: 32 or 256
    int perGroup = 0; // values that share a scale: 16 or 32
    int top = 0;      // codes are 0 .. top
    int zero = 0;     // the code that means -min
    float scales[16] = {};
    float mins[16] = {};
    const std::int8_t* table = nullptr; // of values for the codes, where they are not evenly spaced
    std::uint8_t codes[256] = {};

    // What dequantizing gives, to the last bit.
    float value(int i, int code) const
    {
        const int step = table != nullptr ? table[code] : code - zero;
        return scales[i / perGroup] * static_cast<float>(step) - mins[i / perGroup];
    }
    float value(int i) const { return value(i, codes[i]); }
    // The code nearest to x at place i, as the quantizers round. Where the scale is 0, the code that is there.
    int nearestCode(int i, float x) const;
};

// All types but plain ones, ternary ones, MXFP4 and those with codebooks.
bool hasCodeGrid(Type type);
void readGrid(Type type, const void* block, CodeGrid& grid);
void writeCodes(Type type, const CodeGrid& grid, void* block); // scales stay

} // namespace kernels
