// SPDX-License-Identifier: GPL-3.0-or-later
// Speed of the products and of a whole small decoding step on this machine; not a test. Runs of different cases are
// interleaved, so that a busy neighbour hits all of them; best and median are printed.
//   bench_ops [seconds per table, default 10] [only cases whose name contains this] [only types of this name]
#include "kernels/pool.h"
#include "tests/support/random_weights.h"

#include "kernels/ops.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <string>

using namespace kernels;
using namespace tests;

namespace
{

using Clock = std::chrono::steady_clock;

struct Case {
    std::string name;
    double flops;
    double bytes;
    std::function<void()> once;
    std::vector<double> seconds = {};
};

std::string g_filter;
std::string g_type;

double timed(const Case& c, int repeats)
{
    const auto start = Clock::now();
    for (int i = 0; i < repeats; ++i) {
        c.once();
    }
    return std::chrono::duration<double>(Clock::now() - start).count() / repeats;
}

void measure(std::vector<Case>& cases, double budget)
{
    std::erase_if(cases, [](const Case& c) { return c.name.find(g_filter) == std::string::npos; });
    if (cases.empty()) {
        return;
    }
    std::vector<int> repeats;
    for (Case& c : cases) { // short cases are repeated until a run lasts 2 ms
        c.once();
        repeats.push_back(std::max(1, static_cast<int>(0.002 / std::max(1e-7, timed(c, 1)))));
    }
    const auto end = Clock::now() + std::chrono::duration<double>(budget);
    do {
        for (std::size_t i = 0; i < cases.size(); ++i) {
            cases[i].seconds.push_back(timed(cases[i], repeats[i]));
        }
    } while (Clock::now() < end);
}

void print(std::vector<Case>& cases)
{
    if (cases.empty()) {
        return;
    }
    std::printf("%-34s %10s %10s %9s %9s %9s  runs\n", "", "best us", "median us", "GFLOP/s", "median", "GB/s");
    for (Case& c : cases) {
        std::sort(c.seconds.begin(), c.seconds.end());
        const double best = c.seconds.front();
        const double median = c.seconds[c.seconds.size() / 2];
        std::printf("%-34s %10.1f %10.1f %9.1f %9.1f %9.1f  %zu\n", c.name.c_str(), best * 1e6, median * 1e6,
                    c.flops / best * 1e-9, c.flops / median * 1e-9, c.bytes / best * 1e-9, c.seconds.size());
    }
}

// x += W in for one matrix: the product with the least around it.
struct Product {
    RandomMatrix weights;
    AlignedBytes in;
    std::vector<float> x;
    AlignedBytes scratch;
    int tokens;

    Product(Type type, int rows, int cols, int count)
        : weights(RandomMatrix::repeated(type, rows, cols, 1)),
          in(static_cast<std::size_t>(cols) * static_cast<std::size_t>(count) * sizeof(float)),
          x(static_cast<std::size_t>(rows) * static_cast<std::size_t>(count)),
          scratch(scratchBytes(count, cols, rows)),
          tokens(count)
    {
        const std::vector<float> values = randomValues(static_cast<std::size_t>(cols) * static_cast<std::size_t>(count), 2);
        std::copy(values.begin(), values.end(), static_cast<float*>(in.data()));
        weights.packed();
    }
    void run(Pool& pool)
    {
        ProjectAdd op;
        op.tokens = tokens;
        op.weight = weights.packed();
        op.in = static_cast<const float*>(in.data());
        op.x = x.data();
        op.scratch = scratch.data();
        cpuBackend().projectAdd(op, pool);
    }
};

constexpr Type kBenchTypes[] = {Type::F32,  Type::F16,  Type::BF16, Type::Q8_0, Type::Q4_0,
                                Type::Q4_K, Type::Q5_K, Type::Q6_K, Type::Q2_K};

// What decoding is measured against: all threads read memory that no cache holds.
Case readBandwidth(Pool& pool)
{
    static const std::vector<std::uint64_t> memory(std::size_t{32} << 20, 1);
    return {"read, " + std::to_string(pool.threads()) + " thr", 0.0, static_cast<double>(memory.size() * 8), [&pool] {
                pool.forRanges(static_cast<std::int64_t>(memory.size()), 4096,
                               [](std::int64_t begin, std::int64_t end, int /*thread*/) {
                                   std::uint64_t sum[32] = {};
                                   for (std::int64_t i = begin; i < end; i += 32) {
                                       for (int k = 0; k < 32; ++k) {
                                           sum[k] += memory[static_cast<std::size_t>(i + k)];
                                       }
                                   }
                                   volatile std::uint64_t keep = sum[0] + sum[31];
                                   static_cast<void>(keep);
                               });
            }};
}

void products(double budget, Pool& one, Pool& all)
{
    for (const int tokens : {1, 512}) {
        std::vector<Case> cases;
        std::vector<std::unique_ptr<Product>> products;
        for (const Type type : kBenchTypes) {
            const int cols = tokens == 1 ? 4096 : 2048; // decoding: more than any cache holds
            const int rows = tokens == 1 ? static_cast<int>((std::int64_t{128} << 20) / bytesOf(type, cols) / 64 * 64) : 5632;
            if (std::string(traits(type).name).find(g_type) == std::string::npos) {
                continue;
            }
            Product* product = products.emplace_back(std::make_unique<Product>(type, rows, cols, tokens)).get();
            for (Pool* pool : {&one, &all}) {
                const double weights = static_cast<double>(rows) * cols;
                cases.push_back({std::string(traits(type).name) + ", " + std::to_string(tokens) + " tokens, " +
                                     std::to_string(pool->threads()) + " thr",
                                 2.0 * weights * tokens, static_cast<double>(bytesOf(type, cols)) * rows,
                                 [product, pool] { product->run(*pool); }});
                if (pool->threads() == all.threads()) {
                    break;
                }
            }
        }
        if (tokens == 1) {
            cases.push_back(readBandwidth(one));
            cases.push_back(readBandwidth(all));
        }
        measure(cases, budget);
        print(cases);
    }
}

// Attention alone, of a prompt's last piece or of one token, over a cache of halves.
void attention(double budget, Pool& one, Pool& all)
{
    constexpr int kHeads = 32;
    constexpr int kKvHeads = 4;
    constexpr int kHeadDim = 64;
    constexpr std::int64_t kCapacity = 4096;
    const std::vector<std::uint16_t> cache(static_cast<std::size_t>(kKvHeads * kCapacity * kHeadDim), 0x3000);
    std::vector<float> q = randomValues(512 * kHeads * kHeadDim, 3);
    std::vector<float> out(q.size());
    AlignedBytes scratch(attendScratchBytes(512, kHeads, kHeadDim, kCapacity, all.threads()));
    std::vector<Case> cases;
    for (const int tokens : {1, 512}) {
        for (const std::int64_t position : {0, 3500}) {
            for (Pool* pool : {&one, &all}) {
                Attend op;
                op.tokens = tokens;
                op.heads = kHeads;
                op.kvHeads = kKvHeads;
                op.headDim = kHeadDim;
                op.q = q.data();
                op.cache = {const_cast<std::uint16_t*>(cache.data()), const_cast<std::uint16_t*>(cache.data()), Type::F16,
                            kCapacity};
                op.position = position;
                op.scale = 0.1F;
                op.out = out.data();
                op.scratch = scratch.data();
                const double seen = tokens * (static_cast<double>(position) + (tokens + 1) / 2.0);
                cases.push_back({"attend " + std::to_string(tokens) + " at " + std::to_string(position) + ", " +
                                     std::to_string(pool->threads()) + " thr",
                                 4.0 * seen * kHeads * kHeadDim,
                                 4.0 * kKvHeads * kHeadDim * (static_cast<double>(position) + tokens),
                                 [op, pool] { cpuBackend().attend(op, *pool); }});
            }
        }
    }
    measure(cases, budget);
    print(cases);
}

// A decoding step of a small model, all weights random: what the ops and the pool cost together.
class Model
{
public:
    Model(Type type, int dim, int inner, int layers, int heads, int kvHeads, int vocabulary)
        : m_dim(dim),
          m_heads(heads),
          m_kvHeads(kvHeads),
          m_headDim(dim / heads),
          m_inner(inner),
          m_vocabulary(vocabulary),
          m_norm(randomValues(static_cast<std::size_t>(dim), 1)),
          m_table(RandomMatrix::repeated(type, vocabulary, dim, 2)),
          m_scratch(std::max(scratchBytes(kTokens, inner, std::max(vocabulary, 2 * inner)),
                             attendScratchBytes(kTokens, heads, m_headDim, kContext, 256)))
    {
        const int kv = kvHeads * m_headDim;
        for (int i = 0; i < layers; ++i) {
            const auto seed = static_cast<unsigned>(10 * i);
            m_layers.push_back({RandomMatrix::repeated(type, dim, dim, seed), RandomMatrix::repeated(type, kv, dim, seed + 1),
                                RandomMatrix::repeated(type, kv, dim, seed + 2), RandomMatrix::repeated(type, dim, dim, seed + 3),
                                RandomMatrix::repeated(type, inner, dim, seed + 4), RandomMatrix::repeated(type, inner, dim, seed + 5),
                                RandomMatrix::repeated(type, dim, inner, seed + 6),
                                std::vector<std::uint16_t>(static_cast<std::size_t>(kv) * kContext),
                                std::vector<std::uint16_t>(static_cast<std::size_t>(kv) * kContext)});
        }
        const auto tokens = static_cast<std::size_t>(kTokens);
        m_x.resize(tokens * static_cast<std::size_t>(dim));
        m_q.resize(tokens * static_cast<std::size_t>(dim));
        m_out.resize(tokens * static_cast<std::size_t>(dim));
        m_h.resize(tokens * static_cast<std::size_t>(inner));
        m_logits.resize(static_cast<std::size_t>(vocabulary));
    }

    void step(int tokens, std::int64_t position, Pool& pool)
    {
        const Backend& cpu = cpuBackend();
        const Norm norm{NormKind::Rms, m_norm.data(), nullptr, 1e-5F};
        std::int32_t ids[kTokens];
        for (int t = 0; t < tokens; ++t) {
            ids[t] = (t * 31) % m_vocabulary;
        }
        cpu.embed({.tokens = tokens, .dim = m_dim, .ids = ids, .table = m_table.view(), .x = m_x.data()}, pool);
        for (Layer& l : m_layers) {
            const KvView cache{l.keys.data(), l.values.data(), Type::F16, kContext};
            const Segment segment{0, tokens, position, cache};
            cpu.normQkv({.tokens = tokens, .dim = m_dim, .heads = m_heads, .kvHeads = m_kvHeads, .headDim = m_headDim,
                         .x = m_x.data(), .norm = norm, .q = l.q.packed(), .k = l.k.packed(), .v = l.v.packed(),
                         .rope = {.kind = RopeKind::Adjacent, .dims = m_headDim}, .segments = &segment,
                         .segmentCount = 1, .qOut = m_q.data(), .scratch = m_scratch.data()},
                        pool);
            cpu.attend({.tokens = tokens, .heads = m_heads, .kvHeads = m_kvHeads, .headDim = m_headDim, .q = m_q.data(),
                        .cache = cache, .position = position, .scale = 0.1F, .out = m_out.data(),
                        .scratch = m_scratch.data()},
                       pool);
            cpu.projectAdd({tokens, l.out.packed(), nullptr, {}, m_out.data(), m_x.data(), m_scratch.data()}, pool);
            cpu.normGateUp({tokens, m_dim, m_x.data(), norm, l.gate.packed(), l.up.packed(), nullptr, nullptr,
                            Activation::Silu, m_h.data(), m_scratch.data()},
                           pool);
            cpu.projectAdd({tokens, l.down.packed(), nullptr, {}, m_h.data(), m_x.data(), m_scratch.data()}, pool);
        }
        cpu.logits({1, m_dim, m_x.data(), norm, m_table.packed(), nullptr, 0.0F, m_logits.data(), m_scratch.data()},
                   pool);
    }

    double weights() const
    {
        const double kv = m_kvHeads * m_headDim;
        return static_cast<double>(m_layers.size()) * m_dim * (2.0 * m_dim + 2.0 * kv + 3.0 * m_inner);
    }
    double head() const { return static_cast<double>(m_vocabulary) * m_dim; }

    static constexpr int kTokens = 64;

private:
    struct Layer {
        RandomMatrix q, k, v, out, gate, up, down;
        std::vector<std::uint16_t> keys, values;
    };
    static constexpr std::int64_t kContext = 4096;

    int m_dim, m_heads, m_kvHeads, m_headDim, m_inner, m_vocabulary;
    std::vector<float> m_norm, m_x, m_q, m_out, m_h, m_logits;
    RandomMatrix m_table;
    AlignedBytes m_scratch;
    std::vector<Layer> m_layers;
};

void models(double budget, Pool& one, Pool& all)
{
    std::vector<Case> cases;
    std::vector<std::unique_ptr<Model>> models;
    const auto addModel = [&](const std::string& name, Type type, Model&& made) {
        Model* model = models.emplace_back(std::make_unique<Model>(std::move(made))).get();
        for (Pool* pool : {&one, &all}) {
            for (const int tokens : {1, 64}) {
                for (const int position : {0, 2000}) {
                    const double values = model->weights() * tokens + model->head();
                    cases.push_back(
                        {name + " " + traits(type).name + ", " + std::to_string(tokens) + " at " +
                             std::to_string(position) + ", " + std::to_string(pool->threads()) + " thr",
                         2.0 * values,
                         (model->weights() + model->head()) * traits(type).blockBytes / traits(type).blockValues,
                         [model, pool, tokens, position] { model->step(tokens, position, *pool); }});
                }
            }
            if (pool->threads() == all.threads()) {
                break;
            }
        }
    };
    for (const Type type : {Type::F16, Type::Q8_0, Type::Q4_K}) {
        if (std::string(traits(type).name).find(g_type) == std::string::npos) {
            continue;
        }
        addModel("starter", type, Model(type, 256, 768, 6, 8, 4, 4096));
        addModel("1B, 4 layers", type, Model(type, 2048, 8192, 4, 32, 8, 32000));
    }
    measure(cases, budget);
    print(cases);
}

} // namespace

int main(int argc, char** argv)
{
    const double budget = argc > 1 ? std::atof(argv[1]) : 10.0;
    g_filter = argc > 2 ? argv[2] : "";
    g_type = argc > 3 ? argv[3] : "";
    Pool one(1);
    Pool all(Pool::availableThreads());
    std::printf("%s, %d threads\n", cpuTargetName(), all.threads());

    std::vector<Case> empty;
    empty.push_back(
        {"an empty op", 0.0, 0.0, [&all] { all.forRanges(1024, 16, [](std::int64_t, std::int64_t, int) {}); }});
    measure(empty, 0.5);
    print(empty);

    products(budget, one, all);
    attention(budget, one, all);
    models(budget, one, all);
}
