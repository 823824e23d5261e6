// SPDX-License-Identifier: GPL-3.0-or-later
// The matrix-vector product that all stages share. A warp takes two rows at a time; each lane loads a unit of each
// and several more ahead, so that the memory always has enough to do. Where there are too few rows for the warps
// of the device, several warps share two rows, each with its own columns. The order of all sums depends on the device
// and the shape alone, not on the number of tokens.
#pragma once

#include "kernels/cuda/device/input.h"

namespace kernels::cuda
{

inline constexpr int kRows = 2;   // of a group: what a warp works on at a time
inline constexpr int kUnroll = 4; // units of each row that a lane has in flight

// How a product is spread over the device: the launch has `blocks` blocks of kThreads.
struct Spread {
    int groups = 0; // pairs of rows
    int share = 1;  // warps that share one: 1, 2, 4 or 8
    int blocks = 0;
};

// At most two blocks for each multiprocessor: one wave, all of it on the device at once.
inline Spread spreadFor(int groups, int units, int multiprocessors)
{
    Spread spread;
    spread.groups = groups;
    const int warps = multiprocessors * 2 * kWarps;
    while (spread.share < kWarps && groups * spread.share * 2 <= warps && spread.share * 32 < units) {
        spread.share *= 2;
    }
    const int atOnce = kWarps / spread.share;
    const int wanted = (groups + atOnce - 1) / atOnce;
    spread.blocks = wanted < multiprocessors * 2 ? wanted : multiprocessors * 2;
    return spread;
}

struct RowPair {
    const DeviceMatrix* w[kRows];
    std::int64_t row[kRows];
};

// acc[r][t] += this lane's part of row r times token t, over units first + lane, + step, ...
// Units without zeros are half as large, so twice as many are in flight: of the next step as well.
template <class Kept, Form kForm, int kTokens>
FETTLE_DEVICE void addProducts(const RowPair& rows, const Input<kForm, kTokens>& input, int first, int step,
                               float (&acc)[kRows][kTokens])
{
    constexpr int kSteps = Kept::isSparse ? 2 : 1;
    const int units = rows.w[0]->units;
    const auto place = [&](int base, int u) { return base + u / kUnroll * step + u % kUnroll * 32 + laneIndex(); };
    for (int base = first; base < units; base += kSteps * step) {
        typename Kept::Unit unit[kSteps * kUnroll][kRows];
        FETTLE_UNROLL
        for (int u = 0; u < kSteps * kUnroll; ++u) {
            const int at = place(base, u);
            FETTLE_UNROLL
            for (int r = 0; r < kRows; ++r) {
                if (at < units) {
                    unit[u][r].load(*rows.w[r], rows.row[r], at);
                } else {
                    unit[u][r].clear();
                }
            }
        }
        FETTLE_UNROLL
        for (int u = 0; u < kSteps * kUnroll; ++u) {
            const int at = place(base, u);
            if (at - laneIndex() >= units) {
                break;
            }
            FETTLE_UNROLL
            for (int t = 0; t < kTokens; ++t) {
                if constexpr (kForm == Form::Bytes) {
                    InputUnit x;
                    input.read(t, at, x);
                    FETTLE_UNROLL
                    for (int r = 0; r < kRows; ++r) {
                        acc[r][t] += x.scale * unit[u][r].times(x);
                    }
                } else {
                    float x[formCols(kForm)];
                    input.read(t, at, x);
                    FETTLE_UNROLL
                    for (int r = 0; r < kRows; ++r) {
                        acc[r][t] = unit[u][r].times(x, acc[r][t]);
                    }
                }
            }
        }
    }
}

// The same for what both rows are kept as.
template <Form kForm, int kTokens>
FETTLE_DEVICE void multiplyAlike(const RowPair& rows, const Input<kForm, kTokens>& input, int first, int step,
                                 float (&acc)[kRows][kTokens])
{
    forKept(*rows.w[0], [&](auto kept) {
        if constexpr (formOf(decltype(kept)::type) == plainForm(kForm) &&
                      (takesSparse(kForm) || !decltype(kept)::isSparse)) {
            addProducts<decltype(kept)>(rows, input, first, step, acc);
        }
    });
}

// The same for rows that may be kept in two ways, which is rare: then each takes a turn by itself.
template <Form kForm, int kTokens>
FETTLE_DEVICE void multiplyMixed(const RowPair& rows, const Input<kForm, kTokens>& input, int first, int step,
                                 float (&acc)[kRows][kTokens])
{
    const bool alike = rows.w[0]->type == rows.w[1]->type && rows.w[0]->isSparse == rows.w[1]->isSparse;
    for (int turn = 0; turn < (alike ? 1 : kRows); ++turn) {
        const RowPair now = alike ? rows : RowPair{{rows.w[turn], rows.w[turn]}, {rows.row[turn], rows.row[turn]}};
        float sums[kRows][kTokens] = {};
        multiplyAlike(now, input, first, step, sums);
        FETTLE_UNROLL
        for (int r = 0; r < kRows; ++r) {
            FETTLE_UNROLL
            for (int t = 0; t < kTokens; ++t) {
                acc[r][t] = alike || r == turn ? sums[r][t] : acc[r][t];
            }
        }
    }
}

template <Form kForm, int kTokens>
constexpr std::size_t productShared(int cols)
{
    return inputBytes(kForm, cols, kTokens) + sharedPiece(kWarps * sizeof(float)) +
           sharedPiece(2 * kWarps * kRows * kTokens * sizeof(float));
}

// Runs a stage on all its pairs of rows. A stage has
//   bool kMixes: whether the rows of a pair may be kept in two ways;
//   bool kLooksUpRows: which rows they are is written by an earlier kernel;
//   RowPair rows(int group): what to multiply;
//   void finish(int group, const float (&sums)[kRows][kTokens]): called by all lanes of one warp, each with the sums.
template <Form kForm, int kTokens, class Stage>
FETTLE_DEVICE void runProduct(const RawInput& raw, const Spread& spread, Stage& stage)
{
    SharedMemory shared;
    Input<kForm, kTokens> input(shared, raw.cols);
    float* normParts = shared.take<float>(kWarps);
    float* parts = shared.take<float>(2 * kWarps * kRows * kTokens); // two, so that one barrier a round is enough

    const int atOnce = kWarps / spread.share; // groups of this block
    const int place = warpIndex() % spread.share;
    const int firstGroup = static_cast<int>(blockIdx.x) * atOnce + warpIndex() / spread.share;
    const int step = static_cast<int>(gridDim.x) * atOnce;
    const int first = place * 32 * kUnroll;
    const int unitStep = spread.share * 32 * kUnroll;

    letNextBegin();
    if (!Stage::kLooksUpRows &&
        firstGroup < spread.groups) { // the first weights are on their way while earlier kernels still run
        const RowPair rows = stage.rows(firstGroup);
        for (int r = 0; r < kRows; ++r) {
            const std::int64_t unit = unitBytes(rows.w[r]->type, rows.w[r]->isSparse).codes;
            const std::int64_t bytes = rows.w[r]->units * unit;
            const std::int64_t at = first * unit + laneIndex() * 128;
            if (at < bytes) {
                prefetch(rows.w[r]->codes + rows.row[r] * bytes + at);
            }
        }
    }
    waitForEarlier();
    input.fill(raw, normParts);
    __syncthreads();

    // All warps of the block go round equally often, since they meet at a barrier.
    const int rounds = (spread.groups - static_cast<int>(blockIdx.x) * atOnce + step - 1) / step;
    for (int i = 0; i < rounds; ++i) {
        const int group = firstGroup + i * step;
        float sums[kRows][kTokens] = {};
        if (group < spread.groups) {
            if constexpr (Stage::kMixes) {
                multiplyMixed(stage.rows(group), input, first, unitStep, sums);
            } else {
                multiplyAlike(stage.rows(group), input, first, unitStep, sums);
            }
            FETTLE_UNROLL
            for (int r = 0; r < kRows; ++r) {
                FETTLE_UNROLL
                for (int t = 0; t < kTokens; ++t) {
                    sums[r][t] = sumOverLanes(sums[r][t]);
                }
            }
        }
        if (spread.share > 1) {
            float* round = parts + i % 2 * (kWarps * kRows * kTokens);
            if (laneIndex() == 0) {
                FETTLE_UNROLL
                for (int j = 0; j < kRows * kTokens; ++j) {
                    round[warpIndex() * kRows * kTokens + j] = sums[j / kTokens][j % kTokens];
                }
            }
            __syncthreads();
            if (place == 0) {
                for (int other = 1; other < spread.share; ++other) {
                    FETTLE_UNROLL
                    for (int j = 0; j < kRows * kTokens; ++j) {
                        sums[j / kTokens][j % kTokens] += round[(warpIndex() + other) * kRows * kTokens + j];
                    }
                }
            }
        }
        if (place == 0 && group < spread.groups) {
            stage.finish(group, sums);
        }
    }
}

} // namespace kernels::cuda
