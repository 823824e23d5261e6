// SPDX-License-Identifier: GPL-3.0-or-later
// Quantized weights as the CPU's products read them: sixteen rows side by side, so that one vector holds the same four
// columns of each row and no sum ever runs across lanes. Made once, at load.
//
// A group is 16 rows; the last one is filled up with zeros. It is cut into units of `unitCols` columns (the last one of
// a 64-column unit may be half empty), units in ascending columns, groups one after the other. A unit holds the codes
// of its blocks of 32 columns, then their scales:
//   A word is the codes of four consecutive columns of one row, a byte each; a vector is the words of 16 rows, 64
//   bytes. Word s of a block is columns 4s .. 4s+3, s = 0 .. 7. By the bits of a code:
//     8: 8 vectors, vector s is word s.
//     4: 4 vectors, vector i has word i in its low and word i + 4 in its high nibbles.
//     5: as 4; then one vector whose bit s is the fifth bit of word s.
//     6: as 4; then two vectors: bits 2i, 2i+1 of the first are the upper bits of word i, of the second of word i + 4.
//     2: two vectors: bits 2i, 2i+1 of the first are word i, of the second word i + 4.
//     3: as 2; then one vector as the fifth bits of 5.
//   Scales are as Scales says. A value is scale * (code - offset), or scale * code - min; in the IQ4 types the code is a
//   number into kIq4Values.
// C++17. Free functions, any thread.
#pragma once

#include "kernels/types.h"

namespace kernels
{

inline constexpr std::int64_t kGroupRows = 16;

enum class Scales : std::uint8_t {
    Half,     // half scale[blocks][16]
    HalfMin,  // half scale[blocks][16], half min[blocks][16]
    Super,    // int8 scale[8][16], half d[16], 32 unused bytes: scale = d * scale
    SuperMin, // uint8 scale[8][16], uint8 min[8][16], half d[16], half dMin[16]
    Parts,    // int8 scale[16][16], half d[16], 32 unused bytes: one scale for each 16 columns
    PartsMin  // uint8 scale[16][16] (low nibble: scale, high nibble: min), half d[16], half dMin[16]
};

struct PackedFormat {
    int bits = 0; // of a code; 0: the type cannot be packed
    Scales scales = Scales::Half;
    int offset = 0;
    int unitCols = 0;
    int unitBytes = 0;
    bool codebook = false; // codes choose from kIq4Values; `offset` makes those unsigned
};

inline constexpr std::int8_t kIq4Values[16] = {-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113};

constexpr int codeBytes(int bits) // of a block of 32 columns and a group of rows
{
    return bits * 32 * static_cast<int>(kGroupRows) / 8;
}

constexpr PackedFormat packedFormat(int bits, Scales scales, int offset, bool codebook = false)
{
    constexpr int kScaleBytes[] = {64, 128, 192, 320, 320, 320}; // of a unit
    const int unitCols = scales == Scales::Half || scales == Scales::HalfMin ? 64 : 256;
    return {bits, scales, offset, unitCols, codeBytes(bits) * unitCols / 32 + kScaleBytes[static_cast<int>(scales)],
            codebook};
}

constexpr PackedFormat packedFormat(Type type)
{
    switch (type) {
    case Type::Q8_0:
        return packedFormat(8, Scales::Half, 128);
    case Type::Q4_0:
        return packedFormat(4, Scales::Half, 8);
    case Type::Q4_1:
        return packedFormat(4, Scales::HalfMin, 0);
    case Type::Q5_0:
        return packedFormat(5, Scales::Half, 16);
    case Type::Q5_1:
        return packedFormat(5, Scales::HalfMin, 0);
    case Type::Q2_K:
        return packedFormat(2, Scales::PartsMin, 0);
    case Type::Q3_K:
        return packedFormat(3, Scales::Parts, 4);
    case Type::Q4_K:
        return packedFormat(4, Scales::SuperMin, 0);
    case Type::Q5_K:
        return packedFormat(5, Scales::SuperMin, 0);
    case Type::Q6_K:
        return packedFormat(6, Scales::Parts, 32);
    case Type::IQ4_NL:
        return packedFormat(4, Scales::Half, 128, true);
    case Type::IQ4_XS:
        return packedFormat(4, Scales::Super, 128, true);
    default:
        return {};
    }
}

constexpr bool canPack(Type type)
{
    return packedFormat(type).bits > 0;
}

constexpr std::int64_t packedGroups(std::int64_t rows)
{
    return (rows + kGroupRows - 1) / kGroupRows;
}

constexpr std::int64_t packedGroupBytes(Type type, std::int64_t cols)
{
    const PackedFormat format = packedFormat(type);
    return (cols + format.unitCols - 1) / format.unitCols * format.unitBytes;
}

// `count` rows of w from row `first` on; of a packed matrix, `first` is a multiple of kGroupRows.
inline Matrix rowsOf(const Matrix& w, std::int64_t first, std::int64_t count)
{
    if (w.layout != Layout::Packed) {
        return {w.row(first), w.type, count, w.cols, w.layout};
    }
    const auto* base = static_cast<const unsigned char*>(w.data);
    return {base + first / kGroupRows * packedGroupBytes(w.type, w.cols), w.type, count, w.cols, w.layout};
}

// Packs the groups first .. last-1 of a row-major matrix of a type that canPack(). `to` is where group 0 of the whole
// packed matrix begins, 64-byte aligned; other groups may be packed by other threads.
void packGroups(const Matrix& from, std::int64_t first, std::int64_t last, void* to);
// The same bytes by plain loops: the meaning of packGroups, which takes them for groups that are not whole.
void packGroupsPlain(const Matrix& from, std::int64_t first, std::int64_t last, void* to);
// One unit of it: 1 .. kGroupRows rows, `stride` bytes apart, of 1 .. unitCols / 32 blocks of 32 columns.
void packUnitPlain(Type type, const unsigned char* from, std::int64_t stride, int rows, int blocks, unsigned char* to);

// out[0 .. count-1] = the values of row r from column c on, the same numbers in either layout. `c` is a multiple of
// kWidestBlock, and `count` as well unless the row ends there.
void readRow(const Matrix& w, std::int64_t r, std::int64_t c, std::int64_t count, float* out);

} // namespace kernels
