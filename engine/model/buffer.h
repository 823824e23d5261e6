// SPDX-License-Identifier: GPL-3.0-or-later
// Floats that begin on a cache line: vectors of them then never straddle two.
#pragma once

#include <cstddef>
#include <new>
#include <vector>

namespace engine::model
{

template <class T>
struct CacheLineAllocator {
    using value_type = T;
    static constexpr std::align_val_t kLine{64};

    CacheLineAllocator() = default;
    template <class U>
    CacheLineAllocator(const CacheLineAllocator<U>& /*other*/)
    {
    }
    T* allocate(std::size_t count) { return static_cast<T*>(::operator new(count * sizeof(T), kLine)); }
    void deallocate(T* memory, std::size_t /*count*/) { ::operator delete(memory, kLine); }
    friend bool operator==(const CacheLineAllocator& /*a*/, const CacheLineAllocator& /*b*/) { return true; }
};

using Buffer = std::vector<float, CacheLineAllocator<float>>;

} // namespace engine::model
