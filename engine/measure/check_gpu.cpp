// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/measure/check_gpu.h"

#include "engine/error.h"
#include "engine/generate/sampler.h"
#include "engine/measure/checked_weight.h"
#include "kernels/cuda/device_cache.h"
#include "kernels/kv_blocks.h"
#include "kernels/pool.h"

#include <algorithm>
#include <cmath>

namespace engine::measure
{
namespace
{

using namespace kernels;

// What is allowed, as the share of the result's power. Single tokens: F32 sums in another order, 2^-24 * sqrt(n / 4) of
// the size, squared 1e-11, twice that behind a gate. Blocks: the input is rounded to 8 bits, 3e-5 of its power, of blocks
// of random bytes up to ten times that, twice behind a gate. Types kept as halves: 2e-8 of each weight, ten times that in
// uneven blocks; most of MXFP4's random blocks are smaller than a half can hold. From 16 tokens on, weights and input
// are rounded to bfloat16: 2.2e-6 each, twice that behind a gate. Keys and values as halves: 2e-8 / 3.
// Attention of so many tokens rounds queries, softmax weights and what blocks decode to to halves, 2e-8 each, and a score's
// error is its weight's; of a bfloat16 cache to that, 64 times as much.
constexpr double kHalfAttention = 2e-7, kBfloatAttention = 1.3e-5;
constexpr double kFloats = 2e-11, kBlocks = 2e-3, kHalves = 5e-7, kSmallHalves = 5e-5, kTiles = 2.5e-5, kCache = 1e-9;
// By the matrix library: inputs rounded to bfloat16, and blocks as well, as above, of random ones, a few of which carry
// the power, up to ten times that; halves 1/64 of it. 8-bit integers: a step is 1/127 of a row's largest, which is 3 to
// 4 root mean squares of normal values, squared / 12: 6e-5 on each side; of random blocks, a few of which are a row's
// largest, ten times that and more; all twice behind a gate. 8-bit floats: three bits behind the first, steps of 1/8 in
// [1, 2), 2^-6 / 12 of a mean square of 2.3: 5.6e-4 on each side.
constexpr double kHalfPrompts = 4e-7, kBlockPrompts = 1e-4, kIntegerPrompts = 5e-4, kIntegerBlocks = 5e-3, kTinyFloatPrompts = 5e-3;
constexpr int kTiledFrom = 16; // tokens
constexpr int kExperts = 4, kUsed = 2;

struct Shape {
    int dim, heads, kvHeads, headDim, inner, vocabulary;
};

double shareOf(const std::vector<float>& result, const std::vector<float>& expected)
{
    double squares = 0;
    double signal = 0;
    for (std::size_t i = 0; i < expected.size(); ++i) {
        squares += std::pow(static_cast<double>(result[i]) - static_cast<double>(expected[i]), 2);
        signal += std::pow(static_cast<double>(expected[i]), 2);
    }
    return std::isnan(squares) ? HUGE_VAL : squares / signal;
}

// Memory for prompts, as long as they are checked.
class LentPrompts
{
public:
    LentPrompts(const std::shared_ptr<model::Gpu>& gpu, const cuda::PromptProducts& how, std::int64_t bytes)
        : m_memory(gpu, static_cast<std::size_t>(bytes), "The data of a check")
    {
        gpu->setPrompts(how, m_memory.data(), m_memory.size());
    }
    ~LentPrompts() { m_memory.gpu()->setPrompts({}, nullptr, 0); }
    LentPrompts(const LentPrompts&) = delete;
    LentPrompts& operator=(const LentPrompts&) = delete;

private:
    model::GpuMemory m_memory;
};

class Checker
{
public:
    Checker(const std::shared_ptr<model::Gpu>& gpu, const std::atomic<bool>& stop, const OnGpuCheck& onCheck)
        : m_gpu(gpu), m_stop(stop), m_onCheck(onCheck)
    {
    }

    bool passed() const { return m_passed; }
    void setZeros(bool has) { m_hasZeros = has; } // two of four in the weights to come

    void ops(const Shape& s, Type type, int tokens)
    {
        m_shape = s;
        m_type = type;
        m_tokens = tokens;
        check("embed", allowed(false, false), [&] { return embed(); });
        check("normQkv", allowed(true, true), [&] { return normQkv(); });
        check("projectAdd", allowed(true, true), [&] { return projectAdd(); });
        check("normGateUp", allowed(true, true), [&] { return normGateUp(); });
        check("logits", allowed(true, false), [&] { return logits(); });
    }

    void attention(const Shape& s, Type cache, int tokens, std::int64_t position, std::int64_t window)
    {
        m_shape = s;
        m_type = cache;
        m_tokens = tokens;
        const std::string where = "attend at " + std::to_string(position) + (window > 0 ? " with a window" : "");
        const double tiled = cache == Type::BF16 ? kBfloatAttention : kHalfAttention;
        check(where, tokens < kTiledFrom || cache == Type::F32 ? kFloats : tiled, [&] { return attend(position, window); });
    }

    // Prompts by the matrix library, where the GPU and the machine have what it takes.
    void prompts(const Shape& s, Type type, int tokens, cuda::PromptPrecision precision)
    {
        m_shape = s;
        m_type = type;
        m_tokens = tokens;
        using cuda::PromptPrecision;
        const cuda::PromptProducts how{precision};
        if (!m_gpu->promptRefusal(how).empty())
            return;
        const double share = precision == PromptPrecision::Fp8    ? kTinyFloatPrompts
                             : precision == PromptPrecision::Int8 ? (cuda::isPlain(type) ? kIntegerPrompts : kIntegerBlocks)
                             : type == Type::F16                  ? kHalfPrompts
                             : cuda::isPlain(type)                ? kTiles
                                                                  : kBlockPrompts;
        const std::string by = precision == PromptPrecision::Exact ? " by cuBLASLt" : precision == PromptPrecision::Int8 ? " as int8" : " as fp8";
        const auto widest = std::max({s.dim, s.inner, (s.heads + 2 * s.kvHeads) * s.headDim}); // more than any op needs
        const LentPrompts lent(m_gpu, how, cuda::promptRoom(how, tokens, widest, 2 * widest).all());
        check("normQkv" + by, share, [&] { return normQkv(); });
        check("projectAdd" + by, share, [&] { return projectAdd(); });
        check("normGateUp" + by, share, [&] { return normGateUp(); });
    }

    // Four experts, two of them for each token.
    void experts(const Shape& s, Type type, int tokens)
    {
        m_shape = s;
        m_type = type;
        m_tokens = tokens;
        check("routeExperts", kFloats, [&] { return routeExperts(); });
        check("mixExperts", 2 * allowed(true, false), [&] { return mixExperts(); });
    }

    // Tokens that the GPU chooses, and that the sampler does by the same draws: the share of those that differ.
    void choices(int vocabulary)
    {
        m_shape.vocabulary = vocabulary;
        for (const float temperature : {0.0F, 0.8F})
            check("choice of " + std::to_string(vocabulary) + (temperature > 0 ? " by draws" : ""), 0.0, [&] { return choose(temperature); });
    }

private:
    using Pair = std::pair<std::vector<float>, std::vector<float>>; // the GPU's, the reference's

    double allowed(bool multiplies, bool tiled) const
    {
        const bool kept = cuda::deviceType(m_type) == m_type;
        if (m_type == Type::MXFP4)
            return kSmallHalves;
        if (!multiplies)
            return kept ? kFloats : kHalves;
        const bool bytes = kept && !cuda::isPlain(m_type) && m_type != Type::Q6_K; // multiplied as 8-bit numbers
        if (tiled && m_tokens >= kTiledFrom && m_type != Type::F32 && !bytes)
            return kTiles;
        return !kept ? kHalves : cuda::isPlain(m_type) ? std::max(kFloats, kCache) : kBlocks;
    }

    template <class Op>
    void check(const std::string& name, double share, const Op& op)
    {
        if (m_stop)
            throw Error(ErrorKind::Stopped, "The check was stopped.");
        GpuCheck result;
        result.what = name + " " + traits(m_type).name + (m_hasZeros ? " 2:4" : "") + ", width " +
                      std::to_string(m_shape.dim) + ", " + std::to_string(m_tokens) +
                      (m_tokens == 1 ? " token" : " tokens");
        result.allowed = share;
        try {
            const Pair values = op();
            result.error = shareOf(values.first, values.second);
        } catch (const Error& error) {
            result.problem = error.what();
        }
        m_passed = m_passed && result.passed();
        m_onCheck(result);
    }

    std::vector<float> random(std::int64_t count, float spread = 1.0F)
    {
        std::normal_distribution<float> normal(0.0F, spread);
        std::vector<float> values(static_cast<std::size_t>(count));
        std::generate(values.begin(), values.end(), [&] { return normal(m_random); });
        return values;
    }

    CheckedWeight weight(std::int64_t rows, std::int64_t cols)
    {
        return {m_gpu, m_type, rows, cols, m_hasZeros, m_random};
    }
    OnGpu<float> onGpu(const std::vector<float>& values) { return {m_gpu, values}; }
    OnGpu<float> unwritten(std::int64_t count) { return onGpu(std::vector<float>(static_cast<std::size_t>(count), NAN)); }

    // Memory that the op may use: the host's for the reference, or the GPU's.
    std::vector<float> scratch(std::int64_t cols, std::int64_t rows) const
    {
        return std::vector<float>(scratchBytes(m_tokens, cols, rows) / sizeof(float) + 64, NAN);
    }

    Norm rms(const float* normWeight) const { return {NormKind::Rms, normWeight, nullptr, 1e-5F}; }

    Pair embed()
    {
        const CheckedWeight table = weight(m_shape.vocabulary, m_shape.dim);
        std::vector<std::int32_t> ids;
        for (int t = 0; t < m_tokens; ++t)
            ids.push_back((t * 7 + 3) % m_shape.vocabulary);
        std::vector<float> x(count(m_shape.dim));
        OnGpu<float> there = unwritten(std::int64_t{m_tokens} * m_shape.dim);
        Embed op{.tokens = m_tokens, .dim = m_shape.dim, .ids = ids.data(), .table = table.host(), .scale = 1.5F, .x = x.data()};
        referenceBackend().embed(op, m_pool);
        op.table = table.device();
        op.x = there.data();
        m_gpu->ops().embed(op, m_pool);
        return {there.values(), x};
    }

    Pair normQkv()
    {
        const Shape& s = m_shape;
        const std::int64_t queries = std::int64_t{s.heads} * s.headDim;
        const std::int64_t keys = std::int64_t{s.kvHeads} * s.headDim;
        const std::int64_t capacity = m_tokens + 5;
        const CheckedWeight q = weight(queries, s.dim), k = weight(keys, s.dim), v = weight(keys, s.dim);
        const auto x = random(std::int64_t{m_tokens} * s.dim), norm = random(s.dim), bias = random(queries, 0.1F);
        std::vector<float> out(count(queries)), room = scratch(s.dim, queries + 2 * keys);
        std::vector<std::uint16_t> cache(static_cast<std::size_t>(2 * keys * capacity));
        OnGpu<float> xThere = onGpu(x), normThere = onGpu(norm), biasThere = onGpu(bias), outThere = unwritten(m_tokens * queries),
                     roomThere = onGpu(room);
        OnGpu<std::uint16_t> cacheThere(m_gpu, cache);
        Segment segment{0, m_tokens, 3, {cache.data(), cache.data() + keys * capacity, Type::F16, capacity}};
        NormQkv op{.tokens = m_tokens, .dim = s.dim, .heads = s.heads, .kvHeads = s.kvHeads, .headDim = s.headDim, .x = x.data(),
                   .norm = rms(norm.data()), .q = q.host(), .k = k.host(), .v = v.host(), .qBias = bias.data(),
                   .rope = {.kind = RopeKind::Halves, .dims = s.headDim / 2 * 2}, .segments = &segment, .segmentCount = 1,
                   .qOut = out.data(), .scratch = room.data()};
        referenceBackend().normQkv(op, m_pool);
        op.x = xThere.data();
        op.norm = rms(normThere.data());
        op.q = q.device();
        op.k = k.device();
        op.v = v.device();
        op.qBias = biasThere.data();
        op.qOut = outThere.data();
        segment.cache.keys = cacheThere.data();
        segment.cache.values = cacheThere.data() + keys * capacity;
        op.scratch = roomThere.data();
        m_gpu->ops().normQkv(op, m_pool);
        Pair result = {outThere.values(), out};
        const std::vector<std::uint16_t> stored = cacheThere.values();
        for (std::size_t i = 0; i < cache.size(); ++i) {
            result.first.push_back(halfToFloat(stored[i]));
            result.second.push_back(halfToFloat(cache[i]));
        }
        return result;
    }

    Pair attend(std::int64_t position, std::int64_t window)
    {
        const Shape& s = m_shape;
        const std::int64_t queries = std::int64_t{m_tokens} * s.heads * s.headDim;
        const std::int64_t capacity = position + m_tokens;
        const std::int64_t rows = s.kvHeads * capacity;
        const auto bytes = static_cast<std::size_t>(rows * bytesOf(m_type, s.headDim));
        std::vector<unsigned char> keys = cacheRows(rows * s.headDim), values = cacheRows(rows * s.headDim), packed(bytes);
        const auto packedRows = [&](const std::vector<unsigned char>& from) {
            cuda::cacheToDevice(m_type, from.data(), 0, rows, rows, s.headDim, packed.data());
            return OnGpu<unsigned char>(m_gpu, packed);
        };
        const auto q = random(queries);
        std::vector<float> out(q.size()), room(static_cast<std::size_t>(capacity) * 2 + 16);
        OnGpu<float> qThere = onGpu(q), outThere = unwritten(queries);
        OnGpu<unsigned char> keysThere = packedRows(keys), valuesThere = packedRows(values);
        Attend op{.tokens = m_tokens, .heads = s.heads, .kvHeads = s.kvHeads, .headDim = s.headDim, .q = q.data(),
                  .cache = {keys.data(), values.data(), m_type, capacity}, .position = position,
                  .scale = 1.0F / std::sqrt(static_cast<float>(s.headDim)), .window = window, .out = out.data(), .scratch = room.data()};
        referenceBackend().attend(op, m_pool);
        op.q = qThere.data();
        op.cache.keys = keysThere.data();
        op.cache.values = valuesThere.data();
        op.out = outThere.data();
        op.scratch = nullptr;
        m_gpu->ops().attend(op, m_pool);
        return {outThere.values(), out};
    }

    std::vector<unsigned char> cacheRows(std::int64_t count)
    {
        const std::vector<float> values = random(count);
        std::vector<unsigned char> bytes(static_cast<std::size_t>(bytesOf(m_type, count)));
        if (isBlockCache(m_type))
            encodeKv(m_type, values.data(), count, bytes.data());
        for (std::size_t i = 0; i < values.size() && !isBlockCache(m_type); ++i) {
            const std::uint16_t half = m_type == Type::BF16 ? floatToBfloat(values[i]) : floatToHalf(values[i]);
            m_type == Type::F32 ? std::memcpy(&bytes[4 * i], &values[i], 4) : std::memcpy(&bytes[2 * i], &half, 2);
        }
        return bytes;
    }

    Pair projectAdd()
    {
        const CheckedWeight w = weight(m_shape.dim, m_shape.inner);
        const auto in = random(std::int64_t{m_tokens} * m_shape.inner), norm = random(m_shape.dim);
        std::vector<float> x = random(std::int64_t{m_tokens} * m_shape.dim), room = scratch(m_shape.inner, m_shape.dim);
        OnGpu<float> inThere = onGpu(in), normThere = onGpu(norm), xThere = onGpu(x), roomThere = onGpu(room);
        ProjectAdd op{.tokens = m_tokens, .weight = w.host(), .norm = rms(norm.data()), .in = in.data(), .x = x.data(), .scratch = room.data()};
        referenceBackend().projectAdd(op, m_pool);
        op.weight = w.device();
        op.norm = rms(normThere.data());
        op.in = inThere.data();
        op.x = xThere.data();
        op.scratch = roomThere.data();
        m_gpu->ops().projectAdd(op, m_pool);
        return {xThere.values(), x};
    }

    Pair normGateUp()
    {
        const CheckedWeight gate = weight(m_shape.inner, m_shape.dim), up = weight(m_shape.inner, m_shape.dim);
        const auto x = random(std::int64_t{m_tokens} * m_shape.dim), norm = random(m_shape.dim);
        std::vector<float> out(count(m_shape.inner)), room = scratch(m_shape.dim, 2 * std::int64_t{m_shape.inner});
        OnGpu<float> xThere = onGpu(x), normThere = onGpu(norm), outThere = unwritten(std::int64_t{m_tokens} * m_shape.inner),
                     roomThere = onGpu(room);
        NormGateUp op{.tokens = m_tokens, .dim = m_shape.dim, .x = x.data(), .norm = rms(norm.data()), .gate = gate.host(),
                      .up = up.host(), .out = out.data(), .scratch = room.data()};
        referenceBackend().normGateUp(op, m_pool);
        op.x = xThere.data();
        op.norm = rms(normThere.data());
        op.gate = gate.device();
        op.up = up.device();
        op.out = outThere.data();
        op.scratch = roomThere.data();
        m_gpu->ops().normGateUp(op, m_pool);
        return {outThere.values(), out};
    }

    Pair logits()
    {
        const CheckedWeight head = weight(m_shape.vocabulary, m_shape.dim);
        const auto x = random(std::int64_t{m_tokens} * m_shape.dim), norm = random(m_shape.dim);
        std::vector<float> out(count(m_shape.vocabulary)), room = scratch(m_shape.dim, m_shape.vocabulary);
        OnGpu<float> xThere = onGpu(x), normThere = onGpu(norm),
                     outThere = unwritten(std::int64_t{m_tokens} * m_shape.vocabulary), roomThere = onGpu(room);
        Logits op{.tokens = m_tokens, .dim = m_shape.dim, .x = x.data(), .norm = rms(norm.data()), .head = head.host(),
                  .logits = out.data(), .scratch = room.data()};
        referenceBackend().logits(op, m_pool);
        op.x = xThere.data();
        op.norm = rms(normThere.data());
        op.head = head.device();
        op.logits = outThere.data();
        op.scratch = roomThere.data();
        m_gpu->ops().logits(op, m_pool);
        return {outThere.values(), out};
    }

    Pair routeExperts()
    {
        const auto x = random(std::int64_t{m_tokens} * m_shape.dim), norm = random(m_shape.dim), router = random(kExperts * m_shape.dim);
        const std::size_t picks = count(kUsed);
        std::vector<float> normed(count(m_shape.dim)), shares(picks), room = scratch(m_shape.dim, kExperts);
        std::vector<std::int32_t> chosen(picks);
        OnGpu<float> xThere = onGpu(x), normThere = onGpu(norm), routerThere = onGpu(router), roomThere = onGpu(room),
                     normedThere = unwritten(std::int64_t{m_tokens} * m_shape.dim), sharesThere = unwritten(m_tokens * kUsed);
        OnGpu<std::int32_t> chosenThere(m_gpu, chosen);
        RouteExperts op{.tokens = m_tokens, .dim = m_shape.dim, .used = kUsed, .x = x.data(), .norm = rms(norm.data()),
                        .router = {router.data(), Type::F32, kExperts, m_shape.dim}, .sharesSumToOne = true,
                        .normed = normed.data(), .chosen = chosen.data(), .shares = shares.data(), .scratch = room.data()};
        referenceBackend().routeExperts(op, m_pool);
        op.x = xThere.data();
        op.norm = rms(normThere.data());
        op.router.data = routerThere.data();
        op.router.layout = Layout::Device; // one plane of floats, as it is
        op.normed = normedThere.data();
        op.chosen = chosenThere.data();
        op.shares = sharesThere.data();
        op.scratch = roomThere.data();
        m_gpu->ops().routeExperts(op, m_pool);
        Pair result = {normedThere.values(), normed};
        const std::vector<float> given = sharesThere.values();
        const std::vector<std::int32_t> picked = chosenThere.values();
        for (std::size_t i = 0; i < picks; ++i) {
            result.first.insert(result.first.end(), {given[i], static_cast<float>(picked[i])});
            result.second.insert(result.second.end(), {shares[i], static_cast<float>(chosen[i])});
        }
        return result;
    }

    Pair mixExperts()
    {
        const Shape& s = m_shape;
        const CheckedWeight gate = weight(std::int64_t{kExperts} * s.inner, s.dim),
                            up = weight(std::int64_t{kExperts} * s.inner, s.dim),
                            down = weight(std::int64_t{kExperts} * s.dim, s.inner);
        const auto normed = random(std::int64_t{m_tokens} * s.dim);
        std::vector<float> x(count(s.dim));
        std::vector<std::int32_t> chosen;
        for (int t = 0; t < m_tokens; ++t)
            chosen.insert(chosen.end(), {t % 3, 3});
        const std::vector<float> shares(chosen.size(), 0.5F);
        std::vector<float> room(expertScratchBytes(m_tokens, s.dim, s.inner, kExperts, kUsed) / sizeof(float), NAN);
        OnGpu<float> normedThere = onGpu(normed), xThere = onGpu(x), sharesThere = onGpu(shares), roomThere = onGpu(room);
        OnGpu<std::int32_t> chosenThere(m_gpu, chosen);
        MixExperts op{.tokens = m_tokens, .dim = s.dim, .inner = s.inner, .experts = kExperts, .used = kUsed, .normed = normed.data(),
                      .chosen = chosen.data(), .shares = shares.data(), .gate = gate.host(), .up = up.host(), .down = down.host(),
                      .x = x.data(), .scratch = room.data()};
        referenceBackend().mixExperts(op, m_pool);
        op.normed = normedThere.data();
        op.chosen = chosenThere.data();
        op.shares = sharesThere.data();
        op.gate = gate.device();
        op.up = up.device();
        op.down = down.device();
        op.x = xThere.data();
        op.scratch = roomThere.data();
        m_gpu->ops().mixExperts(op, m_pool);
        return {xThere.values(), x};
    }

    Pair choose(float temperature)
    {
        constexpr int kDraws = 8;
        const auto logits = random(m_shape.vocabulary, 3.0F);
        OnGpu<float> there = onGpu(logits);
        generate::SamplerSettings settings;
        settings.temperature = temperature;
        settings.seed = 1;
        generate::Sampler here(settings), draws(settings);
        kernels::cuda::Choice how = *here.onDevice();
        how.logits = there.data();
        how.vocabulary = m_shape.vocabulary;
        model::GpuSteps steps;
        steps.record(m_gpu, [](const void* /*context*/) {}, nullptr, how);
        steps.begin(0, 0);
        Pair result;
        for (int i = 0; i < kDraws; ++i) {
            steps.step(draws.draw());
            result.first.push_back(static_cast<float>(steps.next() + 1)); // so that token 0 counts as well
            result.second.push_back(static_cast<float>(here.choose(logits) + 1));
        }
        steps.end();
        return result;
    }

    std::size_t count(std::int64_t width) const { return static_cast<std::size_t>(m_tokens * width); }

    const std::shared_ptr<model::Gpu>& m_gpu;
    const std::atomic<bool>& m_stop;
    const OnGpuCheck& m_onCheck;
    Shape m_shape{};
    Type m_type = Type::F32;
    int m_tokens = 1;
    bool m_hasZeros = false;
    bool m_passed = true;
    std::mt19937 m_random{1};
    Pool m_pool{1};
};

} // namespace

bool checkGpuOps(const std::shared_ptr<model::Gpu>& gpu, CheckSize size, const std::atomic<bool>& stop, const OnGpuCheck& onCheck)
{
    Checker checker(gpu, stop, onCheck);
    if (size == CheckSize::Small) {
        for (const Type type : {Type::BF16, Type::Q6_K, Type::MXFP4})
            for (const int tokens : {1, 17})
                checker.ops({256, 2, 1, 32, 256, 35}, type, tokens);
        checker.attention({64, 6, 2, 64, 64, 64}, Type::F16, 1, 200, 70);
        checker.attention({64, 6, 2, 32, 64, 64}, Type::Q4_0, 17, 40, 0);
        checker.experts({64, 1, 1, 32, 96, 35}, Type::Q8_0, 3);
        checker.choices(2049);
        checker.prompts({64, 2, 1, 32, 96, 35}, Type::F16, 65, cuda::PromptPrecision::Exact);
        checker.prompts({32, 1, 1, 32, 64, 35}, Type::Q4_0, 256, cuda::PromptPrecision::Exact);
        checker.prompts({32, 1, 1, 32, 64, 35}, Type::BF16, 256, cuda::PromptPrecision::Int8);
        checker.prompts({32, 1, 1, 32, 64, 35}, Type::BF16, 256, cuda::PromptPrecision::Fp8);
        checker.setZeros(true);
        for (const int tokens : {1, 17})
            checker.ops({320, 2, 1, 32, 64, 35}, Type::F16, tokens);
        checker.experts({64, 1, 1, 32, 128, 35}, Type::BF16, 3);
        checker.prompts({64, 1, 1, 32, 64, 35}, Type::F16, 256, cuda::PromptPrecision::Exact);
        return checker.passed();
    }
    for (int type = 0; type < kTypeCount; ++type)
        for (const int tokens : {1, 3, 17})
            checker.ops({256, 4, 2, 64, 512, 67}, static_cast<Type>(type), tokens);
    for (const Type type : {Type::F32, Type::F16, Type::BF16})
        for (const int tokens : {1, 5, 65})
            checker.ops({1031, 3, 1, 66, 130, 131}, type, tokens);
    for (const std::int64_t position : {std::int64_t{0}, std::int64_t{63}, std::int64_t{64}, std::int64_t{1021}})
        for (const int tokens : {1, 6, 16, 65, 130}) {
            for (const Type type : {Type::F32, Type::F16, Type::BF16, Type::Q8_0, Type::Q4_0})
                checker.attention({64, 6, 2, 64, 64, 64}, type, tokens, position, 0);
            checker.attention({64, 9, 1, 128, 64, 64}, Type::F16, tokens, position, 70);
            checker.attention({64, 2, 1, 256, 64, 64}, Type::F16, tokens, position, 0);
            checker.attention({64, 2, 1, 66, 64, 64}, Type::BF16, tokens, position, 0);
        }
    for (const Type type : {Type::F32, Type::BF16, Type::Q8_0, Type::Q4_0, Type::Q6_K})
        for (const int tokens : {1, 17})
            checker.experts({256, 4, 2, 64, 512, 67}, type, tokens);
    for (const int vocabulary : {1, 2048, 2049, 32000, 151936})
        checker.choices(vocabulary);
    for (int type = static_cast<int>(Type::F16); type < kTypeCount; ++type)
        for (const auto precision : {cuda::PromptPrecision::Exact, cuda::PromptPrecision::Int8, cuda::PromptPrecision::Fp8})
            if (cuda::deviceType(static_cast<Type>(type)) == static_cast<Type>(type))
                for (const int tokens : {256, 257, 511})
                    checker.prompts({256, 4, 2, 64, 512, 67}, static_cast<Type>(type), tokens, precision);
    for (const Type type : {Type::F16, Type::BF16})
        for (const int tokens : {64, 127})
            checker.prompts({1032, 3, 1, 72, 136, 131}, type, tokens, cuda::PromptPrecision::Exact);
    checker.setZeros(true);
    for (const Type type : {Type::F32, Type::F16, Type::BF16}) {
        for (const int tokens : {1, 3, 17})
            checker.ops({256, 4, 2, 64, 512, 67}, type, tokens);
        for (const int tokens : {1, 5})
            checker.ops({2112, 3, 1, 66, 192, 131}, type, tokens);
        checker.experts({256, 4, 2, 64, 512, 67}, type, 1);
        for (const auto precision :
             {cuda::PromptPrecision::Exact, cuda::PromptPrecision::Int8, cuda::PromptPrecision::Fp8})
            if (type != Type::F32)
                checker.prompts({256, 4, 2, 64, 512, 67}, type, 257, precision);
    }
    if (size == CheckSize::Large)
        for (const int tokens : {1, 4, 130})
            checker.ops({4096, 32, 8, 128, 14336, 4099}, Type::BF16, tokens);
    checker.setZeros(false);
    if (size == CheckSize::Large) { // of an 8B model
        for (const Type type : {Type::BF16, Type::Q4_K}) // several tiles
            for (const auto precision : {cuda::PromptPrecision::Exact, cuda::PromptPrecision::Int8, cuda::PromptPrecision::Fp8})
                checker.prompts({4096, 32, 8, 128, 14336, 4099}, type, 300, precision);
        for (const Type type : {Type::BF16, Type::Q8_0, Type::Q4_0, Type::Q4_K, Type::Q6_K})
            for (const int tokens : {1, 4, 130})
                checker.ops({4096, 32, 8, 128, 14336, 4099}, type, tokens);
        checker.attention({64, 32, 8, 128, 64, 64}, Type::F16, 1, 8191, 0);
        checker.attention({64, 32, 8, 128, 64, 64}, Type::F16, 256, 768, 0);
    }
    return checker.passed();
}

} // namespace engine::measure
