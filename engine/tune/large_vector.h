// SPDX-License-Identifier: GPL-3.0-or-later
// Vectors for matrices of hundreds of megabytes: on large pages where the system has them, which makes taking and
// giving back gigabytes a matter of milliseconds; work that was stopped has to give back all it has.
#pragma once

#include <cstddef>
#include <new>
#include <sys/mman.h>
#include <vector>

namespace engine::tune
{

template <class T>
struct LargePageAllocator {
    using value_type = T;
    static constexpr std::size_t kPage = std::size_t{2} << 20;

    LargePageAllocator() = default;
    template <class U>
    LargePageAllocator(const LargePageAllocator<U>& /*other*/)
    {
    }
    T* allocate(std::size_t count)
    {
        if (count > static_cast<std::size_t>(-1) / sizeof(T))
            throw std::bad_array_new_length();
        void* memory = ::operator new(count * sizeof(T), alignmentOf(count));
        const std::size_t whole = count * sizeof(T) / kPage * kPage;
        if (whole > 0) // aligned then; a refusal costs time only
            ::madvise(memory, whole, MADV_HUGEPAGE);
        return static_cast<T*>(memory);
    }
    void deallocate(T* memory, std::size_t count) { ::operator delete(memory, alignmentOf(count)); }
    friend bool operator==(const LargePageAllocator& /*a*/, const LargePageAllocator& /*b*/) { return true; }

private:
    static std::align_val_t alignmentOf(std::size_t count)
    {
        return std::align_val_t(count * sizeof(T) < kPage ? alignof(std::max_align_t) : kPage);
    }
};

template <class T>
using LargeVector = std::vector<T, LargePageAllocator<T>>;

} // namespace engine::tune
