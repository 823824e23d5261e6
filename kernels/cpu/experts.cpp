// SPDX-License-Identifier: GPL-3.0-or-later
// A mixture of experts. Tokens are sorted by expert, so that a chosen expert's weights are read once for all of its
// tokens; the rows of all chosen experts are one range of work for the pool.
#include "kernels/cpu/backend.h"
#include "kernels/cpu/primitives.h"
#include "kernels/expert_choice.h"
#include "kernels/packed.h"
#include "kernels/pool.h"

#include <algorithm>
#include <new>

namespace kernels::cpu
{

void routeExperts(const RouteExperts& op, Pool& pool)
{
    Scratch scratch(op.scratch);
    pool.forRanges(op.tokens, 4, [&op](std::int64_t begin, std::int64_t end, int /*thread*/) {
        for (std::int64_t t = begin; t < end; ++t) {
            normalizeRow(op.norm, op.x + t * op.dim, op.dim, op.normed + t * op.dim);
        }
    });
    const Matrix& w = op.router;
    const Input in = plainInput(op.normed, op.tokens, op.dim, readsBlocks(w), scratch, pool);
    auto* scores = scratch.take<float>(static_cast<std::size_t>(op.tokens * w.rows));
    pool.forRanges(w.rows, kRowGrain, [&](std::int64_t begin, std::int64_t end, int /*thread*/) {
        multiply(w, in, begin, end, scores, w.rows);
    });
    pool.forRanges(op.tokens, 16, [&](std::int64_t begin, std::int64_t end, int /*thread*/) {
        for (std::int64_t t = begin; t < end; ++t) {
            chooseExperts(scores + t * w.rows, static_cast<int>(w.rows), op.used, op.sharesSumToOne,
                          op.chosen + t * op.used, op.shares + t * op.used);
        }
    });
}

namespace
{

// One expert that somebody chose: its tokens are the rows first .. first + input.tokens - 1 of the sorted buffers.
struct Chosen {
    std::int64_t number;
    std::int64_t first;
    Input input;
};

// The sorted work of one call. A pair is a token and one of its experts; there are tokens * used of them.
struct Work {
    Chosen* chosen;
    std::int64_t count;   // of chosen experts
    std::int64_t* sorted; // [pairs]: pair t * used + i's row in the sorted buffers
};

Work sortByExpert(const MixExperts& op, Scratch& scratch)
{
    const std::int64_t pairs = static_cast<std::int64_t>(op.tokens) * op.used;
    const auto most = static_cast<std::size_t>(std::min<std::int64_t>(op.experts, pairs));
    auto* next = scratch.take<std::int64_t>(static_cast<std::size_t>(op.experts)); // the expert's next free row
    Work work{scratch.take<Chosen>(most), 0, scratch.take<std::int64_t>(static_cast<std::size_t>(pairs))};
    std::fill_n(next, op.experts, 0);
    for (std::int64_t p = 0; p < pairs; ++p) {
        ++next[op.chosen[p]];
    }
    std::int64_t row = 0;
    for (std::int64_t e = 0; e < op.experts; ++e) {
        const std::int64_t tokens = next[e];
        next[e] = row;
        if (tokens > 0) {
            Chosen& chosen = *new (work.chosen + work.count++) Chosen{e, row, {}};
            chosen.input.tokens = static_cast<int>(tokens);
            row += tokens;
        }
    }
    for (std::int64_t p = 0; p < pairs; ++p) {
        work.sorted[p] = next[op.chosen[p]]++;
    }
    return work;
}

// Calls body(expert, begin, end) for all rows of each chosen expert, cut at multiples of kRowGrain of the expert's own.
template <class Body>
void forExpertRows(const Work& work, std::int64_t rows, Pool& pool, const Body& body)
{
    const std::int64_t blocks = (rows + kRowGrain - 1) / kRowGrain;
    pool.forRanges(work.count * blocks, 1, [&](std::int64_t begin, std::int64_t end, int /*thread*/) {
        while (begin < end) {
            const std::int64_t expert = begin / blocks;
            const std::int64_t last = std::min(end, (expert + 1) * blocks);
            body(work.chosen[expert], (begin - expert * blocks) * kRowGrain,
                 std::min((last - expert * blocks) * kRowGrain, rows));
            begin = last;
        }
    });
}

void prepareInputs(const Work& work, const float* rows, std::int64_t cols, bool packed, Scratch& scratch, Pool& pool)
{
    for (std::int64_t i = 0; i < work.count; ++i) {
        Chosen& chosen = work.chosen[i];
        chosen.input = plainInput(rows + chosen.first * cols, chosen.input.tokens, cols, packed, scratch, pool);
    }
}

} // namespace

void mixExperts(const MixExperts& op, Pool& pool)
{
    Scratch scratch(op.scratch);
    const std::int64_t inner = op.inner;
    const auto pairs = static_cast<std::size_t>(op.tokens) * static_cast<std::size_t>(op.used);
    const Work work = sortByExpert(op, scratch);

    auto* rows = scratch.take<float>(pairs * static_cast<std::size_t>(op.dim)); // inputs, at the end outputs
    auto* gate = scratch.take<float>(pairs * static_cast<std::size_t>(inner));
    auto* up = scratch.take<float>(pairs * static_cast<std::size_t>(inner));
    for (std::size_t p = 0; p < pairs; ++p) {
        const auto token = static_cast<std::int64_t>(p) / op.used;
        std::copy_n(op.normed + token * op.dim, op.dim, rows + work.sorted[p] * op.dim);
    }
    prepareInputs(work, rows, op.dim, readsBlocks(op.gate) || readsBlocks(op.up), scratch, pool);
    forExpertRows(work, inner, pool, [&](const Chosen& expert, std::int64_t begin, std::int64_t end) {
        float* gateOut = gate + expert.first * inner;
        float* upOut = up + expert.first * inner;
        multiply(rowsOf(op.gate, expert.number * inner, inner), expert.input, begin, end, gateOut, inner);
        multiply(rowsOf(op.up, expert.number * inner, inner), expert.input, begin, end, upOut, inner);
        for (int t = 0; t < expert.input.tokens; ++t) {
            float* out = gateOut + t * inner + begin;
            activate(op.activation, out, upOut + t * inner + begin, end - begin, out);
        }
    });

    prepareInputs(work, gate, inner, readsBlocks(op.down), scratch, pool);
    forExpertRows(work, op.dim, pool, [&](const Chosen& expert, std::int64_t begin, std::int64_t end) {
        multiply(rowsOf(op.down, expert.number * op.dim, op.dim), expert.input, begin, end,
                 rows + expert.first * op.dim, op.dim);
    });
    pool.forRanges(op.tokens, 4, [&](std::int64_t begin, std::int64_t end, int /*thread*/) {
        for (std::int64_t p = begin * op.used; p < end * op.used; ++p) {
            addScaled(op.shares[p], rows + work.sorted[p] * op.dim, op.x + p / op.used * op.dim, op.dim);
        }
    });
}

} // namespace kernels::cpu
