#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fettle beside llama.cpp: same files, same threads, runs interleaved, medians and spread.

    peers.py make DIR                                random models of one shape, one file per type (needs numpy, gguf)
    peers.py run DIR --fettle build/bin/fettle-cli   a table of both (needs llama-cpp-python)

The models have the size of TinyLlama 1.1B; their weights are random, which no dense product notices. The reference
side calls llama.cpp's C functions through llama-cpp-python, with flash attention and its own repacking of weights.
Seconds to first token: from opening the file, in a process that has begun, to the logits of one token. Memory: the most that
was resident at once (mapped pages of the file count), without Python's own.
"""
import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import time

LAYERS, DIM, HEADS, KV_HEADS, FFN, VOCABULARY, CONTEXT = 22, 2048, 32, 4, 5632, 32000, 2048
TYPES = ["F16", "BF16", "Q8_0", "Q4_0", "Q4_K_M", "Q6_K", "Q5_K", "Q4_1", "Q5_0", "Q2_K", "Q3_K"]
DEFAULT = TYPES[:6]


def type_of(name, kind, layer):
    """The tensor type, mixed in Q4_K_M as llama.cpp mixes it: the more sensitive half in six bits."""
    if kind != "Q4_K_M":
        return kind
    sensitive = layer < LAYERS // 8 or layer >= 7 * LAYERS // 8 or (layer - LAYERS // 8) % 3 == 2
    six = name == "output" or (sensitive and name in ("attn_v", "ffn_down"))
    return "Q6_K" if six else "Q4_K"


def random_bytes(random, rows, cols, kind):
    """[rows, bytes] of blocks with random codes and scales that make values of about 1 / sqrt(cols)."""
    import numpy as np
    spread = cols ** -0.5
    if kind in ("F16", "BF16", "F32"):
        values = random.standard_normal((rows, cols), dtype=np.float32) * np.float32(spread)
        if kind == "BF16":
            return (values.view(np.uint32) >> 16).astype(np.uint16).view(np.uint8).reshape(rows, -1)
        return values.astype(np.float16 if kind == "F16" else np.float32).view(np.uint8).reshape(rows, -1)
    # Values per block, bytes, and where halves lie: of the scale (by the deviation of its codes), of the min.
    layout = {"Q8_0": (32, 34, [(0, 74)]), "Q4_0": (32, 18, [(0, 4.6)]), "Q4_1": (32, 20, [(0, 4.6), (2, -4.6 / 7.5)]),
              "Q5_0": (32, 22, [(0, 9.2)]), "Q2_K": (256, 84, [(80, 11), (82, 11)]), "Q3_K": (256, 110, [(108, 42)]),
              "Q4_K": (256, 144, [(0, 170), (2, 170 / 7.5)]), "Q5_K": (256, 176, [(0, 340), (2, 340 / 15.5)]),
              "Q6_K": (256, 210, [(208, 1370)])}
    values, size, halves = layout[kind]
    blocks = rows * cols // values
    data = random.integers(0, 256, (blocks, size), dtype=np.uint8)
    for at, divisor in halves:
        scale = (random.uniform(0.5, 1.5, blocks) * spread / divisor).astype(np.float16)
        data[:, at:at + 2] = scale.view(np.uint8).reshape(blocks, 2)
    return data.reshape(rows, -1)


def add_vocabulary(out, size):
    """Sentencepiece's three special words, the bytes, and made up words."""
    words = ["<unk>", "<s>", "</s>"] + [f"<0x{b:02X}>" for b in range(256)]
    words += [f"▁w{i}" for i in range(size - len(words))]
    out.add_vocab_size(size)
    out.add_tokenizer_model("llama")
    out.add_token_list(words)
    out.add_token_scores([0.0] * 259 + [-float(i) for i in range(size - 259)])
    out.add_token_types([2, 3, 3] + [6] * 256 + [1] * (size - 259))
    out.add_bos_token_id(1)
    out.add_eos_token_id(2)


def make(args):
    import gguf
    import numpy as np
    os.makedirs(args.dir, exist_ok=True)
    for kind in args.types:
        path = os.path.join(args.dir, f"random-1b-{kind}.gguf")
        if os.path.exists(path):
            continue
        random = np.random.default_rng(1)
        out = gguf.GGUFWriter(path + ".part", "llama")
        out.add_name(f"Random 1B {kind}")
        out.add_block_count(LAYERS)
        out.add_context_length(CONTEXT)
        out.add_embedding_length(DIM)
        out.add_feed_forward_length(FFN)
        out.add_head_count(HEADS)
        out.add_head_count_kv(KV_HEADS)
        out.add_layer_norm_rms_eps(1e-5)
        out.add_rope_dimension_count(DIM // HEADS)
        add_vocabulary(out, VOCABULARY)

        def weight(name, rows, cols, layer=0):
            tensor = type_of(name.split(".")[-2], kind, layer)
            out.add_tensor(name, random_bytes(random, rows, cols, tensor),
                           raw_dtype=gguf.GGMLQuantizationType[tensor])

        kv = KV_HEADS * (DIM // HEADS)
        weight("token_embd.weight", VOCABULARY, DIM)
        out.add_tensor("output_norm.weight", np.ones(DIM, np.float32))
        weight("output.weight", VOCABULARY, DIM)
        for i in range(LAYERS):
            p = f"blk.{i}."
            out.add_tensor(p + "attn_norm.weight", np.ones(DIM, np.float32))
            out.add_tensor(p + "ffn_norm.weight", np.ones(DIM, np.float32))
            for name, rows, cols in (("attn_q", DIM, DIM), ("attn_k", kv, DIM), ("attn_v", kv, DIM),
                                     ("attn_output", DIM, DIM), ("ffn_gate", FFN, DIM), ("ffn_up", FFN, DIM),
                                     ("ffn_down", DIM, FFN)):
                weight(p + name + ".weight", rows, cols, i)
        out.write_header_to_file()
        out.write_kv_data_to_file()
        out.write_tensors_to_file()
        out.close()
        os.rename(path + ".part", path)
        print(path, f"{os.path.getsize(path) / 1e6:.0f} MB", flush=True)


def peer(args):
    """One measurement of llama.cpp in this process: {"load", "pp", "tg", "memory"}, seconds, tokens per second, bytes."""
    import llama_cpp
    import numpy as np
    llama_cpp.llama_backend_init()
    before = most_memory(resource.RUSAGE_SELF)  # Python's own
    start = time.perf_counter()
    model = llama_cpp.llama_model_load_from_file(args.file.encode(), llama_cpp.llama_model_default_params())
    options = llama_cpp.llama_context_default_params()
    options.n_ctx = max(args.prompt, args.tokens, 64)
    options.n_batch = options.n_ubatch = 512
    options.n_threads = options.n_threads_batch = args.threads
    options.flash_attn_type = 1
    context = llama_cpp.llama_init_from_model(model, options)
    memory = llama_cpp.llama_get_memory(context)
    random = np.random.default_rng(2)

    def decode(count):
        ids = (llama_cpp.llama_token * count)(*[int(i) for i in random.integers(3, VOCABULARY, count)])
        if llama_cpp.llama_decode(context, llama_cpp.llama_batch_get_one(ids, count)) != 0:
            sys.exit("llama_decode failed")
        llama_cpp.llama_synchronize(context)

    decode(1)
    load = time.perf_counter() - start
    decode(min(args.prompt, options.n_ctx - 1))  # warm-up
    llama_cpp.llama_memory_clear(memory, True)
    start = time.perf_counter()
    decode(args.prompt)
    prompt = args.prompt / (time.perf_counter() - start)
    llama_cpp.llama_memory_clear(memory, True)
    decode(1)
    start = time.perf_counter()
    for _ in range(args.tokens - 1):
        decode(1)
    rate = (args.tokens - 1) / (time.perf_counter() - start)
    print(json.dumps({"load": load, "pp": prompt, "tg": rate, "memory": most_memory(resource.RUSAGE_SELF) - before}))


def most_memory(who):
    """The most bytes that were resident at once."""
    return resource.getrusage(who).ru_maxrss * 1024


def measured(command):
    """Standard output of a command, and the most memory that it had."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    text = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"{command[0]} failed")
    return text, usage.ru_maxrss * 1024


def run_peer(path, args):
    command = [args.python, os.path.abspath(__file__), "peer", path, "--threads", str(args.threads),
               "--prompt", str(args.prompt), "--tokens", str(args.tokens)]
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True, text=True)
    return json.loads(result.stdout.splitlines()[-1])


def run_fettle(path, args):
    command = [args.fettle, "bench", "-m", path, "-t", str(args.threads), "-p", str(args.prompt), "-n", str(args.tokens),
               "-r", "1", "--json"]
    text, memory = measured(command)
    rows = json.loads(text)
    return {"load": rows[0]["first_token_ns"] * 1e-9, "memory": memory, **{row["test"][:2]: row["avg_ts"] for row in rows}}


def bandwidth(args):
    """GB/s that all threads read from memory, by bench_ops."""
    if not args.bench_ops:
        return None
    text = subprocess.run([args.bench_ops, "1", "read", "none"], stdout=subprocess.PIPE, text=True, check=True).stdout
    rows = [line for line in text.splitlines() if line.startswith(f"read, {args.threads} thr")]
    return float(rows[0].split()[-2]) if rows else None


def spread(values, digits=1):
    return f"{statistics.median(values):.{digits}f} ({min(values):.{digits}f} to {max(values):.{digits}f})"


def run(args):
    lines = []
    for kind in args.types:
        path = os.path.join(args.dir, f"random-1b-{kind}.gguf")
        if not os.path.exists(path):
            continue
        ours, theirs, reads = [], [], []
        for _ in range(args.rounds):
            reads.append(bandwidth(args))
            ours.append(run_fettle(path, args))
            theirs.append(run_peer(path, args))
        cells = [kind]
        for what in ("pp", "tg"):
            a = [r[what] for r in ours]
            b = [r[what] for r in theirs]
            cells += [spread(a), spread(b), f"**{statistics.median(a) / statistics.median(b):.2f}**"]
        size = os.path.getsize(path) - VOCABULARY * DIM * 2 * os.path.getsize(path) / (2 * (LAYERS * (DIM * DIM * 2 + 2 * DIM * 256 + 3 * DIM * FFN) + 2 * VOCABULARY * DIM))
        streamed = statistics.median([r["tg"] for r in ours]) * size / 1e9
        known = [r for r in reads if r]
        cells.append(f"{streamed:.1f}" + (f" of {statistics.median(known):.1f}" if known else ""))
        cells += [spread([r["load"] for r in results], 2) for results in (ours, theirs)]
        file = os.path.getsize(path)
        cells += [f"{statistics.median(r['memory'] for r in results) / file:.2f}" for results in (ours, theirs)]
        lines.append("| " + " | ".join(cells) + " |")
        print(lines[-1], flush=True)
    cpu = next((l.split(":")[1].strip() for l in open("/proc/cpuinfo") if l.startswith("model name")), platform.processor())
    print(f"\n{cpu}, {args.threads} threads, {args.rounds} interleaved rounds, {time.strftime('%Y-%m-%d')}\n")
    print(f"| type | prompt of {args.prompt}, tok/s | llama.cpp | ratio | decode, tok/s | llama.cpp | ratio |"
          " GB/s streamed | seconds to first token | llama.cpp | memory / file | llama.cpp |")
    print("|" + "---|" * 12)
    print("\n".join(lines))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(required=True)
    for name, function in (("make", make), ("run", run)):
        command = commands.add_parser(name)
        command.set_defaults(function=function)
        command.add_argument("dir")
        command.add_argument("--types", nargs="*", choices=TYPES, default=DEFAULT)
        if name == "run":
            command.add_argument("--fettle", required=True)
            command.add_argument("--bench-ops", help="for the read bandwidth beside each figure")
            command.add_argument("--python", default=sys.executable, help="the Python that has llama_cpp")
            command.add_argument("--rounds", type=int, default=5)
    command = commands.add_parser("peer")
    command.set_defaults(function=peer)
    command.add_argument("file")
    for command in (command, commands.choices["run"]):
        command.add_argument("--threads", type=int, default=2)
        command.add_argument("--prompt", type=int, default=512)
        command.add_argument("--tokens", type=int, default=64)
    args = parser.parse_args()
    args.function(args)


if __name__ == "__main__":
    main()
