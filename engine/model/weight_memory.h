// SPDX-License-Identifier: GPL-3.0-or-later
// Memory for repacked weights: large pages where the system has them, given back as a whole.
#pragma once

#include <cstddef>

namespace engine::model
{

class WeightMemory
{
public:
    WeightMemory() = default;
    // Room for `bytes`, not touched yet. Throws engine::Error NoMemory, with the size.
    explicit WeightMemory(std::size_t bytes);
    ~WeightMemory();
    WeightMemory(WeightMemory&& other) noexcept;
    WeightMemory& operator=(WeightMemory&& other) noexcept;
    WeightMemory(const WeightMemory&) = delete;
    WeightMemory& operator=(const WeightMemory&) = delete;

    // The next `bytes`, 64-byte aligned. The pieces taken must fit, each rounded up to 64.
    void* take(std::size_t bytes);
    std::size_t used() const { return m_used; }

private:
    void* m_data = nullptr;
    std::size_t m_size = 0;
    std::size_t m_used = 0;
};

} // namespace engine::model
