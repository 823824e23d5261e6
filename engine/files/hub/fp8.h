// SPDX-License-Identifier: GPL-3.0-or-later
// 8-bit floats (Micikevicius et al. 2022, "FP8 Formats for Deep Learning", E4M3) with their scales, as hub folders have
// them: a weight is number times scale, with one scale for all, for each row or for each block. Pure functions, any
// thread.
#pragma once

#include "engine/files/safetensors_folder.h"

#include <array>
#include <cstdint>
#include <vector>

namespace engine::files::hub
{

inline bool isFp8(const SafeTensor& tensor)
{
    return tensor.dtype == "F8_E4M3";
}

// The value of a byte; NaN for 0x7F and 0xFF, infinity does not exist.
float fp8Value(std::uint8_t bits);

// The scales of `tensor`, "NAME_scale_inv" or "NAME_scale" for the weight NAME; null where there are none.
const SafeTensor* fp8Scales(const SafetensorsFolder& weights, const SafeTensor& tensor);

// `tensor`, which has two dimensions, in F32, row by row. `block`: rows and columns of a block, where there are blocks.
// Throws engine::Error: BadFile (scales of a shape that does not fit), Unsupported (of a type that is no float).
std::vector<std::byte> decodeFp8(const SafeTensor& tensor, const SafeTensor& scales, std::array<std::int64_t, 2> block,
                                 const std::string& folder);

} // namespace engine::files::hub
