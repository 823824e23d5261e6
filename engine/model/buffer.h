// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers that begin on a cache line, so that vectors of them never straddle two; or on a GPU.
#pragma once

#include "engine/model/gpu.h"

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

template <class T>
class BufferOf
{
public:
    BufferOf() = default;
    // Zeros; on a GPU not initialized. Throws engine::Error(NoMemory).
    explicit BufferOf(std::size_t count, const std::shared_ptr<Gpu>& gpu = nullptr) : m_size(count)
    {
        if (gpu && count > 0)
            m_onGpu = GpuMemory(gpu, count * sizeof(T), "The buffers of a pass");
        else if (!gpu)
            m_onHost.resize(count);
    }

    T* data() { return m_onGpu.data() ? reinterpret_cast<T*>(m_onGpu.data()) : m_onHost.data(); }
    const T* data() const { return m_onGpu.data() ? reinterpret_cast<const T*>(m_onGpu.data()) : m_onHost.data(); }
    std::size_t size() const { return m_size; }
    T* begin() { return data(); } // of the host's
    T* end() { return data() + m_size; }
    const T* begin() const { return data(); }
    const T* end() const { return data() + m_size; }

private:
    std::size_t m_size = 0;
    std::vector<T, CacheLineAllocator<T>> m_onHost;
    GpuMemory m_onGpu;
};

using Buffer = BufferOf<float>;

} // namespace engine::model
