# SPDX-License-Identifier: GPL-3.0-or-later
"""The vocabulary and the ChatML form, token for token as an engine sees it."""
import io
import itertools

import sentencepiece as spm
from sentencepiece import sentencepiece_model_pb2 as schema

UNK, BOS, EOS, IM_START, IM_END = range(5)
CONTROLS = ["<|im_start|>", "<|im_end|>"]

TEMPLATE = (
    "{% for message in messages %}"
    "{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n' }}"
    "{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"
)


def train_vocabulary(lines, size):
    """A BPE vocabulary as the bytes of a sentencepiece model. No normalization: engines that
    rebuild the vocabulary from a GGUF file do none, and what they feed must look the same.

    In use the dummy prefix lands before "user" or "assistant" and the message's first word
    follows a line end, without a space. So the pieces are learned without a dummy prefix, and
    it is turned on afterwards."""
    made = io.BytesIO()
    spm.SentencePieceTrainer.train(
        sentence_iterator=iter(lines), model_writer=made, model_type="bpe", vocab_size=size,
        byte_fallback=True, character_coverage=1.0, normalization_rule_name="identity",
        remove_extra_whitespaces=False, add_dummy_prefix=False, split_digits=True,
        control_symbols=CONTROLS, unk_id=UNK, bos_id=BOS, eos_id=EOS, pad_id=-1,
        num_threads=1, minloglevel=2)
    model = schema.ModelProto.FromString(made.getvalue())
    model.normalizer_spec.add_dummy_prefix = True
    return model.SerializeToString()


class Chat:
    """Encodes conversations. Each run of text between two control tokens is encoded on its own,
    dummy prefix included, as llama.cpp and Fettle do it."""

    def __init__(self, model_bytes):
        self.sp = spm.SentencePieceProcessor(model_proto=model_bytes)
        assert [self.sp.piece_to_id(c) for c in CONTROLS] == [IM_START, IM_END]
        self.newline = self.sp.encode("\n")
        self.headers = {r: self.sp.encode(r + "\n") for r in ("system", "user", "assistant")}
        self.scores = {self.sp.id_to_piece(i): self.sp.get_score(i) for i in range(len(self.sp))
                       if not (self.sp.is_control(i) or self.sp.is_unknown(i) or self.sp.is_byte(i))}
        self.known = {}

    def body(self, role, text):
        """The tokens of a message after its header. A newline is always a token of its own (a
        byte), so the header's tokens stay the same whatever follows them."""
        if (role, text) not in self.known:
            self.known[role, text] = self.sp.encode(role + "\n" + text)[len(self.headers[role]):]
        return self.known[role, text]

    def pieces(self, text):
        return [self.sp.id_to_piece(i).strip("\u2581") for i in self.sp.encode(text)]

    def cut(self, text, drop, rng):
        """BPE dropout: some merges are left out by chance, so the model meets more word parts.
        Done here because sentencepiece's own sampling cannot be seeded."""
        text = text.replace(" ", "\u2581")
        edges, refused = list(range(len(text) + 1)), set()
        while True:
            spans = [(edges[i - 1], edges[i + 1], i) for i in range(1, len(edges) - 1)]
            spans = [(self.scores[text[a:b]], -a, b, i) for a, b, i in spans
                     if text[a:b] in self.scores and (a, b) not in refused]
            if not spans:
                break
            _, a, b, i = max(spans)
            if rng.random() < drop:
                refused.add((-a, b))
            else:
                del edges[i]
        ids = []
        for piece in (text[a:b] for a, b in itertools.pairwise(edges)):
            # A character without a piece becomes its bytes.
            known = piece in self.scores
            ids += [self.sp.piece_to_id(piece)] if known else self.sp.encode("\n" + piece)[len(self.newline):]
        return ids

    def message(self, role, body):
        """Token lists: what stands before the text, the text with its end mark, the line end."""
        return [IM_START, *self.headers[role]], [*body, IM_END], self.newline

    def prompt(self, messages):
        """The tokens that ask for an answer; messages are (role, text)."""
        parts = itertools.chain.from_iterable(
            itertools.chain(*self.message(r, self.body(r, t))) for r, t in messages)
        return [BOS, *parts, IM_START, *self.headers["assistant"]]

    def text(self, ids):
        return self.sp.decode([i for i in ids if i > IM_END])
