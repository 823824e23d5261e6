# SPDX-License-Identifier: GPL-3.0-or-later
"""Trains tiny tokenizers of every kind with PyPI's tokenizers and sentencepiece and writes, into tests/golden/tokenizers,
their files and the ids that those libraries give for some texts (cases.json).
Usage: python3 -m pip install tokenizers sentencepiece; python3 make_tokenizers.py"""
import io
import json
import pathlib

import sentencepiece
from tokenizers import (AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers)

OUT = pathlib.Path(__file__).parent / "tokenizers"
CORPUS = pathlib.Path(__file__).parents[2] / "README.md"
TEXTS = [
    "Hello, world! It's 12345 o'clock; they'LL say \"no\".", "  two  spaces,\ttabs\n\nand lines \r\n end ", "x", " ", "\n\n\n", "a",
    "naïve café Ångström ﬁne ①②③ Ｆｕｌｌ", "e\u0301 A\u030a \u1112\u1161\u11ab 한국어 문장", "量化模型很快。推理引擎！", "これはテストです、カタカナも。",
    "Привет, мир! Это тест.", "Γειά σου Κόσμε", "مرحبا بالعالم ٣٤٥", "שלום עולם", "नमस्ते दुनिया", "สวัสดีชาวโลก", "🦀🚀👩‍👩‍👧 emoji 👍🏽",
    "def f(x):\n    return x ** 2  # square\n", "http://example.org/?a=1&b=2", "İstanbul ISSIZ ß ẞ Ǆ ǅ ǆ", "\u3000\u00a0\u2003mixed\u2028spaces",
    "<tool> typed <|im_end|> here <mask> ok", "1 22 333 4444 55555 ½ ² ٣", "\u2581already marked\u2581", "zero\u200bwidth\u200djoin\ufeff",
    "don't DON'T we've WE'VE i'm I'D ſ'ſ", "a" * 150 + " long", "!?.,;:—–…«»", "MixedCASE camelCase snake_case HTTPServer",
]
LLAMA3 = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")


def corpus():
    return [CORPUS.read_text(encoding="utf8")] * 2 + TEXTS * 3


def byte_level(name, pre, normalizer=None):
    t = Tokenizer(models.BPE())
    t.pre_tokenizer, t.decoder = pre, decoders.ByteLevel()
    if normalizer:
        t.normalizer = normalizer
    t.train_from_iterator(corpus(), trainers.BpeTrainer(vocab_size=600, show_progress=False,
                          initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), special_tokens=["<|im_end|>"]))
    t.add_tokens([AddedToken("<tool>", lstrip=True, rstrip=True, normalized=False)])
    return name, t


def all_tokenizers():
    split = lambda how, **k: pre_tokenizers.Split(Regex(how), k.get("behavior", "isolated"), invert=k.get("invert", False))
    bytes_only = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    yield byte_level("bpe-gpt2", pre_tokenizers.ByteLevel(add_prefix_space=False))
    yield byte_level("bpe-prefix-nfc", pre_tokenizers.ByteLevel(add_prefix_space=True), normalizers.NFC())
    yield byte_level("bpe-llama3", pre_tokenizers.Sequence([split(LLAMA3), bytes_only]))
    yield byte_level("bpe-digits", pre_tokenizers.Sequence([pre_tokenizers.Digits(individual_digits=True),
                     pre_tokenizers.ByteLevel(add_prefix_space=False)]))
    yield byte_level("bpe-falcon", pre_tokenizers.Sequence([pre_tokenizers.Punctuation("contiguous"),
                     pre_tokenizers.ByteLevel(add_prefix_space=False), pre_tokenizers.Digits(), split("[0-9][0-9][0-9]")]))
    yield byte_level("bpe-behaviors", pre_tokenizers.Sequence([split(r"\s", behavior="merged_with_next"),
                     split("[.,]+", behavior="merged_with_previous"), split(r"\w+", behavior="removed", invert=True), bytes_only]))

    t = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    t.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    t.decoder = decoders.Sequence([decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)])
    t.train_from_iterator([w for c in corpus() for w in c.split()], trainers.BpeTrainer(vocab_size=700, show_progress=False,
                          special_tokens=["<unk>", "<s>", "</s>"] + [f"<0x{b:02X}>" for b in range(256)], limit_alphabet=90))
    t.post_processor = processors.TemplateProcessing(single="<s> $A", special_tokens=[("<s>", 1)])
    yield "bpe-llama", t

    t = Tokenizer(models.BPE(unk_token="[UNK]", end_of_word_suffix="</w>"))
    t.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    t.pre_tokenizer, t.decoder = pre_tokenizers.Whitespace(), decoders.BPEDecoder("</w>")
    t.train_from_iterator(corpus(), trainers.BpeTrainer(vocab_size=500, show_progress=False, special_tokens=["[UNK]"],
                          end_of_word_suffix="</w>", limit_alphabet=80))
    yield "bpe-suffix", t

    t = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    t.normalizer, t.pre_tokenizer = normalizers.BertNormalizer(), pre_tokenizers.BertPreTokenizer()
    t.decoder = decoders.WordPiece()
    t.train_from_iterator(corpus(), trainers.WordPieceTrainer(vocab_size=700, show_progress=False,
                          special_tokens=["[PAD]", "[UNK]", "[CLS]", "[SEP]"]))
    t.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    yield "wordpiece", t
    cased = Tokenizer.from_str(t.to_str())
    cased.normalizer = normalizers.BertNormalizer(lowercase=False, strip_accents=False, handle_chinese_chars=False)
    yield "wordpiece-cased", cased

    t = Tokenizer(models.Unigram())
    t.normalizer = normalizers.Sequence([normalizers.NFKD(), normalizers.StripAccents(), normalizers.Replace(Regex(" {2,}"), " ")])
    t.pre_tokenizer, t.decoder = pre_tokenizers.Metaspace(), decoders.Metaspace()
    t.train_from_iterator(corpus(), trainers.UnigramTrainer(vocab_size=500, show_progress=False, unk_token="<unk>",
                          special_tokens=["<unk>", "</s>", "<mask>"]))
    t.post_processor = processors.TemplateProcessing(single="$A </s>", special_tokens=[("</s>", 1)])
    yield "unigram", t
    first = Tokenizer.from_str(t.to_str())
    first.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="first", split=False)
    yield "unigram-whole", first


def sentencepiece_models():
    sentences = [line for c in corpus() for line in c.split("\n") if line]
    common = dict(vocab_size=620, character_coverage=0.98, byte_fallback=True, minloglevel=2, hard_vocab_limit=False)
    plain = dict(normalization_rule_name="identity", remove_extra_whitespaces=False)
    for name, options in (("spm-bpe", dict(model_type="bpe", **plain, user_defined_symbols=["<tool>"])),
                          ("spm-bpe-no-bytes", dict(model_type="bpe", **plain, byte_fallback=False)),
                          ("spm-unigram", dict(model_type="unigram", **plain, user_defined_symbols=["<tool>", "ll"])),
                          ("spm-unigram-squeezed", dict(model_type="unigram", normalization_rule_name="identity",
                                                        add_dummy_prefix=False, byte_fallback=False)),
                          ("spm-suffix", dict(model_type="bpe", **plain, treat_whitespace_as_suffix=True))):
        path = OUT / name
        model = io.BytesIO()  # written to a path, it would hold that path
        sentencepiece.SentencePieceTrainer.train(sentence_iterator=iter(sentences), model_writer=model, **{**common, **options})
        path.with_suffix(".model").write_bytes(model.getvalue())
        yield name, sentencepiece.SentencePieceProcessor(model_file=str(path.with_suffix(".model")))


OUT.mkdir(exist_ok=True)
cases = {"texts": TEXTS, "tokenizers": {}}
for name, t in all_tokenizers():
    data = json.loads(t.to_str())
    (OUT / f"{name}.json").write_text(json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf8")
    t = Tokenizer.from_file(str(OUT / f"{name}.json"))
    cases["tokenizers"][f"{name}.json"] = [{"ids": t.encode(x, add_special_tokens=False).ids, "document": t.encode(x).ids,
                                            "text": t.decode(t.encode(x, add_special_tokens=False).ids)} for x in TEXTS]
for name, sp in sentencepiece_models():
    cases["tokenizers"][f"{name}.model"] = [{"ids": sp.encode(x), "text": sp.decode(sp.encode(x))} for x in TEXTS]
(OUT / "cases.json").write_text(json.dumps(cases, ensure_ascii=False, separators=(",", ":")).replace("},{", "},\n{") + "\n", encoding="utf8")
