# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes engine/text/unicode_data.cpp: general categories, the Han script, lower case, and normalization, from the
current Unicode as PyPI's unicodedata2 and regex carry it (Python's own table is years behind).
Usage: python3 -m pip install unicodedata2 regex; python3 make_unicode_data.py > ../../engine/text/unicode_data.cpp"""
import regex
import unicodedata2 as ud

LAST = 0x110000
CATEGORIES = ("Lu Ll Lt Lm Lo Mn Mc Me Nd Nl No Pc Pd Ps Pe Pi Pf Po Sm Sc Sk So Zs Zl Zp Cc Cf Cs Co Cn").split()


def runs(values):
    """(first, value) where the value differs from that of the code point before."""
    out, before = [], None
    for code, value in enumerate(values):
        if value != before:
            out.append((code, value))
            before = value
    return out


def case_runs(mapping):
    """(first, last, stride, delta) of single-character mappings."""
    out = []
    for code in range(LAST):
        if 0xD800 <= code < 0xE000:
            continue
        to = mapping(chr(code))
        if len(to) != 1 or ord(to) == code:
            continue
        delta = ord(to) - code
        if out:
            first, last, stride, d = out[-1]
            if d == delta and (code - last == stride or (first == last and code - last in (1, 2))):
                out[-1] = (first, code, code - last, delta)
                continue
        out.append((code, code, 1, delta))
    return out


def emit(kind, name, items):
    print(f"const {kind} {name}[] = {{")
    line = "   "
    for item in items:
        if len(line) + len(item) > 117:
            print(line)
            line = "   "
        line += f" {item},"
    print(line)
    print("};")
    print(f"const std::size_t {name}Count = sizeof {name} / sizeof *{name};\n")


def numbers(values):
    return [f"0x{v:X}" for v in values]


def decompositions():
    """One stream: code | length << 21 | compatible << 31, then the full decomposition."""
    out = []
    for code in range(LAST):
        if 0xD800 <= code < 0xE000 or 0xAC00 <= code < 0xD7A4:  # no surrogates; Hangul is arithmetic
            continue
        canonical, compatible = ud.normalize("NFD", chr(code)), ud.normalize("NFKD", chr(code))
        for form, flag in ((canonical, 0), (compatible, 1)):
            if form == chr(code) or (flag and compatible == canonical):
                continue
            out.append(code | len(form) << 21 | flag << 31)
            out += [ord(c) for c in form]
    return out


def compositions():
    """Triples first, second, composed."""
    out = []
    for code in range(LAST):
        parts = ud.decomposition(chr(code)).split() if not 0xD800 <= code < 0xE000 else []
        if len(parts) == 2 and not parts[0].startswith("<") and ud.normalize("NFC", chr(code)) == chr(code):
            out.append((int(parts[0], 16), int(parts[1], 16), code))
    return [v for triple in sorted(out) for v in triple]


categories = [CATEGORIES.index(ud.category(chr(c))) for c in range(LAST)]
han = regex.compile(r"\p{Script=Han}")
scripts = [int(bool(han.match(chr(c)))) if not 0xD800 <= c < 0xE000 else 0 for c in range(LAST)]
classes = [ud.combining(chr(c)) for c in range(LAST)]

print("// SPDX-License-Identifier: GPL-3.0-or-later")
print(f"// Unicode {ud.unidata_version}; written by tests/golden/make_unicode_data.py, not by hand.")
print("// clang-format off")
print('#include "engine/text/unicode_data.h"\n')
print("namespace engine::text::unicode\n{\n")
emit("std::uint32_t", "kCategoryRuns", numbers(c << 8 | v for c, v in runs(categories)))
emit("std::uint32_t", "kHanRuns", numbers(c << 8 | v for c, v in runs(scripts)))
emit("std::uint32_t", "kCombiningRuns", numbers(c << 8 | v for c, v in runs(classes)))
emit("CaseRun", "kLowerRuns", [f"{{0x{a:X}, 0x{b:X}, {s}, {d}}}" for a, b, s, d in case_runs(str.lower)])
emit("std::uint32_t", "kDecompositions", numbers(decompositions()))
emit("std::uint32_t", "kCompositions", numbers(compositions()))
print("} // namespace engine::text::unicode")
