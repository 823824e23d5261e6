// SPDX-License-Identifier: GPL-3.0-or-later
// The input of a product in shared memory: normalized, in the form that the weights' type is multiplied with, and in
// the order in which lanes read it, so that no two of them meet in a bank.
#pragma once

#include "kernels/cuda/device/shared.h"
#include "kernels/cuda/device/warp.h"
#include "kernels/cuda/device/weights.h"
#include "kernels/ops.h"

namespace kernels::cuda
{

enum class Form : std::uint8_t {
    Fours,  // floats, four to a lane: F32
    Eights, // floats, eight to a lane: F16 and BF16
    Bytes,  // 8-bit numbers with a scale for each 32: blocks
    // The same input as Fours and Eights, for matrices of which some are kept without the zeros of 2:4. Those take more
    // registers, which kernels that know none of them leave to the blocks of the next kernel.
    SparseFours,
    SparseEights
};

constexpr bool takesSparse(Form form)
{
    return form == Form::SparseFours || form == Form::SparseEights;
}

constexpr Form plainForm(Form form)
{
    return form == Form::SparseFours ? Form::Fours : form == Form::SparseEights ? Form::Eights : form;
}

constexpr Form formOf(Type type)
{
    return type == Type::F32 ? Form::Fours : isPlain(type) ? Form::Eights : Form::Bytes;
}

inline Form formOf(const DeviceMatrix& w)
{
    return !w.isSparse ? formOf(w.type) : w.type == Type::F32 ? Form::SparseFours : Form::SparseEights;
}

// Of two matrices with the same plainForm().
constexpr Form jointForm(Form a, Form b)
{
    return takesSparse(a) ? a : b;
}

constexpr int formCols(Form form) // of a unit
{
    return plainForm(form) == Form::Fours ? 4 : plainForm(form) == Form::Eights ? 8 : 32;
}

constexpr int chunksOf(Form form, int cols) // of 32 units; the last is filled up with zeros
{
    const int width = 32 * formCols(form);
    return (cols + width - 1) / width;
}

constexpr std::size_t inputBytes(Form form, int cols, int tokens) // of shared memory
{
    const auto chunks = static_cast<std::size_t>(chunksOf(form, cols));
    const auto count = static_cast<std::size_t>(tokens);
    return form == Form::Bytes ? sharedPiece(count * chunks * 1024) + sharedPiece(count * chunks * 256)
                               : sharedPiece(count * chunks * 32 * 4 * static_cast<std::size_t>(formCols(form)));
}

struct RawInput {             // in device memory
    const float* x = nullptr; // [tokens, stride]
    std::int64_t stride = 0;
    int cols = 0;
    int tokens = 0;
    Norm norm;
};

// What a norm does to one row.
struct RowNorm {
    float mean = 0.0F;
    float scale = 1.0F;
};

FETTLE_DEVICE RowNorm rowNorm(const Norm& norm, const float* x, int cols, float* parts)
{
    RowNorm row;
    if (norm.kind == NormKind::None) {
        return row;
    }
    const auto count = static_cast<float>(cols);
    if (norm.kind == NormKind::Layer) {
        float sum = 0.0F;
        for (int c = static_cast<int>(threadIdx.x); c < cols; c += kThreads) {
            sum += x[c];
        }
        row.mean = sumOverBlock(sum, parts) / count;
    }
    float squares = 0.0F;
    for (int c = static_cast<int>(threadIdx.x); c < cols; c += kThreads) {
        const float centred = x[c] - row.mean;
        squares += centred * centred;
    }
    row.scale = 1.0F / sqrtf(sumOverBlock(squares, parts) / count + norm.eps);
    return row;
}

FETTLE_DEVICE float normed(const Norm& norm, const RowNorm& row, float x, int c)
{
    if (norm.kind == NormKind::None) {
        return x;
    }
    const float scaled = (x - row.mean) * row.scale * norm.weight[c];
    return norm.bias != nullptr ? scaled + norm.bias[c] : scaled;
}

// The input of kTokens tokens; those past the last are zeros.
template <Form kForm, int kTokens>
class Input
{
public:
    FETTLE_DEVICE Input(SharedMemory& shared, int cols) : m_chunks(chunksOf(kForm, cols))
    {
        if constexpr (kForm == Form::Bytes) {
            m_words = shared.take<uint4>(kTokens * m_chunks * 64);
            m_meta = shared.take<uint2>(kTokens * m_chunks * 32);
        } else {
            m_floats = shared.take<float4>(kTokens * m_chunks * 32 * (formCols(kForm) / 4));
        }
    }

    // All threads; a barrier has to follow. `parts`: [kWarps] of shared memory.
    FETTLE_DEVICE void fill(const RawInput& raw, float* parts)
    {
        for (int t = 0; t < kTokens; ++t) {
            const float* x = t < raw.tokens ? raw.x + t * raw.stride : nullptr;
            const RowNorm row = x != nullptr ? rowNorm(raw.norm, x, raw.cols, parts) : RowNorm();
            if constexpr (kForm == Form::Bytes) {
                fillBytes(raw, row, x, t);
            } else {
                fillFloats(raw, row, x, t);
            }
        }
    }

    // For a lane: `unit` of token t.
    FETTLE_DEVICE void read(int t, int unit, InputUnit& x) const
    {
        const uint4* at = m_words + (t * m_chunks + unit / 32) * 64 + unit % 32;
        const uint4 first = at[0];
        const uint4 second = at[32];
        const uint2 meta = m_meta[t * m_chunks * 32 + unit];
        x.words[0] = first.x;
        x.words[1] = first.y;
        x.words[2] = first.z;
        x.words[3] = first.w;
        x.words[4] = second.x;
        x.words[5] = second.y;
        x.words[6] = second.z;
        x.words[7] = second.w;
        x.scale = floatOfBits(meta.x);
        x.sums[0] = static_cast<std::int16_t>(meta.y & 0xFFFFU);
        x.sums[1] = static_cast<std::int16_t>(meta.y >> 16);
    }

    template <int kCols>
    FETTLE_DEVICE void read(int t, int unit, float (&x)[kCols]) const
    {
        constexpr int kPieces = kCols / 4;
        const float4* at = m_floats + (t * m_chunks + unit / 32) * (32 * kPieces) + unit % 32;
        FETTLE_UNROLL
        for (int i = 0; i < kPieces; ++i) {
            const float4 four = at[i * 32];
            x[4 * i] = four.x;
            x[4 * i + 1] = four.y;
            x[4 * i + 2] = four.z;
            x[4 * i + 3] = four.w;
        }
    }

private:
    FETTLE_DEVICE void fillFloats(const RawInput& raw, const RowNorm& row, const float* x, int t)
    {
        constexpr int kCols = formCols(kForm);
        auto* to = reinterpret_cast<float*>(m_floats) + t * m_chunks * 32 * kCols;
        for (int c = static_cast<int>(threadIdx.x); c < m_chunks * 32 * kCols; c += kThreads) {
            const int unit = c / kCols;
            const int at = unit / 32 * (32 * kCols) + c % kCols / 4 * 128 + unit % 32 * 4 + c % 4;
            to[at] = x != nullptr && c < raw.cols ? normed(raw.norm, row, x[c], c) : 0.0F;
        }
    }

    // Eight neighbouring lanes make a unit, four columns each.
    FETTLE_DEVICE void fillBytes(const RawInput& raw, const RowNorm& row, const float* x, int t)
    {
        auto* words = reinterpret_cast<std::uint32_t*>(m_words) + t * m_chunks * 256;
        for (int i = static_cast<int>(threadIdx.x); i < m_chunks * 256; i += kThreads) {
            const int unit = i / 8;
            const int word = i % 8;
            float v[4] = {0.0F, 0.0F, 0.0F, 0.0F};
            if (x != nullptr && unit * 32 < raw.cols) {
                const int c = 4 * i;
                const float4 four = *reinterpret_cast<const float4*>(x + c);
                v[0] = normed(raw.norm, row, four.x, c);
                v[1] = normed(raw.norm, row, four.y, c + 1);
                v[2] = normed(raw.norm, row, four.z, c + 2);
                v[3] = normed(raw.norm, row, four.w, c + 3);
            }
            const float most = maxOverLanes<8>(fmaxf(fmaxf(fabsf(v[0]), fabsf(v[1])), fmaxf(fabsf(v[2]), fabsf(v[3]))));
            const float scale = most / 127.0F;
            const float inverse = scale > 0.0F ? 1.0F / scale : 0.0F;
            std::uint32_t packed = 0;
            int sum = 0;
            FETTLE_UNROLL
            for (int k = 0; k < 4; ++k) {
                const int q = static_cast<int>(rintf(v[k] * inverse));
                packed |= (static_cast<std::uint32_t>(q) & 255U) << (8 * k);
                sum += q;
            }
            words[unit / 32 * 256 + word / 4 * 128 + unit % 32 * 4 + word % 4] = packed;
            sum = sumOverLanes<4>(sum); // of the half that this lane is in
            const int other = __shfl_xor_sync(kAllLanes, sum, 4);
            if (word == 0) {
                m_meta[t * m_chunks * 32 + unit] =
                    make_uint2(bitsOfFloat(scale),
                               (static_cast<std::uint32_t>(sum) & 0xFFFFU) | static_cast<std::uint32_t>(other) << 16);
            }
        }
    }

    int m_chunks;
    uint4* m_words = nullptr;
    uint2* m_meta = nullptr;
    float4* m_floats = nullptr;
};

} // namespace kernels::cuda
