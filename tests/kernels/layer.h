// SPDX-License-Identifier: GPL-3.0-or-later
// One random layer with its inputs, run op by op on any backend: the same body for all of them.
#pragma once

#include "kernels/ops.h"
#include "tests/support/random_weights.h"

#include <vector>

namespace tests
{

struct Sizes {
    int dim;
    int heads;
    int kvHeads;
    int headDim;
    int inner;
    int vocabulary;
};

struct Options {
    kernels::NormKind norm = kernels::NormKind::Rms;
    kernels::RopeKind rope = kernels::RopeKind::Adjacent;
    kernels::Activation activation = kernels::Activation::Silu;
    kernels::Type cache = kernels::Type::F32;
    bool gate = true;
    bool headNorms = false; // of queries and keys
    bool postNorm = false;  // of a projection, before it is added
    bool causal = true;
    float ropeMagnitude = 1.0F;
    bool biases = false;
    bool ropeFactors = false;
    std::int64_t window = 0;
    float softCap = 0.0F;
    std::int64_t position = 0;
};

enum class Op { Embed, NormQkv, Attend, ProjectAdd, NormGateUp, Logits, Normalize, RouteExperts, MixExperts };

class Layer
{
public:
    Layer(const Sizes& sizes, kernels::Type type, const Options& options, int tokens);

    // Everything that the op wrote, as floats, when its tokens are cut into calls of the given sizes.
    std::vector<float> run(Op op, const kernels::Backend& backend, kernels::Pool& pool, const std::vector<int>& calls);

    // Products read packed weights, where the type can be packed.
    void setPacked(bool packed) { m_isPacked = packed; }

    // Two of four neighbouring weights of plain matrices become zeros: of all, or of keys and gates alone.
    void dropTwoOfFour(bool all);

    // The projecting op's input as 8-bit blocks, so that quantizing it again changes nothing.
    void makeInputBlocks();
    static std::int64_t capacityFor(const Options& options, int tokens) { return options.position + tokens + 3; }

private:
    static constexpr int kExperts = 5;
    static constexpr int kUsed = 3;

    kernels::Norm norm() const;
    const kernels::Matrix& weight(RandomMatrix& matrix) { return m_isPacked ? matrix.packed() : matrix.view(); }
    kernels::Norm headNorm(std::size_t offset) const;
    int outputWidth(Op op) const;
    void makeExperts(); // once asked for: they are large
    void routeExperts(const kernels::Backend& backend, kernels::Pool& pool, int tokens, const float* in, void* scratch,
                      float* to);
    std::vector<float> cacheValues(const std::vector<unsigned char>& bytes) const;

    Sizes m_sizes;
    kernels::Type m_type;
    Options m_options;
    int m_tokens;
    bool m_isPacked = false;
    std::int64_t m_capacity;
    RandomMatrix m_table, m_positions, m_q, m_k, m_v, m_out, m_gate, m_up, m_head, m_router, m_gates, m_ups, m_downs;
    std::vector<float> m_x, m_attended, m_queries, m_normWeight, m_normBias, m_bias, m_factors;
    std::vector<float> m_headNorm, m_shares;
    std::vector<std::int32_t> m_ids, m_chosen;
    std::vector<unsigned char> m_keys, m_values;
};

} // namespace tests
