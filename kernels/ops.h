// SPDX-License-Identifier: GPL-3.0-or-later
// The fused stages of a transformer (design: five calls a layer). Each op is one argument struct; each backend
// implements the same functions (kernels::reference is the meaning, kernels::cpu the fast one).
// Contracts, for all ops and backends:
// - Activations are F32, row-major, [tokens, width]; pointers are never null unless said so and do not overlap
//   unless said so. Sizes have been checked by the caller; an op neither allocates nor throws.
// - `scratch` has at least scratchBytes(tokens, widest cols of the op's matrices) bytes, 64-byte aligned.
// - On the processor results do not depend on threads, on how a prompt is cut into calls, nor on which other sequences
//   are in one: a value is summed in one fixed order. A GPU's differ by rounding: fewer than 16 tokens by the order of
//   F32 sums (blocks: 8-bit input as on the processor), more by bfloat16 or half products (tests/support/tolerance.h).
#pragma once

#include "kernels/types.h"

namespace kernels
{

class Pool;

enum class NormKind : std::uint8_t {
    None, // y = x
    Rms,  // y = x / sqrt(mean(x^2) + eps) * weight            (Zhang & Sennrich 2019)
    Layer // y = (x - mean) / sqrt(var + eps) * weight + bias   (Ba et al. 2016)
};

struct Norm {
    NormKind kind = NormKind::None;
    const float* weight = nullptr; // [dim]
    const float* bias = nullptr;   // [dim], Layer only, may be null
    float eps = 1e-5F;
};

enum class RopeKind : std::uint8_t {
    None,
    Adjacent, // rotates pairs (2i, 2i+1): llama's GGUF layout
    Halves    // rotates pairs (i, i + dims/2): GPT-NeoX layout
};

struct Rope { // rotary embedding, Su et al. 2021
    RopeKind kind = RopeKind::None;
    int dims = 0;                   // rotated values of each head, even, <= headDim
    float base = 10000.0F;          // theta
    float scale = 1.0F;             // position multiplier (linear scaling: 1 / factor)
    float magnitude = 1.0F;         // multiplies cosine and sine (YaRN, Peng et al. 2023, section 3.4)
    const float* factors = nullptr; // [dims / 2] divisors of the frequencies, may be null
};

enum class Activation : std::uint8_t { Silu, GeluTanh, Gelu, Relu, Tanh };

// x[t] = scale * table[token[t]] (+ positionTable[position + t]) (+ addend), the latter where there are some
struct Embed {
    int tokens = 0;
    int dim = 0;
    const std::int32_t* ids = nullptr; // [tokens], each in 0..table.rows-1
    Matrix table;                      // [vocabulary, dim]
    Matrix positionTable;              // [context, dim], may be absent
    std::int64_t position = 0;         // of the first token
    float scale = 1.0F;
    const float* addend = nullptr; // [dim], may be null
    float* x = nullptr;            // [tokens, dim]
};

// Tokens of a call that follow each other in one sequence. A call may hold several: each weight is then read once for
// all of them (Yu et al. 2022, "Orca", section 3.2, selective batching).
struct Segment {
    int first = 0; // of its tokens among the call's
    int tokens = 0;
    std::int64_t position = 0; // of the first token; also its row in the cache
    KvView cache;              // the sequence's own
};

// Stage 1: norm, joined Q|K|V projection (+ bias), norm of each query and key head, RoPE, append keys and values to
// the caches.
struct NormQkv {
    int tokens = 0;
    int dim = 0;
    int heads = 0;
    int kvHeads = 0; // divides heads
    int headDim = 0;
    const float* x = nullptr; // [tokens, dim]
    Norm norm;
    Matrix q, k, v; // [heads * headDim, dim], [kvHeads * headDim, dim] twice; may be three views of one tensor
    const float* qBias = nullptr; // [heads * headDim], may be null; likewise kBias, vBias
    const float* kBias = nullptr;
    const float* vBias = nullptr;
    Norm qNorm, kNorm; // over headDim values (Dehghani et al. 2023, section 2, "QK normalization")
    Rope rope;
    const Segment* segments = nullptr; // [segmentCount], in order and without gaps; rows position .. position + tokens - 1
    int segmentCount = 0;              // of each one's cache are written
    float* qOut = nullptr;             // [tokens, heads, headDim]
    void* scratch = nullptr;
};

// Stage 2, of one segment: softmax(scale * q k) v over cache rows 0 .. position + t, or over all rows of the call and before it where
// it is not causal.
struct Attend {
    int tokens = 0;
    int heads = 0;
    int kvHeads = 0;
    int headDim = 0;
    const float* q = nullptr; // [tokens, heads, headDim]
    KvView cache;
    std::int64_t position = 0; // of the first token
    float scale = 1.0F;
    bool causal = true;
    std::int64_t window = 0; // > 0: only the last `window` positions are seen; causal only
    float softCap = 0.0F;    // > 0: scores become cap * tanh(score / cap)
    float* out = nullptr;    // [tokens, heads, headDim]
    void* scratch = nullptr; // attendScratchBytes(...)
};

// Stages 3 and 5: x += norm(W in (+ bias))
struct ProjectAdd {
    int tokens = 0;
    Matrix weight;               // [dim, inner]
    const float* bias = nullptr; // [dim], may be null
    Norm norm;                   // of the product, before it is added
    const float* in = nullptr;   // [tokens, inner]
    float* x = nullptr;          // [tokens, dim]
    void* scratch = nullptr;
};

// Stage 4: out = act(gate n) * (up n), or act(up n + bias) where there is no gate; n = norm(x)
struct NormGateUp {
    int tokens = 0;
    int dim = 0;
    const float* x = nullptr; // [tokens, dim]
    Norm norm;
    Matrix gate;                     // [inner, dim], may be absent
    Matrix up;                       // [inner, dim]
    const float* gateBias = nullptr; // [inner], may be null
    const float* upBias = nullptr;   // [inner], may be null
    Activation activation = Activation::Silu;
    float* out = nullptr; // [tokens, inner]
    void* scratch = nullptr;
};

// x = norm(x), where a block ends with its norm (Vaswani et al. 2017, section 3.1)
struct Normalize {
    int tokens = 0;
    int dim = 0;
    Norm norm;
    float* x = nullptr; // [tokens, dim]
};

// Stage 4 of a mixture of experts (Shazeer et al. 2017, section 2.1): p = softmax(router n), n = norm(x); the `used`
// experts of the highest p are chosen, the lower number first among equals.
struct RouteExperts {
    int tokens = 0;
    int dim = 0;
    int used = 0;             // 1 .. router.rows
    const float* x = nullptr; // [tokens, dim]
    Norm norm;
    Matrix router;                  // [experts, dim]
    bool sharesSumToOne = false;    // shares are p / (sum of the chosen p), else p itself
    float* normed = nullptr;        // [tokens, dim]: n
    std::int32_t* chosen = nullptr; // [tokens, used], ascending
    float* shares = nullptr;        // [tokens, used]
    void* scratch = nullptr;        // scratchBytes(tokens, dim, experts)
};

// Stage 5 of a mixture of experts: x += sum over the chosen e of share * down_e (act(gate_e n) * (up_e n)), in the
// order of `chosen`.
struct MixExperts {
    int tokens = 0;
    int dim = 0;
    int inner = 0;
    int experts = 0;
    int used = 0;
    const float* normed = nullptr; // [tokens, dim]
    const std::int32_t* chosen = nullptr;
    const float* shares = nullptr;
    Matrix gate, up; // [experts * inner, dim]
    Matrix down;     // [experts * dim, inner]
    Activation activation = Activation::Silu;
    float* x = nullptr;      // [tokens, dim]
    void* scratch = nullptr; // expertScratchBytes(...)
};

// logits = head norm(x)
struct Logits {
    int tokens = 0;
    int dim = 0;
    const float* x = nullptr; // [tokens, dim]
    Norm norm;
    Matrix head;                 // [vocabulary, dim]
    const float* bias = nullptr; // [vocabulary], may be null
    float softCap = 0.0F;        // > 0: cap * tanh(logit / cap)
    float* logits = nullptr;     // [tokens, vocabulary]
    void* scratch = nullptr;
};

// Bytes of scratch for the projecting ops: `cols` is the widest input, `rows` the widest joined output of an op.
std::size_t scratchBytes(int tokens, std::int64_t cols, std::int64_t rows);
// Bytes of scratch for attend with `capacity` cache positions and `threads` pool threads.
std::size_t attendScratchBytes(int tokens, int heads, int headDim, std::int64_t capacity, int threads);
std::size_t expertScratchBytes(int tokens, int dim, int inner, int experts, int used);

// A backend is the same handful of functions.
struct Backend {
    const char* name;
    void (*embed)(const Embed&, Pool&);
    void (*normQkv)(const NormQkv&, Pool&);
    void (*attend)(const Attend&, Pool&);
    void (*projectAdd)(const ProjectAdd&, Pool&);
    void (*normGateUp)(const NormGateUp&, Pool&);
    void (*logits)(const Logits&, Pool&);
    void (*normalize)(const Normalize&, Pool&);
    void (*routeExperts)(const RouteExperts&, Pool&);
    void (*mixExperts)(const MixExperts&, Pool&);
    bool prefersPacked = false; // weights (kernels/packed.h) to rows
};

const Backend& referenceBackend();
const Backend& cpuBackend();
const char* cpuTargetName(); // the instruction set chosen at run time, for example "AVX-512 VNNI"

} // namespace kernels
