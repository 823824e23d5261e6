#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the starter model: vocabulary, weights, GGUF file. `python3 resources/starter/train.py`

Interrupted, it goes on from its last checkpoint when started again; `--fresh` forgets that."""
import argparse
import copy
import math
import os
import time
from pathlib import Path

# Threads that wait must sleep: on a machine that builds beside us, spinning costs much speed.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import torch
import torch.nn.functional as F

import weights
from chat import Chat, train_vocabulary
from corpus import HERE, load
from model import Config, Llama
from muon import Muon
from samples import Batches

PEAK_RATE, WARMUP, DECAY = 4e-3, 60, 0.1
EMA = 0.997
SHORT, LONG = (16, 256), (4, 1024)  # rows, length: the same number of tokens
LONG_EVERY = 10


def arguments():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--steps", type=int, default=1700)
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--threads", type=int, default=os.cpu_count())
    p.add_argument("--drop", type=float, default=0.15)
    p.add_argument("--corpus", type=Path, default=HERE / "corpus")
    p.add_argument("--out", type=Path, default=HERE / "fettle-starter-f16.gguf")
    p.add_argument("--work", type=Path, default=HERE / "work", help="checkpoints")
    p.add_argument("--save-every", type=float, default=5.0, metavar="MINUTES")
    p.add_argument("--fresh", action="store_true", help="do not go on from a checkpoint")
    p.add_argument("--eager", action="store_true", help="do not compile (no C++ compiler needed)")
    return p.parse_args()


def vocabulary_text(entries):
    """Held-out questions stay unseen here too. Lower-case forms are counted because many people
    type so."""
    for e in entries:
        yield from e.answer_lines
        for q in e.train:
            yield from (q, q.lower())
    yield from (" user", " assistant", " system") * 50


def rate(step, steps):
    warm = min(1.0, (step + 1) / WARMUP)
    return PEAK_RATE * warm * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * step / steps)))


def optimizers_for(model):
    inner = list(model.blk.parameters())
    return [Muon((p for p in inner if p.ndim == 2), lr=PEAK_RATE, weight_decay=DECAY),
            torch.optim.AdamW([model.token_embd, model.output_norm, *(p for p in inner if p.ndim == 1)],
                              lr=PEAK_RATE, weight_decay=0.0, betas=(0.9, 0.98), fused=True)]


def loss_of(model, tokens, targets, weight, mask):
    logits = model(tokens, mask)
    each = F.cross_entropy(logits.flatten(0, 1), targets.flatten(), reduction="none")
    return (each * weight.flatten()).sum() / weight.sum()


class Checkpoint:
    def __init__(self, folder):
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / "checkpoint.pt"

    def save(self, **what):
        beside = self.path.with_suffix(".part")
        torch.save(what, beside)
        beside.replace(self.path)  # a crash while writing leaves the older one whole

    def load(self):
        return torch.load(self.path, weights_only=True) if self.path.exists() else None


def export(path, average, vocabulary):
    beside = path.with_suffix(".part")
    weights.write(beside, average, vocabulary)
    beside.replace(path)


def main():
    a = arguments()
    torch.set_num_threads(a.threads)
    torch.manual_seed(a.seed)
    entries, problems = load(a.corpus)
    print(f"{len(entries)} entries, {len(problems)} problems (corpus.py lists them)")

    model = Llama(Config(), a.drop)
    average = copy.deepcopy(model).eval()
    optimizers = optimizers_for(model)
    checkpoint = Checkpoint(a.work)
    saved = None if a.fresh else checkpoint.load()
    first, spent = 0, 0.0
    if saved:
        model.load_state_dict(saved["model"])
        average.load_state_dict(saved["average"])
        for o, state in zip(optimizers, saved["optimizers"]):
            o.load_state_dict(state)
        first, spent, vocabulary = saved["step"], saved["spent"], saved["vocabulary"]
        print(f"goes on at step {first}")
    else:
        vocabulary = train_vocabulary(vocabulary_text(entries), model.config.vocabulary)
    chat = Chat(vocabulary)
    batches = Batches(entries, chat, a.seed)
    print(f"{sum(p.numel() for p in model.parameters()):,} parameters, {a.threads} threads")

    step_loss = loss_of if a.eager else torch.compile(loss_of, dynamic=False)
    began = saved_at = told_at = time.time()
    told, losses = first, []
    model.train()
    for step in range(first, a.steps):
        torch.manual_seed(a.seed * 1_000_003 + step)  # dropout too is a function of the step
        shape = LONG if step % LONG_EVERY == LONG_EVERY - 1 else SHORT
        batch = [torch.from_numpy(x) for x in batches.batch(step, *shape)]
        loss = step_loss(model, *batch)
        model.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        for o in optimizers:
            for group in o.param_groups:
                group["lr"] = rate(step, a.steps)
            o.step()
        keep = min(EMA, (step + 1) / (step + 10))  # the first weights are noise: forget them fast
        with torch.no_grad():
            torch._foreach_lerp_(list(average.parameters()), list(model.parameters()), 1 - keep)
        losses.append(loss.item())

        now, last = time.time(), step + 1 == a.steps
        if (step + 1) % 50 == 0 or last:
            speed = (step + 1 - told) * SHORT[0] * SHORT[1] / (now - told_at)
            print(f"step {step + 1:5}/{a.steps}  loss {sum(losses) / len(losses):.4f}  "
                  f"{speed:6.0f} tok/s  {(spent + now - began) / 60:5.1f} min", flush=True)
            told, told_at, losses = step + 1, now, []
        if last or now - saved_at > a.save_every * 60:
            checkpoint.save(model=model.state_dict(), average=average.state_dict(),
                            optimizers=[o.state_dict() for o in optimizers], step=step + 1,
                            spent=spent + now - began, vocabulary=vocabulary)
            export(a.out, average, vocabulary)
            saved_at = now
    print(f"{a.out}: {a.out.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
