// SPDX-License-Identifier: GPL-3.0-or-later
#include "kernels/cuda/module/prompt_kernels.h"

#include "kernels/cuda/device/mma.h"
#include "kernels/cuda/module/tiles.h"

namespace kernels::cuda
{

namespace
{

constexpr float kLargestByte = 127.0F;
constexpr std::size_t kPartsBytes = sharedPiece(kWarps * sizeof(float));

template <Factor kFactor>
constexpr int perWord()
{
    return 4 / bytesOf(kFactor);
}

// What a row or a token is multiplied with before it is rounded, and its numbers afterwards.
struct Scale {
    float inverse = 1.0F;
    float scale = 1.0F;
};

template <Factor kFactor>
FETTLE_DEVICE Scale scaleFor(float most) // the largest absolute value
{
    if constexpr (kFactor == Factor::Half) {
        constexpr int kBias = 127;
        constexpr int kSafe = 14; // below 2^15, which halves hold with room for rounding
        const int exponent = static_cast<int>(bitsOfFloat(most) >> 23) - kBias;
        const int over = exponent > kSafe ? exponent - kSafe : 0;
        return {floatOfBits(static_cast<std::uint32_t>(kBias - over) << 23),
                floatOfBits(static_cast<std::uint32_t>(kBias + over) << 23)};
    } else {
        const float scale = most / (kFactor == Factor::Int8 ? kLargestByte : kLargestE4m3);
        return {scale > 0.0F ? 1.0F / scale : 0.0F, scale};
    }
}

// perWord() values from v on, which have been scaled.
template <Factor kFactor>
FETTLE_DEVICE std::uint32_t wordOf(const float* v)
{
    if constexpr (kFactor == Factor::Bfloat) {
        return pairOf<Pair::Bfloat>(v[0], v[1]);
    } else if constexpr (kFactor == Factor::Half) {
        return pairOf<Pair::Half>(v[0], v[1]);
    } else {
        std::uint32_t word = 0;
        FETTLE_UNROLL
        for (int i = 0; i < 4; ++i) {
            if constexpr (kFactor == Factor::Int8) {
                word |= (static_cast<std::uint32_t>(static_cast<int>(rintf(v[i]))) & 255U) << (8 * i);
            } else {
                word |= e4m3Of(v[i]) << (8 * i);
            }
        }
        return word;
    }
}

// A block for each token.
template <Factor kFactor>
__global__ __launch_bounds__(kThreads) void prepareKernel(const RawInput in, int cols, std::uint32_t* out,
                                                          float* scales)
{
    SharedMemory shared;
    float* parts = shared.take<float>(kWarps);
    letNextBegin();
    waitForEarlier();
    const std::int64_t t = blockIdx.x;
    const float* x = in.x + t * in.stride;
    const RowNorm row = rowNorm(in.norm, x, in.cols, parts);
    float most = 0.0F;
    for (int c = static_cast<int>(threadIdx.x); c < in.cols; c += kThreads) {
        most = fmaxf(most, fabsf(normed(in.norm, row, x[c], c)));
    }
    const Scale scale = scaleFor<kFactor>(maxOverBlock(most, parts));
    if (threadIdx.x == 0) {
        scales[t] = scale.scale;
    }
    constexpr int kPer = perWord<kFactor>();
    out += t * (cols / kPer);
    for (int i = static_cast<int>(threadIdx.x); i < cols / kPer; i += kThreads) {
        float v[kPer];
        FETTLE_UNROLL
        for (int k = 0; k < kPer; ++k) {
            const int c = i * kPer + k;
            v[k] = c < in.cols ? normed(in.norm, row, x[c], c) * scale.inverse : 0.0F;
        }
        out[i] = wordOf<kFactor>(v);
    }
}

constexpr int kStageStride = 20; // words of a lane: the 16 of 32 bfloat16, and 4 that keep lanes in different banks
constexpr std::size_t kStageBytes = sharedPiece(kWarps * 32 * kStageStride * 4);

// A lane's kWords words, the lane's place being its number, to the 32 * kWords from `to` on of which `count` lanes are
// there: through shared memory where they are many, so that neighbours write side by side.
template <int kWords>
FETTLE_DEVICE void storeWords(const std::uint32_t (&words)[kWords], std::uint32_t* stage, int count, std::uint32_t* to)
{
    const int lane = laneIndex();
    if constexpr (kWords == 2) {
        if (lane < count) {
            *reinterpret_cast<uint2*>(to + lane * 2) = make_uint2(words[0], words[1]);
        }
    } else {
        auto* mine = reinterpret_cast<uint4*>(stage + lane * kStageStride);
        FETTLE_UNROLL
        for (int i = 0; i < kWords; i += 4) {
            mine[i / 4] = make_uint4(words[i], words[i + 1], words[i + 2], words[i + 3]);
        }
        __syncwarp();
        constexpr int kPieces = kWords / 4;
        FETTLE_UNROLL
        for (int i = 0; i < kPieces; ++i) {
            const int piece = i * 32 + lane;
            const int from = piece / kPieces;
            if (from < count) {
                reinterpret_cast<uint4*>(to)[piece] =
                    *reinterpret_cast<const uint4*>(stage + from * kStageStride + piece % kPieces * 4);
            }
        }
        __syncwarp();
    }
}

template <class Kept>
FETTLE_DEVICE float mostOfRow(const DeviceMatrix& w, std::int64_t row)
{
    float most = 0.0F;
    for (int unit = laneIndex(); unit < w.units; unit += 32) {
        typename Kept::Unit values;
        values.load(w, row, unit);
        FETTLE_UNROLL
        for (int c = 0; c < unitCols(Kept::type); ++c) {
            most = fmaxf(most, fabsf(values.value(c)));
        }
    }
    return maxOverLanes(most);
}

template <Factor kFactor, class Kept>
FETTLE_DEVICE void turnRow(const TurnArguments& a, int index, std::uint32_t* stage)
{
    constexpr int kCols = unitCols(Kept::type);
    constexpr int kPer = perWord<kFactor>();
    constexpr int kWords = kCols / kPer;
    const std::int64_t row = a.first + index;
    Scale scale;
    if constexpr (bytesOf(kFactor) == 1) {
        scale = scaleFor<kFactor>(mostOfRow<Kept>(a.w, row));
        if (laneIndex() == 0) {
            a.scales[index] = scale.scale;
        }
    }
    auto* to = reinterpret_cast<std::uint32_t*>(a.tile) + static_cast<std::int64_t>(index) * (a.cols / kPer);
    const int units = a.cols / kCols;
    for (int first = 0; first < units; first += 32) {
        typename Kept::Unit values;
        if (first + laneIndex() < a.w.units) {
            values.load(a.w, row, first + laneIndex());
        } else {
            values.clear();
        }
        std::uint32_t words[kWords];
        FETTLE_UNROLL
        for (int i = 0; i < kWords; ++i) {
            float v[kPer];
            FETTLE_UNROLL
            for (int k = 0; k < kPer; ++k) {
                v[k] = values.value(i * kPer + k) * scale.inverse;
            }
            words[i] = wordOf<kFactor>(v);
        }
        storeWords<kWords>(words, stage, units - first, to + first * kWords);
    }
}

// A warp for each row.
template <Factor kFactor>
__global__ __launch_bounds__(kThreads) void turnKernel(__grid_constant__ const TurnArguments a)
{
    SharedMemory shared;
    auto* stage = shared.take<std::uint32_t>(kWarps * 32 * kStageStride) + warpIndex() * 32 * kStageStride;
    letNextBegin();
    waitForEarlier(); // a product may still read the tile
    const int index = static_cast<int>(blockIdx.x) * kWarps + warpIndex();
    if (index >= a.count) {
        return;
    }
    forKept(a.w, [&](auto kept) {
        using Kept = decltype(kept);
        // Only halves without their zeros are turned into halves.
        constexpr bool kTurns =
            kFactor == Factor::Half ? Kept::type == Type::F16 && Kept::isSparse : Kept::type != Type::F32;
        if constexpr (kTurns) {
            turnRow<kFactor, Kept>(a, index, stage);
        }
    });
}

template <TileKind kKind>
__global__ __launch_bounds__(kThreads) void finishKernel(__grid_constant__ const FinishArguments a)
{
    letNextBegin();
    waitForEarlier();
    const std::int64_t t = blockIdx.y;
    const int r = static_cast<int>(blockIdx.x) * kThreads + static_cast<int>(threadIdx.x);
    if (r >= a.rows) {
        return;
    }
    const float tokenScale = a.tokenScales != nullptr ? a.tokenScales[t] : 1.0F;
    const auto value = [&](int which) {
        const int at = r + which * a.rows;
        const float sum = a.sums[t * a.stride + at];
        const float y = a.isWhole ? static_cast<float>(static_cast<int>(bitsOfFloat(sum))) : sum;
        const float scaled = y * tokenScale * (a.rowScales != nullptr ? a.rowScales[at] : 1.0F);
        return scaled + (a.bias[which] != nullptr ? a.bias[which][r] : 0.0F);
    };
    float* out = a.out + t * a.outStride + r;
    if constexpr (kKind == TileKind::Store) {
        *out = value(0);
    } else if constexpr (kKind == TileKind::Add) {
        *out += value(0);
    } else if constexpr (kKind == TileKind::Activate) {
        *out = activated(a.activation, value(0));
    } else {
        *out = activated(a.activation, value(0)) * value(1);
    }
}

} // namespace

void prepareForLibrary(Context& context, Factor factor, const RawInput& in, int cols, std::uint32_t* out, float* scales)
{
    const Grid grid = {dim3(static_cast<unsigned>(in.tokens)), kThreads, kPartsBytes};
    switch (factor) {
    case Factor::Bfloat:
        return roundInput(context, in, cols, out);
    case Factor::Half:
        return launch<prepareKernel<Factor::Half>>(context, grid, in, cols, out, scales);
    case Factor::Int8:
        return launch<prepareKernel<Factor::Int8>>(context, grid, in, cols, out, scales);
    case Factor::E4m3:
        return launch<prepareKernel<Factor::E4m3>>(context, grid, in, cols, out, scales);
    }
}

void launchTurn(Context& context, Factor factor, const TurnArguments& a)
{
    const Grid grid = {dim3(static_cast<unsigned>((a.count + kWarps - 1) / kWarps)), kThreads, kStageBytes};
    switch (factor) {
    case Factor::Bfloat:
        return launch<turnKernel<Factor::Bfloat>>(context, grid, a);
    case Factor::Int8:
        return launch<turnKernel<Factor::Int8>>(context, grid, a);
    case Factor::E4m3:
        return launch<turnKernel<Factor::E4m3>>(context, grid, a);
    case Factor::Half:
        return launch<turnKernel<Factor::Half>>(context, grid, a);
    }
}

void launchFinish(Context& context, TileKind kind, const FinishArguments& a)
{
    const Grid grid = {dim3(static_cast<unsigned>((a.rows + kThreads - 1) / kThreads), static_cast<unsigned>(a.tokens)),
                       kThreads, 0};
    switch (kind) {
    case TileKind::Store:
        return launch<finishKernel<TileKind::Store>>(context, grid, a);
    case TileKind::Add:
        return launch<finishKernel<TileKind::Add>>(context, grid, a);
    case TileKind::Activate:
        return launch<finishKernel<TileKind::Activate>>(context, grid, a);
    case TileKind::GateUp:
        return launch<finishKernel<TileKind::GateUp>>(context, grid, a);
    }
}

} // namespace kernels::cuda
