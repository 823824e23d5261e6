// SPDX-License-Identifier: GPL-3.0-or-later
// Packing of whole groups, chosen by the weight's type. Any thread.
#include "kernels/cpu/highway.h"

#include "kernels/packed.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/cpu/pack.cpp"
#include <hwy/foreach_target.h>

#include "kernels/cpu/pack-inl.h"

#include <algorithm>

HWY_BEFORE_NAMESPACE();
namespace kernels::cpu::HWY_NAMESPACE
{

namespace
{

// Groups of 16 rows and whole units only.
template <Type kType>
void packType(const Matrix& from, std::int64_t first, std::int64_t last, unsigned char* to)
{
    constexpr PackedFormat kFormat = packedFormat(kType);
    const std::int64_t stride = bytesOf(kType, from.cols);
    const std::int64_t groupBytes = packedGroupBytes(kType, from.cols);
    for (std::int64_t g = first; g < last; ++g) {
        const auto* rows = static_cast<const unsigned char*>(from.row(g * kGroupRows));
        unsigned char* unit = to + g * groupBytes;
        for (std::int64_t c = 0; c < from.cols; c += kFormat.unitCols, unit += kFormat.unitBytes) {
            for (int at = 0; at < static_cast<int>(kGroupRows); at += kLanes) {
                packPart<kType>({rows + bytesOf(kType, c) + at * stride, stride, unit, at});
            }
        }
    }
}

} // namespace

void packGroups(const Matrix& from, std::int64_t first, std::int64_t last, unsigned char* to)
{
    switch (from.type) {
    case Type::Q8_0:
        return packType<Type::Q8_0>(from, first, last, to);
    case Type::Q4_0:
        return packType<Type::Q4_0>(from, first, last, to);
    case Type::Q4_1:
        return packType<Type::Q4_1>(from, first, last, to);
    case Type::Q5_0:
        return packType<Type::Q5_0>(from, first, last, to);
    case Type::Q5_1:
        return packType<Type::Q5_1>(from, first, last, to);
    case Type::Q2_K:
        return packType<Type::Q2_K>(from, first, last, to);
    case Type::Q3_K:
        return packType<Type::Q3_K>(from, first, last, to);
    case Type::Q4_K:
        return packType<Type::Q4_K>(from, first, last, to);
    case Type::Q5_K:
        return packType<Type::Q5_K>(from, first, last, to);
    case Type::Q6_K:
        return packType<Type::Q6_K>(from, first, last, to);
    case Type::IQ4_NL:
        return packType<Type::IQ4_NL>(from, first, last, to);
    case Type::IQ4_XS:
        return packType<Type::IQ4_XS>(from, first, last, to);
    default: // canPack() says no
        return;
    }
}

} // namespace kernels::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace kernels
{

namespace cpu
{
HWY_EXPORT(packGroups);
}

void packGroups(const Matrix& from, std::int64_t first, std::int64_t last, void* to)
{
    using namespace cpu; // what HWY_EXPORT made
    const std::int64_t whole = from.cols % packedFormat(from.type).unitCols == 0 ? from.rows / kGroupRows : 0;
    const std::int64_t fast = std::clamp(whole, first, last);
    HWY_DYNAMIC_DISPATCH(packGroups)(from, first, fast, static_cast<unsigned char*>(to));
    packGroupsPlain(from, fast, last, to);
}

} // namespace kernels
#endif
