#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Perplexity and KL divergence of `fettle-cli evaluate` against the same figures from llama.cpp's logits.

    python3 tests/golden/compare_loss.py [--fettle build/release/bin/fettle-cli] [--type q4_k_m] [--windows 140] [MODEL TEXT...]

Quantizes the model (the starter) with `fettle-cli quantize`, measures its loss on the texts (the starter's) with
`fettle-cli evaluate`, and computes perplexity, divergence and same-likeliest share from the logits of llama-cpp-python
(PyPI) for both files over the same windows. Also continues a text greedily with both programs. Ends with 1 where
perplexities differ by more than 0.1 %, divergences by more than 0.5 % and 1e-5 nats, or the continuations at all.

Fettle rounds the inputs of products as llama.cpp does (--as-llama-cpp): 256 at a time to 8 bits before k-quants; by itself
it takes 32. Each step of a layer is then llama.cpp's to 1e-7, but the order of sums moves single values over the edge of a
rounding, and after some layers two programs that do the same round independently: their figures scatter around each other
by what the rounding itself costs, less with the root of the number of tokens. The last column shows that scatter: how far
llama.cpp is from itself when it reads token by token. With --own Fettle rounds its own way, and divergences may differ by 2 %.
"""
import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

import llama_cpp
import numpy as np

ROOT = pathlib.Path(__file__).parents[2]
CONTEXT = 256


def rows_of(path, text, windows, batch=CONTEXT):
    """Log-probabilities of each scored position, and the tokens that came."""
    model = llama_cpp.Llama(str(path), n_ctx=CONTEXT, n_batch=batch, n_ubatch=batch, logits_all=True, verbose=False, n_threads=2,
                            flash_attn=True)
    bos = model._model.add_bos_token()
    ids = model.tokenize(text.encode(), add_bos=bos)
    rows, came = [], []
    for w in range(min(len(ids) // CONTEXT, windows)):
        window = ids[w * CONTEXT:(w + 1) * CONTEXT]
        window[0] = model.token_bos() if bos else window[0]
        model.reset()
        model.eval(window)
        logits = np.array(model.scores[CONTEXT // 2:CONTEXT - 1], dtype=np.float64)
        top = logits.max(axis=1, keepdims=True)
        rows.append(logits - top - np.log(np.exp(logits - top).sum(axis=1, keepdims=True)))
        came += window[CONTEXT // 2 + 1:]
    return np.concatenate(rows), np.array(came)


def perplexity(rows, came):
    return float(np.exp(-rows[np.arange(len(came)), came].mean()))


def greedy(path, prompt, tokens):
    model = llama_cpp.Llama(str(path), n_ctx=CONTEXT, verbose=False, n_threads=2, flash_attn=True)
    return model.create_completion(prompt, max_tokens=tokens, temperature=0)["choices"][0]["text"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("model", nargs="?", default=ROOT / "resources/starter/fettle-starter-f16.gguf")
    parser.add_argument("text", nargs="*", default=sorted((ROOT / "resources/starter/corpus").glob("*.txt")))
    parser.add_argument("--fettle", default=ROOT / "build/release/bin/fettle-cli")
    parser.add_argument("--type", default="q4_k_m")
    parser.add_argument("--windows", type=int, default=140)
    parser.add_argument("--own", action="store_true", help="without --as-llama-cpp")
    options = parser.parse_args()

    def fettle(*command):
        return subprocess.run([options.fettle, *map(str, command)], check=True, capture_output=True, text=True).stdout

    failed = False

    def compare(what, ours, theirs, again, limit, least=0):
        nonlocal failed
        off = abs(ours / theirs - 1)
        failed |= not (off <= limit or abs(ours - theirs) <= least)
        print(f"{what:24} {ours:12.6f} {theirs:12.6f}   {100 * off:.3f} %   {100 * abs(again / theirs - 1):.3f} %")

    def divergence(base, rows):
        return float((np.exp(base) * (base - rows)).sum(axis=1).mean())

    def same_top(base, rows):
        return float((base.argmax(1) == rows.argmax(1)).mean())

    with tempfile.TemporaryDirectory() as folder:
        small, joined = pathlib.Path(folder) / "small.gguf", pathlib.Path(folder) / "text.txt"
        text = "".join(pathlib.Path(part).read_text() for part in options.text)
        joined.write_text(text)
        fettle("quantize", options.model, small, "--type", options.type)
        found = json.loads(fettle("evaluate", "-m", small, "--base", options.model, "-f", joined, "-c", CONTEXT,
                                  "--windows", options.windows, "--json", *([] if options.own else ["--as-llama-cpp"])))
        (base, came), (base_again, _) = (rows_of(options.model, text, options.windows, batch) for batch in (CONTEXT, 1))
        rows, rows_again = (rows_of(small, text, options.windows, batch)[0] for batch in (CONTEXT, 1))
        print(f"{'':24} {'Fettle':>12} {'llama.cpp':>12}   over {len(came)} tokens; and llama.cpp token by token")
        compare("perplexity of the base", found["base"]["perplexity"], perplexity(base, came), perplexity(base_again, came), 1e-3)
        compare("perplexity", found["model"]["perplexity"], perplexity(rows, came), perplexity(rows_again, came), 1e-3)
        compare("KL divergence", found["kld"], divergence(base, rows), divergence(base, rows_again), 2e-2 if options.own else 5e-3, 1e-5)
        compare("same likeliest token", found["same_top_token"], same_top(base, rows), same_top(base, rows_again), 1e-2)
        prompt = text[:200]
        ours = fettle("complete", "-m", small, "-p", prompt, "-n", 24, "--temp", 0, "--json")
        same = json.loads(ours)["text"].strip() == greedy(small, prompt, 24).strip()
        print("The greedy continuations are the same." if same else "The greedy continuations differ.")
    sys.exit(failed or not same)


if __name__ == "__main__":
    main()
