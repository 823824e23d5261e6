// SPDX-License-Identifier: GPL-3.0-or-later
#include "kernels/sparse.h"

#include "kernels/dequantize.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace kernels
{
namespace
{

// The bits of the values that are not zero among 64; T is an integer of the values' size. Minus zero is zero.
template <class T>
std::uint64_t nonZeros(const unsigned char* values)
{
    std::uint64_t found = 0;
    for (unsigned c = 0; c < kSparseCols; ++c) {
        T bits = 0;
        std::memcpy(&bits, values + c * sizeof(T), sizeof bits);
        found |= std::uint64_t{static_cast<T>(bits << 1U) != 0} << c;
    }
    return found;
}

// The two of each four that are kept: those that are not zero, then the first others. Zero where there are three.
std::uint64_t keptOf(std::uint64_t nonZero)
{
    // By the bits of four neighbours.
    static constexpr std::uint8_t kKept[16] = {0x3, 0x3, 0x3, 0x3, 0x5, 0x5, 0x6, 0, 0x9, 0x9, 0xA, 0, 0xC, 0, 0, 0};
    std::uint64_t kept = 0;
    for (unsigned shift = 0; shift < kSparseCols; shift += 4) {
        const std::uint64_t four = kKept[nonZero >> shift & 0xF];
        if (four == 0) {
            return 0;
        }
        kept |= four << shift;
    }
    return kept;
}

template <class T>
bool packUnit(const unsigned char* from, unsigned char* to)
{
    const std::uint64_t kept = keptOf(nonZeros<T>(from));
    if (kept == 0) {
        return false;
    }
    std::memcpy(to, &kept, sizeof kept);
    to += sizeof kept;
    for (std::uint64_t left = kept; left != 0; left &= left - 1, to += sizeof(T)) {
        std::memcpy(to, from + static_cast<std::size_t>(std::countr_zero(left)) * sizeof(T), sizeof(T));
    }
    return true;
}

template <class T>
bool packRow(const Matrix& from, std::int64_t row, unsigned char* to)
{
    const auto* values = static_cast<const unsigned char*>(from.row(row));
    for (std::int64_t c = 0; c < from.cols; c += kSparseCols, to += sparseUnitBytes(from.type)) {
        if (!packUnit<T>(values + c * static_cast<std::int64_t>(sizeof(T)), to)) {
            return false;
        }
    }
    return true;
}

// How many of a row's values are not zero; -1 where four neighbours have more than two.
template <class T>
std::int64_t keptOfRow(const Matrix& from, std::int64_t row)
{
    const auto* values = static_cast<const unsigned char*>(from.row(row));
    std::int64_t kept = 0;
    for (std::int64_t c = 0; c < from.cols; c += kSparseCols) {
        const std::uint64_t nonZero = nonZeros<T>(values + c * static_cast<std::int64_t>(sizeof(T)));
        if (keptOf(nonZero) == 0) {
            return -1;
        }
        kept += std::popcount(nonZero);
    }
    return kept;
}

} // namespace

bool looksSparse(const Matrix& from)
{
    const bool isFloat = from.type == Type::F32 || from.type == Type::F16 || from.type == Type::BF16;
    if (from.layout != Layout::Rows || !isFloat || from.cols % kSparseCols != 0) {
        return false;
    }
    const std::int64_t probes = std::min(kSparseProbes, from.rows);
    std::int64_t all = 0;
    for (std::int64_t i = 0; i < probes; ++i) {
        const std::int64_t row = sparseProbe(i, from.rows);
        const std::int64_t kept =
            from.type == Type::F32 ? keptOfRow<std::uint32_t>(from, row) : keptOfRow<std::uint16_t>(from, row);
        if (kept < 0) {
            return false;
        }
        all += kept;
    }
    return all * 8 > probes * from.cols; // nothing but zeros is what stands in for weights that are only planned
}

bool packSparse(const Matrix& from, std::int64_t first, std::int64_t last, void* to)
{
    const std::int64_t bytes = sparseBytes(from.type, 1, from.cols);
    for (std::int64_t row = first; row < last; ++row) {
        auto* at = static_cast<unsigned char*>(to) + row * bytes;
        if (!(from.type == Type::F32 ? packRow<std::uint32_t> : packRow<std::uint16_t>)(from, row, at)) {
            return false;
        }
    }
    return true;
}

void readSparseRow(const Matrix& w, std::int64_t r, std::int64_t c, std::int64_t count, float* out)
{
    const auto* unit = static_cast<const unsigned char*>(w.row(r)) + c / kSparseCols * sparseUnitBytes(w.type);
    std::fill_n(out, count, 0.0F);
    for (std::int64_t i = 0; i < count; i += kSparseCols, unit += sparseUnitBytes(w.type)) {
        std::uint64_t kept = 0;
        float values[kSparseCols / 2];
        std::memcpy(&kept, unit, sizeof kept);
        dequantizeRow(w.type, unit + sizeof kept, kSparseCols / 2, values);
        for (const float* value = values; kept != 0; kept &= kept - 1) {
            out[i + std::countr_zero(kept)] = *value++;
        }
    }
}

} // namespace kernels
