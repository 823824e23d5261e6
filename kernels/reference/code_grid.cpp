// SPDX-License-Identifier: GPL-3.0-or-later
#include "kernels/code_grid.h"

#include "kernels/blocks.h"
#include "kernels/reference/pack_codes.h"
#include "kernels/reference/search.h"
#include "kernels/reference/small_scales.h"

#include <cstring>

namespace kernels
{
namespace
{

using namespace reference;

void shape(CodeGrid& grid, int count, int perGroup, int top, int zero)
{
    grid.count = count;
    grid.perGroup = perGroup;
    grid.top = top;
    grid.zero = zero;
    grid.table = nullptr;
    std::memset(grid.mins, 0, sizeof grid.mins);
}

void read(const BlockQ8_0& block, CodeGrid& grid)
{
    shape(grid, 32, 32, 254, 127);
    grid.scales[0] = halfToFloat(block.scale);
    for (int i = 0; i < 32; ++i) // -128, which no quantizer writes, becomes -127
        grid.codes[i] = static_cast<std::uint8_t>(clampCode(block.q[i], -127, 127) + 127);
}

void write(const CodeGrid& grid, BlockQ8_0& block)
{
    for (int i = 0; i < 32; ++i)
        block.q[i] = static_cast<std::int8_t>(grid.codes[i] - 127);
}

// Blocks of 32 with 4 or 5 bits, with and without a minimum.
template <class Block>
void readBlock(const Block& block, CodeGrid& grid)
{
    constexpr bool kFive = requires
    {
        block.high;
    };
    constexpr int kCodes = kFive ? 32 : 16;
    if constexpr (requires { block.min; }) {
        shape(grid, 32, 32, kCodes - 1, 0);
        grid.mins[0] = -halfToFloat(block.min);
    } else {
        shape(grid, 32, 32, kCodes - 1, kCodes / 2);
    }
    grid.scales[0] = halfToFloat(block.scale);
    unpackHalves(block.q, grid.codes);
    if constexpr (kFive)
        unpackFifths(block.high, grid.codes);
}

template <class Block>
void writeBlock(const CodeGrid& grid, Block& block)
{
    packHalves(grid.codes, block.q);
    if constexpr (requires { block.high; })
        packFifths(grid.codes, block.high);
}

void read(const BlockQ2_K& block, CodeGrid& grid)
{
    shape(grid, 256, 16, 3, 0);
    for (int g = 0; g < 16; ++g) {
        grid.scales[g] = halfToFloat(block.scale) * static_cast<float>(block.scales[g] & 15);
        grid.mins[g] = halfToFloat(block.min) * static_cast<float>(block.scales[g] >> 4);
    }
    unpackPairs(block.q, grid.codes);
}

void write(const CodeGrid& grid, BlockQ2_K& block)
{
    packPairs(grid.codes, block.q);
}

void read(const BlockQ3_K& block, CodeGrid& grid)
{
    shape(grid, 256, 16, 7, 4);
    for (int g = 0; g < 16; ++g)
        grid.scales[g] = halfToFloat(block.scale) * static_cast<float>(threeBitScale(block.scales, g));
    unpackPairs(block.q, grid.codes);
    unpackThirds(block.high, grid.codes);
}

void write(const CodeGrid& grid, BlockQ3_K& block)
{
    packPairs(grid.codes, block.q);
    packThirds(grid.codes, block.high);
}

template <class Block>
void readScalesAndMins(const Block& block, CodeGrid& grid, int top)
{
    shape(grid, 256, 32, top, 0);
    for (int g = 0; g < 8; ++g) {
        const ScaleAndMin stored = scaleAndMin(block.scales, g);
        grid.scales[g] = halfToFloat(block.scale) * static_cast<float>(stored.scale);
        grid.mins[g] = halfToFloat(block.min) * static_cast<float>(stored.min);
    }
    unpackRuns(block.q, grid.codes);
}

void read(const BlockQ4_K& block, CodeGrid& grid)
{
    readScalesAndMins(block, grid, 15);
}

void write(const CodeGrid& grid, BlockQ4_K& block)
{
    packRuns(grid.codes, block.q);
}

void read(const BlockQ5_K& block, CodeGrid& grid)
{
    readScalesAndMins(block, grid, 31);
    unpackRunFifths(block.high, grid.codes);
}

void write(const CodeGrid& grid, BlockQ5_K& block)
{
    packRuns(grid.codes, block.q);
    packRunFifths(grid.codes, block.high);
}

void read(const BlockQ6_K& block, CodeGrid& grid)
{
    shape(grid, 256, 16, 63, 32);
    for (int g = 0; g < 16; ++g)
        grid.scales[g] = halfToFloat(block.scale) * static_cast<float>(block.scales[g]);
    unpackSixes(block.q, block.high, grid.codes);
}

void write(const CodeGrid& grid, BlockQ6_K& block)
{
    packSixes(grid.codes, block.q, block.high);
}

void read(const BlockIQ4_NL& block, CodeGrid& grid)
{
    shape(grid, 32, 32, 15, 0);
    grid.table = kUnevenValues;
    grid.scales[0] = halfToFloat(block.scale);
    unpackHalves(block.q, grid.codes);
}

void write(const CodeGrid& grid, BlockIQ4_NL& block)
{
    packHalves(grid.codes, block.q);
}

void read(const BlockIQ4_XS& block, CodeGrid& grid)
{
    shape(grid, 256, 32, 15, 0);
    grid.table = kUnevenValues;
    for (int g = 0; g < 8; ++g) {
        const int low = block.scalesLow[g / 2] >> (4 * (g % 2)) & 15;
        const int code = low | (block.scalesHigh >> (2 * g) & 3) << 4;
        grid.scales[g] = halfToFloat(block.scale) * static_cast<float>(code - 32);
        unpackHalves(block.q + 16 * g, grid.codes + 32 * g);
    }
}

void write(const CodeGrid& grid, BlockIQ4_XS& block)
{
    for (int g = 0; g < 8; ++g)
        packHalves(grid.codes + 32 * g, block.q + 16 * g);
}

void read(const BlockQ4_0& block, CodeGrid& grid)
{
    readBlock(block, grid);
}
void read(const BlockQ4_1& block, CodeGrid& grid)
{
    readBlock(block, grid);
}
void read(const BlockQ5_0& block, CodeGrid& grid)
{
    readBlock(block, grid);
}
void read(const BlockQ5_1& block, CodeGrid& grid)
{
    readBlock(block, grid);
}
void write(const CodeGrid& grid, BlockQ4_0& block)
{
    writeBlock(grid, block);
}
void write(const CodeGrid& grid, BlockQ4_1& block)
{
    writeBlock(grid, block);
}
void write(const CodeGrid& grid, BlockQ5_0& block)
{
    writeBlock(grid, block);
}
void write(const CodeGrid& grid, BlockQ5_1& block)
{
    writeBlock(grid, block);
}

// Calls body with a block of the type, which is nothing yet; false where the type has no grid.
template <class Body>
bool withBlock(Type type, const Body& body)
{
    // clang-format off
    switch (type) {
    case Type::Q8_0: body(BlockQ8_0()); return true;
    case Type::Q4_0: body(BlockQ4_0()); return true;
    case Type::Q4_1: body(BlockQ4_1()); return true;
    case Type::Q5_0: body(BlockQ5_0()); return true;
    case Type::Q5_1: body(BlockQ5_1()); return true;
    case Type::Q2_K: body(BlockQ2_K()); return true;
    case Type::Q3_K: body(BlockQ3_K()); return true;
    case Type::Q4_K: body(BlockQ4_K()); return true;
    case Type::Q5_K: body(BlockQ5_K()); return true;
    case Type::Q6_K: body(BlockQ6_K()); return true;
    case Type::IQ4_NL: body(BlockIQ4_NL()); return true;
    case Type::IQ4_XS: body(BlockIQ4_XS()); return true;
    default: return false;
    }
    // clang-format on
}

} // namespace

int CodeGrid::nearestCode(int i, float x) const
{
    const float scale = scales[i / perGroup];
    if (scale == 0)
        return codes[i];
    if (table == nullptr)
        return clampCode(nearest((x + mins[i / perGroup]) / scale), -zero, top - zero) + zero;
    std::uint8_t code = 0;
    kernels::reference::kSearch.unevenCodes(&x, 1, 1 / scale, &code);
    return code;
}

bool hasCodeGrid(Type type)
{
    return withBlock(type, [](auto) {});
}

void readGrid(Type type, const void* block, CodeGrid& grid)
{
    withBlock(type, [&](auto copy) {
        std::memcpy(&copy, block, sizeof copy);
        read(copy, grid);
    });
}

void writeCodes(Type type, const CodeGrid& grid, void* block)
{
    withBlock(type, [&](auto copy) {
        std::memcpy(&copy, block, sizeof copy);
        write(grid, copy);
        std::memcpy(block, &copy, sizeof copy);
    });
}

} // namespace kernels
