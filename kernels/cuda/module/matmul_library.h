// SPDX-License-Identifier: GPL-3.0-or-later
// cuBLASLt, looked for at run time, so that the module loads and serves without it. One handle of one device, used by
// the thread of its context. API: NVIDIA's "cuBLAS" documentation, section "Using the cuBLASLt API".
#pragma once

#include <cuda_runtime.h>

#include <cstddef>
#include <cstdint>
#include <memory>

namespace kernels::cuda
{

enum class Factor : std::uint8_t { Bfloat, Half, Int8, E4m3 }; // what both sides of a product are made of

constexpr int bytesOf(Factor factor)
{
    return factor == Factor::Bfloat || factor == Factor::Half ? 2 : 1;
}

// out[t, r] (+)= sum over c of x[t, c] w[r, c], summed in F32; of Int8 in whole numbers of 32 bits, which `out` then
// has. All pointers and strides are multiples of 16 bytes; rows and columns of 8, of 8-bit numbers of 16.
struct Product {
    Factor factor = Factor::Bfloat;
    int rows = 0, tokens = 0, cols = 0;
    const void* w = nullptr; // [rows, wStride]
    std::int64_t wStride = 0;
    const void* x = nullptr; // [tokens, xStride]
    std::int64_t xStride = 0;
    float* out = nullptr; // [tokens, outStride]
    std::int64_t outStride = 0;
    bool adds = false; // to what is in `out`; not of Int8
    void* workspace = nullptr;
    std::size_t workspaceBytes = 0;
};

class MatmulLibrary
{
public:
    // For the current device. Null where there is none that works, with a sentence that says why.
    static std::unique_ptr<MatmulLibrary> open(const char*& why);
    ~MatmulLibrary();
    MatmulLibrary(const MatmulLibrary&) = delete;
    MatmulLibrary& operator=(const MatmulLibrary&) = delete;

    // Whether it has a way for a product of this shape; asked of cuBLASLt once for each. Its pointers are not looked
    // at.
    bool knows(const Product& product);
    // Of one that it knows: put on the stream. Null, or a sentence that says what went wrong.
    const char* multiply(const Product& product, cudaStream_t stream);

private:
    struct State;
    explicit MatmulLibrary(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace kernels::cuda
