#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Opens what `fettle-cli convert` writes with llama.cpp: does it read the same model?

    python3 tests/golden/compare_converted.py [--fettle build/release/bin/fettle-cli] [NAME...]

Converts each decoder of tests/golden/families (tiny random models as the hub has them), lets Fettle continue a text
and llama-cpp-python (PyPI) judge the same tokens, and compares the log-probabilities of the whole vocabulary at each
step, keys and values in 32 bits on both sides. Prints the largest difference; ends with 1 where it is above 1e-4
(32-bit sums in another order leave some 1e-6).

Some of these configurations say what GGUF has no key for, or what llama.cpp does not read; they are set to what it
assumes, here and not in the committed files.
"""
import argparse
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

import llama_cpp
import numpy as np

ROOT = pathlib.Path(__file__).parents[2]
FAMILIES = ROOT / "tests/golden/families"
TEXT, TOKENS, WORDS = "the a", 20, 48
LIMIT, GELU_LIMIT, GELU = 1e-4, 1e-2, {"gemma", "gemma2", "gemma3", "gpt2"}
ASSUMED = {
    "mistral": {"sliding_window": None},
    "gemma2": {"query_pre_attn_scalar": 12},
    "gemma3": {"query_pre_attn_scalar": 8},
    "qwen3moe": {"norm_topk_prob": True},
}
UNKNOWN = {"opt"}  # to llama.cpp


def copied(name, folder):
    source = pathlib.Path(folder) / name
    shutil.copytree(FAMILIES / name, source)
    config = json.loads((source / "config.json").read_text())
    (source / "config.json").write_text(json.dumps(config | ASSUMED.get(name, {})))
    if name == "phi3":  # llama.cpp looks this token up by its name
        tokenizer = (source / "tokenizer.json").read_text()
        (source / "tokenizer.json").write_text(tokenizer.replace("<pad>", "<|endoftext|>"))
    return source


def run(*command):
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout or "{}")


def difference(name, fettle, folder):
    model = pathlib.Path(folder) / f"{name}.gguf"
    subprocess.run([fettle, "convert", copied(name, folder), model, "--type", "f32"], check=True, capture_output=True)
    answer = run(fettle, "complete", "-m", model, "-p", TEXT, "-n", str(TOKENS), "--temp", "0", "--cache", "f32", "--json",
                 "--logprobs", str(WORDS))
    peer = llama_cpp.Llama(str(model), n_ctx=64, logits_all=True, verbose=False, n_threads=1, type_k=0, type_v=0)
    prompt = peer.tokenize(TEXT.encode(), add_bos=True)
    if len(prompt) != answer["prompt_tokens"]:
        raise RuntimeError(f"the text has {len(prompt)} tokens there and {answer['prompt_tokens']} here")
    peer.eval(prompt + answer["tokens"])
    logits = np.array(peer.scores[len(prompt) - 1:][:len(answer["tokens"])], dtype=np.float64)
    theirs = logits - np.log(np.sum(np.exp(logits), axis=1, keepdims=True))
    worst = 0.0
    for step, row in zip(answer["logprobs"], theirs):
        ours = {entry["id"]: entry["logprob"] for entry in step["top"]}
        worst = max(worst, max(abs(row[i] - value) for i, value in ours.items()))
    return worst, len(answer["logprobs"])


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("names", nargs="*")
    parser.add_argument("--fettle", default=ROOT / "build/release/bin/fettle-cli")
    options = parser.parse_args()
    decoders = [p.parent.name for p in sorted(FAMILIES.glob("*/golden.json")) if '"logits"' in p.read_text()]
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        for name in options.names or [d for d in decoders if d not in UNKNOWN]:
            try:
                worst, steps = difference(name, options.fettle, folder)
                failed |= steps == 0 or not worst <= (GELU_LIMIT if name in GELU else LIMIT)
                print(f"{name:14} {worst:.1e} over {steps} steps", flush=True)
            except Exception as error:  # one family that does not open leaves the others
                failed = True
                print(f"{name:14} {error}", flush=True)
    sys.exit(failed)


if __name__ == "__main__":
    main()
