#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The most memory that commands of fettle-cli need for a model of an 8B's shape, under a limit of the kernel's.

    memory.py make FILE [--layers 32]          an F16 model of Llama 3.1 8B's shape (needs numpy, gguf); 32 layers are 16 GB
    memory.py run FILE --text TEXT [--limit 8] [--only NAME] [--fettle PATH]

Each command runs in a memory control group (version 1, as root) whose limit counts the page cache too, so that a command
that needs more than the limit is killed by the kernel or thrashes, and is not merely counted. Printed: seconds, and the
most memory of the process' own (anonymous) and with mapped pages. What is written is removed again.
"""
import argparse
import os
import pathlib
import subprocess
import sys
import tempfile
import time

import peers

ROOT = pathlib.Path(__file__).resolve().parents[2]
GROUP = pathlib.Path("/sys/fs/cgroup/memory/fettle-bench")
DIM, HEADS, KV_HEADS, FFN, VOCABULARY = 4096, 32, 8, 14336, 128256


def make(args):
    import gguf
    import numpy as np
    random = np.random.default_rng(1)
    pool = random.standard_normal(1 << 24, dtype=np.float32)  # all weights are cut out of these

    def rows(count, cols):
        at = int(random.integers(0, pool.size))
        values = np.take(pool, np.arange(at, at + count * cols), mode="wrap").reshape(count, cols)
        return (values * np.float32(cols ** -0.5)).astype(np.float16)

    out = gguf.GGUFWriter(args.file + ".part", "llama", use_temp_file=True)
    out.add_name(f"Random 8B of {args.layers} layers")
    out.add_block_count(args.layers)
    out.add_context_length(8192)
    out.add_embedding_length(DIM)
    out.add_feed_forward_length(FFN)
    out.add_head_count(HEADS)
    out.add_head_count_kv(KV_HEADS)
    out.add_layer_norm_rms_eps(1e-5)
    out.add_rope_dimension_count(DIM // HEADS)
    peers.add_vocabulary(out, VOCABULARY)
    kv = KV_HEADS * (DIM // HEADS)
    out.add_tensor("token_embd.weight", rows(VOCABULARY, DIM))
    out.add_tensor("output_norm.weight", np.ones(DIM, np.float32))
    out.add_tensor("output.weight", rows(VOCABULARY, DIM))
    for layer in range(args.layers):
        prefix = f"blk.{layer}."
        out.add_tensor(prefix + "attn_norm.weight", np.ones(DIM, np.float32))
        out.add_tensor(prefix + "ffn_norm.weight", np.ones(DIM, np.float32))
        for name, count, cols in (("attn_q", DIM, DIM), ("attn_k", kv, DIM), ("attn_v", kv, DIM),
                                  ("attn_output", DIM, DIM), ("ffn_gate", FFN, DIM), ("ffn_up", FFN, DIM),
                                  ("ffn_down", DIM, FFN)):
            out.add_tensor(prefix + name + ".weight", rows(count, cols))
    out.write_header_to_file()
    out.write_kv_data_to_file()
    out.write_tensors_to_file()
    out.close()
    os.rename(args.file + ".part", args.file)


def kibibytes(pid):
    """Of a process now: anonymous pages, and all that is resident."""
    found = {}
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        name, _, value = line.partition(":")
        if name in ("RssAnon", "VmRSS"):
            found[name] = int(value.split()[0])
    return found.get("RssAnon", 0), found.get("VmRSS", 0)


def measure(command, limit):
    GROUP.mkdir(exist_ok=True)
    (GROUP / "memory.force_empty").write_text("0")  # pages of earlier commands
    (GROUP / "memory.limit_in_bytes").write_text(str(limit))
    begin = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                               preexec_fn=lambda: (GROUP / "tasks").write_text(str(os.getpid())))
    own = resident = 0
    while process.poll() is None:
        try:
            now = kibibytes(process.pid)
        except FileNotFoundError:
            break
        own, resident = max(own, now[0]), max(resident, now[1])
        time.sleep(0.05)
    said = process.stderr.read().strip().splitlines()
    return {"rc": process.wait(), "seconds": time.monotonic() - begin, "own": own / 1024, "resident": resident / 1024,
            "said": said[-1] if said else ""}


def run(args):
    with tempfile.TemporaryDirectory(dir=args.folder) as folder:
        out, imatrix = os.path.join(folder, "out.gguf"), os.path.join(folder, "imatrix.gguf")
        text = ["-f", args.text, "-c", "512"]
        commands = {
            "quantize Q4_K_M": ["quantize", args.file, out, "--type", "Q4_K_M"],
            "quantize Q2_K": ["quantize", args.file, out, "--type", "Q2_K"],
            "prune magnitude": ["prune", args.file, out, "--method", "magnitude", "--sparsity", "0.5"],
            "calibrate": ["calibrate", "-m", args.file, "-o", imatrix, *text, "--windows", "8"],
            "quantize Q4_K_M --imatrix": ["quantize", args.file, out, "--type", "Q4_K_M", "--imatrix", imatrix],
            "quantize Q4_K_M --gptq": ["quantize", args.file, out, "--type", "Q4_K_M", "--gptq", args.text],
        }
        for name, command in commands.items():
            if args.only and name not in args.only:
                continue
            figures = measure([args.fettle, *command, "-t", str(args.threads)], int(args.limit * 2 ** 30))
            print(f"{name}: rc {figures['rc']}, {figures['seconds']:.0f} s, own {figures['own']:.0f} MiB, with mapped pages "
                  f"{figures['resident']:.0f} MiB (limit {args.limit:g} GiB) {figures['said'] if figures['rc'] else ''}", flush=True)
            if os.path.exists(out):
                os.remove(out)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("step", choices=["make", "run"])
    parser.add_argument("file")
    parser.add_argument("--layers", type=int, default=32)
    parser.add_argument("--text")
    parser.add_argument("--limit", type=float, default=8)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--only", action="append")
    parser.add_argument("--folder", default=tempfile.gettempdir())
    parser.add_argument("--fettle", default=str(ROOT / "build/release/bin/fettle-cli"))
    args = parser.parse_args()
    if args.step == "run" and not args.text:
        sys.exit("run needs --text")
    {"make": make, "run": run}[args.step](args)


main()
