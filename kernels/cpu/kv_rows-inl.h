// SPDX-License-Identifier: GPL-3.0-or-later
// Rows of a cache of keys and values, whatever they are stored as: rowAt points to a value, loadLanes reads from there.
// Compiled once per instruction set (no #pragma once: Highway's own guard).
#if defined(FETTLE_KERNELS_CPU_KV_ROWS_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef FETTLE_KERNELS_CPU_KV_ROWS_INL_H
#undef FETTLE_KERNELS_CPU_KV_ROWS_INL_H
#else
#define FETTLE_KERNELS_CPU_KV_ROWS_INL_H
#endif

#include "kernels/blocks.h"
#include "kernels/cpu/load-inl.h"

#include <cstddef>

HWY_BEFORE_NAMESPACE();
namespace kernels::cpu::HWY_NAMESPACE
{

// A pointer into blocks of 32 values. Lanes are read at multiples of kLanes, so never across two blocks.
template <class Block>
struct Blocks {
    const Block* first;
    std::int64_t index; // of the value

    Blocks operator+(std::int64_t values) const { return {first, index + values}; }
    Blocks& operator+=(std::int64_t values)
    {
        index += values;
        return *this;
    }
    const Block& block() const { return first[static_cast<std::uint64_t>(index) / 32]; }
    int offset() const { return static_cast<int>(index & 31); }
};

template <class Row>
struct RowAt {
    static Row at(const void* base, std::int64_t values) { return static_cast<Row>(base) + values; }
};

template <class Block>
struct RowAt<Blocks<Block>> {
    static Blocks<Block> at(const void* base, std::int64_t values) { return {static_cast<const Block*>(base), values}; }
};

template <class Row>
HWY_INLINE Row rowAt(const void* base, std::int64_t values)
{
    return RowAt<Row>::at(base, values);
}

// The block's scale in all lanes. Four halves are read where one is meant: the numbers follow it in the block.
template <class Block>
HWY_INLINE VF32 scaleOf(F32 d, const Block& block)
{
    static_assert(offsetof(Block, scale) == 0 && sizeof(Block) >= 8);
    const hn::Rebind<hwy::float16_t, Quad> half;
    const hn::Rebind<std::uint16_t, Quad> bits;
    const auto four = hn::BitCast(half, hn::LoadU(bits, &block.scale));
    return hn::Set(d, hn::GetLane(hn::PromoteTo(Quad(), four)));
}

HWY_INLINE VF32 loadLanes(F32 d, const Blocks<BlockQ8_0>& from)
{
    const hn::RebindToSigned<F32> whole;
    const hn::Rebind<std::int8_t, F32> bytes;
    const BlockQ8_0& block = from.block();
    const auto q = hn::PromoteTo(whole, hn::LoadU(bytes, block.q + from.offset()));
    return hn::Mul(scaleOf(d, block), hn::ConvertTo(d, q));
}

HWY_INLINE VF32 loadLanes(F32 d, const Blocks<BlockQ4_0>& from)
{
    const hn::RebindToSigned<F32> whole;
    const hn::Rebind<std::uint8_t, F32> bytes;
    const BlockQ4_0& block = from.block();
    const auto pairs = hn::PromoteTo(whole, hn::LoadU(bytes, block.q + (from.offset() & 15)));
    const auto nibbles = from.offset() < 16 ? hn::And(pairs, hn::Set(whole, 15)) : hn::ShiftRight<4>(pairs);
    return hn::Mul(scaleOf(d, block), hn::ConvertTo(d, hn::Sub(nibbles, hn::Set(whole, 8))));
}

// Rows of blocks have no incomplete lanes.
template <class Block>
HWY_INLINE VF32 loadSome(F32 d, const Blocks<Block>& /*from*/, std::int64_t /*count*/)
{
    return hn::Zero(d);
}

} // namespace kernels::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
