// SPDX-License-Identifier: GPL-3.0-or-later
// The shared pieces of the plain loops: all sums in double, nothing clever. Any thread.
#pragma once

#include "kernels/ops.h"

namespace kernels::reference
{

// What a norm does to one row, so that no buffer is needed: value(c) is the normalized x[c].
class NormalizedRow
{
public:
    NormalizedRow(const Norm& norm, const float* x, std::int64_t dim); // x [dim]
    double value(std::int64_t c) const;

private:
    const Norm& m_norm;
    const float* m_x;
    double m_mean = 0.0;
    double m_scale = 1.0;
};

void normalizeRow(const Norm& norm, std::int64_t dim, float* x); // in place

// Sum over c of W[r][c] * x(c), any type of W.
template <class Input>
double dot(const Matrix& w, std::int64_t r, const Input& x);

double activate(Activation activation, double x);
double softCapped(double x, float cap); // cap * tanh(x / cap), x where cap is 0

float loadKv(const KvView& cache, const void* base, std::int64_t index); // index in values from base
void storeKv(const KvView& cache, void* base, std::int64_t index, const float* values, int count); // one head's row

void embed(const Embed& op, Pool& pool);
void normQkv(const NormQkv& op, Pool& pool);
void attend(const Attend& op, Pool& pool);
void projectAdd(const ProjectAdd& op, Pool& pool);
void normGateUp(const NormGateUp& op, Pool& pool);
void logits(const Logits& op, Pool& pool);
void normalize(const Normalize& op, Pool& pool);
void routeExperts(const RouteExperts& op, Pool& pool);
void mixExperts(const MixExperts& op, Pool& pool);

} // namespace kernels::reference

#include "kernels/packed.h"

#include <algorithm>

namespace kernels::reference
{

template <class Input>
double dot(const Matrix& w, std::int64_t r, const Input& x)
{
    float piece[kWidestBlock];
    double sum = 0.0;
    for (std::int64_t c = 0; c < w.cols; c += kWidestBlock) {
        const std::int64_t width = std::min<std::int64_t>(kWidestBlock, w.cols - c);
        readRow(w, r, c, width, piece);
        for (std::int64_t i = 0; i < width; ++i) {
            sum += static_cast<double>(piece[i]) * static_cast<double>(x(c + i));
        }
    }
    return sum;
}

} // namespace kernels::reference
