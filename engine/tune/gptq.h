// SPDX-License-Identifier: GPL-3.0-or-later
// Rounding that makes up for its own errors (GPTQ: Frantar et al. 2022; the same as LDLQ: Chee et al. 2023), on the
// grids that files have: each block's scales come from the importance-weighted search over the weights as corrected so
// far, its codes are chosen column by column, and coordinate descent goes over the whole row afterwards. What is
// minimised is the error of the layer's output, tr(D H D^T) with D = W - W' and H the inputs' second moments.
#pragma once

#include "engine/tune/large_vector.h"
#include "engine/tune/stoppable.h"
#include "kernels/types.h"

#include <atomic>
#include <cstddef>
#include <functional>
#include <vector>

namespace engine::tune
{

struct GptqOptions {
    double damping = 0.01; // of the mean of H's diagonal, added to it; 0.1 where tokens are fewer than columns
    int descents = 4;      // passes of coordinate descent over each row
};

// H = P P^T with P upper triangular, of the damped second moments of an input; made once for all matrices that share
// it. Const after construction. Memory: 12 bytes for each of cols^2, twice that while it is made.
class Curvature
{
public:
    // `moments` [cols, cols]: the sum of x x^T over `tokens`. Columns that were always 0 are given the curvature 1.
    // Throws engine::Error: BadSetting (fewer tokens than half the columns: the correction would be noise; or moments
    // that are no numbers, or have no such root), NoMemory, Stopped.
    Curvature(const float* moments, std::int64_t cols, std::int64_t tokens, const GptqOptions& options,
              kernels::Pool& pool, const std::atomic<bool>& stop);

    std::int64_t cols() const { return m_cols; }
    const float* row(std::int64_t i) const { return m_damped.data() + i * m_cols; } // of the damped H, a token's mean
    // Row i of C, C_ij = P_ij / P_jj for j > i: the share of an error in column i that column j takes over.
    const float* feedback(std::int64_t i) const { return m_feedback.data() + i * m_cols; }
    double root(std::int64_t j) const { return m_roots[static_cast<std::size_t>(j)]; } // P_jj
    std::vector<float> importance() const; // the diagonal, undamped: what an imatrix says

private:
    std::int64_t m_cols;
    LargeVector<float> m_damped;
    LargeVector<float> m_feedback;
    std::vector<double> m_roots;
    std::vector<float> m_diagonal;
};

// Inputs that the curvature has not seen: what decides whether a matrix is better off.
struct HeldOut {
    const float* rows = nullptr; // [tokens, cols]
    std::int64_t tokens = 0;
};

struct GptqResult {
    LargeVector<std::byte> bytes; // [rows] of the type, as files have them
    bool accepted = false;        // else `bytes` are those of the plain importance-weighted quantizer
    double plainError = 0;        // on the held-out rows: |D x|^2 / |W x|^2
    double error = 0;             // the same of the corrected weights, accepted or not
    double loss = 0;              // tr(D H D^T) with the damped H, before the descents, summed up on the way
};

// weights [rows, curvature.cols()] to `type`, one that kernels::hasCodeGrid() knows. The same bytes for any number of
// threads. Throws engine::Error: BadSetting (type, or no held-out rows), Stopped.
GptqResult quantizeWithFeedback(const float* weights, std::int64_t rows, kernels::Type type, const Curvature& curvature,
                                const HeldOut& heldOut, const GptqOptions& options, kernels::Pool& pool,
                                const std::atomic<bool>& stop);

// One row, for tests and for those who judge by themselves: `out` gets its bytes. Returns tr(D H D^T) before descents.
double roundWithFeedback(const float* weights, kernels::Type type, const Curvature& curvature, const float* importance,
                         int descents, std::byte* out);

// sum over rows and tokens of (D x)^2, D = a - b; [rows, cols] each, `b` or null. Throws engine::Error(Stopped), as the
// next.
double outputError(const float* a, const float* b, std::int64_t rows, std::int64_t cols, const HeldOut& inputs,
                   kernels::Pool& pool, const std::atomic<bool>& stop = kNoStop);

// The same by second moments: sum over rows of d H d^T, weights [rows, cols] and moments [cols, cols], symmetric.
double momentError(const float* weights, std::int64_t rows, std::int64_t cols, const float* moments,
                   kernels::Pool& pool, const std::atomic<bool>& stop = kNoStop);

} // namespace engine::tune
