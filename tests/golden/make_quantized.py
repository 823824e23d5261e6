#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes quantized.h: what ggml, built without contracted multiply-adds, makes of given rows in each type.

pip install numpy; python3 make_quantized.py LLAMA.CPP-SOURCE/ggml > quantized.h

The rows come from a generator of a few lines that tests/kernels/tst_quantize.cpp repeats; kept are a hash of all bytes
and the first block of the first row.
"""
import ctypes
import pathlib
import subprocess
import sys
import tempfile

import numpy as np

TYPES = [("F16", 1, 2), ("BF16", 30, 2), ("Q8_0", 8, 34), ("Q4_0", 2, 18), ("Q4_1", 3, 20), ("Q5_0", 6, 22),
         ("Q5_1", 7, 24), ("Q2_K", 10, 84), ("Q3_K", 11, 110), ("Q4_K", 12, 144), ("Q5_K", 13, 176), ("Q6_K", 14, 210),
         ("IQ4_NL", 20, 18), ("IQ4_XS", 23, 136), ("TQ1_0", 34, 54), ("TQ2_0", 35, 66), ("MXFP4", 39, 17)]
NO_IMPORTANCE = {"F16", "BF16", "Q8_0", "TQ1_0", "TQ2_0", "MXFP4"}
COLS = 768  # three superblocks: whole pairs and a rest
BLOCK_VALUES = {18: 32, 20: 32, 22: 32, 24: 32, 34: 32, 17: 32, 2: 1}
KINDS = 12
ROWS = 24


def build(source):
    folder = pathlib.Path(tempfile.mkdtemp())
    (folder / "ggml-version.h").write_text('#define GGML_VERSION "x"\n#define GGML_COMMIT "y"\n')
    (folder / "rest.c").write_text("".join(f"void {name}(void) {{ }}\n" for name in (
        "ggml_backend_buffer_get_usage", "ggml_backend_tensor_memset", "ggml_backend_tensor_set")))
    flags = ["-O2", "-w", "-DNDEBUG", "-ffp-contract=off", "-fPIC", "-D_GNU_SOURCE", f"-I{folder}", f"-I{source}/include",
             f"-I{source}/src", f"-I{source}/src/ggml-cpu"]
    objects = []
    for name in ("src/ggml-quants.c", "src/ggml.c", "src/ggml-threading.cpp"):
        objects.append(folder / (pathlib.Path(name).name + ".o"))
        subprocess.run(["gcc", *flags, "-c", f"{source}/{name}", "-o", objects[-1]], check=True)
    subprocess.run(["gcc", "-shared", "-w", *flags, folder / "rest.c", *objects, "-o", folder / "ggml.so", "-lm", "-lstdc++"],
                   check=True)
    library = ctypes.CDLL(str(folder / "ggml.so"))
    library.ggml_quantize_chunk.restype = ctypes.c_size_t
    return library


class Random:
    """splitmix64, and floats made of it by exact operations."""

    def __init__(self, seed):
        self.state = seed

    def bits(self):
        mask = (1 << 64) - 1
        self.state = (self.state + 0x9E3779B97F4A7C15) & mask
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & mask
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & mask
        return z ^ (z >> 31)

    def unit(self):  # in -1 .. 1
        return np.float32(np.float32((self.bits() >> 40) - (1 << 23)) * np.float32(2.0**-23))

    def bell(self):  # of four
        sum = self.unit()
        for _ in range(3):
            sum = np.float32(sum + self.unit())
        return sum

    def tail(self):  # a power of two by chance: some values are a thousand times the others
        bits = self.bits()
        power = ((bits & 0xFFFF) | 0x10000)
        power = (power & -power).bit_length() - 1  # geometric
        return np.float32(self.unit() * np.float32(2.0**power))


def value(random, kind, i):
    f = np.float32
    if kind == 0:
        return random.bell()
    if kind == 1:
        return random.tail()
    if kind == 2:
        return f(0.75)
    if kind == 3:
        return f(0)
    if kind == 4:
        return f(random.bell() * f(1e-40))
    if kind == 5:
        return f(random.bell() * f(1e30))
    if kind == 6:
        return f(random.bell() * f(100)) if i % 37 == 0 else random.bell()
    if kind == 7:
        return random.bell() if i // 64 % 2 else f(0)
    if kind == 8:
        return abs(random.bell())
    if kind == 9:
        return f(-abs(random.bell()))
    if kind == 10:
        return f(int(f(random.bell() * f(3))))
    return f(random.bell() * f(0.02))


def rows():
    random = Random(20)
    made = []
    for row in range(ROWS):
        x = np.array([value(random, row % KINDS, i) for i in range(COLS)], np.float32)
        importance = np.array([np.float32(0) if row % 5 == 4 and i % 3 == 0 else abs(random.tail()) for i in range(COLS)],
                              np.float32)
        made.append((x, importance))
    return made


def fnv(data, start=0xCBF29CE484222325):
    for byte in data:
        start = ((start ^ byte) * 0x100000001B3) & ((1 << 64) - 1)
    return start


def main():
    library = build(pathlib.Path(sys.argv[1]).resolve())
    made = rows()
    pointer = lambda a: a.ctypes.data_as(ctypes.c_void_p)
    print("// SPDX-License-Identifier: GPL-3.0-or-later")
    print("// Made by make_quantized.py with ggml: FNV-1a of all rows' bytes, and the first block of the first row.")
    print("#pragma once\n\n#include \"kernels/types.h\"\n\nnamespace tests::golden\n{\n")
    print("struct Quantized {\n    kernels::Type type;\n    bool importance;\n    std::uint64_t hash;\n"
          "    unsigned char block[210];\n};\n\n// clang-format off\ninline constexpr Quantized kQuantized[] = {")
    for name, number, size in TYPES:
        for weighted in (False, True):
            if weighted and name in NO_IMPORTANCE:
                continue
            hash = 0xCBF29CE484222325
            first = None
            for x, importance in made:
                out = np.zeros(COLS // BLOCK_VALUES.get(size, 256) * size, np.uint8)
                library.ggml_quantize_chunk(ctypes.c_int(number), pointer(x), pointer(out), ctypes.c_int64(0),
                                            ctypes.c_int64(1), ctypes.c_int64(COLS),
                                            pointer(importance) if weighted else None)
                hash = fnv(out.tobytes(), hash)
                first = out[:size] if first is None else first
            block = ", ".join(str(b) for b in first)
            print(f"    {{kernels::Type::{name}, {'true' if weighted else 'false'}, {hash:#x}U,\n     {{{block}}}}},")
    print("};\n// clang-format on\n\n} // namespace tests::golden")


if __name__ == "__main__":
    main()
