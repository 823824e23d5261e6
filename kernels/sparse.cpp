// SPDX-License-Identifier: GPL-3.0-or-later
#include "kernels/sparse.h"

#include "kernels/dequantize.h"
#include "kernels/half.h"

#include <cstring>
#include <vector>

namespace kernels
{
namespace
{

unsigned char* unitOf(void* data, std::int64_t cols, std::int64_t row, std::int64_t col)
{
    return static_cast<unsigned char*>(data) +
           (row / kSparseRows * (cols / kSparseCols) + col / kSparseCols) * kSparseUnitBytes;
}

void put16(unsigned char* unit, int slot, std::int64_t row, std::uint16_t half)
{
    std::memcpy(unit + 64 + (slot * kSparseRows + row) * 2, &half, sizeof half);
}

// Four neighbours; false where more than two are kept.
bool packFour(const float* four, int group, std::int64_t row, unsigned char* unit)
{
    int kept[2] = {0, 1}; // where there are fewer, zeros are kept: other places than those that are taken
    int count = 0;
    for (int i = 0; i < 4; ++i) {
        if (four[i] == 0.0F) {
            continue;
        }
        if (count == 2) {
            return false;
        }
        kept[count++] = i;
    }
    if (count == 1) {
        kept[1] = kept[0] == 3 ? 2 : 3;
    }
    std::uint32_t places = 0;
    std::memcpy(&places, unit + row * 4, sizeof places);
    for (int k = 0; k < 2; ++k) {
        const std::uint16_t half = floatToHalf(four[kept[k]]);
        if (halfToFloat(half) != four[kept[k]]) {
            return false;
        }
        put16(unit, 2 * group + k, row, half);
        places |= static_cast<std::uint32_t>(kept[k]) << (2 * (2 * group + k));
    }
    std::memcpy(unit + row * 4, &places, sizeof places);
    return true;
}

} // namespace

bool packSparse(const Matrix& from, void* to)
{
    std::memset(to, 0, static_cast<std::size_t>(sparseBytes(from.rows, from.cols)));
    std::vector<float> row(static_cast<std::size_t>(from.cols));
    for (std::int64_t r = 0; r < from.rows; ++r) {
        dequantizeRow(from.type, from.row(r), from.cols, row.data());
        for (std::int64_t c = 0; c < from.cols; c += 4) {
            if (!packFour(row.data() + c, static_cast<int>(c % kSparseCols / 4), r % kSparseRows,
                          unitOf(to, from.cols, r, c))) {
                return false;
            }
        }
    }
    return true;
}

void multiplySparsePlain(const SparseMatrix& w, const float* in, std::int64_t begin, std::int64_t end, float* out)
{
    for (std::int64_t r = begin; r < end; ++r) {
        double sum = 0;
        for (std::int64_t c = 0; c < w.cols; c += kSparseCols) {
            const unsigned char* unit = unitOf(const_cast<void*>(w.data), w.cols, r, c);
            std::uint32_t places = 0;
            std::memcpy(&places, unit + r % kSparseRows * 4, sizeof places);
            for (int s = 0; s < 16; ++s) {
                std::uint16_t half = 0;
                std::memcpy(&half, unit + 64 + (s * kSparseRows + r % kSparseRows) * 2, sizeof half);
                const auto place = static_cast<std::int64_t>(places >> (2 * s) & 3U);
                sum += static_cast<double>(halfToFloat(half)) * static_cast<double>(in[c + s / 2 * 4 + place]);
            }
        }
        out[r] = static_cast<float>(sum);
    }
}

} // namespace kernels
