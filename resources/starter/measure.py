#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Asks the exported model the held-out paraphrases and counts right answers (greedy decoding).

An answer is right when each group of its entry's key words has an alternative in it."""
import argparse
import os
import random
from collections import defaultdict
from pathlib import Path

import torch

import weights
from chat import IM_END
from corpus import HERE, load


def arguments():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--model", type=Path, default=HERE / "fettle-starter-f16.gguf")
    p.add_argument("--corpus", type=Path, default=HERE / "corpus")
    p.add_argument("--threads", type=int, default=os.cpu_count())
    p.add_argument("--most", type=int, default=220, help="new tokens at most")
    p.add_argument("--history", type=int, default=0, metavar="TURNS",
                   help="ask each question after this many other turns")
    p.add_argument("--quiet", action="store_true", help="do not list the failures")
    p.add_argument("--ask", nargs="+", metavar="TEXT", help="only answer these questions")
    return p.parse_args()


@torch.inference_mode()
def answers(model, chat, prompts, most, at_once=64):
    """Greedy answers. Prompts of one length run together, so that nothing needs padding."""
    out = [None] * len(prompts)
    lengths = defaultdict(list)
    for i, p in enumerate(prompts):
        lengths[len(p)].append(i)
    groups = [g[i:i + at_once] for g in lengths.values() for i in range(0, len(g), at_once)]
    for group in groups:
        caches = [[] for _ in range(model.config.layers)]
        tokens = torch.tensor([prompts[i] for i in group])
        said = [[] for _ in group]
        going = list(range(len(group)))
        room = min(most, model.config.context - tokens.shape[1])
        for _ in range(room):
            best = model(tokens, caches=caches)[:, -1].argmax(-1)
            for row, t in zip(going, best.tolist()):
                said[row].append(t)
            stay = [n for n, t in enumerate(best.tolist()) if t != IM_END]
            if not stay:
                break
            if len(stay) < len(going):
                caches = [[k[stay], v[stay]] for k, v in caches]
            going = [going[n] for n in stay]
            tokens = best[stay, None]
        for i, ids in zip(group, said):
            out[i] = chat.text(ids)
    return out


def conversation(entry, entries, turns, rng):
    """The held-out question, after other talk in the same language if turns are wanted."""
    others = [e for e in entries if e.language == entry.language and e is not entry]
    messages = []
    for other in rng.sample(others, turns):
        messages += [("user", rng.choice(other.train)), ("assistant", other.answer)]
    return messages + [("user", entry.held)]


def main():
    a = arguments()
    torch.set_num_threads(a.threads)
    model, chat = weights.read(a.model)
    if a.ask:
        for text in answers(model, chat, [chat.prompt([("user", q)]) for q in a.ask], a.most):
            print(text, end="\n\n")
        return
    entries, _ = load(a.corpus)
    rng = random.Random(1)
    prompts = [chat.prompt(conversation(e, entries, a.history, rng)) for e in entries]
    texts = answers(model, chat, prompts, a.most)

    right = defaultdict(list)
    for e, text in zip(entries, texts):
        good = e.accepts(text)
        for name in ("all", {"en": "English", "zh": "Chinese"}[e.language], e.file):
            right[name].append(good)
        if not good and not a.quiet:
            known = next((o.id for o in entries if o.answer == text.strip()), "no answer of the corpus")
            shown = text.replace("\n", " / ")[:100]
            print(f"{e.id}: {e.held}\n    {known}: {shown}")
    for name, hits in right.items():
        print(f"{name:16} {sum(hits):5} of {len(hits):5}  {100 * sum(hits) / len(hits):5.1f} %")
    word = sum(t.strip() == e.answer for e, t in zip(entries, texts))
    print(f"word for word    {word:5} of {len(texts):5}  {100 * word / len(texts):5.1f} %")


if __name__ == "__main__":
    main()
