# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares our tokenizers with PyPI's tokenizers, tiktoken and sentencepiece, id by id, on 2 MB of text in some 60
languages, code and web pages. Run by hand:
  python3 -m pip install tokenizers tiktoken sentencepiece
  python3 compare_tokenizers.py --cli build/bin/fettle-cli --data ../shared/data [--only NAME]
where DATA holds text/ and the unpacked vocabularies.tar.xz (--vocabularies DIR if elsewhere)."""
import argparse
import base64
import json
import pathlib
import subprocess
import tempfile

import sentencepiece
import tiktoken
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers

GPT2 = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
TAIL = r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
QWEN2 = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}" + TAIL
LLAMA3 = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}" + TAIL


def corpus(data):
    """Every UDHR text from its middle, calibration texts and Wikipedia: 2 MB, whole lines, valid UTF-8."""
    parts, text = [], data / "text"
    files = sorted((text / "udhr").glob("human*.txt")) + sorted((text / "calibration").glob("*.utf8")) + [text / "wiki.test.raw"]
    share = 2_000_000 // len(files)
    for number, path in enumerate(files):
        raw = path.read_bytes()
        take = share if number + 1 < len(files) else 2_000_000 - sum(map(len, parts))
        start = max(0, (len(raw) - take) // 2)
        parts.append(raw[start:start + take].decode("utf8", "ignore").encode())
    return b"\n".join(parts).decode("utf8").replace("\ufffd", "")


def byte_level(vocab, merges, pattern, normalizer=None):
    t = Tokenizer(models.BPE.from_file(str(vocab), str(merges)))
    t.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(pattern), "isolated"),
                                               pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    if normalizer:
        t.normalizer = normalizer
    t.add_special_tokens(["<|endoftext|>"])  # the one that the texts hold
    return lambda text: t.encode(text, add_special_tokens=False).ids


def hub(path):
    t = Tokenizer.from_file(str(path))
    return lambda text: t.encode(text, add_special_tokens=False).ids


def llama3(path):
    ranks = {base64.b64decode(a): int(b) for a, b in (line.split() for line in path.read_bytes().splitlines() if line)}
    encoding = tiktoken.Encoding("llama3", pat_str=LLAMA3, mergeable_ranks=ranks, special_tokens={})
    return lambda text: encoding.encode(text, disallowed_special=())


def piece(path):
    sp = sentencepiece.SentencePieceProcessor(model_file=str(path))
    return lambda text: sp.encode(text)


def pairs(v):
    t, g = v / "tokenizers", v / "vocab_gguf"
    yield "gpt-2 (GGUF)", g / "ggml-vocab-gpt-2.gguf", lambda: byte_level(t / "gpt2/vocab.json", t / "gpt2/merges.txt", GPT2)
    yield "qwen2 (GGUF)", g / "ggml-vocab-qwen2.gguf", lambda: byte_level(t / "qwen2.5/vocab.json", t / "qwen2.5/merges.txt", QWEN2, normalizers.NFC())
    yield "llama 3 (GGUF)", g / "ggml-vocab-llama-bpe.gguf", lambda: llama3(t / "llama3/tokenizer.model")
    yield "llama 2 (GGUF)", g / "ggml-vocab-llama-spm.gguf", lambda: piece(t / "llama2/tokenizer.model")
    yield "phi-3 (GGUF)", g / "ggml-vocab-phi-3.gguf", lambda: hub(t / "phi-3-mini/tokenizer.json")
    yield "bert (GGUF)", g / "ggml-vocab-bert-bge.gguf", lambda: hub(t / "bert-base-uncased/tokenizer.json")
    for name in ("bert-base-uncased", "falcon", "phi-3-mini", "roberta-base", "t5-small"):
        yield name + " (JSON)", t / name / "tokenizer.json", lambda name=name: hub(t / name / "tokenizer.json")
    for name in ("llama2/tokenizer.model", "open_llama_3b/tokenizer.model", "mistral/tokenizer.model.v1",
                 "mistral/mistral_instruct_tokenizer_240323.model.v3", "sentencepiece_tests/test_model.model",
                 "sentencepiece_tests/test_ja_model.model"):
        yield name, t / name, lambda name=name: piece(t / name)


def first_difference(ours, theirs, text, encode):
    at = next((i for i, (a, b) in enumerate(zip(ours, theirs)) if a != b), min(len(ours), len(theirs)))
    return f"first difference at {at}: ours {ours[max(0, at - 3):at + 6]}, theirs {theirs[max(0, at - 3):at + 6]}"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cli", required=True, type=pathlib.Path)
    parser.add_argument("--data", required=True, type=pathlib.Path)
    parser.add_argument("--vocabularies", type=pathlib.Path)
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    text = corpus(options.data)
    failures = 0
    with tempfile.NamedTemporaryFile(suffix=".txt") as file:
        file.write(text.encode())
        file.flush()
        print(f"{len(text.encode()):,} bytes, {len(text):,} characters")
        for name, path, reference in pairs(options.vocabularies or options.data):
            if options.only not in name:
                continue
            # Special tokens of the text count in the libraries; `--special` makes them count here.
            run = subprocess.run([options.cli, "tokenize", "--json", "--special", "-m", path, "-f", file.name], capture_output=True, check=False)
            if run.returncode:
                print(f"{name:50} FAILED: {run.stderr.decode()}")
                failures += 1
                continue
            ours = json.loads(run.stdout)["ids"]
            theirs = reference()(text)
            same = ours == theirs
            failures += not same
            print(f"{name:50} {len(theirs):>9,} ids: {'equal' if same else first_difference(ours, theirs, text, reference)}", flush=True)
    raise SystemExit(failures > 0)


if __name__ == "__main__":
    main()
