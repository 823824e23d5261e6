// SPDX-License-Identifier: GPL-3.0-or-later
// Mixtures of experts. Which experts a token goes to is known on the device alone, so products look up their rows
// there.
#include "kernels/cuda/device/activate.h"
#include "kernels/cuda/module/ops.h"
#include "kernels/cuda/module/products.h"

namespace kernels::cuda
{

namespace
{

// normed = norm(x), a block for each token.
__global__ __launch_bounds__(kThreads) void normKernel(const float* x, int dim, const Norm norm, float* normed)
{
    SharedMemory shared;
    float* parts = shared.take<float>(kWarps);
    letNextBegin();
    waitForEarlier();
    x += static_cast<std::int64_t>(blockIdx.x) * dim;
    normed += static_cast<std::int64_t>(blockIdx.x) * dim;
    const RowNorm row = rowNorm(norm, x, dim, parts);
    for (int c = static_cast<int>(threadIdx.x); c < dim; c += kThreads) {
        normed[c] = kernels::cuda::normed(norm, row, x[c], c);
    }
}

constexpr int kMostPlaces = 65535; // of a grid's second direction

struct Choosing {
    const float* scores; // [tokens, experts]
    int experts, used;
    bool sharesSumToOne;
    std::int32_t* chosen; // [tokens, used]
    float* shares;
};

// Whether expert a comes before b: the higher score, the lower number among equals and where one is not a number.
FETTLE_DEVICE bool isBefore(const float* scores, int a, int b)
{
    return scores[a] > scores[b] || (a < b && !(scores[b] > scores[a]));
}

// A block for each token, a thread for an expert. As kernels/expert_choice.h says.
__global__ __launch_bounds__(kThreads) void chooseExpertsKernel(const Choosing a)
{
    SharedMemory shared;
    float* scores = shared.take<float>(a.experts);
    double* powers = shared.take<double>(a.experts);
    int* isChosen = shared.take<int>(a.experts);
    int* chosen = shared.take<int>(a.used);
    letNextBegin();
    waitForEarlier();
    const float* row = a.scores + static_cast<std::int64_t>(blockIdx.x) * a.experts;
    for (int e = static_cast<int>(threadIdx.x); e < a.experts; e += kThreads) {
        scores[e] = row[e];
    }
    for (int i = static_cast<int>(threadIdx.x); i < a.used; i += kThreads) {
        chosen[i] = i; // stays where scores are not numbers
    }
    __syncthreads();
    for (int e = static_cast<int>(threadIdx.x); e < a.experts; e += kThreads) {
        int before = 0;
        float highest = scores[0];
        for (int other = 0; other < a.experts; ++other) {
            before += other != e && isBefore(scores, other, e) ? 1 : 0;
            highest = scores[other] > highest ? scores[other] : highest;
        }
        isChosen[e] = before < a.used ? 1 : 0;
        powers[e] = exp(static_cast<double>(scores[e] - highest));
    }
    __syncthreads();
    for (int e = static_cast<int>(threadIdx.x); e < a.experts; e += kThreads) {
        int place = 0;
        for (int other = 0; other < e; ++other) {
            place += isChosen[other];
        }
        if (isChosen[e] != 0 && place < a.used) {
            chosen[place] = e;
        }
    }
    __syncthreads();
    if (threadIdx.x != 0) {
        return;
    }
    double all = 0.0;
    for (int i = 0; i < (a.sharesSumToOne ? a.used : a.experts); ++i) {
        all += powers[a.sharesSumToOne ? chosen[i] : i];
    }
    for (int i = 0; i < a.used; ++i) {
        const std::int64_t to = static_cast<std::int64_t>(blockIdx.x) * a.used + i;
        a.chosen[to] = chosen[i];
        a.shares[to] = static_cast<float>(powers[chosen[i]] / all);
    }
}

struct Mixing {
    RawInput in; // of the first place in the grid's second direction; others follow by `stride`
    Spread spread;
    DeviceMatrix gate, up, down;
    const std::int32_t* chosen; // [tokens, used]
    const float* shares;
    int inner, used;
    Activation activation;
    float* hidden; // [tokens, used, inner]
    float* said;   // [tokens, used, dim]
    int dim;
};

FETTLE_DEVICE std::int64_t placeOfBlock()
{
    return static_cast<std::int64_t>(blockIdx.y);
}

// hidden = act(gate n) * (up n), for the rows of each expert that the token goes to. A place is a token.
struct ExpertGateUp {
    static constexpr bool kMixes = true;
    static constexpr bool kLooksUpRows = true;
    const Mixing& a;

    FETTLE_DEVICE RowPair rows(int group) const
    {
        const int expert = a.chosen[placeOfBlock() * a.used + group / a.inner];
        const std::int64_t row = std::int64_t{expert} * a.inner + group % a.inner;
        return {{&a.gate, &a.up}, {row, row}};
    }

    FETTLE_DEVICE void finish(int group, const float (&sums)[kRows][1]) const
    {
        if (laneIndex() == 0) {
            a.hidden[placeOfBlock() * a.used * a.inner + group] = activated(a.activation, sums[0][0]) * sums[1][0];
        }
    }
};

// said = share * (down hidden). A place is a token and one of its experts: all of them in one launch.
struct ExpertDown {
    static constexpr bool kMixes = false;
    static constexpr bool kLooksUpRows = true;
    const Mixing& a;

    FETTLE_DEVICE RowPair rows(int group) const
    {
        const int expert = a.chosen[placeOfBlock()];
        const std::int64_t row = std::int64_t{expert} * a.dim + group * kRows;
        return {{&a.down, &a.down}, {row, group * kRows + 1 < a.dim ? row + 1 : row}};
    }

    FETTLE_DEVICE void finish(int group, const float (&sums)[kRows][1]) const
    {
        const int row = group * kRows + laneIndex();
        if (laneIndex() < kRows && row < a.dim) {
            const float said = laneIndex() == 0 ? sums[0][0] : sums[1][0];
            a.said[placeOfBlock() * a.dim + row] = a.shares[placeOfBlock()] * said;
        }
    }
};

template <Form kForm, class Stage>
__global__ __launch_bounds__(kThreads, 2) void expertKernel(__grid_constant__ const Mixing a)
{
    RawInput in = a.in;
    in.x += placeOfBlock() * in.stride;
    Stage stage{a};
    runProduct<kForm, 1>(in, a.spread, stage);
}

// x += what each of the experts has said, in the order of `chosen`: the sum has one order.
__global__ __launch_bounds__(kThreads) void sumExpertsKernel(const float* said, int used, int dim, float* x)
{
    letNextBegin();
    waitForEarlier();
    const int c = static_cast<int>(blockIdx.x) * kThreads + static_cast<int>(threadIdx.x);
    if (c >= dim) {
        return;
    }
    said += placeOfBlock() * used * dim + c;
    float* to = x + placeOfBlock() * dim + c;
    float sum = *to;
    for (int i = 0; i < used; ++i) {
        sum += said[static_cast<std::int64_t>(i) * dim];
    }
    *to = sum;
}

template <class Stage>
void launchExperts(Context& context, const Mixing& a, Form which, int cols, int places)
{
    forFormAndTokens(context, which, cols, 1, [&](auto form, auto /*one*/) {
        constexpr Form kForm = decltype(form)::value;
        Grid grid = gridFor(a.spread, productShared<kForm, 1>(cols));
        grid.blocks.y = static_cast<unsigned>(places);
        launch<expertKernel<kForm, Stage>>(context, grid, a);
    });
}

} // namespace

void routeExperts(Context& context, const RouteExperts& op)
{
    const dim3 each(static_cast<unsigned>(op.tokens));
    launch<normKernel>(context, {each, kThreads, sharedPiece(kWarps * sizeof(float))}, op.x, op.dim, op.norm,
                       op.normed);
    Logits scores;
    scores.tokens = op.tokens;
    scores.dim = op.dim;
    scores.x = op.normed;
    scores.head = op.router;
    scores.logits = static_cast<float*>(op.scratch);
    logits(context, scores);
    Choosing a{};
    a.scores = scores.logits;
    a.experts = static_cast<int>(op.router.rows);
    a.used = op.used;
    a.sharesSumToOne = op.sharesSumToOne;
    a.chosen = op.chosen;
    a.shares = op.shares;
    const auto experts = static_cast<std::size_t>(a.experts);
    const std::size_t shared = sharedPiece(experts * sizeof(float)) + sharedPiece(experts * sizeof(double)) +
                               sharedPiece(experts * sizeof(int)) +
                               sharedPiece(static_cast<std::size_t>(op.used) * sizeof(int));
    launch<chooseExpertsKernel>(context, {each, kThreads, shared}, a);
}

void mixExperts(Context& context, const MixExperts& op)
{
    Mixing a{};
    a.gate = deviceMatrix(op.gate);
    a.up = deviceMatrix(op.up);
    a.down = deviceMatrix(op.down);
    if (plainForm(formOf(a.gate)) != plainForm(formOf(a.up))) {
        context.refuse("The gate and the other half of a feed-forward part are stored in types that are computed in "
                       "different ways.");
        return;
    }
    a.inner = op.inner;
    a.used = op.used;
    a.activation = op.activation;
    a.dim = op.dim;
    const int atOnce = kMostPlaces / op.used > 0 ? kMostPlaces / op.used : 1; // tokens: a grid has so many places
    for (int t = 0; t < op.tokens; t += atOnce) {
        const int tokens = op.tokens - t < atOnce ? op.tokens - t : atOnce;
        a.chosen = op.chosen + std::int64_t{t} * op.used;
        a.shares = op.shares + std::int64_t{t} * op.used;
        a.hidden = static_cast<float*>(op.scratch);
        a.said = a.hidden + std::int64_t{tokens} * op.used * op.inner;
        a.in = {op.normed + std::int64_t{t} * op.dim, op.dim, op.dim, 1, Norm()};
        a.spread = spreadFor(op.used * op.inner, a.up.units, context.multiprocessors);
        launchExperts<ExpertGateUp>(context, a, jointForm(formOf(a.gate), formOf(a.up)), op.dim, tokens);
        a.in = {a.hidden, op.inner, op.inner, 1, Norm()};
        const int share = context.multiprocessors / op.used; // of a token's experts together: one wave
        a.spread = spreadFor((op.dim + kRows - 1) / kRows, a.down.units, share > 0 ? share : 1);
        launchExperts<ExpertDown>(context, a, formOf(a.down), op.inner, tokens * op.used);
        const dim3 blocks(static_cast<unsigned>((op.dim + kThreads - 1) / kThreads), static_cast<unsigned>(tokens));
        launch<sumExpertsKernel>(context, {blocks, kThreads, 0}, a.said, op.used, op.dim,
                                 op.x + std::int64_t{t} * op.dim);
    }
}

} // namespace kernels::cuda
