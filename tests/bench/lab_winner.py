#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether `fettle-cli bench` finds the advantage again that the Lab found for its winner over its first candidate.

    python3 tests/bench/lab_winner.py build/release/bin/fettle-cli RESULT.json [--by decode|prefill]

RESULT.json comes from `fettle-cli lab run --json`. Bench runs with the settings of both in turn (A B, B A, ...), with as
long a prompt, or as many tokens behind as long a one, as the Lab had, and the median of the rounds' ratios stands beside
the Lab's ratio and interval. Bench knows no guesses: what it can be told is compared (model, device, layers on it,
threads, cache, batch, requests). Ends with 1 where the winner is no faster in bench, or where the two intervals for the
median, the Lab's and bench's (the second least to the second largest of nine rounds: 96 %), have nothing in common.
"""
import argparse
import csv
import io
import json
import statistics
import subprocess
import sys

ROUNDS = 9


def run(program, *command):
    return subprocess.run([program, *map(str, command)], check=True, capture_output=True, text=True).stdout


def rate(program, settings, prompt, tokens, depth):
    rows = json.loads(run(program, "bench", "-m", settings["model"], "--device", settings["device"], "--gpu-layers",
                          settings["gpu_layers"], "-t", settings["threads"], "--cache", settings["cache"].lower(), "-b",
                          settings["batch"], "-s", settings["parallel"], "-p", prompt, "-n", tokens, "-d", depth, "-r", 3,
                          "--json"))
    return statistics.median(rows[-1]["samples_ts"])


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("program")
    parser.add_argument("result")
    parser.add_argument("--by", choices=("decode", "prefill"), default="decode")
    options = parser.parse_args()

    found = json.load(open(options.result))
    best = next(csv.DictReader(io.StringIO(run(options.program, "lab", "show", options.result, "--csv", "--by", options.by))))
    candidates = {candidate["name"]: candidate for candidate in found["experiment"]["candidates"]}
    first, winner = found["experiment"]["candidates"][0], candidates[best["settings"]]
    one = found["runs"][0]
    lengths = (0, one["tokens"], one["prompt_tokens"]) if options.by == "decode" else (one["prompt_tokens"], 0, 0)

    ratios = []
    for turn in range(ROUNDS):
        order = (first, winner) if turn % 2 == 0 else (winner, first)
        rates = {id(settings): rate(options.program, settings, *lengths) for settings in order}
        ratios.append(rates[id(winner)] / rates[id(first)])
    ratios.sort()
    low, high = float(best["ratio_low"]), float(best["ratio_high"])
    least, most = ratios[1], ratios[-2]
    print(f"{best['settings']} against {first['name']}, {options.by}")
    print(f"Lab   {float(best['ratio_to_first']):.2f} times [{low:.2f}, {high:.2f}]")
    print(f"bench {statistics.median(ratios):.2f} times [{least:.2f}, {most:.2f}]")
    sys.exit(not (least > 1 and least <= high and low <= most))


if __name__ == "__main__":
    main()
