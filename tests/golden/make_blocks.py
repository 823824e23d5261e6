#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes blocks.h: stored blocks of each tensor type and the values that the gguf package reads from them.

pip install gguf numpy; python3 make_blocks.py > blocks.h
"""
import numpy as np
from gguf import GGMLQuantizationType as T
from gguf.quants import dequantize, quantize

rng = np.random.default_rng(7)


def array(name, kind, values, per_line):
    text = [f"inline constexpr {kind} {name}[] = {{"]
    for at in range(0, len(values), per_line):
        text.append("    " + " ".join(f"{int(v):#x}," for v in values[at : at + per_line]))
    return "\n".join(text + ["};"])


def emit(name, raw, values):
    print(array(f"k{name}Bytes", "unsigned char", raw.view(np.uint8).ravel(), 18))
    print(array(f"k{name}Values", "std::uint32_t", values.astype(np.float32).view(np.uint32).ravel(), 9))
    print()


print("// SPDX-License-Identifier: GPL-3.0-or-later")
print("// Made by make_blocks.py from the gguf package: stored bytes, and the bits of the F32 values in them.")
print("#pragma once\n\n#include <cstdint>\n\nnamespace tests::golden\n{\n")

values = np.concatenate([rng.normal(0, 1, 96), rng.normal(0, 1e-6, 32), rng.normal(0, 3000, 32)]).astype(np.float32)
emit("F32", values[:8], values[:8])
half = np.concatenate([np.array([0, 0x8000, 1, 0x03FF, 0x0400, 0x3C00, 0x7BFF, 0xFBFF, 0x7C00, 0xFC00], np.uint16),
                       values[:22].astype(np.float16).view(np.uint16)])
emit("F16", half, half.view(np.float16).astype(np.float32))
bf16 = quantize(values[:32], T.BF16)
emit("BF16", bf16, dequantize(bf16, T.BF16))
for kind in (T.Q8_0, T.Q4_0):
    blocks = quantize(values.reshape(1, -1), kind)
    emit(kind.name, blocks, dequantize(blocks, kind))
    size = 34 if kind == T.Q8_0 else 18
    blocks = rng.integers(0, 256, (1, 3 * size), dtype=np.uint8)  # any bytes: values that no quantizer writes
    blocks[0, 1::size] &= 0xBB  # but no infinite scale
    emit(kind.name + "Any", blocks, dequantize(blocks, kind))
print("} // namespace tests::golden")
