// SPDX-License-Identifier: GPL-3.0-or-later
// Products with 2:4 matrices: a lane is a row, and each lane picks its input out of four.
#include "kernels/cpu/highway.h"

#include "kernels/half.h"
#include "kernels/sparse.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/cpu/multiply_sparse.cpp"
#include <hwy/foreach_target.h>

#include "kernels/cpu/load-inl.h"

HWY_BEFORE_NAMESPACE();
namespace kernels::cpu::HWY_NAMESPACE
{

// The rows of one group, lane by lane; `part` is the first of kLanes rows.
HWY_INLINE VF32 groupProduct(const unsigned char* unit, std::int64_t units, int part, const float* in)
{
    const F32 d;
    const hn::RebindToSigned<F32> i32;
    using VI = hn::Vec<decltype(i32)>;
    const hn::Rebind<hwy::float16_t, F32> d16;
    const VI three = hn::Set(i32, 3);
    const VI block = hn::AndNot(three, hn::Iota(i32, 0)); // the first lane of each four
    VF32 even = hn::Zero(d), odd = hn::Zero(d);
    for (std::int64_t u = 0; u < units; ++u, unit += kSparseUnitBytes, in += kSparseCols) {
        VI places = hn::LoadU(i32, reinterpret_cast<const std::int32_t*>(unit) + part);
        const auto* kept = reinterpret_cast<const hwy::float16_t*>(unit + 64) + part;
        for (int g = 0; g < 8; ++g) {
            const VF32 four = hn::LoadDup128(d, in + 4 * g);
            const auto first = hn::TableLookupLanes(four, hn::IndicesFromVec(d, hn::Or(hn::And(places, three), block)));
            even = hn::MulAdd(hn::PromoteTo(d, hn::LoadU(d16, kept)), first, even);
            places = hn::ShiftRight<2>(places);
            const auto second =
                hn::TableLookupLanes(four, hn::IndicesFromVec(d, hn::Or(hn::And(places, three), block)));
            odd = hn::MulAdd(hn::PromoteTo(d, hn::LoadU(d16, kept + kSparseRows)), second, odd);
            places = hn::ShiftRight<2>(places);
            kept += 2 * kSparseRows;
        }
    }
    return hn::Add(even, odd);
}

void multiplySparse(const SparseMatrix& w, const float* in, std::int64_t begin, std::int64_t end, float* out)
{
    const std::int64_t units = w.cols / kSparseCols;
    HWY_ALIGN float sums[kSparseRows];
    for (std::int64_t r = begin; r < end; r += kSparseRows) {
        const auto* group = static_cast<const unsigned char*>(w.data) + r / kSparseRows * units * kSparseUnitBytes;
        for (int part = 0; part < kSparseRows; part += kLanes) {
            hn::StoreU(groupProduct(group, units, part, in), F32(), sums + part);
        }
        for (std::int64_t i = 0; i < kSparseRows && r + i < end; ++i) {
            out[r + i] = sums[i];
        }
    }
}

} // namespace kernels::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace kernels::cpu
{

HWY_EXPORT(multiplySparse);

void multiplySparse(const SparseMatrix& w, const float* in, std::int64_t begin, std::int64_t end, float* out)
{
    HWY_DYNAMIC_DISPATCH(multiplySparse)(w, in, begin, end, out);
}

} // namespace kernels::cpu
#endif
