#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tiny random models of each family with the logits that transformers computes for them in 32-bit floats.

    python3 tests/golden/make_families.py [NAME...]

Writes tests/golden/families/NAME/ as the hub has it (config.json, model.safetensors, tokenizer) and golden.json:
{"texts": [{"context": positions of the cache, "tokens": ids, "logits": [tokens][vocabulary]}]}, for encoders "hidden"
and "scores" in place of "logits". Needs torch, transformers and tokenizers from PyPI.
"""
import json
import pathlib
import sys

import torch
import transformers as hf

FOLDER = pathlib.Path(__file__).parent / "families"
WORDS = 48  # of each vocabulary
BASE = dict(vocab_size=WORDS, hidden_size=32, intermediate_size=48, num_hidden_layers=2, num_attention_heads=4,
            num_key_value_heads=2, max_position_embeddings=64, rms_norm_eps=1e-5, tie_word_embeddings=False,
            bos_token_id=1, eos_token_id=2, pad_token_id=0)


def rope(kind="default", theta=10000.0, **more):
    return {"rope_type": kind, "rope_theta": theta, **more}


LONGROPE = dict(short_factor=[1.0, 1.1, 1.3, 1.6], long_factor=[1.2, 1.9, 3.1, 4.7], original_max_position_embeddings=16)

# name: (config, model, lengths of the texts, positions of their caches)
DECODERS = {
    # The positions of Llama 3.1, scaled so that each branch of its piecewise rule is taken.
    "llama": (hf.LlamaConfig(**BASE, rope_parameters=rope("llama3", 500.0, factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0,
                                                          original_max_position_embeddings=32)),
              hf.LlamaForCausalLM, [24], [64]),
    "llama-linear": (hf.LlamaConfig(**{**BASE, "tie_word_embeddings": True}, rope_parameters=rope("linear", factor=4.0)),
                     hf.LlamaForCausalLM, [24], [64]),
    "mistral": (hf.MistralConfig(**BASE, head_dim=8, sliding_window=7, rope_parameters=rope()), hf.MistralForCausalLM, [24], [64]),
    "qwen2": (hf.Qwen2Config(**{**BASE, "tie_word_embeddings": True}, use_sliding_window=False,
                             rope_parameters=rope("yarn", 1000.0, factor=4.0, original_max_position_embeddings=16)),
              hf.Qwen2ForCausalLM, [24], [64]),
    "qwen3": (hf.Qwen3Config(**BASE, head_dim=12, rope_parameters=rope(theta=1e6)), hf.Qwen3ForCausalLM, [24], [64]),
    "qwen3moe": (hf.Qwen3MoeConfig(**BASE, head_dim=8, moe_intermediate_size=16, num_experts=6, num_experts_per_tok=2,
                                   norm_topk_prob=False, rope_parameters=rope()),
                 hf.Qwen3MoeForCausalLM, [24], [64]),
    "mixtral": (hf.MixtralConfig(**{**BASE, "intermediate_size": 24}, num_local_experts=4, num_experts_per_tok=2,
                                 rope_parameters=rope()),
                hf.MixtralForCausalLM, [24], [64]),
    "gemma": (hf.GemmaConfig(**{**BASE, "tie_word_embeddings": True}, head_dim=12, hidden_activation="gelu_pytorch_tanh",
                             rope_parameters=rope()),
              hf.GemmaForCausalLM, [24], [64]),
    "gemma2": (hf.Gemma2Config(**{**BASE, "tie_word_embeddings": True}, head_dim=12, sliding_window=6,
                               query_pre_attn_scalar=20, attn_logit_softcapping=3.0, final_logit_softcapping=5.0,
                               rope_parameters=rope()),
               hf.Gemma2ForCausalLM, [24], [64]),
    "gemma3": (hf.Gemma3TextConfig(**{**BASE, "tie_word_embeddings": True, "num_hidden_layers": 6, "intermediate_size": 32,
                                      "num_key_value_heads": 1}, head_dim=8, sliding_window=6, query_pre_attn_scalar=12,
                                   rope_parameters={"sliding_attention": rope(theta=100.0),
                                                    "full_attention": rope("linear", 10000.0, factor=8.0)}),
               hf.Gemma3ForCausalLM, [24], [64]),
    "phi3": (hf.Phi3Config(**BASE, original_max_position_embeddings=16, rope_parameters=rope("longrope", **LONGROPE)),
             hf.Phi3ForCausalLM, [12, 24], [16, 64]),
    "gpt2": (hf.GPT2Config(vocab_size=WORDS, n_embd=32, n_layer=2, n_head=4, n_positions=64, n_inner=48, bos_token_id=1,
                           eos_token_id=2),
             hf.GPT2LMHeadModel, [24], [64]),
    "opt": (hf.OPTConfig(vocab_size=WORDS, hidden_size=32, word_embed_proj_dim=32, ffn_dim=48, num_hidden_layers=2,
                         num_attention_heads=4, max_position_embeddings=64, bos_token_id=1, eos_token_id=2, pad_token_id=0),
            hf.OPTForCausalLM, [24], [64]),
}
LABELS = {0: "calm", 1: "glad", 2: "sad"}
ENCODERS = {
    "bert": (hf.BertConfig(vocab_size=WORDS, hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=48,
                           max_position_embeddings=40, id2label=LABELS, label2id={v: k for k, v in LABELS.items()}),
             hf.BertForSequenceClassification),
    "distilbert": (hf.DistilBertConfig(vocab_size=WORDS, dim=32, n_layers=2, n_heads=4, hidden_dim=48,
                                       max_position_embeddings=40, id2label=LABELS, label2id={v: k for k, v in LABELS.items()}),
                   hf.DistilBertForSequenceClassification),
}


def randomize(model, seed):
    """Weights of a size at which every part of the model shows in its logits; as made, they are close to nothing."""
    random = torch.Generator().manual_seed(seed)
    for name, weight in model.named_parameters():
        noise = torch.randn(weight.shape, generator=random)
        if name.endswith("bias"):
            weight.data = 0.2 * noise
        elif weight.dim() == 1:  # a norm; Gemma's are stored less one
            weight.data = 0.2 * noise + (0.0 if "gemma" in model.config.model_type else 1.0)
        elif "embed" in name or "wte" in name or "wpe" in name:
            weight.data = noise * (0.3 if model.config.tie_word_embeddings else 1.0)
        else:
            fan_in = weight.shape[-2] if "gpt2" == model.config.model_type else weight.shape[-1]
            weight.data = noise / fan_in ** 0.5


def tokenizer(folder):
    """A word per id, so that a folder is whole; the ids of the texts above need none."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers

    letters = "abcdefghijklmnopqrstuvwxyz.,!?'-0123456789\u0120\u010a"
    vocabulary = {"<pad>": 0, "<s>": 1, "</s>": 2, "<unk>": 3, **{c: 4 + i for i, c in enumerate(letters)}}
    made = Tokenizer(models.BPE(vocab=vocabulary, merges=[], unk_token="<unk>"))
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    made.add_special_tokens(["<pad>", "<s>", "</s>", "<unk>"])
    hf.PreTrainedTokenizerFast(tokenizer_object=made, bos_token="<s>", eos_token="</s>", unk_token="<unk>",
                               pad_token="<pad>").save_pretrained(folder)


def word_pieces(folder):
    letters = "abcdefghijklmnopqrstuvw.,!?"
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, "##a", "##e", "##s", "##t", "##er", "##ing", "the", "sun",
             "rain", "we", "##ar", "sea", "like", "##n", "##o", "##i"]
    assert len(words) == WORDS
    pathlib.Path(folder, "vocab.txt").write_text("\n".join(words) + "\n")
    made = hf.BertTokenizer(vocab=str(folder / "vocab.txt"), do_lower_case=True)
    made.save_pretrained(folder)
    pathlib.Path(folder, "vocab.txt").write_text("\n".join(words) + "\n")
    return made


def rounded(values):
    return [[float(f"{x:.7g}") for x in row] for row in values.tolist()]


def older(config):
    """Positions as transformers 4 wrote them, which most folders of the hub still have."""
    positions = config.pop("rope_parameters")
    config["rope_theta"] = positions.pop("rope_theta")
    positions.pop("partial_rotary_factor", None)
    if positions["rope_type"] == "longrope":  # stands beside, not inside
        positions.pop("original_max_position_embeddings")
    config["rope_scaling"] = positions if positions["rope_type"] != "default" else None
    return config


def save(name, model, golden):
    folder = FOLDER / name
    model.save_pretrained(folder, safe_serialization=True)
    (folder / "model.safetensors").chmod(0o644)
    (folder / "generation_config.json").unlink(missing_ok=True)
    config = json.loads((folder / "config.json").read_text())
    if "rope_parameters" in config and name not in ("qwen3", "gemma3"):  # these two in the newer form
        (folder / "config.json").write_text(json.dumps(older(config), indent=2, sort_keys=True) + "\n")
    pathlib.Path(folder, "golden.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")
    size = sum(f.stat().st_size for f in folder.iterdir())
    print(f"{name}: {size / 1000:.0f} kB")


def decoder(name, seed):
    config, kind, lengths, contexts = DECODERS[name]
    config._attn_implementation = "eager"
    model = kind(config).float().eval()
    randomize(model, seed)
    golden = {"texts": []}
    for length, context in zip(lengths, contexts):
        tokens = torch.randint(4, WORDS, (length,), generator=torch.Generator().manual_seed(seed + length))
        with torch.no_grad():
            logits = model(tokens[None]).logits[0]
        golden["texts"].append({"context": context, "tokens": tokens.tolist(), "logits": rounded(logits)})
    (FOLDER / name).mkdir(parents=True, exist_ok=True)
    tokenizer(FOLDER / name)
    save(name, model, golden)


def encoder(name, seed):
    config, kind = ENCODERS[name]
    config._attn_implementation = "eager"
    model = kind(config).float().eval()
    randomize(model, seed)
    (FOLDER / name).mkdir(parents=True, exist_ok=True)
    words = word_pieces(FOLDER / name)
    golden = {"texts": []}
    for text in ["the sun!", "we like the rain, the sea.", "a stern waiter sings"]:
        ids = words(text)["input_ids"]
        with torch.no_grad():
            result = model(torch.tensor([ids]), output_hidden_states=True)
        golden["texts"].append({"text": text, "tokens": ids, "hidden": rounded(result.hidden_states[-1][0]),
                                "scores": rounded(result.logits)[0]})
    save(name, model, golden)


def main(names):
    for seed, name in enumerate([*DECODERS, *ENCODERS]):
        if not names or name in names:
            encoder(name, seed) if name in ENCODERS else decoder(name, seed)


if __name__ == "__main__":
    main(sys.argv[1:])
