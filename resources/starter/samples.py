# SPDX-License-Identifier: GPL-3.0-or-later
"""Turns the corpus into training batches: conversations with roughened questions, in packed rows.

A batch is a function of (seed, step) alone, so an interrupted training goes on with the very
batches it would have seen."""
import random

import numpy as np

from chat import BOS
from roughen import Rougher

SYSTEMS = ["You are a helpful assistant.", "You are Fettle Starter, a small demonstration model.",
           "Answer briefly.", "You are a friendly assistant. Be short and exact.", "你是一个乐于助人的助手。",
           "请简短地回答。", "You are an expert in language models.", "Be polite."]
TURNS = (0,) * 14 + (1, 1, 1, 2, 3)
QUESTION_WEIGHT = 0.1  # a little loss on questions teaches which words belong together


class Batches:
    def __init__(self, entries, chat, seed):
        self.chat, self.seed = chat, seed
        self.by_language = {lang: [e for e in entries if e.language == lang] for lang in ("en", "zh")}
        self.rough = {lang: Rougher(group, lang, lambda q: chat.pieces(q))
                      for lang, group in self.by_language.items()}
        self.share_zh = len(self.by_language["zh"]) / max(1, len(entries))

    def question(self, entry, rng):
        q = rng.choice(entry.train)
        if rng.random() < 0.04:  # both at once: people do ask the same thing twice
            q += rng.choice([" ", "? ", ", "]) + rng.choice(entry.train)
        q = self.rough[entry.language](q, entry.id, rng)
        return self.chat.cut(q, 0.1, rng) if rng.random() < 0.4 else self.chat.body("user", q)

    def conversation(self, turns, rng):
        """Tokens and the loss weight of each of them as a target. No turns: one question with
        the first words of its answer. They decide which answer it becomes, and at half the
        length twice as many questions are seen for the same work."""
        ids, weights = [BOS], [0.0]

        def say(role, body, weight):
            head, text, end = self.chat.message(role, body)
            ids.extend((*head, *text, *end))
            weights.extend([0.0] * len(head) + [weight] * len(text) + [0.0] * len(end))

        if rng.random() < 0.15:
            say("system", self.chat.body("system", rng.choice(SYSTEMS)), 0.0)
        lang = "zh" if rng.random() < self.share_zh else "en"
        for _ in range(turns or 1):
            if rng.random() < 0.05:  # some people change the language while they talk
                lang = "en" if lang == "zh" else "zh"
            entry = rng.choice(self.by_language[lang] or self.by_language["en"])
            say("user", self.question(entry, rng), QUESTION_WEIGHT)
            answer = self.chat.body("assistant", entry.answer)
            say("assistant", answer, 1.0)
        if not turns:
            end = len(ids) - len(answer) - 1 - len(self.chat.newline) + rng.randint(5, 14)
            del ids[end:], weights[end:]
        return ids, weights

    def batch(self, step, rows, length):
        """Rows of several conversations: tokens, targets, weights, and a mask which keeps each
        conversation to itself."""
        rng = random.Random(self.seed * 1_000_003 + step)
        tokens = np.zeros((rows, length + 1), np.int64)
        weights = np.zeros((rows, length + 1), np.float32)
        owner = np.full((rows, length + 1), -1, np.int32)
        for row in range(rows):
            at = number = 0
            misses = 0
            while misses < 4 and at < length - 24:
                # Long rows are there so that far positions are seen: they get long talks.
                turns = rng.choice(TURNS) if length < 512 else rng.randint(4, 14)
                ids, w = self.conversation(turns if not misses else 0, rng)
                end = at + len(ids)
                if end > length + 1:
                    misses += 1
                    continue
                tokens[row, at:end], weights[row, at:end], owner[row, at:end] = ids, w, number
                at, number = end, number + 1
        owner = owner[:, :-1]
        # The filling at the end (-1) may look at itself only, which keeps the softmax finite.
        same = (owner[:, :, None] == owner[:, None, :]) & np.tri(length, dtype=bool)
        return tokens[:, :-1], tokens[:, 1:], weights[:, 1:], same[:, None]
