// SPDX-License-Identifier: GPL-3.0-or-later
// File blocks to groups of sixteen rows, and back to values, by plain loops: what cpu/pack-inl.h does faster.
#include "kernels/packed.h"

#include "kernels/blocks.h"
#include "kernels/dequantize.h"
#include "kernels/half.h"
#include "kernels/sparse.h"

#include <algorithm>
#include <cstring>

namespace kernels
{

namespace
{

constexpr int kRows = static_cast<int>(kGroupRows);
constexpr int kWords = 8; // of a block of 32 columns

std::uint32_t wordAt(const unsigned char* from)
{
    std::uint32_t word = 0;
    std::memcpy(&word, from, sizeof word);
    return word;
}

void putWord(std::uint32_t word, unsigned char* to)
{
    std::memcpy(to, &word, sizeof word);
}

// The codes of one block of 32 columns of one row, as words of bytes.
struct Codes {
    std::uint32_t word[kWords] = {};
};

Codes nibbles(const unsigned char* q) // low nibbles: the first 16 columns, high nibbles: the last
{
    Codes codes;
    for (int i = 0; i < 4; ++i) {
        const std::uint32_t both = wordAt(q + 4 * i);
        codes.word[i] = both & 0x0F0F0F0FU;
        codes.word[i + 4] = both >> 4 & 0x0F0F0F0FU;
    }
    return codes;
}

Codes nibblesAndFifth(const unsigned char* q, const unsigned char* high) // bit i of `high`: column i
{
    Codes codes = nibbles(q);
    const std::uint32_t bits = wordAt(high);
    for (int s = 0; s < kWords; ++s) {
        const std::uint32_t four = bits >> (4 * s) & 15U;
        codes.word[s] |= ((four & 1U) | (four & 2U) << 7 | (four & 4U) << 14 | (four & 8U) << 21) << 4;
    }
    return codes;
}

// Eight words of bytes, each byte shifted down and masked.
Codes bitsOfBytes(const unsigned char* bytes, int shift, std::uint32_t mask)
{
    Codes codes;
    for (int s = 0; s < kWords; ++s) {
        codes.word[s] = wordAt(bytes + 4 * s) >> shift & mask * 0x01010101U;
    }
    return codes;
}

void addBits(Codes& codes, const Codes& high, int shift)
{
    for (int s = 0; s < kWords; ++s) {
        codes.word[s] |= high.word[s] << shift;
    }
}

// The codes of block `b` of a row, whose unit of the file's format begins at `from`.
Codes codesOf(Type type, const unsigned char* from, int b)
{
    Codes codes;
    switch (type) {
    case Type::Q8_0:
        codes = bitsOfBytes(from + b * sizeof(BlockQ8_0) + offsetof(BlockQ8_0, q), 0, 255);
        for (std::uint32_t& word : codes.word) {
            word ^= 0x80808080U; // q + 128
        }
        return codes;
    case Type::Q4_0:
        return nibbles(from + b * sizeof(BlockQ4_0) + offsetof(BlockQ4_0, q));
    case Type::Q4_1:
        return nibbles(from + b * sizeof(BlockQ4_1) + offsetof(BlockQ4_1, q));
    case Type::Q5_0:
        from += b * sizeof(BlockQ5_0);
        return nibblesAndFifth(from + offsetof(BlockQ5_0, q), from + offsetof(BlockQ5_0, high));
    case Type::Q5_1:
        from += b * sizeof(BlockQ5_1);
        return nibblesAndFifth(from + offsetof(BlockQ5_1, q), from + offsetof(BlockQ5_1, high));
    case Type::Q2_K:
        return bitsOfBytes(from + offsetof(BlockQ2_K, q) + b / 4 * 32, b % 4 * 2, 3);
    case Type::Q3_K:
        codes = bitsOfBytes(from + offsetof(BlockQ3_K, q) + b / 4 * 32, b % 4 * 2, 3);
        addBits(codes, bitsOfBytes(from + offsetof(BlockQ3_K, high), b, 1), 2);
        return codes;
    case Type::Q4_K:
        return bitsOfBytes(from + offsetof(BlockQ4_K, q) + b / 2 * 32, b % 2 * 4, 15);
    case Type::Q5_K:
        codes = bitsOfBytes(from + offsetof(BlockQ5_K, q) + b / 2 * 32, b % 2 * 4, 15);
        addBits(codes, bitsOfBytes(from + offsetof(BlockQ5_K, high), b, 1), 4);
        return codes;
    case Type::Q6_K: // halves of 128 columns: blocks 0, 1 are low, 2, 3 high nibbles of the same bytes
        codes = bitsOfBytes(from + offsetof(BlockQ6_K, q) + b / 4 * 64 + b % 2 * 32, b % 4 / 2 * 4, 15);
        addBits(codes, bitsOfBytes(from + offsetof(BlockQ6_K, high) + b / 4 * 32, b % 4 * 2, 3), 4);
        return codes;
    case Type::IQ4_NL:
        return nibbles(from + b * sizeof(BlockIQ4_NL) + offsetof(BlockIQ4_NL, q));
    case Type::IQ4_XS:
        return nibbles(from + offsetof(BlockIQ4_XS, q) + b * 16);
    default:
        return codes;
    }
}

void putCodes(int bits, const Codes& codes, int row, unsigned char* block)
{
    const auto vector = [&](int i) { return block + 64 * i + 4 * row; };
    const std::uint32_t* w = codes.word;
    int used = 0;
    if (bits == 8) {
        for (int s = 0; s < kWords; ++s) {
            putWord(w[s], vector(s));
        }
        return;
    }
    if (bits >= 4) {
        for (int i = 0; i < 4; ++i) {
            putWord((w[i] & 0x0F0F0F0FU) | (w[i + 4] & 0x0F0F0F0FU) << 4, vector(i));
        }
        used = 4;
    }
    if (bits % 4 >= 2) { // the upper two bits of 6, the lower two of 2 and 3
        for (int half = 0; half < 2; ++half) {
            std::uint32_t word = 0;
            for (int i = 0; i < 4; ++i) {
                word |= (w[4 * half + i] >> used & 0x03030303U) << (2 * i);
            }
            putWord(word, vector(used + half));
        }
        used += 2;
    }
    if (bits % 2 == 1) {
        std::uint32_t word = 0;
        for (int s = 0; s < kWords; ++s) {
            word |= (w[s] >> (bits - 1) & 0x01010101U) << s;
        }
        putWord(word, vector(used));
    }
}

Codes getCodes(int bits, int row, const unsigned char* block)
{
    const auto vector = [&](int i) { return wordAt(block + 64 * i + 4 * row); };
    Codes codes;
    for (int s = 0; s < kWords; ++s) {
        std::uint32_t& word = codes.word[s];
        if (bits == 8) {
            word = vector(s);
            continue;
        }
        int used = 0;
        if (bits >= 4) {
            word = vector(s % 4) >> (s / 4 * 4) & 0x0F0F0F0FU;
            used = 4;
        }
        if (bits % 4 >= 2) {
            word |= (vector(used + s / 4) >> (s % 4 * 2) & 0x03030303U) << used;
            used += 2;
        }
        if (bits % 2 == 1) {
            word |= (vector(used) >> s & 0x01010101U) << (bits - 1);
        }
    }
    return codes;
}

// The 6-bit scale and min of part j of Q4_K and Q5_K.
void sixBits(const unsigned char* scales, int j, unsigned char& scale, unsigned char& min)
{
    if (j < 4) {
        scale = scales[j] & 63;
        min = scales[j + 4] & 63;
    } else {
        scale = static_cast<unsigned char>((scales[j + 4] & 15) | scales[j - 4] >> 6 << 4);
        min = static_cast<unsigned char>(scales[j + 4] >> 4 | scales[j] >> 6 << 4);
    }
}

unsigned char q3Scale(const unsigned char* scales, int j) // 6 bits - 32, as int8
{
    const int low = j < 8 ? scales[j] & 15 : scales[j - 8] >> 4;
    const int high = scales[8 + j % 4] >> (j / 4 * 2) & 3;
    return static_cast<unsigned char>((low | high << 4) - 32);
}

unsigned char iq4Scale(const unsigned char* from, int j) // of IQ4_XS: 6 bits - 32, as int8
{
    const int low = from[offsetof(BlockIQ4_XS, scalesLow) + static_cast<std::size_t>(j / 2)] >> (j % 2 * 4) & 15;
    const int high = from[offsetof(BlockIQ4_XS, scalesHigh) + static_cast<std::size_t>(j / 4)] >> (j % 4 * 2) & 3;
    return static_cast<unsigned char>((low | high << 4) - 32);
}

template <class Block>
void putHalves(const unsigned char* from, int blocks, int row, unsigned char* to)
{
    for (int b = 0; b < blocks; ++b, from += sizeof(Block)) {
        std::memcpy(to + 32 * b + 2 * row, from + offsetof(Block, scale), 2);
    }
}

template <class Block>
void putMins(const unsigned char* from, int blocks, int row, unsigned char* to)
{
    for (int b = 0; b < blocks; ++b, from += sizeof(Block)) {
        std::memcpy(to + 64 + 32 * b + 2 * row, from + offsetof(Block, min), 2);
    }
}

// The scales of one row of a unit; `to` is where the unit's scales begin.
void putScales(Type type, const unsigned char* from, int blocks, int row, unsigned char* to)
{
    switch (type) {
    case Type::Q8_0:
        return putHalves<BlockQ8_0>(from, blocks, row, to);
    case Type::Q4_0:
        return putHalves<BlockQ4_0>(from, blocks, row, to);
    case Type::Q4_1:
        putHalves<BlockQ4_1>(from, blocks, row, to);
        return putMins<BlockQ4_1>(from, blocks, row, to);
    case Type::Q5_0:
        return putHalves<BlockQ5_0>(from, blocks, row, to);
    case Type::Q5_1:
        putHalves<BlockQ5_1>(from, blocks, row, to);
        return putMins<BlockQ5_1>(from, blocks, row, to);
    case Type::IQ4_NL:
        return putHalves<BlockIQ4_NL>(from, blocks, row, to);
    case Type::IQ4_XS:
        for (int j = 0; j < 8; ++j) {
            to[16 * j + row] = iq4Scale(from, j);
        }
        std::memcpy(to + 128 + 2 * row, from + offsetof(BlockIQ4_XS, scale), 2);
        return;
    case Type::Q2_K:
        for (int j = 0; j < 16; ++j) {
            to[16 * j + row] = from[offsetof(BlockQ2_K, scales) + static_cast<std::size_t>(j)];
        }
        std::memcpy(to + 256 + 2 * row, from + offsetof(BlockQ2_K, scale), 2);
        std::memcpy(to + 288 + 2 * row, from + offsetof(BlockQ2_K, min), 2);
        return;
    case Type::Q3_K:
        for (int j = 0; j < 16; ++j) {
            to[16 * j + row] = q3Scale(from + offsetof(BlockQ3_K, scales), j);
        }
        std::memcpy(to + 256 + 2 * row, from + offsetof(BlockQ3_K, scale), 2);
        return;
    case Type::Q4_K:
    case Type::Q5_K: // the same beginning
        static_assert(offsetof(BlockQ4_K, scales) == offsetof(BlockQ5_K, scales));
        for (int j = 0; j < 8; ++j) {
            sixBits(from + offsetof(BlockQ4_K, scales), j, to[16 * j + row], to[128 + 16 * j + row]);
        }
        std::memcpy(to + 256 + 2 * row, from + offsetof(BlockQ4_K, scale), 2);
        std::memcpy(to + 288 + 2 * row, from + offsetof(BlockQ4_K, min), 2);
        return;
    case Type::Q6_K:
        for (int j = 0; j < 16; ++j) {
            to[16 * j + row] = from[offsetof(BlockQ6_K, scales) + static_cast<std::size_t>(j)];
        }
        std::memcpy(to + 256 + 2 * row, from + offsetof(BlockQ6_K, scale), 2);
        return;
    default:
        return;
    }
}

float halfAt(const unsigned char* from)
{
    std::uint16_t half = 0;
    std::memcpy(&half, from, sizeof half);
    return halfToFloat(half);
}

struct ScaleAndMin {
    float scale = 0.0F;
    float min = 0.0F; // subtracted
};

// Of the 16 columns `part` of a unit's row; `from` is where the unit's scales begin.
ScaleAndMin scaleOf(Scales scales, const unsigned char* from, int part, int row)
{
    const int block = part / 2;
    const float d = halfAt(from + 256 + 2 * row);
    const float dMin = halfAt(from + 288 + 2 * row);
    switch (scales) {
    case Scales::Half:
        return {halfAt(from + 32 * block + 2 * row), 0.0F};
    case Scales::HalfMin:
        return {halfAt(from + 32 * block + 2 * row), -halfAt(from + 64 + 32 * block + 2 * row)};
    case Scales::Super:
        return {halfAt(from + 128 + 2 * row) * static_cast<float>(static_cast<std::int8_t>(from[16 * block + row])), 0.0F};
    case Scales::SuperMin:
        return {d * static_cast<float>(from[16 * block + row]), dMin * static_cast<float>(from[128 + 16 * block + row])};
    case Scales::Parts:
        return {d * static_cast<float>(static_cast<std::int8_t>(from[16 * part + row])), 0.0F};
    case Scales::PartsMin:
        return {d * static_cast<float>(from[16 * part + row] & 15), dMin * static_cast<float>(from[16 * part + row] >> 4)};
    }
    return {};
}

void readPackedRow(const Matrix& w, std::int64_t r, std::int64_t begin, std::int64_t end, float* out)
{
    const PackedFormat format = packedFormat(w.type);
    const int row = static_cast<int>(r % kGroupRows);
    const auto* unit = static_cast<const unsigned char*>(w.data) + r / kGroupRows * packedGroupBytes(w.type, w.cols) +
                       begin / format.unitCols * format.unitBytes;
    for (std::int64_t c = begin; c < end; c += format.unitCols, unit += format.unitBytes) {
        const int blocks = static_cast<int>(std::min<std::int64_t>(format.unitCols, end - c) / 32);
        const unsigned char* scales = unit + format.unitCols / 32 * codeBytes(format.bits);
        for (int i = 0; i < 32 * blocks; ++i) {
            const Codes codes = getCodes(format.bits, row, unit + i / 32 * codeBytes(format.bits));
            const auto byte = static_cast<int>(codes.word[i % 32 / 4] >> (i % 4 * 8) & 255U);
            const int code = format.codebook ? kIq4Values[byte] : byte - format.offset;
            const ScaleAndMin by = scaleOf(format.scales, scales, i / 16, row);
            out[c - begin + i] = by.scale * static_cast<float>(code) - by.min;
        }
    }
}

} // namespace

void packUnitPlain(Type type, const unsigned char* from, std::int64_t stride, int rows, int blocks, unsigned char* to)
{
    const PackedFormat format = packedFormat(type);
    if (rows < kRows || 32 * blocks < format.unitCols) {
        std::fill_n(to, format.unitBytes, static_cast<unsigned char>(0));
    }
    unsigned char* scales = to + format.unitCols / 32 * codeBytes(format.bits);
    for (int row = 0; row < rows; ++row, from += stride) {
        for (int b = 0; b < blocks; ++b) {
            putCodes(format.bits, codesOf(type, from, b), row, to + b * codeBytes(format.bits));
        }
        putScales(type, from, blocks, row, scales);
    }
}

void packGroupsPlain(const Matrix& from, std::int64_t first, std::int64_t last, void* to)
{
    const PackedFormat format = packedFormat(from.type);
    for (std::int64_t g = first; g < last; ++g) {
        auto* unit = static_cast<unsigned char*>(to) + g * packedGroupBytes(from.type, from.cols);
        const int rows = static_cast<int>(std::min<std::int64_t>(kGroupRows, from.rows - g * kGroupRows));
        const auto* at = static_cast<const unsigned char*>(from.row(g * kGroupRows));
        for (std::int64_t c = 0; c < from.cols; c += format.unitCols, unit += format.unitBytes) {
            const int blocks = static_cast<int>(std::min<std::int64_t>(format.unitCols, from.cols - c) / 32);
            packUnitPlain(from.type, at + bytesOf(from.type, c), bytesOf(from.type, from.cols), rows, blocks, unit);
        }
    }
}

void readRow(const Matrix& w, std::int64_t r, std::int64_t c, std::int64_t count, float* out)
{
    if (w.layout == Layout::Packed) {
        readPackedRow(w, r, c, c + count, out);
    } else if (w.layout == Layout::Sparse) {
        readSparseRow(w, r, c, count, out);
    } else {
        dequantizeRow(w.type, static_cast<const unsigned char*>(w.row(r)) + bytesOf(w.type, c), count, out);
    }
}

} // namespace kernels
