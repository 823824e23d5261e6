// SPDX-License-Identifier: GPL-3.0-or-later
// The functions of cuBLASLt that are used, by the types of its header.
#pragma once

#include <cublasLt.h>

namespace kernels::cuda
{

#define FETTLE_MATMUL_FUNCTIONS(X)                                                                                     \
    X(cublasLtCreate)                                                                                                  \
    X(cublasLtDestroy)                                                                                                 \
    X(cublasLtMatmulDescCreate)                                                                                        \
    X(cublasLtMatmulDescDestroy)                                                                                       \
    X(cublasLtMatmulDescSetAttribute)                                                                                  \
    X(cublasLtMatrixLayoutCreate)                                                                                      \
    X(cublasLtMatrixLayoutDestroy)                                                                                     \
    X(cublasLtMatmulPreferenceCreate)                                                                                  \
    X(cublasLtMatmulPreferenceDestroy)                                                                                 \
    X(cublasLtMatmulPreferenceSetAttribute)                                                                            \
    X(cublasLtMatmulAlgoGetHeuristic)                                                                                  \
    X(cublasLtMatmul)

struct MatmulFunctions {
#define FETTLE_MEMBER(name) decltype(&::name) name = nullptr;
    FETTLE_MATMUL_FUNCTIONS(FETTLE_MEMBER)
#undef FETTLE_MEMBER
};

// Candidate `number`, counted from 0, of the libraries that there may be; false where it is not there, or lacks a
// function. `isLast`: no other follows. What was loaded stays, as CUDA's libraries do not survive being unloaded.
bool loadMatmulLibrary(int number, MatmulFunctions& functions, bool& isLast);

} // namespace kernels::cuda
