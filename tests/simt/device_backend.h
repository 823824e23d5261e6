// SPDX-License-Identifier: GPL-3.0-or-later
// A backend for tests: ops with the host's pointers, done by the CUDA kernels on the emulated device. Each buffer is
// copied to an allocation of exactly its size, so that an access past its end is seen.
#pragma once

#include "kernels/cuda/prompt_products.h"
#include "kernels/ops.h"

namespace tests
{

const kernels::Backend& emulatedBackend();

// How its ops of many tokens are multiplied, with memory of exactly the planned size; by our own tiles unless a test says
// otherwise.
kernels::cuda::PromptProducts& emulatedPrompts();

// Matrices that look like 2:4 are kept without their zeros, unless a test says otherwise.
struct SparseWeights {
    bool areKept = true;
    int matrices = 0; // so far
};
SparseWeights& emulatedSparse();

} // namespace tests
