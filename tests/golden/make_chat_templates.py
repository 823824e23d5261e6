# SPDX-License-Identifier: GPL-3.0-or-later
"""Expected prompts of chat templates, made with Python's jinja2 set up as `transformers` sets it up.

    python3 make_chat_templates.py templates SHARED_DATA   # → chat_templates.json: a hash per template and conversation
    python3 make_chat_templates.py language                # → jinja_cases.json: makes the outputs of its sources again

Needs only the jinja2 package (3.1). The conversations are in chat_conversations.json. An expectation is the FNV-1a
hash (64 bit, of the UTF-8 output), or "error" where jinja2 raises. The clock of strftime_now stands at
2026-03-05 14:07:09.
"""
import datetime
import json
import pathlib
import sys
import tarfile
import tempfile

import jinja2
import jinja2.ext
import jinja2.sandbox

HERE = pathlib.Path(__file__).resolve().parent
NOW = datetime.datetime(2026, 3, 5, 14, 7, 9)
FULL = {  # conversations and templates whose whole output is kept
    "several_turns": ["Qwen-Qwen3-0.6B.jinja", "google-gemma-2-2b-it.jinja", "meta-llama-Llama-3.2-3B-Instruct.jinja",
                      "microsoft-Phi-3.5-mini-instruct.jinja"],
    "tool_results": ["Qwen-Qwen2.5-7B-Instruct.jinja", "mistralai-Mistral-Nemo-Instruct-2407.jinja",
                     "deepseek-ai-DeepSeek-V3.1.jinja", "openai-gpt-oss-120b.jinja", "GLM-4.6.jinja"],
    "special_tokens": ["Qwen-Qwen3-0.6B.jinja", "ibm-granite-granite-4.0.jinja", "LFM2-8B-A1B.jinja"],
}


class Generation(jinja2.ext.Extension):
    """The {% generation %} block, as the tracker of assistant tokens in transformers defines it."""

    tags = {"generation"}

    def parse(self, parser):
        lineno = next(parser.stream).lineno
        body = parser.parse_statements(["name:endgeneration"], drop_needle=True)
        return jinja2.nodes.CallBlock(self.call_method("_support"), [], [], body).set_lineno(lineno)

    @jinja2.pass_eval_context
    def _support(self, context, caller):
        return caller()


def environment():
    def raise_exception(message):
        raise jinja2.exceptions.TemplateError(message)

    def tojson(x, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
        return json.dumps(x, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)

    env = jinja2.sandbox.ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=[Generation, jinja2.ext.loopcontrols])
    env.filters["tojson"] = tojson
    env.globals["raise_exception"] = raise_exception
    env.globals["strftime_now"] = NOW.strftime
    return env


def render(env, source, context):
    """(output, None) or (None, reason). `source`: text, or a template made from it."""
    try:
        template = env.from_string(source) if isinstance(source, str) else source
        return template.render(**context), None
    except RecursionError as e:
        return None, f"recursion: {e}"
    except Exception as e:  # whatever Python raises, a template may cause
        return None, f"{type(e).__name__}: {e}"


def fnv(text):
    h = 0xCBF29CE484222325
    for b in text.encode():
        h = ((h ^ b) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return f"{h:016x}"


def templates(shared):
    """Name → source: the .jinja files, and the chat_template members inside the vocabularies' archive."""
    found = {p.name: p.read_bytes().decode() for p in sorted((shared / "templates").glob("*.jinja"))}
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(shared / "vocabularies.tar.xz") as archive:
            archive.extractall(folder, filter="data")
        root = pathlib.Path(folder)
        for p in sorted(root.glob("tokenizers/**/*.jinja")):
            found[str(p.relative_to(root))] = p.read_bytes().decode()
        for p in sorted(root.glob("tokenizers/*/*.json")):
            try:
                member = json.loads(p.read_text())
            except ValueError:
                continue
            member = member.get("chat_template") if isinstance(member, dict) else None
            name = str(p.relative_to(root))
            if isinstance(member, str):
                found[name] = member
            for entry in member if isinstance(member, list) else []:
                found[f"{name}:{entry['name']}"] = entry["template"]
    return found


def make_templates(shared):
    env = environment()
    conversations = json.loads((HERE / "chat_conversations.json").read_text())
    hashes, full, errors = {}, [], 0
    for name, source in templates(shared).items():
        row = {}
        try:
            source = env.from_string(source)
        except Exception:
            pass  # each rendering will say so
        for conversation, context in conversations.items():
            text, reason = render(env, source, context)
            row[conversation] = "error" if text is None else fnv(text)
            errors += text is None
            if text is not None and name in FULL.get(conversation, []):
                full.append({"template": name, "conversation": conversation, "output": text})
        hashes[name] = row
    out = {"jinja2": jinja2.__version__, "hashes": hashes, "full": full}
    (HERE / "chat_templates.json").write_text(json.dumps(out, indent=1, ensure_ascii=False) + "\n")
    print(f"{len(hashes)} templates, {sum(map(len, hashes.values()))} renderings, {errors} of them errors, "
          f"{len(full)} kept whole")


def make_language():
    env = environment()
    cases = json.loads((HERE / "jinja_cases.json").read_text())
    out = []
    for case in cases["cases"]:
        text, reason = render(env, case["source"], cases["context"])
        out.append({"source": case["source"], **({"output": text} if text is not None else {"error": reason})})
    result = {"jinja2": jinja2.__version__, "context": cases["context"], "cases": out}
    (HERE / "jinja_cases.json").write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n")
    print(f"{len(out)} cases, {sum('error' in c for c in out)} of them errors")


if __name__ == "__main__":
    if sys.argv[1:2] == ["templates"]:
        make_templates(pathlib.Path(sys.argv[2]))
    elif sys.argv[1:2] == ["language"]:
        make_language()
    else:
        sys.exit(__doc__)
