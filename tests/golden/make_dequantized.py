#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes dequantized.h: what the gguf package reads from random blocks of each quantized type.

The blocks come from a counter through splitmix64, which the test repeats; the first is all zeros, the second all ones.
Kept are the sum of bits[i] * (2 i + 1) modulo 2^64 over all values, NaN as 0x7fc00000, and the first eight values of
the third block.

pip install gguf numpy; python3 make_dequantized.py > dequantized.h
"""
import numpy as np
from gguf import GGMLQuantizationType as T, GGML_QUANT_SIZES
from gguf.quants import dequantize

BLOCKS = 512
NAMES = ("Q8_0 Q4_0 Q4_1 Q5_0 Q5_1 Q2_K Q3_K Q4_K Q5_K Q6_K IQ4_NL IQ4_XS IQ3_XXS IQ3_S IQ2_XXS IQ2_XS IQ2_S IQ1_S "
         "IQ1_M TQ1_0 TQ2_0 MXFP4").split()


def splitmix64(count):
    z = np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


print("""// SPDX-License-Identifier: GPL-3.0-or-later
// Made by make_dequantized.py from the gguf package: checksums of dequantized random blocks.
#pragma once

#include "kernels/types.h"

namespace tests::golden
{

inline constexpr int kDequantizedBlocks = %d;

struct Dequantized {
    kernels::Type type;
    std::uint64_t checksum;
    std::uint32_t third[8]; // bits of the first values of the third block
};

inline constexpr Dequantized kDequantized[] = {""" % BLOCKS)
for name in NAMES:
    values, size = GGML_QUANT_SIZES[T[name]]
    raw = splitmix64((BLOCKS * size + 7) // 8).astype("<u8").view(np.uint8)[:BLOCKS * size].copy()
    raw[:size] = 0
    raw[size:2 * size] = 255
    with np.errstate(all="ignore"):
        out = dequantize(raw.reshape(BLOCKS, size), T[name]).astype(np.float32).ravel()
    bits = np.where(np.isnan(out), np.uint32(0x7FC00000), out.view(np.uint32)).astype(np.uint64)
    weights = np.arange(len(bits), dtype=np.uint64) * np.uint64(2) + np.uint64(1)
    third = bits[2 * values:2 * values + 8]
    print(f"    {{kernels::Type::{name}, {int(np.sum(bits * weights, dtype=np.uint64)):#018x}ULL,")
    print("     {" + ", ".join(f"{int(v):#010x}" for v in third) + "}},")
print("};\n\n} // namespace tests::golden")
