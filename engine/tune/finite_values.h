// SPDX-License-Identifier: GPL-3.0-or-later
// Values of tensors that are numbers: a damaged model is not made into another one. Any thread.
#pragma once

#include "engine/files/tensor_types.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace engine::tune
{

bool allFinite(const float* values, std::int64_t count);

// Throws engine::Error(BadFile), the sentence of all jobs for it.
[[noreturn]] void failNotFinite(const std::string& tensor, std::int64_t row);

// Looks at a part of a tensor that is stored as plain numbers: `bytes` are whole values from `offset` bytes on, rows
// have `cols` values; other types are passed over. Throws as failNotFinite does.
class FiniteCheck
{
public:
    void look(const std::string& tensor, files::TensorType type, std::uint64_t cols, std::uint64_t offset,
              std::span<const std::byte> bytes);

private:
    std::vector<float> m_values;
};

} // namespace engine::tune
