#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Time of fettle-cli quantize against llama.cpp's quantize (llama-cpp-python), in turns on the same machine.

pip install llama-cpp-python; python3 quantize.py MODEL-F16.gguf [--preset Q4_K_M] [--threads 2] [--runs 3] [--fettle PATH]

Prints the seconds of each run (and of its processors, which a busy machine changes less), the best of each, and their
ratios. Both write to --out, whose files are removed.
"""
import argparse
import ctypes
import os
import pathlib
import resource
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
FILE_TYPES = {"Q8_0": 7, "Q6_K": 18, "Q5_K_M": 17, "Q4_K_M": 15, "Q3_K_M": 12, "Q2_K": 10, "Q4_0": 2, "IQ4_XS": 30}


def peer(source, target, preset, threads):
    import llama_cpp

    quiet = ctypes.CFUNCTYPE(None, ctypes.c_int, ctypes.c_char_p, ctypes.c_void_p)(lambda level, text, user: None)
    llama_cpp.llama_log_set(quiet, None)
    params = llama_cpp.llama_model_quantize_default_params()
    params.nthread = threads
    params.ftype = FILE_TYPES[preset]
    begin = time.monotonic()
    if llama_cpp.llama_model_quantize(source.encode(), target.encode(), ctypes.byref(params)) != 0:
        sys.exit("llama.cpp failed")
    print(time.monotonic() - begin)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("model")
    parser.add_argument("--preset", default="Q4_K_M", choices=FILE_TYPES)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--fettle", default=str(ROOT / "build/release/bin/fettle-cli"))
    parser.add_argument("--peer-python", default=sys.executable)
    parser.add_argument("--out", default=tempfile.gettempdir())
    parser.add_argument("--peer", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.peer:
        return peer(args.model, args.out, args.preset, args.threads)
    target = os.path.join(args.out, f"quantize-bench-{os.getpid()}.gguf")
    times = {"fettle": [], "llama.cpp": []}
    work = {name: [] for name in times}
    for run in range(args.runs):
        for name in times if run % 2 == 0 else reversed(list(times)):
            begin = time.monotonic()
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            if name == "fettle":
                subprocess.run([args.fettle, "quantize", args.model, target, "--type", args.preset, "-t", str(args.threads)],
                               check=True, stdout=subprocess.DEVNULL)
                seconds = time.monotonic() - begin  # with the start of the program, and flushed to the disk
            else:
                command = [args.peer_python, __file__, args.model, "--peer", "--preset", args.preset, "--threads",
                           str(args.threads), "--out", target]
                seconds = float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            times[name].append(seconds)
            work[name].append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
            print(f"{name}: {seconds:.2f} s, of processors {work[name][-1]:.2f} s", flush=True)
            os.remove(target)
    best = {name: min(all) for name, all in times.items()}
    print(f"{args.preset}, {args.threads} threads, best of {args.runs}: fettle {best['fettle']:.2f} s, llama.cpp "
          f"{best['llama.cpp']:.2f} s, ratio {best['llama.cpp'] / best['fettle']:.2f}; of processors "
          f"{min(work['llama.cpp']) / min(work['fettle']):.2f}")


main()
