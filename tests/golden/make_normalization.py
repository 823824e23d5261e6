# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes normalization.json: random strings of characters that combine, and their NFC, NFD, NFKC and NFKD by PyPI's
unicodedata2.   Usage: python3 make_normalization.py > normalization.json"""
import json
import random
import unicodedata2 as ud

random.seed(1)
lively = [c for c in range(0x80, 0x110000) if not 0xD800 <= c < 0xE000
          and (ud.combining(chr(c)) or ud.decomposition(chr(c)) or 0x1100 <= c < 0x1200)]
rows = []
for _ in range(400):
    text = "".join(chr(random.choice(lively)) if random.random() < 0.75 else random.choice("aeo\u1100\u1161\u11a8 ")
                   for _ in range(random.randrange(1, 7)))
    rows.append([text] + [ud.normalize(form, text) for form in ("NFC", "NFD", "NFKC", "NFKD")])
print("[" + ",\n".join(json.dumps(row) for row in rows) + "]")
