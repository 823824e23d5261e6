// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/tune/finite_values.h"

#include "engine/error.h"
#include "kernels/cpu/primitives.h"
#include "kernels/half.h"

#include <algorithm>
#include <cmath>

namespace engine::tune
{

bool allFinite(const float* values, std::int64_t count)
{
    std::uint32_t most = 0; // of the bits without the sign: infinity and what is no number are above all others
    for (std::int64_t i = 0; i < count; ++i)
        most = std::max(most, kernels::bitsOf(values[i]) & 0x7FFFFFFFU);
    return most < 0x7F800000U;
}

void failNotFinite(const std::string& tensor, std::int64_t row)
{
    throw Error(ErrorKind::BadFile, "The tensor \"" + tensor + "\" has values that are no numbers, the first in row " +
                                        std::to_string(row) +
                                        ". The model is damaged or its training went wrong; "
                                        "fetch it again or choose another one.");
}

void FiniteCheck::look(const std::string& tensor, files::TensorType type, std::uint64_t cols, std::uint64_t offset,
                       std::span<const std::byte> bytes)
{
    using files::TensorType;
    if (type != TensorType::F32 && type != TensorType::F16 && type != TensorType::BF16)
        return;
    const files::TensorTypeInfo& info = files::info(type);
    m_values.resize(bytes.size() / info.blockBytes);
    const auto count = static_cast<std::int64_t>(m_values.size());
    kernels::cpu::decodeRow(*info.kernel, bytes.data(), count, m_values.data());
    if (allFinite(m_values.data(), count))
        return;
    const auto bad = std::find_if(m_values.begin(), m_values.end(), [](float value) { return !std::isfinite(value); });
    const std::uint64_t place = offset / info.blockBytes + static_cast<std::uint64_t>(bad - m_values.begin());
    failNotFinite(tensor, static_cast<std::int64_t>(place / cols));
}

} // namespace engine::tune
