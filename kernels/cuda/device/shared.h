// SPDX-License-Identifier: GPL-3.0-or-later
// The block's shared memory, cut into pieces in the same order by all threads. All of it is dynamic: the launch says
// how much, as the sum of sharedPiece() of the pieces.
#pragma once

#include "kernels/cuda/device/target.h"

#include <cstddef>

namespace kernels::cuda
{

constexpr std::size_t sharedPiece(std::size_t bytes) // what a piece takes up
{
    return (bytes + 15) / 16 * 16;
}

class SharedMemory
{
public:
    // 16-byte aligned, not initialized.
    template <class T>
    FETTLE_DEVICE T* take(int count)
    {
        const std::size_t bytes = sharedPiece(static_cast<std::size_t>(count) * sizeof(T));
#ifdef __CUDACC__
        extern __shared__ uint4 fettleShared[];
        T* piece = reinterpret_cast<T*>(reinterpret_cast<unsigned char*>(fettleShared) + m_used);
        m_used += bytes;
        return piece;
#else
        return static_cast<T*>(simt::takeShared(m_cursor, bytes, 16));
#endif
    }

private:
#ifdef __CUDACC__
    std::size_t m_used = 0;
#else
    simt::SharedCursor m_cursor;
#endif
};

} // namespace kernels::cuda
