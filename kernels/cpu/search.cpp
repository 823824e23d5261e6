// SPDX-License-Identifier: GPL-3.0-or-later
// The searches for scales with one group in each lane: sums still run in the order of a group's values, so each lane
// gives the bits of kernels/reference/search.cpp. Any thread.
#include "kernels/cpu/highway.h"

#include "kernels/reference/search.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/cpu/search.cpp"
#include <hwy/foreach_target.h>

#include "kernels/cpu/load-inl.h"

#include <algorithm>

HWY_BEFORE_NAMESPACE();
namespace kernels::cpu::HWY_NAMESPACE
{

using I32 = hn::ScalableTag<std::int32_t>;
using VI32 = hn::Vec<I32>;
using MF32 = hn::Mask<F32>;

inline constexpr int kMostInGroup = 32;

// The i-th values of kLanes groups, side by side.
struct Columns {
    HWY_ALIGN float values[kMostInGroup * kLanes];

    HWY_INLINE VF32 at(int i) const { return hn::Load(F32(), values + i * kLanes); }
    HWY_INLINE void put(int i, VF32 v) { hn::Store(v, F32(), values + i * kLanes); }

    // Groups from `from` on, `count` of them; zeros in the lanes that are left.
    HWY_INLINE void fill(const float* from, int count, int size)
    {
        if (count < kLanes)
            std::fill_n(values, size * kLanes, 0.0F);
        for (int lane = 0; lane < count; ++lane)
            for (int i = 0; i < size; ++i)
                values[i * kLanes + lane] = from[lane * size + i];
    }
};

HWY_INLINE VF32 set(float value)
{
    return hn::Set(F32(), value);
}

HWY_INLINE VI32 nearestLanes(VF32 v)
{
    const I32 d;
    const VI32 bits = hn::BitCast(d, hn::Add(v, set(12582912.0F)));
    return hn::Sub(hn::And(bits, hn::Set(d, 0x7FFFFF)), hn::Set(d, 0x400000));
}

HWY_INLINE VI32 codeLanes(VF32 v, int low, int high)
{
    const I32 d;
    return hn::Max(hn::Min(nearestLanes(v), hn::Set(d, high)), hn::Set(d, low));
}

HWY_INLINE VF32 asFloat(VI32 v)
{
    return hn::ConvertTo(F32(), v);
}

HWY_INLINE void storeLanes(VF32 v, int count, float* to)
{
    HWY_ALIGN float all[kLanes];
    hn::Store(v, F32(), all);
    std::copy_n(all, count, to);
}

// codes[lane][i] = v's lane, for the lanes that count
HWY_INLINE void storeCodes(VI32 v, int i, int count, int size, std::uint8_t* codes)
{
    HWY_ALIGN std::int32_t all[kLanes];
    hn::Store(v, I32(), all);
    for (int lane = 0; lane < count; ++lane)
        codes[lane * size + i] = static_cast<std::uint8_t>(all[lane]);
}

// Calls body(first group, number of groups) for what fits side by side.
template <class Body>
HWY_INLINE void forLanes(const Groups& groups, const Body& body)
{
    for (int g = 0; g < groups.count; g += kLanes)
        body(g, std::min(kLanes, groups.count - g));
}

// The value of the largest magnitude in each lane (the first of several), and the magnitude.
struct ExtremeLanes {
    VF32 value;
    VF32 magnitude;
};

HWY_INLINE ExtremeLanes largestLanes(const Columns& x, int n)
{
    ExtremeLanes most{hn::Zero(F32()), hn::Zero(F32())};
    for (int i = 0; i < n; ++i) {
        const VF32 v = x.at(i);
        const MF32 larger = hn::Gt(hn::Abs(v), most.magnitude);
        most.value = hn::IfThenElse(larger, v, most.value);
        most.magnitude = hn::IfThenElse(larger, hn::Abs(v), most.magnitude);
    }
    return most;
}

HWY_INLINE void squareWeights(const Columns& x, int n, Columns& w)
{
    for (int i = 0; i < n; ++i)
        w.put(i, hn::Mul(x.at(i), x.at(i)));
}

HWY_INLINE void affineWeights(const AffineSearch& search, const Columns& x, int n, Columns& w)
{
    VF32 spread = hn::Zero(F32());
    if (!search.absolute) {
        for (int i = 0; i < n; ++i)
            spread = hn::Add(spread, hn::Mul(x.at(i), x.at(i)));
        spread = hn::Sqrt(hn::Div(spread, set(static_cast<float>(n))));
    }
    for (int i = 0; i < n; ++i) // |x| is not negative, so that adding it to 0 changes nothing
        w.put(i, hn::Add(spread, hn::Abs(x.at(i))));
}

struct AffineLanes {
    const AffineSearch& search;
    const Columns& x;
    const Columns& w;
    int n;
    VF32 sumW = hn::Zero(F32());
    VF32 sumX = hn::Zero(F32());
    VF32 min = hn::Zero(F32());
    VF32 max = hn::Zero(F32());
    VF32 scale = hn::Zero(F32());
    VF32 best = hn::Zero(F32());
    VF32 chosenInverse = hn::Zero(F32()); // the rounding that gave `best`
    VF32 chosenMin = hn::Zero(F32());
    Columns tried;

    HWY_INLINE VI32 round(int i, VF32 inverse, VF32 from) const
    {
        return codeLanes(hn::Mul(inverse, hn::Sub(x.at(i), from)), 0, search.top);
    }

    HWY_INLINE VF32 error(VF32 tryScale, VF32 tryMin) const
    {
        VF32 sum = hn::Zero(F32());
        for (int i = 0; i < n; ++i) {
            const VF32 diff = hn::Sub(hn::Add(hn::Mul(tryScale, tried.at(i)), tryMin), x.at(i));
            const VF32 cost = search.absolute ? hn::Abs(diff) : hn::Mul(diff, diff);
            sum = hn::Add(sum, hn::Mul(w.at(i), cost));
        }
        return sum;
    }

    HWY_INLINE void start()
    {
        min = max = x.at(0);
        sumW = w.at(0);
        sumX = hn::Mul(w.at(0), x.at(0));
        for (int i = 1; i < n; ++i) {
            const VF32 v = x.at(i);
            min = hn::IfThenElse(hn::Lt(v, min), v, min);
            max = hn::IfThenElse(hn::Gt(v, max), v, max);
            sumW = hn::Add(sumW, w.at(i));
            sumX = hn::Add(sumX, hn::Mul(w.at(i), v));
        }
        min = hn::IfThenElse(hn::Gt(min, hn::Zero(F32())), hn::Zero(F32()), min);
        chosenInverse = hn::Div(set(static_cast<float>(search.top)), hn::Sub(max, min));
        chosenMin = min;
        scale = hn::Div(set(1.0F), chosenInverse);
        for (int i = 0; i < n; ++i)
            tried.put(i, asFloat(round(i, chosenInverse, min)));
        best = error(scale, min);
    }

    HWY_INLINE void attempt(float steps)
    {
        const VF32 inverse = hn::Div(set(steps), hn::Sub(max, min));
        VF32 sumL = hn::Zero(F32());
        VF32 sumL2 = hn::Zero(F32());
        VF32 sumXl = hn::Zero(F32());
        for (int i = 0; i < n; ++i) {
            const VF32 code = asFloat(round(i, inverse, min));
            tried.put(i, code);
            const VF32 weighted = hn::Mul(w.at(i), code);
            sumL = hn::Add(sumL, weighted);
            sumL2 = hn::Add(sumL2, hn::Mul(weighted, code));
            sumXl = hn::Add(sumXl, hn::Mul(weighted, x.at(i)));
        }
        const VF32 zero = hn::Zero(F32());
        const VF32 determinant = hn::Sub(hn::Mul(sumW, sumL2), hn::Mul(sumL, sumL));
        VF32 tryScale = hn::Div(hn::Sub(hn::Mul(sumW, sumXl), hn::Mul(sumX, sumL)), determinant);
        VF32 tryMin = hn::Div(hn::Sub(hn::Mul(sumL2, sumX), hn::Mul(sumL, sumXl)), determinant);
        const MF32 above = hn::Gt(tryMin, zero);
        tryMin = hn::IfThenElse(above, zero, tryMin);
        tryScale = hn::IfThenElse(above, hn::Div(sumXl, sumL2), tryScale);
        const VF32 tryError = error(tryScale, tryMin);
        const MF32 better = hn::And(hn::Gt(determinant, zero), hn::Lt(tryError, best));
        chosenInverse = hn::IfThenElse(better, inverse, chosenInverse);
        chosenMin = hn::IfThenElse(better, min, chosenMin);
        best = hn::IfThenElse(better, tryError, best);
        scale = hn::IfThenElse(better, tryScale, scale);
        min = hn::IfThenElse(better, tryMin, min);
    }
};

void affine(const AffineSearch& search, const Groups& groups)
{
    const int n = groups.size;
    forLanes(groups, [&](int g, int count) HWY_ATTR {
        Columns x;
        Columns w;
        x.fill(groups.x + g * n, count, n);
        if (groups.weights != nullptr)
            w.fill(groups.weights + g * n, count, n);
        else
            affineWeights(search, x, n, w);
        AffineLanes lanes{search, x, w, n};
        lanes.start();
        const VF32 firstMin = lanes.min;
        const MF32 flat = hn::Le(lanes.max, firstMin); // one value, not above zero
        for (int k = 0; k < search.tries; ++k)
            lanes.attempt(search.first + search.step * static_cast<float>(k) + static_cast<float>(search.top));
        const VI32 nothing = hn::Zero(I32());
        for (int i = 0; i < n; ++i) {
            const VI32 code = lanes.round(i, lanes.chosenInverse, lanes.chosenMin);
            storeCodes(hn::IfThenElse(hn::RebindMask(I32(), flat), nothing, code), i, count, n, groups.codes + g * n);
        }
        storeLanes(hn::IfThenElse(flat, hn::Zero(F32()), lanes.scale), count, groups.scales + g);
        storeLanes(hn::Neg(hn::IfThenElse(flat, firstMin, lanes.min)), count, groups.mins + g);
        storeLanes(lanes.sumW, count, groups.weightSums + g);
    });
}

struct FitLanes {
    VF32 xl;
    VF32 l2;
};

// The better of what was chosen and a try, in each lane.
struct ChoiceLanes {
    VF32 scale;
    VF32 best;
    VF32 inverse;

    HWY_INLINE void start(const FitLanes& fit, MF32 usable, VF32 first)
    {
        scale = hn::IfThenElse(usable, hn::Div(fit.xl, fit.l2), hn::Zero(F32()));
        best = hn::Mul(scale, fit.xl);
        inverse = first;
    }

    HWY_INLINE void consider(const FitLanes& fit, VF32 tryInverse)
    {
        const MF32 better =
            hn::And(hn::Gt(fit.l2, hn::Zero(F32())), hn::Gt(hn::Mul(fit.xl, fit.xl), hn::Mul(best, fit.l2)));
        scale = hn::IfThenElse(better, hn::Div(fit.xl, fit.l2), scale);
        best = hn::IfThenElse(better, hn::Mul(scale, fit.xl), best);
        inverse = hn::IfThenElse(better, tryInverse, inverse);
    }
};

HWY_INLINE FitLanes fitSymmetric(const Columns& x, const Columns& w, const Columns& wx, int n, int top, VF32 inverse)
{
    FitLanes fit{hn::Zero(F32()), hn::Zero(F32())};
    for (int i = 0; i < n; ++i) {
        const VF32 code = asFloat(codeLanes(hn::Mul(inverse, x.at(i)), -top, top - 1));
        fit.xl = hn::Add(fit.xl, hn::Mul(wx.at(i), code));
        fit.l2 = hn::Add(fit.l2, hn::Mul(hn::Mul(w.at(i), code), code));
    }
    return fit;
}

void symmetric(int top, const Groups& groups)
{
    const int n = groups.size;
    forLanes(groups, [&](int g, int count) HWY_ATTR {
        Columns x;
        Columns w;
        Columns wx;
        x.fill(groups.x + g * n, count, n);
        if (groups.weights != nullptr)
            w.fill(groups.weights + g * n, count, n);
        else
            squareWeights(x, n, w);
        for (int i = 0; i < n; ++i)
            wx.put(i, hn::Mul(w.at(i), x.at(i)));
        const ExtremeLanes most = largestLanes(x, n);
        const VF32 first = hn::Div(set(static_cast<float>(-top)), most.value);
        const FitLanes fit = fitSymmetric(x, w, wx, n, top, first);
        ChoiceLanes choice;
        choice.start(fit, hn::Not(hn::Eq(fit.l2, hn::Zero(F32()))), first); // true where it is not a number
        for (int k = -9; k <= 9; ++k) {
            if (k == 0)
                continue;
            const VF32 inverse = hn::Div(set(-(static_cast<float>(top) + 0.1F * static_cast<float>(k))), most.value);
            choice.consider(fitSymmetric(x, w, wx, n, top, inverse), inverse);
        }
        const MF32 empty = hn::Lt(most.magnitude, set(kNoMagnitude));
        for (int i = 0; i < n; ++i) {
            const VI32 code = hn::Add(codeLanes(hn::Mul(choice.inverse, x.at(i)), -top, top - 1), hn::Set(I32(), top));
            storeCodes(hn::IfThenElse(hn::RebindMask(I32(), empty), hn::Zero(I32()), code), i, count, n,
                       groups.codes + g * n);
        }
        storeLanes(hn::IfThenElse(empty, hn::Zero(F32()), choice.scale), count, groups.scales + g);
    });
}

// One pass over the values of the greedy search; true where a code of any lane changed.
HWY_INLINE bool improve(const Columns& x, int n, Columns& codes, FitLanes& sums, MF32 active)
{
    constexpr int kTop = 4;
    const VF32 zero = hn::Zero(F32());
    bool changed = false;
    for (int i = 0; i < n; ++i) {
        const VF32 v = x.at(i);
        const VF32 w = hn::Mul(v, v);
        const VF32 wv = hn::Mul(w, v);
        const VF32 old = codes.at(i);
        VF32 xl = hn::Sub(sums.xl, hn::Mul(wv, old));
        VF32 l2 = hn::Sub(sums.l2, hn::Mul(hn::Mul(w, old), old));
        const MF32 usable = hn::Gt(xl, zero);
        const VF32 code = asFloat(codeLanes(hn::Div(hn::Mul(v, l2), xl), -kTop, kTop - 1));
        xl = hn::Add(xl, hn::Mul(wv, code));
        l2 = hn::Add(l2, hn::Mul(hn::Mul(w, code), code));
        const MF32 better = hn::And(hn::Gt(l2, zero),
                                    hn::Gt(hn::Mul(hn::Mul(xl, xl), sums.l2), hn::Mul(hn::Mul(sums.xl, sums.xl), l2)));
        const MF32 take = hn::And(hn::And(active, usable), hn::And(hn::Ne(code, old), better));
        codes.put(i, hn::IfThenElse(take, code, old));
        sums.xl = hn::IfThenElse(take, xl, sums.xl);
        sums.l2 = hn::IfThenElse(take, l2, sums.l2);
        changed = changed || !hn::AllFalse(F32(), take);
    }
    return changed;
}

void greedy(const Groups& groups)
{
    constexpr int kTop = 4;
    const int n = groups.size;
    forLanes(groups, [&](int g, int count) HWY_ATTR {
        Columns x;
        Columns codes;
        x.fill(groups.x + g * n, count, n);
        const ExtremeLanes most = largestLanes(x, n);
        const MF32 empty = hn::Lt(most.magnitude, set(kNoMagnitude));
        const VF32 inverse = hn::Div(set(static_cast<float>(-kTop)), most.value);
        FitLanes sums{hn::Zero(F32()), hn::Zero(F32())};
        for (int i = 0; i < n; ++i) {
            const VF32 v = x.at(i);
            const VF32 w = hn::Mul(v, v);
            const VF32 code = asFloat(codeLanes(hn::Mul(inverse, v), -kTop, kTop - 1));
            codes.put(i, code);
            sums.xl = hn::Add(sums.xl, hn::Mul(hn::Mul(w, v), code));
            sums.l2 = hn::Add(sums.l2, hn::Mul(hn::Mul(w, code), code));
        }
        // A lane that no longer changes stays as it is in further rounds: they would compute the same again.
        for (int round = 0; round < 5; ++round)
            if (!improve(x, n, codes, sums, hn::Not(empty)))
                break;
        for (int i = 0; i < n; ++i) {
            const VI32 code = hn::Add(hn::ConvertTo(I32(), codes.at(i)), hn::Set(I32(), kTop));
            storeCodes(hn::IfThenElse(hn::RebindMask(I32(), empty), hn::Zero(I32()), code), i, count, n,
                       groups.codes + g * n);
        }
        const MF32 usable = hn::AndNot(empty, hn::Gt(sums.l2, hn::Zero(F32())));
        storeLanes(hn::IfThenElse(usable, hn::Div(sums.xl, sums.l2), hn::Zero(F32())), count, groups.scales + g);
    });
}

// The nearest of the table's values is found by the middles between them: all are halves of small integers, and the
// two distances that the reference compares are exact near them.
HWY_INLINE float middle(int k)
{
    return 0.5F * static_cast<float>(kUnevenValues[k] + kUnevenValues[k + 1]);
}

HWY_INLINE VF32 unevenValue(VF32 v)
{
    VF32 value = set(static_cast<float>(kUnevenValues[15]));
    for (int k = 0; k < 15; ++k) { // not a number stays at the last
        const float step = static_cast<float>(kUnevenValues[k + 1] - kUnevenValues[k]);
        value = hn::Sub(value, hn::IfThenElseZero(hn::Lt(v, set(middle(k))), set(step)));
    }
    return value;
}

HWY_INLINE FitLanes fitUneven(const Columns& x, const Columns& w, int n, VF32 inverse)
{
    FitLanes fit{hn::Zero(F32()), hn::Zero(F32())};
    for (int i = 0; i < n; ++i) {
        const VF32 value = unevenValue(hn::Mul(inverse, x.at(i)));
        const VF32 weighted = hn::Mul(w.at(i), value);
        fit.xl = hn::Add(fit.xl, hn::Mul(weighted, x.at(i)));
        fit.l2 = hn::Add(fit.l2, hn::Mul(weighted, value));
    }
    return fit;
}

void uneven(const Groups& groups)
{
    const int n = groups.size;
    forLanes(groups, [&](int g, int count) HWY_ATTR {
        Columns x;
        Columns w;
        x.fill(groups.x + g * n, count, n);
        if (groups.weights != nullptr)
            w.fill(groups.weights + g * n, count, n);
        else
            squareWeights(x, n, w);
        const ExtremeLanes most = largestLanes(x, n);
        const VF32 lowest = set(static_cast<float>(kUnevenValues[0]));
        const VF32 first = hn::Div(set(1.0F), hn::Div(hn::Neg(most.value), lowest));
        const FitLanes fit = fitUneven(x, w, n, first);
        ChoiceLanes choice;
        choice.start(fit, hn::Gt(fit.l2, hn::Zero(F32())), first);
        for (int k = -7; k <= 7; ++k) {
            const VF32 inverse = hn::Div(hn::Add(set(static_cast<float>(k)), lowest), most.value);
            choice.consider(fitUneven(x, w, n, inverse), inverse);
        }
        const MF32 empty = hn::Lt(most.magnitude, set(kNoMagnitude));
        storeLanes(hn::IfThenElse(empty, hn::Zero(F32()), choice.scale), count, groups.scales + g);
    });
}

void unevenCodes(const float* x, int count, float inverse, std::uint8_t* codes)
{
    const I32 d;
    for (int i = 0; i < count; i += kLanes) { // 32: whole lanes
        const VF32 v = hn::Mul(set(inverse), hn::LoadU(F32(), x + i));
        VI32 code = hn::Set(d, 15);
        for (int k = 0; k < 15; ++k)
            code = hn::Add(code, hn::VecFromMask(d, hn::RebindMask(d, hn::Lt(v, set(middle(k))))));
        const hn::Rebind<std::uint8_t, I32> bytes;
        hn::StoreU(hn::DemoteTo(bytes, code), bytes, codes + i);
    }
}

} // namespace kernels::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace kernels::cpu
{
namespace
{

HWY_EXPORT(affine);
HWY_EXPORT(symmetric);
HWY_EXPORT(greedy);
HWY_EXPORT(uneven);
HWY_EXPORT(unevenCodes);

} // namespace

const SearchTable kSearch = {
    [](const AffineSearch& search, const Groups& groups) {
        HWY_DYNAMIC_DISPATCH(affine)
        (search, groups);
    },
    [](int top, const Groups& groups) {
        HWY_DYNAMIC_DISPATCH(symmetric)
        (top, groups);
    },
    [](const Groups& groups) {
        HWY_DYNAMIC_DISPATCH(greedy)
        (groups);
    },
    [](const Groups& groups) {
        HWY_DYNAMIC_DISPATCH(uneven)
        (groups);
    },
    [](const float* x, int count, float inverse, std::uint8_t* codes) {
        HWY_DYNAMIC_DISPATCH(unevenCodes)(x, count, inverse, codes);
    },
};

} // namespace kernels::cpu
#endif
