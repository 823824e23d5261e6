// SPDX-License-Identifier: GPL-3.0-or-later
// What ops need beside their arguments: one stream of one device, and memory that lives as long as it. Used by one
// thread at a time.
#pragma once

#include "kernels/cuda/choice.h"
#include "kernels/cuda/device/target.h"
#include "kernels/cuda/prompt_products.h"
#include "kernels/ops.h"

#include <cstddef>
#include <memory>
#include <vector>

namespace kernels::cuda
{

inline constexpr int kCounters = 4096; // one for each head or token that blocks finish together; 0 between kernels
inline constexpr int kWidestHead = 512;
inline constexpr int kMostTokens = 4096; // of one call
inline constexpr int kMostGroup = 8;     // query heads that one block serves at a time

// Turns of a position for each rotated pair, of a full circle, in double (module/rope.cu).
struct RopeTable {
    std::vector<double> turns; // [dims / 2]
    double* device = nullptr;  // the same there
};

// Where the tokens of a call stand. In a captured graph the numbers change between replays, so they lie on the device.
struct Place {
    std::int64_t position = 0;
    const std::int64_t* live = nullptr; // on the device; its value counts then, and `position` is added to it

    FETTLE_DEVICE std::int64_t get() const { return live != nullptr ? position + *live : position; }
};

// What the host and the steps of a token share: host memory that the device reads and writes. A step takes the place of
// its number, counted round.
struct Steps {
    double draws[kStepsAhead];        // 0 .. 1, by the host before the step
    std::int32_t tokens[kStepsAhead]; // by the step: the token that it has chosen
};

class MatmulLibrary;

// How ops of many tokens are multiplied (module/prompts.h).
struct Prompts {
    PromptProducts how;
    unsigned char* room = nullptr; // of the caller; none: by our own tiles
    std::int64_t bytes = 0;
    std::shared_ptr<MatmulLibrary> library; // null: there is none, or nobody has looked
    const char* whyNone = nullptr;          // a sentence, where somebody has
};

struct Context {
    int device = 0;
    int multiprocessors = 0;
    bool overlaps = false; // kernels may begin before the one before them has ended (9.0 and later)
    bool hasTiles = false;      // multiplies tiles of bfloat16 (8.0 and later)
    bool hasSmallTiles = false; // of halves and of bytes (7.5 and later)
    bool hasTinyFloats = false; // products of e4m3 (8.9 and later)
    std::size_t sharedLimit = 0;
    cudaStream_t stream = nullptr;
    unsigned* counters = nullptr; // [kCounters]
    float* parts = nullptr;       // of attention: [2 * multiprocessors][kMostGroup][kWidestHead + 2]
    std::int32_t* ids = nullptr;  // [kMostTokens] tokens of a call
    std::int64_t* live = nullptr; // [3]: position, token: what a graph reads; and the number of steps so far
    void* candidates = nullptr;   // chooseBytes()
    Steps* steps = nullptr;       // the host's
    bool isCapturing = false;
    Prompts prompts;
    std::vector<RopeTable> ropes;
    cudaError_t error = cudaSuccess; // the first one, kept until asked for
    const char* refusal = nullptr;   // or a sentence: what this module cannot do

    void note(cudaError_t status)
    {
        if (error == cudaSuccess) {
            error = status;
        }
    }
    void refuse(const char* why)
    {
        if (refusal == nullptr) {
            refusal = why;
        }
    }
};

// The caller closes what it has opened, also after an error.
std::size_t chooseBytes(); // of memory that choose() works in
cudaError_t open(Context& context, int device);
void close(Context& context);

} // namespace kernels::cuda
