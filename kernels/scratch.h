// SPDX-License-Identifier: GPL-3.0-or-later
// How the backends cut the caller's scratch into buffers; scratch.cpp counts the same sizes.
#pragma once

#include <cstddef>
#include <cstdint>

namespace kernels
{

inline constexpr std::size_t kScratchAlign = 64;
inline constexpr std::size_t kInputBlockBytes = 32;  // of cpu::InputBlock
inline constexpr std::int64_t kAttendChunk = 256; // cache positions of one softmax piece
inline constexpr int kAttendSplitTokens = 4;      // up to so many tokens, the pieces are spread over threads

constexpr std::size_t roundUp(std::size_t value, std::size_t step)
{
    return (value + step - 1) / step * step;
}

// Hands out aligned pieces of the caller's scratch, front to back.
class Scratch
{
public:
    explicit Scratch(void* memory) : m_next(static_cast<unsigned char*>(memory)) {}

    template <class T>
    T* take(std::size_t count)
    {
        T* piece = reinterpret_cast<T*>(m_next);
        m_next += roundUp(count * sizeof(T), kScratchAlign);
        return piece;
    }

private:
    unsigned char* m_next;
};

} // namespace kernels
