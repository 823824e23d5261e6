# SPDX-License-Identifier: GPL-3.0-or-later
"""The llama architecture in PyTorch. Parameters carry the names which they have in a GGUF file,
and rotary pairs are neighbours as llama.cpp wants them, so that exporting renames and permutes
nothing."""
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import nn


@dataclass(frozen=True)
class Config:
    vocabulary: int = 4096
    width: int = 256
    layers: int = 6
    heads: int = 4
    inner: int = 768
    context: int = 1024
    theta: float = 10000.0
    epsilon: float = 1e-5


def weight(rows, columns, scale=1.0):
    return nn.Parameter(torch.randn(rows, columns) * 0.04 * scale)


class Block(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.c = c
        out = (2 * c.layers) ** -0.5  # keeps the residual stream's size as layers add up
        self.attn_norm, self.ffn_norm = (nn.Parameter(torch.ones(c.width)) for _ in range(2))
        self.attn_q, self.attn_k, self.attn_v = (weight(c.width, c.width) for _ in range(3))
        self.attn_output = weight(c.width, c.width, out)
        self.ffn_gate, self.ffn_up = (weight(c.inner, c.width) for _ in range(2))
        self.ffn_down = weight(c.width, c.inner, out)

    def forward(self, x, turn, mask, cache, drop):
        c, (batch, length, _) = self.c, x.shape

        def heads(w):
            return F.linear(h, w).view(batch, length, c.heads, -1).transpose(1, 2)

        h = F.rms_norm(x, (c.width,), self.attn_norm, c.epsilon)
        q, k, v = rotate(heads(self.attn_q), turn), rotate(heads(self.attn_k), turn), heads(self.attn_v)
        if cache is not None:
            if cache:
                k, v = torch.cat((cache[0], k), 2), torch.cat((cache[1], v), 2)
            cache[:] = k, v
        a = F.scaled_dot_product_attention(q, k, v, attn_mask=mask,
                                           is_causal=mask is None and length > 1)
        a = F.linear(a.transpose(1, 2).reshape(batch, length, c.width), self.attn_output)
        x = x + F.dropout(a, drop, self.training)
        h = F.rms_norm(x, (c.width,), self.ffn_norm, c.epsilon)
        h = F.linear(F.silu(F.linear(h, self.ffn_gate)) * F.linear(h, self.ffn_up), self.ffn_down)
        return x + F.dropout(h, drop, self.training)


def rotate(x, turn):
    cos, sin = turn
    a, b = x.unflatten(-1, (-1, 2)).unbind(-1)
    return torch.stack((a * cos - b * sin, a * sin + b * cos), -1).flatten(-2)


class Llama(nn.Module):
    """The output head is the embedding, transposed."""

    def __init__(self, config=Config(), drop=0.0):
        super().__init__()
        c = self.config = config
        self.drop = drop
        self.token_embd = weight(c.vocabulary, c.width)
        self.blk = nn.ModuleList(Block(c) for _ in range(c.layers))
        self.output_norm = nn.Parameter(torch.ones(c.width))
        half = c.width // c.heads // 2
        angle = torch.outer(torch.arange(c.context), c.theta ** (-torch.arange(half) / half))
        self.register_buffer("turns", torch.stack((angle.cos(), angle.sin())), persistent=False)

    def forward(self, tokens, mask=None, caches=None):
        start = caches[0][0].shape[2] if caches and caches[0] else 0
        turn = self.turns[:, start:start + tokens.shape[1]].unbind(0)
        x = F.dropout(F.embedding(tokens, self.token_embd), self.drop, self.training)
        for i, block in enumerate(self.blk):
            x = block(x, turn, mask, caches[i] if caches else None, self.drop)
        x = F.rms_norm(x, (self.config.width,), self.output_norm, self.config.epsilon)
        return F.linear(x, self.token_embd)
