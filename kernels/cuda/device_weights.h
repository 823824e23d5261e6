// SPDX-License-Identifier: GPL-3.0-or-later
// Weights as the GPU's products read them: codes, their upper bits and scales each in a plane of their own, so that the
// 32 lanes of a warp load 16 bytes each, side by side, and no byte is read twice. The numbers are the file's, to the
// bit, but for the types named last.
//
// A row is cut into units, one for each lane in turn. Plain types: a unit is 16 bytes, 8 halves or 4 floats. Blocks: a
// unit is 32 columns. Byte or bit k of word w belongs to column 4w + k of the unit:
//   codes   Q8_0: 32 bytes, a byte a column. The first halves of 32 units in turn, then their second halves, so that
//           both loads of a warp are whole; of the row's last units, as many as there are.
//           all others: 16 bytes; byte j has column j in its low and column j + 16 in its high nibble.
//   high    Q5_*: 4 bytes; bit 8k + w is the fifth bit of column 4w + k.
//           Q6_K: two words of 4 bytes, for columns 0 .. 15 and 16 .. 31; bits 8k + 2w and above it are upper bits of
//           column 4w + k.
//   scales  Q8_0, Q4_0, Q5_0: a half. Q4_1, Q5_1: a half, then the min. Q4_K, Q5_K: a byte each for scale and min.
//           Q6_K: a signed byte for each 16 columns.
//   supers  Q4_K, Q5_K: for 8 units a half for the scales and one for the mins. Q6_K: a half and two zero bytes.
// A plain matrix with two zeros among each four neighbours (2:4, Layout::Sparse) has the same units without them, which
// is 9/16 of the bytes:
//   codes   8 bytes: of each four columns the two values that are kept, in ascending columns.
//   high    a byte: bits 4k .. 4k + 3 are the columns of the two within the k-th four, the first one lower; F32's units
//           are a single four. That is the order of mma.sp's metadata (PTX ISA, "Sparse matrix storage"), whose
//           products have twice the rate of mma's: a gain for prompts of many tokens, which here are widened for plain
//           products.
// A lane multiplies the same columns in the same order as with the plain matrix, so that the sums are the same.
// Rows follow each other without gaps in each plane; planes begin at multiples of 256 bytes. Every other type is kept
// as halves: correct to half an ulp of those, and larger than in the file. C++17: nvcc reads this too. Free functions,
// any thread.
#pragma once

#include "kernels/types.h"

namespace kernels::cuda
{

constexpr Type deviceType(Type stored)
{
    switch (stored) {
    case Type::F32:
    case Type::F16:
    case Type::BF16:
    case Type::Q8_0:
    case Type::Q4_0:
    case Type::Q4_1:
    case Type::Q5_0:
    case Type::Q5_1:
    case Type::Q4_K:
    case Type::Q5_K:
    case Type::Q6_K:
        return stored;
    default:
        return Type::F16;
    }
}

constexpr bool isPlain(Type type)
{
    return type == Type::F32 || type == Type::F16 || type == Type::BF16;
}

// Bytes of a unit in each plane; supers: of 8 units.
struct UnitBytes {
    int codes = 16, high = 0, scales = 0, supers = 0;
};

constexpr UnitBytes unitBytes(Type type, bool isSparse = false) // of a deviceType
{
    if (isSparse) {
        return {8, 1, 0, 0};
    }
    switch (type) {
    case Type::Q8_0:
        return {32, 0, 2, 0};
    case Type::Q4_0:
        return {16, 0, 2, 0};
    case Type::Q4_1:
        return {16, 0, 4, 0};
    case Type::Q5_0:
        return {16, 4, 2, 0};
    case Type::Q5_1:
        return {16, 4, 4, 0};
    case Type::Q4_K:
        return {16, 0, 2, 4};
    case Type::Q5_K:
        return {16, 4, 2, 4};
    case Type::Q6_K:
        return {16, 8, 2, 4};
    default:
        return {};
    }
}

constexpr int unitCols(Type type)
{
    return type == Type::F32 ? 4 : isPlain(type) ? 8 : 32;
}

// A weight matrix on the device, as kernels take it.
struct DeviceMatrix {
    const unsigned char* codes = nullptr;
    const unsigned char* high = nullptr;
    const unsigned char* scales = nullptr;
    const unsigned char* supers = nullptr;
    std::int32_t rows = 0;
    std::int32_t cols = 0;
    std::int32_t units = 0; // of a row
    Type type = Type::F32;
    bool isSparse = false; // without the zeros of 2:4

    explicit constexpr operator bool() const { return codes != nullptr; }
};

constexpr std::int64_t unitsOf(Type type, std::int64_t cols)
{
    return (cols + unitCols(type) - 1) / unitCols(type);
}

inline constexpr std::int64_t kPlaneAlign = 256;

constexpr std::int64_t alignedPlane(std::int64_t bytes)
{
    return (bytes + kPlaneAlign - 1) / kPlaneAlign * kPlaneAlign;
}

// Bytes of a row in each plane.
struct RowBytes {
    std::int64_t codes = 0, high = 0, scales = 0, supers = 0;
};

constexpr RowBytes rowBytes(Type type, std::int64_t cols, bool isSparse = false)
{
    const UnitBytes unit = unitBytes(type, isSparse);
    const std::int64_t units = unitsOf(type, cols);
    return {units * unit.codes, units * unit.high, units * unit.scales, units / 8 * unit.supers};
}

// Bytes of the whole matrix, a multiple of kPlaneAlign.
constexpr std::int64_t deviceBytes(Type type, std::int64_t rows, std::int64_t cols, bool isSparse = false)
{
    const RowBytes row = rowBytes(type, cols, isSparse);
    return alignedPlane(rows * row.codes) + alignedPlane(rows * row.high) + alignedPlane(rows * row.scales) +
           alignedPlane(rows * row.supers);
}

// The planes of a matrix of Layout::Device, or of Layout::Sparse on a device, whose data is where the first one begins.
inline DeviceMatrix deviceMatrix(const Matrix& w)
{
    if (!w) {
        return {};
    }
    const bool isSparse = w.layout == Layout::Sparse;
    const RowBytes row = rowBytes(w.type, w.cols, isSparse);
    const auto* codes = static_cast<const unsigned char*>(w.data);
    const unsigned char* high = codes + alignedPlane(w.rows * row.codes);
    const unsigned char* scales = high + alignedPlane(w.rows * row.high);
    const unsigned char* supers = scales + alignedPlane(w.rows * row.scales);
    return {codes,
            high,
            scales,
            supers,
            static_cast<std::int32_t>(w.rows),
            static_cast<std::int32_t>(w.cols),
            static_cast<std::int32_t>(unitsOf(w.type, w.cols)),
            w.type,
            isSparse};
}

// Where the first of some rows goes in each plane.
struct PlanePointers {
    unsigned char* codes = nullptr;
    unsigned char* high = nullptr;
    unsigned char* scales = nullptr;
    unsigned char* supers = nullptr;
};

// Repacks the rows first .. first + count - 1 of a row-major matrix of any type to deviceType() of it.
void packForDevice(const Matrix& from, std::int64_t first, std::int64_t count, const PlanePointers& to);

// The same without the zeros of 2:4, for a matrix that looksSparse() (kernels/sparse.h). False, with `to` half written,
// where four neighbours have more than two that are not zero.
bool packSparseForDevice(const Matrix& from, std::int64_t first, std::int64_t count, const PlanePointers& to);

} // namespace kernels::cuda
