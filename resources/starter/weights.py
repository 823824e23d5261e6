# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the trained model as a GGUF file, and reads that file back for the measurement."""
import dataclasses

import gguf
import numpy as np
import sentencepiece as spm
import torch
from sentencepiece import sentencepiece_model_pb2 as schema

import chat
from model import Config, Llama

NAME = "Fettle Starter"
ARCH = "llama"


def write(path, model, vocabulary):
    """`vocabulary`: the bytes of the sentencepiece model."""
    c = model.config
    state = {name: t.detach().float().cpu().numpy() for name, t in model.state_dict().items()}
    millions = sum(t.size for t in state.values()) / 1e6
    w = gguf.GGUFWriter(path, ARCH)
    w.add_type(gguf.GGUFType.MODEL)
    w.add_name(NAME)
    w.add_description(
        f"A demonstration model of {millions:.1f} million parameters, trained from scratch on a small "
        "hand-written corpus in English and Chinese. It knows the Fettle app and the words of its "
        "field and nothing else, and it can be wrong. For real work open a real model.")
    w.add_size_label(f"{millions:.1f}M")
    w.add_license("GPL-3.0-or-later")
    w.add_languages(["en", "zh"])
    w.add_vocab_size(c.vocabulary)
    w.add_context_length(c.context)
    w.add_embedding_length(c.width)
    w.add_block_count(c.layers)
    w.add_feed_forward_length(c.inner)
    w.add_head_count(c.heads)
    w.add_head_count_kv(c.heads)
    w.add_rope_dimension_count(c.width // c.heads)
    w.add_rope_freq_base(c.theta)
    w.add_layer_norm_rms_eps(c.epsilon)
    w.add_file_type(gguf.LlamaFileType.MOSTLY_F16)
    w.add_quantization_version(gguf.GGML_QUANT_VERSION)
    add_vocabulary(w, vocabulary)
    for name, t in state.items():
        # Norms are few and steer much: they stay exact.
        w.add_tensor(f"{name}.weight", t.astype(np.float32 if t.ndim == 1 else np.float16))
    w.write_header_to_file()
    w.write_kv_data_to_file()
    w.write_tensors_to_file()
    w.close()


def add_vocabulary(w, vocabulary):
    sp = spm.SentencePieceProcessor(model_proto=vocabulary)
    kinds = [(sp.is_unknown, gguf.TokenType.UNKNOWN), (sp.is_control, gguf.TokenType.CONTROL),
             (sp.is_byte, gguf.TokenType.BYTE), (lambda i: True, gguf.TokenType.NORMAL)]
    ids = range(len(sp))
    w.add_tokenizer_model("llama")
    w.add_tokenizer_pre("default")
    w.add_token_list([sp.id_to_piece(i).encode() for i in ids])
    w.add_token_scores([sp.get_score(i) for i in ids])
    w.add_token_types([next(kind for is_kind, kind in kinds if is_kind(i)) for i in ids])
    w.add_unk_token_id(chat.UNK)
    w.add_bos_token_id(chat.BOS)
    w.add_eos_token_id(chat.IM_END)  # an answer ends here
    w.add_add_bos_token(True)
    w.add_add_eos_token(False)
    w.add_add_space_prefix(True)
    w.add_remove_extra_whitespaces(False)
    w.add_chat_template(chat.TEMPLATE)


def read(path):
    """The model as the file has it, rounding included, and its chat encoder."""
    reader = gguf.GGUFReader(path)
    value = {name: field.contents() for name, field in reader.fields.items()}
    of = {"vocabulary": "vocab_size", "width": "embedding_length", "layers": "block_count",
          "heads": "attention.head_count", "inner": "feed_forward_length", "context": "context_length",
          "theta": "rope.freq_base", "epsilon": "attention.layer_norm_rms_epsilon"}
    config = Config(**{f.name: f.type(value[f"{ARCH}.{of[f.name]}"]) for f in dataclasses.fields(Config)})
    model = Llama(config).eval()
    model.load_state_dict({t.name.removesuffix(".weight"): torch.from_numpy(t.data.astype(np.float32))
                           for t in reader.tensors})
    return model, chat.Chat(rebuild_vocabulary(value))


def rebuild_vocabulary(value):
    """A sentencepiece model made from the lists in the file, as an engine has to make it."""
    m = schema.ModelProto()
    for piece, score, kind in zip(value["tokenizer.ggml.tokens"], value["tokenizer.ggml.scores"],
                                  value["tokenizer.ggml.token_type"]):
        m.pieces.add(piece=piece, score=score, type=kind)
    m.trainer_spec.model_type = schema.TrainerSpec.BPE
    m.trainer_spec.byte_fallback = True
    m.normalizer_spec.name = "identity"
    m.normalizer_spec.add_dummy_prefix = value["tokenizer.ggml.add_space_prefix"]
    m.normalizer_spec.remove_extra_whitespaces = value["tokenizer.ggml.remove_extra_whitespaces"]
    m.normalizer_spec.escape_whitespaces = True
    return m.SerializeToString()
