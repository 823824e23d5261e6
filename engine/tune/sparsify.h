// SPDX-License-Identifier: GPL-3.0-or-later
// Which weights of a matrix become zero, and how the others make up for it.
#pragma once

#include "engine/tune/gptq.h"

namespace engine::tune
{

enum class PruneMethod {
    Magnitude, // the smallest |w|
    Wanda,     // the smallest |w| * |x_j|, row by row (Sun et al. 2023, eq. 1)
    SparseGpt  // the smallest w^2 / [H^-1]_jj within blocks of columns; later columns take over the errors (Frantar &
               // Alistarh 2023, algorithm 1)
};

struct Sparsity {
    double share = 0.5; // of the weights that become zero, 0..1, of each row
    int keep = 0;       // or: this many of each `of` neighbours stay, such as 2 of 4; the columns are a multiple of `of`
    int of = 0;
};

// What the method looks at, of the matrix's input; null where it does not.
struct PruneInput {
    const float* importance = nullptr; // [cols] mean squares: Wanda
    const Curvature* curvature = nullptr; // SparseGPT
};

// weights [rows, cols], changed in place. A row loses exactly share * cols weights, rounded down, of equals the first;
// SparseGPT as many of each block of 128 columns. The same result for any number of threads.
void sparsify(float* weights, std::int64_t rows, std::int64_t cols, PruneMethod method, const Sparsity& sparsity,
              const PruneInput& input, kernels::Pool& pool);

} // namespace engine::tune
