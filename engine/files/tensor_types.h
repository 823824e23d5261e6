// SPDX-License-Identifier: GPL-3.0-or-later
// The numbers that GGUF gives to tensor types (ggml's enum), with their block geometry, and which of them the
// kernels read. A type is added by a row here, a dequantizer in kernels/ and, where speed matters, a dot product.
#pragma once

#include "kernels/types.h"

#include <cstdint>
#include <optional>

namespace engine::files
{

enum class TensorType : std::uint32_t {
    F32 = 0, F16 = 1, Q4_0 = 2, Q4_1 = 3, Q5_0 = 6, Q5_1 = 7, Q8_0 = 8, Q8_1 = 9, Q2_K = 10, Q3_K = 11, Q4_K = 12,
    Q5_K = 13, Q6_K = 14, Q8_K = 15, IQ2_XXS = 16, IQ2_XS = 17, IQ3_XXS = 18, IQ1_S = 19, IQ4_NL = 20, IQ3_S = 21,
    IQ2_S = 22, IQ4_XS = 23, I8 = 24, I16 = 25, I32 = 26, I64 = 27, F64 = 28, IQ1_M = 29, BF16 = 30, TQ1_0 = 34,
    TQ2_0 = 35, MXFP4 = 39
};

struct TensorTypeInfo {
    TensorType type;
    const char* name;
    std::uint32_t blockValues;
    std::uint32_t blockBytes;
    std::optional<kernels::Type> kernel; // absent: known by name and size, not computed with
};

// Null for numbers that no type has.
const TensorTypeInfo* findTensorType(std::uint32_t number);
const TensorTypeInfo& info(TensorType type);

} // namespace engine::files
