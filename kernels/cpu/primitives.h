// SPDX-License-Identifier: GPL-3.0-or-later
// The SIMD pieces that the ops are made of. Each picks its instruction set on the first call. Any thread.
// A result for one element never depends on where in a range it lies.
#pragma once

#include "kernels/cpu/input.h"

namespace kernels::cpu
{

void normalizeRow(const Norm& norm, const float* x, std::int64_t dim, float* out); // `out` may be `x`
void quantizeRow(const Input& in, int token); // fills the numbers and blocks of one token

void multiplyFloat(const Matrix& w, const Input& in, std::int64_t begin, std::int64_t end, float* out,
                   std::int64_t stride);
void multiplyDecoded(const Matrix& w, const Input& in, std::int64_t begin, std::int64_t end, float* out,
                     std::int64_t stride); // any type
void multiplyPacked(const Matrix& w, const Input& in, std::int64_t begin, std::int64_t end, float* out,
                    std::int64_t stride);

void decodeRow(Type type, const void* row, std::int64_t cols, float* out); // dequantizeRow, faster
void add(const float* a, float* sum, std::int64_t count);                  // sum += a
void addScaled(float factor, const float* a, float* sum, std::int64_t count); // sum += factor * a
// out = act(gate) * up; act(gate) where up is null. `out` may be `gate` or `up`.
void activate(Activation activation, const float* gate, const float* up, std::int64_t count, float* out);
void softCap(float cap, float* x, std::int64_t count); // x = cap * tanh(x / cap)

// Rotates one head in place by cosine and sine [dims / 2].
void rotateHead(RopeKind kind, int dims, const float* cosine, const float* sine, float* head);
void storeKv(Type type, const float* from, std::int64_t count, void* to); // any type of a cache

// One tile of attention: up to kQueries queries of the same key head, over cache rows begin .. end-1 of one chunk.
inline constexpr int kQueries = 4;

struct QueryTile {
    int count = 0; // 1 .. kQueries
    int headDim = 0;
    float scale = 1.0F;
    float softCap = 0.0F;
    Type type = Type::F16;
    const void* keys = nullptr; // of this head: [positions, headDim], from position `origin` on
    const void* values = nullptr;
    std::int64_t origin = 0;
    const float* q[kQueries] = {};
    std::int64_t first[kQueries] = {}; // the positions that each query sees: first .. last
    std::int64_t last[kQueries] = {};
    float* out[kQueries] = {}; // [headDim], sums of values weighted by exp(score - highest)
    float highest[kQueries] = {};
    float total[kQueries] = {};
    bool fresh[kQueries] = {}; // nothing in `out` yet
};

// Takes chunk `chunk` (positions chunk * kAttendChunk ..) into the tile's running sums.
void attendChunk(QueryTile& tile, std::int64_t chunk);
// Joins the sums of a later chunk to those of earlier ones, as attendChunk itself does (Milakov & Gimelshein 2018).
void mergeSums(const float* part, float partHighest, float partTotal, int headDim, float* out, float& highest,
               float& total);
void scaleRow(float factor, float* x, std::int64_t count);

} // namespace kernels::cpu
