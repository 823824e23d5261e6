#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Golden logits: the llama and gpt2 forward passes written out in PyTorch, in double precision, on a GGUF's weights.

    python3 tests/golden/make_logits.py resources/starter/fettle-starter-f16.gguf tests/golden/logits_starter.json

Needs torch, numpy and gguf from PyPI. Written from the papers, independently of engine/.
"""
import json
import sys

import numpy as np
import torch
from gguf import GGUFReader
from gguf.quants import dequantize

ROWS = 2        # positions whose logits are kept: the middle one and the last
MOST = 5000     # logits kept of each; larger vocabularies are thinned by a stride
TOKENS = 40


class Weights:
    def __init__(self, path):
        reader = GGUFReader(path)
        self.fields = {k: f.contents() for k, f in reader.fields.items() if not k.startswith("GGUF.")}
        self.tensors = {t.name: torch.tensor(dequantize(t.data, t.tensor_type).astype(np.float64)) for t in reader.tensors}
        self.arch = self.fields["general.architecture"]

    def key(self, name, default=None):
        return self.fields.get(f"{self.arch}.{name}", default)

    def __getitem__(self, name):
        return self.tensors[name]


def attention(q, k, v):
    """q: [tokens, heads, d], k and v: [tokens, kv heads, d]; causal."""
    group = q.shape[1] // k.shape[1]
    k = k.repeat_interleave(group, dim=1)
    v = v.repeat_interleave(group, dim=1)
    scores = torch.einsum("thd,shd->hts", q, k) / q.shape[2] ** 0.5
    mask = torch.triu(torch.ones(q.shape[0], q.shape[0], dtype=torch.bool), 1)
    return torch.einsum("hts,shd->thd", scores.masked_fill(mask, -torch.inf).softmax(-1), v).reshape(q.shape[0], -1)


def rope(x, base):
    """Pairs (2i, 2i+1): the order of rows that llama's GGUF files have."""
    d = x.shape[2]
    angles = torch.arange(x.shape[0], dtype=torch.float64)[:, None] * base ** (-torch.arange(0, d, 2, dtype=torch.float64) / d)
    cos, sin = angles.cos()[:, None, :], angles.sin()[:, None, :]
    even, odd = x[..., 0::2], x[..., 1::2]
    return torch.stack((even * cos - odd * sin, even * sin + odd * cos), dim=-1).reshape(x.shape)


def llama(w, ids):
    heads = w.key("attention.head_count")
    kv = w.key("attention.head_count_kv", heads)
    eps, base = w.key("attention.layer_norm_rms_epsilon"), w.key("rope.freq_base", 10000.0)

    def norm(x, name):
        return x * torch.rsqrt((x * x).mean(-1, keepdim=True) + eps) * w[name]

    x = w["token_embd.weight"][ids]
    for i in range(w.key("block_count")):
        p = f"blk.{i}."
        n = norm(x, p + "attn_norm.weight")
        q = rope((n @ w[p + "attn_q.weight"].T).reshape(len(ids), heads, -1), base)
        k = rope((n @ w[p + "attn_k.weight"].T).reshape(len(ids), kv, -1), base)
        v = (n @ w[p + "attn_v.weight"].T).reshape(len(ids), kv, -1)
        x = x + attention(q, k, v) @ w[p + "attn_output.weight"].T
        n = norm(x, p + "ffn_norm.weight")
        gate = torch.nn.functional.silu(n @ w[p + "ffn_gate.weight"].T)
        x = x + (gate * (n @ w[p + "ffn_up.weight"].T)) @ w[p + "ffn_down.weight"].T
    head = "output.weight" if "output.weight" in w.tensors else "token_embd.weight"
    return norm(x, "output_norm.weight") @ w[head].T


def gpt2(w, ids):
    heads, eps = w.key("attention.head_count"), w.key("attention.layer_norm_epsilon")

    def norm(x, name):
        return torch.nn.functional.layer_norm(x, x.shape[-1:], w[name + ".weight"], w[name + ".bias"], eps)

    def linear(x, name):
        return x @ w[name + ".weight"].T + w[name + ".bias"]

    x = w["token_embd.weight"][ids] + w["position_embd.weight"][: len(ids)]
    for i in range(w.key("block_count")):
        p = f"blk.{i}."
        q, k, v = linear(norm(x, p + "attn_norm"), p + "attn_qkv").reshape(len(ids), 3, heads, -1).unbind(1)
        x = x + linear(attention(q, k, v), p + "attn_output")
        inner = torch.nn.functional.gelu(linear(norm(x, p + "ffn_norm"), p + "ffn_up"), approximate="tanh")
        x = x + linear(inner, p + "ffn_down")
    head = "output.weight" if "output.weight" in w.tensors else "token_embd.weight"
    return norm(x, "output_norm") @ w[head].T


def main(model, out):
    w = Weights(model)
    vocabulary = w["token_embd.weight"].shape[0]
    ids = np.random.default_rng(1).integers(0, vocabulary, TOKENS).tolist()
    logits = {"llama": llama, "gpt2": gpt2}[w.arch](w, torch.tensor(ids))
    stride = -(-vocabulary // MOST)
    positions = [TOKENS // ROWS * (i + 1) - 1 for i in range(ROWS)]
    rows = [[float(f"{x:.7g}") for x in logits[p, ::stride].tolist()] for p in positions]
    with open(out, "w") as file:
        json.dump({"tokens": ids, "positions": positions, "stride": stride, "logits": rows}, file, separators=(",", ":"))
        file.write("\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
