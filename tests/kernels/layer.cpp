// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/kernels/layer.h"

#include "kernels/dequantize.h"
#include "kernels/kv_blocks.h"
#include "kernels/pool.h"

#include <algorithm>
#include <cmath>

namespace tests
{

using namespace kernels;

namespace
{

std::size_t count(std::int64_t a, std::int64_t b)
{
    return static_cast<std::size_t>(a * b);
}

std::vector<unsigned char> randomCache(Type type, std::size_t values, unsigned seed)
{
    const std::vector<float> floats = randomValues(values, seed);
    if (isBlockCache(type)) {
        std::vector<unsigned char> blocks(static_cast<std::size_t>(bytesOf(type, static_cast<std::int64_t>(values))));
        encodeKv(type, floats.data(), static_cast<std::int64_t>(values), blocks.data());
        return blocks;
    }
    std::vector<unsigned char> bytes(values * static_cast<std::size_t>(traits(type).blockBytes));
    for (std::size_t i = 0; i < values; ++i) {
        const std::uint16_t half = type == Type::BF16 ? floatToBfloat(floats[i]) : floatToHalf(floats[i]);
        type == Type::F32 ? std::memcpy(bytes.data() + 4 * i, &floats[i], 4)
                          : std::memcpy(bytes.data() + 2 * i, &half, 2);
    }
    return bytes;
}

} // namespace

Layer::Layer(const Sizes& sizes, Type type, const Options& options, int tokens)
    : m_sizes(sizes),
      m_type(type),
      m_options(options),
      m_tokens(tokens),
      m_capacity(capacityFor(options, tokens)),
      m_table(type, sizes.vocabulary, sizes.dim, 1),
      m_positions(type, m_capacity, sizes.dim, 2),
      m_q(type, sizes.heads * sizes.headDim, sizes.dim, 3),
      m_k(type, sizes.kvHeads * sizes.headDim, sizes.dim, 4),
      m_v(type, sizes.kvHeads * sizes.headDim, sizes.dim, 5),
      m_out(type, sizes.dim, sizes.inner, 6),
      m_gate(type, sizes.inner, sizes.dim, 7),
      m_up(type, sizes.inner, sizes.dim, 8),
      m_head(type, sizes.vocabulary, sizes.dim, 9),
      m_x(randomValues(count(tokens, sizes.dim), 10)),
      m_attended(randomValues(count(tokens, sizes.inner), 11)),
      m_queries(randomValues(count(tokens, sizes.heads * sizes.headDim), 12)),
      m_normWeight(randomValues(count(1, sizes.dim), 13)),
      m_normBias(randomValues(count(1, sizes.dim), 14, 0.1F)),
      m_bias(randomValues(count(1, std::max({sizes.dim, sizes.inner, sizes.vocabulary, sizes.heads * sizes.headDim})),
                          15)),
      m_factors(count(1, sizes.headDim))
{
    for (std::size_t i = 0; i < m_factors.size(); ++i) {
        m_factors[i] = 1.0F + static_cast<float>(i);
    }
    for (float& weight : m_normWeight) {
        weight = 1.0F + 0.2F * weight;
    }
    for (int t = 0; t < tokens; ++t) {
        m_ids.push_back((t * 7 + 3) % sizes.vocabulary);
    }
    m_headNorm = randomValues(count(2, sizes.headDim), 18);
    m_shares = randomValues(count(tokens, kUsed), 19);
    const std::size_t cache = count(sizes.kvHeads * m_capacity, sizes.headDim);
    m_keys = randomCache(options.cache, cache, 16);
    m_values = randomCache(options.cache, cache, 17);
}

Norm Layer::norm() const
{
    Norm norm;
    norm.kind = m_options.norm;
    norm.weight = m_normWeight.data();
    norm.bias = m_options.norm == NormKind::Layer ? m_normBias.data() : nullptr;
    return norm;
}

Norm Layer::headNorm(std::size_t offset) const
{
    Norm norm;
    if (m_options.headNorms) {
        norm.kind = NormKind::Rms;
        norm.weight = m_headNorm.data() + offset;
    }
    return norm;
}

int Layer::outputWidth(Op op) const
{
    switch (op) {
    case Op::NormQkv:
    case Op::Attend:
        return m_sizes.heads * m_sizes.headDim;
    case Op::NormGateUp:
        return m_sizes.inner;
    case Op::Logits:
        return m_sizes.vocabulary;
    case Op::RouteExperts: // the normed row, the choice, the shares
        return m_sizes.dim + 2 * kUsed;
    default:
        return m_sizes.dim;
    }
}

void Layer::makeExperts()
{
    if (m_router.view()) {
        return;
    }
    // As in the files: the router is never cut into blocks, since a choice cannot be a little wrong.
    const Type router = traits(m_type).blockValues > 1 ? Type::F32 : m_type;
    m_router = RandomMatrix(router, kExperts, m_sizes.dim, 20);
    m_gates = RandomMatrix(m_type, kExperts * m_sizes.inner, m_sizes.dim, 21);
    m_ups = RandomMatrix(m_type, kExperts * m_sizes.inner, m_sizes.dim, 22);
    m_downs = RandomMatrix(m_type, kExperts * m_sizes.dim, m_sizes.inner, 23);
    for (int t = 0; t < m_tokens; ++t) { // one expert that nobody takes, one that all do
        m_chosen.insert(m_chosen.end(), {t % 2, 2, 4});
    }
}

void Layer::dropTwoOfFour(bool all)
{
    makeExperts();
    for (RandomMatrix* matrix : {&m_k, &m_gate, &m_gates}) {
        matrix->dropTwoOfFour();
    }
    for (RandomMatrix* matrix :
         {&m_table, &m_positions, &m_q, &m_v, &m_out, &m_up, &m_head, &m_router, &m_ups, &m_downs}) {
        if (all) {
            matrix->dropTwoOfFour();
        }
    }
}

void Layer::makeInputBlocks()
{
    for (std::size_t at = 0; at + 32 <= m_attended.size(); at += 32) {
        float largest = 0.0F;
        for (std::size_t i = 0; i < 32; ++i) {
            largest = std::max(largest, std::abs(m_attended[at + i]));
        }
        const float scale = halfToFloat(floatToHalf(largest / 127.0F));
        for (std::size_t i = 0; i < 32; ++i) {
            m_attended[at + i] = std::clamp(std::nearbyint(m_attended[at + i] / scale), -127.0F, 127.0F) * scale;
        }
        m_attended[at] = 127.0F * scale; // the block's largest, so that the scale is found again
    }
}

std::vector<float> Layer::cacheValues(const std::vector<unsigned char>& bytes) const
{
    const auto size = static_cast<std::size_t>(traits(m_options.cache).blockBytes);
    if (isBlockCache(m_options.cache)) {
        std::vector<float> decoded(bytes.size() / size * 32);
        dequantizeRow(m_options.cache, bytes.data(), static_cast<std::int64_t>(decoded.size()), decoded.data());
        return decoded;
    }
    std::vector<float> values(bytes.size() / size);
    for (std::size_t i = 0; i < values.size(); ++i) {
        std::uint16_t half = 0;
        std::memcpy(&half, bytes.data() + size * i, 2);
        values[i] = m_options.cache == Type::BF16 ? bfloatToFloat(half) : halfToFloat(half);
        if (m_options.cache == Type::F32) {
            std::memcpy(&values[i], bytes.data() + size * i, 4);
        }
    }
    return values;
}

void Layer::routeExperts(const Backend& backend, Pool& pool, int tokens, const float* in, void* scratch, float* to)
{
    makeExperts();
    std::vector<float> normed(count(tokens, m_sizes.dim), std::nanf(""));
    std::vector<float> shares(count(tokens, kUsed), std::nanf(""));
    std::vector<std::int32_t> chosen(count(tokens, kUsed), -1);
    RouteExperts op;
    op.tokens = tokens;
    op.dim = m_sizes.dim;
    op.used = kUsed;
    op.x = in;
    op.norm = norm();
    op.router = m_router.view();
    op.sharesSumToOne = m_options.biases;
    op.normed = normed.data();
    op.chosen = chosen.data();
    op.shares = shares.data();
    op.scratch = scratch;
    backend.routeExperts(op, pool);
    for (int t = 0; t < tokens; ++t) {
        to = std::copy_n(normed.data() + t * m_sizes.dim, m_sizes.dim, to);
        to = std::copy_n(chosen.data() + t * kUsed, kUsed, to);
        to = std::copy_n(shares.data() + t * kUsed, kUsed, to);
    }
}

std::vector<float> Layer::run(Op kind, const Backend& backend, Pool& pool, const std::vector<int>& calls)
{
    const Sizes& s = m_sizes;
    const float* bias = m_options.biases ? m_bias.data() : nullptr;
    const int widest = std::max({s.dim, s.inner});
    const int rows = std::max({2 * s.inner, s.vocabulary, (s.heads + 2 * s.kvHeads) * s.headDim, s.dim});
    const int most = *std::max_element(calls.begin(), calls.end());
    AlignedBytes scratch(std::max({scratchBytes(most, widest, rows),
                                   attendScratchBytes(most, s.heads, s.headDim, m_capacity, pool.threads()),
                                   expertScratchBytes(most, s.dim, s.inner, kExperts, kUsed)}));
    std::vector<unsigned char> keys = m_keys;
    std::vector<unsigned char> values = m_values;
    const KvView cache{keys.data(), values.data(), m_options.cache, m_capacity};
    std::vector<float> x = m_x;
    const int width = outputWidth(kind);
    std::vector<float> out(count(m_tokens, width), std::nanf(""));
    std::int64_t done = 0;
    for (const int tokens : calls) {
        const std::int64_t position = m_options.position + done;
        float* to = out.data() + done * width;
        float* in = x.data() + done * s.dim;
        switch (kind) {
        case Op::Embed:
            backend.embed({.tokens = tokens,
                           .dim = s.dim,
                           .ids = m_ids.data() + done,
                           .table = m_table.view(),
                           .positionTable = m_options.biases ? m_positions.view() : Matrix(),
                           .position = position,
                           .scale = m_options.biases ? 3.0F : 1.0F,
                           .addend = bias,
                           .x = to},
                          pool);
            break;
        case Op::NormQkv: {
            NormQkv op;
            op.tokens = tokens;
            op.dim = s.dim;
            op.heads = s.heads;
            op.kvHeads = s.kvHeads;
            op.headDim = s.headDim;
            op.x = in;
            op.norm = norm();
            op.q = weight(m_q);
            op.k = weight(m_k);
            op.v = weight(m_v);
            op.qBias = op.kBias = op.vBias = bias;
            op.qNorm = headNorm(0);
            op.kNorm = headNorm(static_cast<std::size_t>(s.headDim));
            op.rope.kind = m_options.rope;
            op.rope.magnitude = m_options.ropeMagnitude;
            op.rope.dims = m_options.ropeFactors ? s.headDim / 4 * 2 : s.headDim / 2 * 2;
            op.rope.factors = m_options.ropeFactors ? m_factors.data() : nullptr;
            const Segment segment{0, tokens, position, cache};
            op.segments = &segment;
            op.segmentCount = 1;
            op.qOut = to;
            op.scratch = scratch.data();
            backend.normQkv(op, pool);
            break;
        }
        case Op::Attend: {
            Attend op;
            op.tokens = tokens;
            op.heads = s.heads;
            op.kvHeads = s.kvHeads;
            op.headDim = s.headDim;
            op.q = m_queries.data() + done * width;
            op.cache = cache;
            op.position = position;
            op.scale = 1.0F / std::sqrt(static_cast<float>(s.headDim));
            op.causal = m_options.causal;
            op.window = m_options.window;
            op.softCap = m_options.softCap;
            op.out = to;
            op.scratch = scratch.data();
            backend.attend(op, pool);
            break;
        }
        case Op::ProjectAdd:
            std::copy_n(in, tokens * s.dim, to);
            backend.projectAdd({.tokens = tokens,
                                .weight = weight(m_out),
                                .bias = bias,
                                .norm = m_options.postNorm ? norm() : Norm(),
                                .in = m_attended.data() + done * s.inner,
                                .x = to,
                                .scratch = scratch.data()},
                               pool);
            break;
        case Op::NormGateUp: {
            NormGateUp op;
            op.tokens = tokens;
            op.dim = s.dim;
            op.x = in;
            op.norm = norm();
            op.gate = m_options.gate ? weight(m_gate) : Matrix();
            op.up = weight(m_up);
            op.gateBias = op.upBias = bias;
            op.activation = m_options.activation;
            op.out = to;
            op.scratch = scratch.data();
            backend.normGateUp(op, pool);
            break;
        }
        case Op::Logits:
            backend.logits({tokens, s.dim, in, norm(), weight(m_head), bias, m_options.softCap, to, scratch.data()},
                           pool);
            break;
        case Op::Normalize:
            std::copy_n(in, tokens * s.dim, to);
            backend.normalize({tokens, s.dim, norm(), to}, pool);
            break;
        case Op::RouteExperts:
            routeExperts(backend, pool, tokens, in, scratch.data(), to);
            break;
        case Op::MixExperts: {
            makeExperts();
            std::copy_n(in, tokens * s.dim, to);
            MixExperts op;
            op.tokens = tokens;
            op.dim = s.dim;
            op.inner = s.inner;
            op.experts = kExperts;
            op.used = kUsed;
            op.normed = m_x.data() + done * s.dim;
            op.chosen = m_chosen.data() + done * kUsed;
            op.shares = m_shares.data() + done * kUsed;
            op.gate = weight(m_gates);
            op.up = weight(m_ups);
            op.down = weight(m_downs);
            op.activation = m_options.activation;
            op.x = to;
            op.scratch = scratch.data();
            backend.mixExperts(op, pool);
            break;
        }
        }
        done += tokens;
    }
    if (kind == Op::NormQkv) { // the whole cache: rows that must not change are compared as well
        for (const auto* part : {&keys, &values}) {
            const std::vector<float> stored = cacheValues(*part);
            out.insert(out.end(), stored.begin(), stored.end());
        }
    }
    return out;
}

} // namespace tests
