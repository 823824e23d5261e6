// SPDX-License-Identifier: GPL-3.0-or-later
#include "kernels/cuda/device_weights.h"

#include "kernels/blocks.h"
#include "kernels/dequantize.h"
#include "kernels/half.h"

#include <algorithm>
#include <cstring>
#include <vector>

namespace kernels::cuda
{

namespace
{

using Byte = unsigned char;

// What every block type is brought to before it is written: codes as whole numbers from 0, scales as they are stored.
struct Unit {
    Byte codes[32]; // of Q8_0 the bytes themselves
    Byte scales[4] = {};
};

template <class Block>
Block load(const Byte* from)
{
    Block block;
    std::memcpy(&block, from, sizeof block);
    return block;
}

void splitNibbles(const Byte* q, Byte* codes) // byte j: value j low, value j + 16 high
{
    for (int j = 0; j < 16; ++j) {
        codes[j] = q[j] & 15;
        codes[j + 16] = static_cast<Byte>(q[j] >> 4);
    }
}

void addFifthBits(const Byte* high, Byte* codes)
{
    for (int i = 0; i < 32; ++i) {
        codes[i] = static_cast<Byte>(codes[i] | (high[i / 8] >> (i % 8) & 1) << 4);
    }
}

// A block of 32 is one unit.
template <class Block>
void units(const Block& block, Unit* out)
{
    if constexpr (sizeof(block.q) == 32) {
        std::memcpy(out->codes, block.q, 32);
    } else {
        splitNibbles(block.q, out->codes);
    }
    std::memcpy(out->scales, &block.scale, 2);
}

void units(const BlockQ4_1& block, Unit* out)
{
    splitNibbles(block.q, out->codes);
    std::memcpy(out->scales, &block.scale, 2);
    std::memcpy(out->scales + 2, &block.min, 2);
}

void units(const BlockQ5_0& block, Unit* out)
{
    splitNibbles(block.q, out->codes);
    addFifthBits(block.high, out->codes);
    std::memcpy(out->scales, &block.scale, 2);
}

void units(const BlockQ5_1& block, Unit* out)
{
    splitNibbles(block.q, out->codes);
    addFifthBits(block.high, out->codes);
    std::memcpy(out->scales, &block.scale, 2);
    std::memcpy(out->scales + 2, &block.min, 2);
}

// Six bits each for the scale and min of part 0 .. 7 (kernels/reference/decode_k.cpp has the meaning).
void scaleAndMin(const std::uint8_t* packed, int part, Byte* out)
{
    if (part < 4) {
        out[0] = packed[part] & 63;
        out[1] = packed[part + 4] & 63;
        return;
    }
    const int i = part - 4;
    out[0] = static_cast<Byte>((packed[i + 8] & 15) | (packed[i] >> 6 << 4));
    out[1] = static_cast<Byte>((packed[i + 8] >> 4) | (packed[i + 4] >> 6 << 4));
}

template <class Block>
void superUnits(const Block& block, Unit* out)
{
    for (int part = 0; part < 8; ++part) {
        for (int j = 0; j < 32; ++j) {
            out[part].codes[j] = block.q[part / 2 * 32 + j] >> (4 * (part % 2)) & 15;
        }
        scaleAndMin(block.scales, part, out[part].scales);
    }
}

void units(const BlockQ4_K& block, Unit* out)
{
    superUnits(block, out);
}

void units(const BlockQ5_K& block, Unit* out)
{
    superUnits(block, out);
    for (int i = 0; i < 256; ++i) {
        Byte& code = out[i / 32].codes[i % 32];
        code = static_cast<Byte>(code | (block.high[i % 32] >> (i / 32) & 1) << 4);
    }
}

void units(const BlockQ6_K& block, Unit* out)
{
    for (int i = 0; i < 256; ++i) {
        const int low = block.q[i / 128 * 64 + i % 64] >> (4 * (i / 64 % 2)) & 15;
        const int high = block.high[i / 128 * 32 + i % 32] >> (2 * (i / 32 % 4)) & 3;
        out[i / 32].codes[i % 32] = static_cast<Byte>(low | high << 4);
    }
    for (int part = 0; part < 16; ++part) {
        out[part / 2].scales[part % 2] = static_cast<Byte>(block.scales[part]);
    }
}

template <class Block>
void writeSuper(const Block& block, Byte* to)
{
    std::memcpy(to, &block.scale, 2);
    if constexpr (sizeof(Block) != sizeof(BlockQ6_K)) {
        std::memcpy(to + 2, &block.min, 2);
    } else {
        std::memset(to + 2, 0, 2);
    }
}

// The unit's place is `unit` of `units` in its row.
void writeCodes(Type type, const Unit& from, std::int64_t unit, std::int64_t units, Byte* row)
{
    if (type == Type::Q8_0) {
        const std::int64_t chunk = unit / 32 * 32;
        const std::int64_t inChunk = std::min<std::int64_t>(32, units - chunk);
        Byte* at = row + chunk * 32 + (unit - chunk) * 16;
        std::memcpy(at, from.codes, 16);
        std::memcpy(at + inChunk * 16, from.codes + 16, 16);
        return;
    }
    for (int j = 0; j < 16; ++j) {
        row[unit * 16 + j] = static_cast<Byte>((from.codes[j] & 15) | (from.codes[j + 16] & 15) << 4);
    }
}

void writeHigh(int bytes, const Unit& from, Byte* to)
{
    std::uint32_t words[2] = {0, 0};
    for (unsigned c = 0; c < 32; ++c) {
        const std::uint32_t upper = static_cast<std::uint32_t>(from.codes[c]) >> 4;
        if (bytes == 4) {
            words[0] |= (upper & 1U) << (8 * (c % 4) + c / 4);
        } else {
            words[c / 16] |= (upper & 3U) << (8 * (c % 4) + 2 * (c % 16 / 4));
        }
    }
    std::memcpy(to, words, static_cast<std::size_t>(bytes));
}

template <Type kType>
void packBlocks(const Byte* from, std::int64_t cols, const PlanePointers& to)
{
    using Block = typename BlockOf<kType>::type;
    constexpr int kUnits = traits(kType).blockValues / 32;
    constexpr UnitBytes bytes = unitBytes(kType);
    const std::int64_t all = cols / 32;
    Unit parts[kUnits];
    for (std::int64_t unit = 0; unit < all; unit += kUnits, from += sizeof(Block)) {
        const auto block = load<Block>(from);
        units(block, parts);
        for (int i = 0; i < kUnits; ++i) {
            writeCodes(kType, parts[i], unit + i, all, to.codes);
            if constexpr (bytes.high > 0) {
                writeHigh(bytes.high, parts[i], to.high + (unit + i) * bytes.high);
            }
            std::memcpy(to.scales + (unit + i) * bytes.scales, parts[i].scales, bytes.scales);
        }
        if constexpr (bytes.supers > 0) {
            writeSuper(block, to.supers + unit / 8 * bytes.supers);
        }
    }
}

void packPlain(Type type, const Byte* from, std::int64_t cols, Byte* to, std::int64_t bytes)
{
    const auto used = static_cast<std::size_t>(bytesOf(type, cols));
    std::memcpy(to, from, used);
    std::memset(to + used, 0, static_cast<std::size_t>(bytes) - used); // the rest of the last unit
}

void packAsHalves(Type type, const Byte* from, std::int64_t cols, Byte* to, std::int64_t bytes)
{
    std::vector<float> values(static_cast<std::size_t>(cols));
    dequantizeRow(type, from, cols, values.data());
    std::vector<std::uint16_t> halves(static_cast<std::size_t>(bytes) / 2);
    std::transform(values.begin(), values.end(), halves.begin(), floatToHalf);
    std::memcpy(to, halves.data(), static_cast<std::size_t>(bytes));
}

void packRow(Type type, const Byte* from, std::int64_t cols, const PlanePointers& to)
{
    switch (type) {
    case Type::F32:
    case Type::F16:
    case Type::BF16:
        return packPlain(type, from, cols, to.codes, rowBytes(type, cols).codes);
    case Type::Q8_0:
        return packBlocks<Type::Q8_0>(from, cols, to);
    case Type::Q4_0:
        return packBlocks<Type::Q4_0>(from, cols, to);
    case Type::Q4_1:
        return packBlocks<Type::Q4_1>(from, cols, to);
    case Type::Q5_0:
        return packBlocks<Type::Q5_0>(from, cols, to);
    case Type::Q5_1:
        return packBlocks<Type::Q5_1>(from, cols, to);
    case Type::Q4_K:
        return packBlocks<Type::Q4_K>(from, cols, to);
    case Type::Q5_K:
        return packBlocks<Type::Q5_K>(from, cols, to);
    case Type::Q6_K:
        return packBlocks<Type::Q6_K>(from, cols, to);
    default:
        return packAsHalves(type, from, cols, to.codes, rowBytes(Type::F16, cols).codes);
    }
}

// A nibble for four columns; T is an integer of the values' size. Minus zero is zero.
template <class T>
bool packFour(const Byte* from, Byte* values, unsigned& places)
{
    unsigned found[3] = {};
    unsigned count = 0;
    for (unsigned c = 0; c < 4 && count < 3; ++c) {
        T bits = 0;
        std::memcpy(&bits, from + c * sizeof(T), sizeof bits);
        if (static_cast<T>(bits << 1U) != 0) {
            found[count++] = c;
        }
    }
    if (count > 2) {
        return false;
    }
    if (count == 0) {
        found[1] = 1;
    } else if (count == 1) { // a zero is kept beside it
        found[1] = found[0] == 3 ? 3 : found[0] + 1;
        found[0] = found[0] == 3 ? 2 : found[0];
    }
    places = found[0] | found[1] << 2U;
    std::memcpy(values, from + found[0] * sizeof(T), sizeof(T));
    std::memcpy(values + sizeof(T), from + found[1] * sizeof(T), sizeof(T));
    return true;
}

template <class T>
bool packSparseRow(const Byte* from, std::int64_t cols, const PlanePointers& to)
{
    constexpr int kFours = sizeof(T) == 4 ? 1 : 2; // of a unit
    const std::int64_t units = cols / (4 * kFours);
    for (std::int64_t unit = 0; unit < units; ++unit) {
        unsigned all = 0;
        for (unsigned four = 0; four < kFours; ++four) {
            unsigned places = 0;
            if (!packFour<T>(from, to.codes + unit * 8 + four * 2 * sizeof(T), places)) {
                return false;
            }
            all |= places << (4 * four);
            from += 4 * sizeof(T);
        }
        to.high[unit] = static_cast<Byte>(all);
    }
    return true;
}

} // namespace

bool packSparseForDevice(const Matrix& from, std::int64_t first, std::int64_t count, const PlanePointers& to)
{
    const RowBytes row = rowBytes(from.type, from.cols, true);
    const auto& pack = from.type == Type::F32 ? packSparseRow<std::uint32_t> : packSparseRow<std::uint16_t>;
    PlanePointers at = to;
    for (std::int64_t r = first; r < first + count; ++r) {
        if (!pack(static_cast<const Byte*>(from.row(r)), from.cols, at)) {
            return false;
        }
        at = {at.codes + row.codes, at.high + row.high, nullptr, nullptr};
    }
    return true;
}

void packForDevice(const Matrix& from, std::int64_t first, std::int64_t count, const PlanePointers& to)
{
    const RowBytes row = rowBytes(deviceType(from.type), from.cols);
    PlanePointers at = to;
    for (std::int64_t r = first; r < first + count; ++r) {
        packRow(from.type, static_cast<const Byte*>(from.row(r)), from.cols, at);
        at = {at.codes + row.codes, at.high + row.high, at.scales + row.scales, at.supers + row.supers};
    }
}

} // namespace kernels::cuda
