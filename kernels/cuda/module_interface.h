// SPDX-License-Identifier: GPL-3.0-or-later
// The C interface between the program and libfettle-cuda.so: one table of functions. The module is loaded at run time,
// so that one build runs with and without a GPU, and tests run the same table on an emulated device.
// C++17: nvcc reads this too.
#pragma once

#include "kernels/cuda/choice.h"
#include "kernels/cuda/prompt_products.h"
#include "kernels/ops.h"

#include <cstdint>

struct FettleCudaContext; // one stream of one device; used by one thread at a time
struct FettleCudaGraph;   // recorded ops

inline constexpr std::uint32_t kFettleCudaVersion = 5;

// Functions that return int give 0 or a CUDA error number, whose text fettleCudaErrorText() has
// (kernels/cuda/devices.h).
struct FettleCudaModule {
    std::uint32_t version; // kFettleCudaVersion of the module
    std::uint32_t bytes;   // sizeof of its table

    int (*open)(int device, FettleCudaContext** context); // null after an error
    void (*close)(FettleCudaContext* context);            // graphs and memory are given back before

    int (*allocate)(FettleCudaContext* context, std::uint64_t bytes, void** memory); // at least 256-byte aligned
    void (*release)(FettleCudaContext* context, void* memory);
    int (*memory)(FettleCudaContext* context, std::uint64_t* freeBytes, std::uint64_t* allBytes); // of the device
    // Copied when it returns, as far as `from` is concerned; ordered with the ops.
    int (*upload)(FettleCudaContext* context, void* to, const void* from, std::uint64_t bytes);
    // Waits for all ops before it.
    int (*download)(FettleCudaContext* context, void* to, const void* from, std::uint64_t bytes);
    // From another context's device to this one's, behind the ops of both so far; ops of this one that come later see it.
    // The other's later ops are not held back: it is left alone until this context has been waited for.
    int (*fetch)(FettleCudaContext* context, void* to, FettleCudaContext* other, const void* from, std::uint64_t bytes);
    // Waits. The first error since the last call: 0, a CUDA error number, or -1 and a sentence for what is not built
    // in.
    int (*finish)(FettleCudaContext* context, const char** sentence);

    // How ops of many tokens are multiplied from here on, and the memory for it, which is the caller's and is used until
    // the next call: promptRoom() of the ops to come, 256-byte aligned. Null: by our own tiles, as where it is too little.
    void (*setPrompts)(FettleCudaContext* context, const kernels::cuda::PromptProducts* how, void* room,
                       std::uint64_t bytes);
    // Null, or a sentence: why that cannot be on this device.
    const char* (*promptRefusal)(FettleCudaContext* context, const kernels::cuda::PromptProducts* how);

    // The ops. Matrices are of Layout::Device or Layout::Sparse; all pointers are to the device, but for Embed::ids and
    // Rope::factors. A cache is as kernels/cuda/device/kv.h says. They are not waited for.
    void (*embed)(FettleCudaContext* context, const kernels::Embed* op);
    void (*normQkv)(FettleCudaContext* context, const kernels::NormQkv* op);
    void (*attend)(FettleCudaContext* context, const kernels::Attend* op);
    void (*projectAdd)(FettleCudaContext* context, const kernels::ProjectAdd* op);
    void (*normGateUp)(FettleCudaContext* context, const kernels::NormGateUp* op);
    void (*logits)(FettleCudaContext* context, const kernels::Logits* op);
    void (*normalize)(FettleCudaContext* context, const kernels::Normalize* op);
    void (*routeExperts)(FettleCudaContext* context, const kernels::RouteExperts* op);
    void (*mixExperts)(FettleCudaContext* context, const kernels::MixExperts* op);

    // Ops between the two are recorded and not done. They are of one token; which one, and its position, each replay
    // says. Every kind of op has to have run once before, since its first time may allocate.
    int (*beginGraph)(FettleCudaContext* context);
    int (*endGraph)(FettleCudaContext* context, FettleCudaGraph** graph); // null after an error
    int (*replay)(FettleCudaContext* context, FettleCudaGraph* graph, std::int64_t position, std::int32_t token);
    void (*releaseGraph)(FettleCudaGraph* graph);

    // Steps: replays of a graph that ends with `choose`. Each takes the token that the one before it has chosen, and its
    // place behind it, so that nobody waits between them. The first is of `token` at `position`.
    void (*choose)(FettleCudaContext* context, const kernels::cuda::Choice* how);
    int (*beginSteps)(FettleCudaContext* context, std::int64_t position, std::int32_t token);
    // `draw`: 0 .. 1, what it chooses by. At most kStepsAhead are begun and not asked for.
    int (*step)(FettleCudaContext* context, FettleCudaGraph* graph, double draw);
    // Waits for step `number`, counted from 0 since beginSteps; at most kStepsAhead back. kNoToken as choice.h says.
    int (*chosen)(FettleCudaContext* context, std::int64_t number, std::int32_t* token);
};

extern "C" {
// Valid as long as the module is loaded.
const FettleCudaModule* fettleCudaModule();
}
