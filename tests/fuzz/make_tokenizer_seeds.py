# SPDX-License-Identifier: GPL-3.0-or-later
"""Seeds of fuzz_tokenizer from tests/golden/tokenizers: python3 make_tokenizer_seeds.py FOLDER"""
import json
import pathlib
import sys

golden = pathlib.Path(__file__).parents[1] / "golden" / "tokenizers"
out = pathlib.Path(sys.argv[1])
out.mkdir(parents=True, exist_ok=True)
text = "Hello 123 l\u00e9 \u91cf\u5316 <tool>".encode()


def seed(name, kind, file):
    (out / name).write_bytes(bytes([kind, len(text)]) + file + text)


for path in sorted(golden.glob("*.json")):
    if path.name == "cases.json":
        continue
    data = json.loads(path.read_text(encoding="utf8"))
    model = data["model"]
    if isinstance(model["vocab"], dict):  # a small file that still has every step
        model["vocab"] = {k: v for k, v in model["vocab"].items() if v < 40}
    else:
        model["vocab"] = model["vocab"][:40]
    if "merges" in model:
        known = set(model["vocab"])
        model["merges"] = [m for m in model["merges"] if m[0] in known and m[1] in known and m[0] + m[1] in known]
    data["added_tokens"] = [t for t in data["added_tokens"] if t["id"] < 40]
    seed(path.stem, 0, json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode())
for path in sorted(golden.glob("*.model")):
    seed(path.stem, 1, path.read_bytes())
for number, pattern in enumerate((r"(?i:'s|'t)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}|\s+(?!\S)|\s+", r"(?:a|b)+?c++\b", r"[a-z&&[^b]]{2,}$")):
    seed(f"pattern{number}", 2, pattern.encode())
seed("forms", 3, "e\u0301\uac00\u1100\u1161".encode())
