#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes presets.json: the type of each tensor and the size of the file that llama.cpp's quantize gives, for presets and
shapes of models.

pip install llama-cpp-python; python3 make_presets.py > presets.json

The models are zeros in the shapes below (a block's tensors are repeated for each layer); the quantizer looks at names,
shapes and a few keys only. A type is one letter, an index into "types"; letters are in the order of the model's tensors.
"""
import ctypes
import json
import pathlib
import struct
import sys
import tempfile

import llama_cpp

F32, F16 = 0, 1
TYPES = {"F32": 0, "F16": 1, "BF16": 30, "Q8_0": 8, "Q4_0": 2, "Q4_1": 3, "Q5_0": 6, "Q5_1": 7, "Q2_K": 10, "Q3_K": 11,
         "Q4_K": 12, "Q5_K": 13, "Q6_K": 14, "IQ4_NL": 20, "IQ4_XS": 23, "MXFP4": 39, "TQ1_0": 34, "TQ2_0": 35}
PRESETS = {"F16": 1, "BF16": 32, "Q8_0": 7, "Q6_K": 18, "Q5_K_M": 17, "Q5_K_S": 16, "Q5_0": 8, "Q5_1": 9, "Q4_K_M": 15,
           "Q4_K_S": 14, "Q4_0": 2, "Q4_1": 3, "Q3_K_L": 13, "Q3_K_M": 12, "Q3_K_S": 11, "Q2_K": 10, "Q2_K_S": 21,
           "IQ4_NL": 25, "IQ4_XS": 30, "MXFP4_MOE": 38, "TQ1_0": 36, "TQ2_0": 37}


def model(arch, layers, dim, ff, heads, kv, tied=False, bias=False, head_norms=False, post_norms=False, joined=False,
          gate_up=False, gpt=False, experts=0, shared=0, vocab=64, extra=None):
    head = dim // heads
    keys = {"general.architecture": arch, f"{arch}.context_length": 128, f"{arch}.embedding_length": dim,
            f"{arch}.block_count": layers, f"{arch}.feed_forward_length": ff, f"{arch}.attention.head_count": heads,
            f"{arch}.attention.head_count_kv": kv, f"{arch}.rope.dimension_count": head,
            f"{arch}.attention.layer_norm_epsilon" if gpt else f"{arch}.attention.layer_norm_rms_epsilon": 1e-5}
    if experts:
        keys |= {f"{arch}.expert_count": experts, f"{arch}.expert_used_count": 2, f"{arch}.expert_feed_forward_length": ff}
    keys |= extra or {}
    top = [["token_embd.weight", [dim, vocab]]]
    if gpt:
        top.append(["position_embd.weight", [dim, 128]])
        top.append(["output_norm.bias", [dim]])
    if not tied:
        top.append(["output.weight", [dim, vocab]])
    top.append(["output_norm.weight", [dim]])
    block = [["attn_norm.weight", [dim]], ["ffn_norm.weight", [dim]]]
    if joined:
        block.append(["attn_qkv.weight", [dim, dim + 2 * head * kv]])
    else:
        block += [["attn_q.weight", [dim, dim]], ["attn_k.weight", [dim, head * kv]], ["attn_v.weight", [dim, head * kv]]]
    block.append(["attn_output.weight", [dim, dim]])
    if bias:
        block += [["attn_q.bias", [dim]], ["attn_k.bias", [head * kv]], ["attn_v.bias", [head * kv]]]
    if gpt:
        block += [["attn_norm.bias", [dim]], ["attn_qkv.bias", [3 * dim]], ["attn_output.bias", [dim]]]
    if head_norms:
        block += [["attn_q_norm.weight", [head]], ["attn_k_norm.weight", [head]]]
    if post_norms:
        block += [["post_attention_norm.weight", [dim]], ["post_ffw_norm.weight", [dim]]]
    if experts:
        block += [["ffn_gate_inp.weight", [dim, experts]], ["ffn_gate_exps.weight", [dim, ff, experts]],
                  ["ffn_down_exps.weight", [ff, dim, experts]], ["ffn_up_exps.weight", [dim, ff, experts]]]
        if shared:
            block += [["ffn_gate_shexp.weight", [dim, shared]], ["ffn_up_shexp.weight", [dim, shared]],
                      ["ffn_down_shexp.weight", [shared, dim]], ["ffn_gate_inp_shexp.weight", [dim]]]
    elif gate_up:
        block += [["ffn_up.weight", [dim, 2 * ff]], ["ffn_down.weight", [ff, dim]]]
    else:
        block += [["ffn_up.weight", [dim, ff]], ["ffn_down.weight", [ff, dim]]]
        if not gpt:
            block.insert(-2, ["ffn_gate.weight", [dim, ff]])
    return {"keys": keys, "layers": layers, "top": top, "block": block}


FORMS = {
    "llama": model("llama", 12, 256, 512, 4, 4),
    "llama grouped": model("llama", 17, 256, 256, 8, 2),
    "llama of 80 layers": model("llama", 80, 256, 256, 8, 1, vocab=32),
    "llama of 80 layers, not grouped": model("llama", 80, 256, 256, 8, 8, vocab=32),
    "llama, no multiple of 256": model("llama", 8, 96, 352, 4, 2),
    "llama, no multiple of 32": model("llama", 4, 40, 100, 4, 2),
    "llama, tied, no multiple of 256": model("llama", 4, 96, 256, 4, 2, tied=True),
    "mixtral": model("llama", 9, 256, 256, 8, 2, experts=8),
    "qwen2": model("qwen2", 10, 256, 512, 4, 2, tied=True, bias=True),
    "qwen2 of 80 layers": model("qwen2", 80, 256, 256, 8, 2, bias=True, vocab=32),
    "qwen3": model("qwen3", 11, 256, 512, 4, 2, head_norms=True, extra={"qwen3.attention.key_length": 64,
                                                                     "qwen3.attention.value_length": 64}),
    "qwen3moe": model("qwen3moe", 6, 256, 256, 8, 2, head_norms=True, experts=16),
    "qwen2moe": model("qwen2moe", 6, 256, 256, 4, 4, bias=True, experts=4, shared=512,
                      extra={"qwen2moe.expert_shared_feed_forward_length": 512}),
    "gemma": model("gemma", 8, 256, 512, 4, 1, tied=True),
    "gemma2": model("gemma2", 8, 256, 512, 4, 2, tied=True, post_norms=True),
    "gemma3": model("gemma3", 8, 256, 512, 4, 1, tied=True, post_norms=True, head_norms=True),
    "phi3": model("phi3", 9, 256, 512, 4, 4, joined=True, gate_up=True,
                  extra={"phi3.rope.scaling.original_context_length": 128}),
    "gpt2": model("gpt2", 12, 256, 1024, 4, 4, joined=True, gpt=True),
    "gpt2, tied": model("gpt2", 6, 128, 512, 4, 4, joined=True, gpt=True, tied=True),
}
FORMS["llama of 80 layers"]["only"] = ["Q4_K_M", "Q3_K_M", "Q2_K", "Q3_K_S"]
FORMS["llama of 80 layers, not grouped"]["only"] = ["Q3_K_S"]
FORMS["qwen2 of 80 layers"]["only"] = ["Q4_K_M", "Q3_K_S"]


def tensors(form):
    all = list(form["top"])
    for layer in range(form["layers"]):
        all += [[f"blk.{layer}.{name}", shape] for name, shape in form["block"]]
    return [(name, shape, F16 if len(shape) > 1 and "_norm" not in name and "gate_inp" not in name and
             "position" not in name else F32) for name, shape in all]


def string(text):
    return struct.pack("<Q", len(text)) + text.encode()


def write(path, form):
    keys = b""
    for key, value in form["keys"].items():
        keys += string(key)
        if isinstance(value, str):
            keys += struct.pack("<I", 8) + string(value)
        elif isinstance(value, float):
            keys += struct.pack("<If", 6, value)
        else:
            keys += struct.pack("<II", 4, value)
    table, offset = b"", 0
    for name, shape, kind in tensors(form):
        count = 1
        for size in shape:
            count *= size
        table += string(name) + struct.pack("<I", len(shape)) + b"".join(struct.pack("<Q", s) for s in shape)
        table += struct.pack("<IQ", kind, offset)
        offset += (count * (4 if kind == F32 else 2) + 31) // 32 * 32
    head = b"GGUF" + struct.pack("<IQQ", 3, len(tensors(form)), len(form["keys"])) + keys + table
    path.write_bytes(head + b"\0" * (-len(head) % 32) + b"\0" * offset)


def read(path):
    data = path.read_bytes()
    at = 4
    _, count, pairs = struct.unpack_from("<IQQ", data, at)
    at += 20

    def text():
        nonlocal at
        length = struct.unpack_from("<Q", data, at)[0]
        at += 8 + length
        return data[at - length : at].decode()

    names = []
    for _ in range(pairs):
        names.append(text())
        kind = struct.unpack_from("<I", data, at)[0]
        at += 4
        if kind == 8:
            text()
        else:
            at += 4
    types = {}
    for _ in range(count):
        name = text()
        dims = struct.unpack_from("<I", data, at)[0]
        at += 4 + 8 * dims
        types[name] = struct.unpack_from("<I", data, at)[0]
        at += 12
    return types


def quantize(source, target, preset, form, importance):
    params = llama_cpp.llama_model_quantize_default_params()
    params.nthread = 1
    params.ftype = PRESETS[preset]
    keep = []
    if importance:
        entry = type(params.imatrix)._type_
        entries = []
        for name, shape, _ in tensors(form):
            if len(shape) > 1:
                size = shape[0] * (shape[2] if len(shape) > 2 else 1)
                values = (ctypes.c_float * size)(*([1.0] * size))
                keep.append(values)
                entries.append(entry(name=name.encode(), data=values, size=size))
        entries.append(entry(name=None, data=None, size=0))
        array = (entry * len(entries))(*entries)
        keep.append(array)
        params.imatrix = ctypes.cast(array, type(params.imatrix))
    return llama_cpp.llama_model_quantize(str(source).encode(), str(target).encode(), ctypes.byref(params)) == 0


def main():
    log = ctypes.CFUNCTYPE(None, ctypes.c_int, ctypes.c_char_p, ctypes.c_void_p)
    last = []
    quiet = log(lambda level, text, user: last.append(text))
    llama_cpp.llama_log_set(quiet, None)
    folder = pathlib.Path(tempfile.mkdtemp())
    letters = {number: chr(ord("A") + i) for i, number in enumerate(TYPES.values())}
    result = {"types": list(TYPES), "forms": {}}
    for title, form in FORMS.items():
        source = folder / "source.gguf"
        write(source, form)
        names = [name for name, _, _ in tensors(form)]
        table = {}
        for preset in form.get("only", PRESETS):
            for importance in (False, True):
                target = folder / "target.gguf"
                last.clear()
                if not quantize(source, target, preset, form, importance):
                    why = b"".join(last[-3:]).decode()
                    if "requires an" in why:
                        table[preset] = "needs importance"
                        continue
                    sys.exit(f"{title}, {preset}: {why}")
                types = read(target)
                row = {"types": "".join(letters[types[name]] for name in names), "size": target.stat().st_size}
                order = sorted(range(len(names)), key=lambda i: list(types).index(names[i]))
                if importance and row == table.get(preset):
                    continue
                table[preset + (" with importance" if importance else "")] = row
        result["forms"][title] = {"keys": form["keys"], "layers": form["layers"], "top": form["top"],
                                  "block": form["block"], "order": order, "results": table}
    print("{" + f'"types": {json.dumps(result["types"])},\n"forms": {{')
    forms = []
    for title, form in result["forms"].items():
        lines = [f' {json.dumps(k)}: {json.dumps(v)}' for k, v in form.items() if k != "results"]
        rows = ",\n".join(f"  {json.dumps(k)}: {json.dumps(v)}" for k, v in form["results"].items())
        forms.append(f"{json.dumps(title)}: {{\n" + ",\n".join(lines) + ',\n "results": {\n' + rows + "\n }\n}")
    print(",\n".join(forms) + "\n}}")


main()
