#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes kernels/reference/grids.h: the vectors of the IQ types, as the gguf package stores them.

pip install gguf numpy; python3 make_grids.py > ../../kernels/reference/grids.h
"""
import numpy as np
from gguf import GGMLQuantizationType as T
from gguf.quants import _type_traits

print("""// SPDX-License-Identifier: GPL-3.0-or-later
// Made by tests/golden/make_grids.py from the gguf package: the vectors of the IQ types, which are part of the format.
// One number a vector: 8 values of 2 bits (IQ1, IQ2) or 4 values of 4 bits (IQ3), the first value lowest.
#pragma once

#include <cstdint>

namespace kernels::reference
{
""")
for name, kind in (("IQ2_XXS", T.IQ2_XXS), ("IQ2_XS", T.IQ2_XS), ("IQ2_S", T.IQ2_S),
                   ("IQ3_XXS", T.IQ3_XXS), ("IQ3_S", T.IQ3_S), ("IQ1", T.IQ1_S)):
    entries = np.frombuffer(bytes.fromhex(_type_traits[kind].grid_hex.decode()), dtype="<u2")
    assert len(entries) == _type_traits[kind].grid_shape[0]
    print(f"inline constexpr std::uint16_t kGrid{name}[{len(entries)}] = {{")
    for at in range(0, len(entries), 14):
        print("    " + " ".join(f"0x{int(v):04x}," for v in entries[at:at + 14]))
    print("};\n")
print("} // namespace kernels::reference")
