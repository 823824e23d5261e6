# SPDX-License-Identifier: GPL-3.0-or-later
"""Seeds of fuzz_tokenizer and fuzz_jinja, from tests/golden, into corpus/: python3 make_text_seeds.py"""
import json
import pathlib

here = pathlib.Path(__file__).parent
golden = here.parent / "golden" / "tokenizers"
out = here / "corpus" / "tokenizer"
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

# Templates: the cases of the language, some to a file, and two that use a whole conversation.
out = here / "corpus" / "jinja"
out.mkdir(parents=True, exist_ok=True)
cases = json.loads((here.parent / "golden" / "jinja_cases.json").read_text(encoding="utf8"))["cases"]
sources = [case["source"] for case in cases if "error" not in case]
templates = {f"cases{n:02}": "\n".join(sources[n * 12:n * 12 + 12]) for n in range((len(sources) + 11) // 12)}
templates["tools"] = """{%- if tools %}{{ bos_token }}{% for tool in tools %}{{ tool.function | tojson(indent=2) }}
{% endfor %}{% endif -%}
{%- for m in messages -%}
{%- if m.tool_calls is defined and m.tool_calls -%}
{%- for call in m.tool_calls %}{{ call.function.name ~ call.function.arguments | tojson }}{% endfor -%}
{%- elif m.content is string %}{{ '<|' + m.role + '|>' + m.content | trim + eos_token }}
{%- else %}{% for c in m.content %}{{ c.text }}{% endfor %}{% endif -%}
{%- endfor -%}
{% if add_generation_prompt %}<|assistant|>{% endif %}"""
templates["state"] = """{% macro say(m, upper=false) %}{{ m.content | upper if upper else m['content'] }}{% endmacro %}
{% set ns = namespace(n=0, last=none) %}
{% for m in messages[1:] if m.role != 'tool' %}{% set ns.n = ns.n + loop.index0 %}{% set ns.last = m %}
{{ say(m, loop.first) }}{% else %}none{% endfor %}
{{ strftime_now('%d %b %Y') }}{{ ns.n // 2 }}{{ (messages | map(attribute='role') | list)[::-1] | join(', ') }}
{% if documents %}{% for d in documents | sort(attribute='title') %}{{ '%s: %r' % (d.title, d.text) }}{% endfor %}{% endif %}"""
for name, template in templates.items():
    written = b"Hi <|im_end|>"
    (out / name).write_bytes(bytes([len(written)]) + template.encode() + written)
