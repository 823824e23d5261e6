// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/tune/peer_rounding.h"

#include "engine/error.h"
#include "kernels/cpu/primitives.h"
#include "kernels/half.h"
#include "kernels/packed.h"
#include "kernels/pool.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <memory>
#include <vector>

namespace engine::tune
{
namespace
{

// ggml's quantize_row_q8_K: the value of the largest magnitude becomes -127.
void roundBlock256(float* x)
{
    float largest = 0;
    for (int i = 0; i < 256; ++i)
        if (std::fabs(x[i]) > std::fabs(largest))
            largest = x[i];
    if (largest == 0)
        return;
    const float inverse = -127.0F / largest;
    const float scale = 1 / inverse;
    for (int i = 0; i < 256; ++i)
        x[i] = scale * std::min(std::nearbyint(inverse * x[i]), 127.0F);
}

// ggml's quantize_row_q8_0: the scale is kept as a half.
void roundBlock32(float* x)
{
    float largest = 0;
    for (int i = 0; i < 32; ++i)
        largest = std::max(largest, std::fabs(x[i]));
    const float inverse = largest > 0 ? 127.0F / largest : 0;
    const float scale = kernels::halfToFloat(kernels::floatToHalf(largest / 127.0F));
    for (int i = 0; i < 32; ++i)
        x[i] = scale * std::nearbyint(inverse * x[i]);
}

// The inputs and matrices of one op as F32. Matrices that want different roundings of an input get their own columns of
// it, and zeros for the others.
class Products
{
public:
    void begin(const float* x, std::int64_t tokens, std::int64_t cols)
    {
        m_tokens = tokens;
        m_cols = cols;
        m_x.assign(x, x + tokens * cols);
        m_count = 0;
        m_roundings.clear();
    }
    void beginNormalized(const kernels::Norm& norm, const float* x, int tokens, int dim, kernels::Pool& pool)
    {
        begin(x, tokens, dim);
        kernels::cpuBackend().normalize({.tokens = tokens, .dim = dim, .norm = norm, .x = m_x.data()}, pool);
    }

    void add(const kernels::Matrix& w)
    {
        m_matrices[m_count++] = w;
        if (w && std::find(m_roundings.begin(), m_roundings.end(), peerRoundingOf(w.type)) == m_roundings.end())
            m_roundings.push_back(peerRoundingOf(w.type));
    }

    // Of all that were added, in order: after this, input() and matrix() are there.
    void make(kernels::Pool& pool)
    {
        const std::int64_t width = this->width();
        m_input.resize(static_cast<std::size_t>(m_tokens * width));
        for (std::int64_t t = 0; t < m_tokens; ++t)
            for (std::size_t k = 0; k < m_roundings.size(); ++k) {
                float* row = m_input.data() + t * width + static_cast<std::int64_t>(k) * m_cols;
                std::copy_n(m_x.data() + t * m_cols, m_cols, row);
                roundInput(m_roundings[k], row, m_cols);
            }
        std::int64_t most = 0;
        for (std::size_t i = 0; i < m_count; ++i) {
            decode(i, pool);
            most += m_matrices[i].rows;
        }
        m_scratch.resize(kernels::scratchBytes(static_cast<int>(m_tokens), width, most) + kAlignment);
    }

    int width() const { return static_cast<int>(m_cols * static_cast<std::int64_t>(m_roundings.size())); }
    const float* input() const { return m_input.data(); }
    kernels::Matrix matrix(std::size_t i) const
    {
        if (!m_matrices[i])
            return {};
        return {m_weights[i].data(), kernels::Type::F32, m_matrices[i].rows, width()};
    }
    void* scratch()
    {
        void* at = m_scratch.data();
        std::size_t space = m_scratch.size();
        return std::align(kAlignment, space - kAlignment, at, space);
    }

private:
    void decode(std::size_t i, kernels::Pool& pool)
    {
        const kernels::Matrix& w = m_matrices[i];
        if (!w)
            return;
        const auto place =
            std::find(m_roundings.begin(), m_roundings.end(), peerRoundingOf(w.type)) - m_roundings.begin();
        const std::int64_t width = this->width();
        m_weights[i].assign(static_cast<std::size_t>(w.rows * width), 0.0F);
        pool.forRanges(w.rows, 16, [&](std::int64_t begin, std::int64_t end, int) {
            for (std::int64_t r = begin; r < end; ++r) {
                float* row = m_weights[i].data() + r * width + place * m_cols;
                if (w.layout == kernels::Layout::Rows)
                    kernels::cpu::decodeRow(w.type, w.row(r), w.cols, row);
                else
                    kernels::readRow(w, r, 0, w.cols, row);
            }
        });
    }

    static constexpr std::size_t kAlignment = 64;
    std::int64_t m_tokens = 0;
    std::int64_t m_cols = 0;
    std::size_t m_count = 0;
    std::array<kernels::Matrix, 3> m_matrices;
    std::vector<InputRounding> m_roundings;
    std::vector<float> m_x, m_input;
    std::array<std::vector<float>, 3> m_weights;
    std::vector<std::byte> m_scratch;
};

thread_local Products products; // ops are plain functions

void normQkv(const kernels::NormQkv& op, kernels::Pool& pool)
{
    products.beginNormalized(op.norm, op.x, op.tokens, op.dim, pool);
    for (const kernels::Matrix* w : {&op.q, &op.k, &op.v})
        products.add(*w);
    products.make(pool);
    kernels::NormQkv rounded = op;
    rounded.x = products.input();
    rounded.dim = products.width();
    rounded.norm = {};
    rounded.q = products.matrix(0);
    rounded.k = products.matrix(1);
    rounded.v = products.matrix(2);
    rounded.scratch = products.scratch();
    kernels::cpuBackend().normQkv(rounded, pool);
}

void projectAdd(const kernels::ProjectAdd& op, kernels::Pool& pool)
{
    products.begin(op.in, op.tokens, op.weight.cols);
    products.add(op.weight);
    products.make(pool);
    kernels::ProjectAdd rounded = op;
    rounded.in = products.input();
    rounded.weight = products.matrix(0);
    rounded.scratch = products.scratch();
    kernels::cpuBackend().projectAdd(rounded, pool);
}

void normGateUp(const kernels::NormGateUp& op, kernels::Pool& pool)
{
    products.beginNormalized(op.norm, op.x, op.tokens, op.dim, pool);
    products.add(op.gate);
    products.add(op.up);
    products.make(pool);
    kernels::NormGateUp rounded = op;
    rounded.x = products.input();
    rounded.dim = products.width();
    rounded.norm = {};
    rounded.gate = products.matrix(0);
    rounded.up = products.matrix(1);
    rounded.scratch = products.scratch();
    kernels::cpuBackend().normGateUp(rounded, pool);
}

void logits(const kernels::Logits& op, kernels::Pool& pool)
{
    products.beginNormalized(op.norm, op.x, op.tokens, op.dim, pool);
    products.add(op.head);
    products.make(pool);
    kernels::Logits rounded = op;
    rounded.x = products.input();
    rounded.dim = products.width();
    rounded.norm = {};
    rounded.head = products.matrix(0);
    rounded.scratch = products.scratch();
    kernels::cpuBackend().logits(rounded, pool);
}

// Keys and values of one head of a cache, as F32.
struct HeadCache {
    HeadCache(const kernels::Attend& op, int kvHead) : dim(op.headDim)
    {
        const std::int64_t at = kvHead * op.cache.capacity * dim, count = (op.position + op.tokens) * dim;
        keys.resize(static_cast<std::size_t>(count));
        values.resize(keys.size());
        const auto decode = [&](const void* from, std::vector<float>& to) {
            kernels::cpu::decodeRow(kernels::Type::F16, static_cast<const std::uint16_t*>(from) + at, count, to.data());
        };
        decode(op.cache.keys, keys);
        decode(op.cache.values, values);
    }

    float score(const kernels::Attend& op, const float* query, std::int64_t position) const
    {
        float sum = 0;
        for (int i = 0; i < dim; ++i)
            sum += query[i] * keys[static_cast<std::size_t>(position * dim + i)];
        sum *= op.scale;
        return op.softCap > 0 ? op.softCap * std::tanh(sum / op.softCap) : sum;
    }
    const float* value(std::int64_t position) const { return values.data() + position * dim; }

    int dim;
    std::vector<float> keys, values;
};

void attendOne(const kernels::Attend& op, const HeadCache& cache, const float* query, std::int64_t begin,
               std::int64_t end, float* out)
{
    std::vector<float> shares;
    for (std::int64_t p = begin; p < end; ++p)
        shares.push_back(cache.score(op, query, p));
    const float highest = *std::max_element(shares.begin(), shares.end());
    double total = 0;
    for (float& share : shares)
        total += static_cast<double>(share = std::exp(share - highest));
    std::fill_n(out, cache.dim, 0.0F);
    for (std::int64_t p = begin; p < end; ++p)
        kernels::cpu::addScaled(shares[static_cast<std::size_t>(p - begin)], cache.value(p), out, cache.dim);
    for (int i = 0; i < cache.dim; ++i)
        out[i] *= static_cast<float>(1 / total);
}

void attendHead(const kernels::Attend& op, int kvHead)
{
    const HeadCache cache(op, kvHead);
    const int group = op.heads / op.kvHeads;
    for (int t = 0; t < op.tokens; ++t) {
        const std::int64_t end = op.causal ? op.position + t + 1 : op.position + op.tokens;
        const std::int64_t begin = op.window > 0 ? std::max<std::int64_t>(0, end - op.window) : 0;
        for (int h = kvHead * group; h < (kvHead + 1) * group; ++h) {
            const std::int64_t place = (std::int64_t{t} * op.heads + h) * op.headDim;
            attendOne(op, cache, op.q + place, begin, end, op.out + place);
        }
    }
}

void attend(const kernels::Attend& op, kernels::Pool& pool)
{
    if (op.cache.type != kernels::Type::F16)
        return kernels::cpuBackend().attend(op, pool);
    pool.forRanges(op.kvHeads, 1, [&](std::int64_t begin, std::int64_t end, int) {
        for (std::int64_t head = begin; head < end; ++head)
            attendHead(op, static_cast<int>(head));
    });
}

} // namespace

InputRounding peerRoundingOf(kernels::Type weights)
{
    switch (weights) {
    case kernels::Type::F32:
        return InputRounding::None;
    case kernels::Type::F16:
        return InputRounding::Half;
    case kernels::Type::BF16:
        return InputRounding::Bfloat;
    default:
        return kernels::traits(weights).blockValues == 256 ? InputRounding::Blocks256 : InputRounding::Blocks32;
    }
}

void roundInput(InputRounding rounding, float* x, std::int64_t count)
{
    switch (rounding) {
    case InputRounding::None:
        break;
    case InputRounding::Half:
        for (std::int64_t i = 0; i < count; ++i)
            x[i] = kernels::halfToFloat(kernels::floatToHalf(x[i]));
        break;
    case InputRounding::Bfloat:
        for (std::int64_t i = 0; i < count; ++i)
            x[i] = kernels::bfloatToFloat(kernels::floatToBfloat(x[i]));
        break;
    case InputRounding::Blocks32:
        for (std::int64_t i = 0; i < count; i += 32)
            roundBlock32(x + i);
        break;
    case InputRounding::Blocks256:
        for (std::int64_t i = 0; i < count; i += 256)
            roundBlock256(x + i);
        break;
    }
}

const kernels::Backend& peerBackend()
{
    static const kernels::Backend backend = [] {
        kernels::Backend ops = kernels::cpuBackend();
        ops.name = "as llama.cpp rounds";
        ops.normQkv = normQkv;
        ops.attend = attend;
        ops.projectAdd = projectAdd;
        ops.normGateUp = normGateUp;
        ops.logits = logits;
        ops.prefersPacked = false;
        return ops;
    }();
    return backend;
}

void checkPeerRounding(const model::Config& config, bool onGpu)
{
    if (config.experts.count > 0 || onGpu)
        throw Error(ErrorKind::Unsupported,
                    "Rounding as llama.cpp does is for the processor and for models without experts in this version. "
                    "Measure without it, or with --device cpu.");
}

} // namespace engine::tune
