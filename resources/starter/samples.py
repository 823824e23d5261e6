# SPDX-License-Identifier: GPL-3.0-or-later
"""Turns the corpus into training batches: roughened questions, conversations, packed rows.

A batch is a function of (seed, step) alone, so an interrupted training goes on with the very
batches it would have seen."""
import random
import re

import numpy as np

from chat import BOS

# Words that carry no topic. Losing one of them must not change the answer.
STOP = set("a an the is are was do does did can could would will i my me we you your it its this that "
           "of to in on at for with and or please tell about explain have has be so there just".split())
OPENINGS = {
    "en": ["please ", "hi, ", "hello, ", "hey, ", "quick question: ", "sorry, ", "ok, ", "so, ", "and ",
           "also, ", "can you tell me, ", "could you say ", "i would like to know, ", "one more thing: ",
           "do you know, ", "i wonder, ", "I am new here, "],
    "zh": ["请问", "请问，", "你好，", "您好，", "麻烦问一下，", "想问下，", "想知道", "那", "那么，", "还有，", "能告诉我", "问一下："],
}
CLOSINGS = {
    "en": [" please", " thanks", ", thank you", " in short", " in fettle", " here", "??", "!", "...", " then"],
    "zh": ["，谢谢", "，谢谢你", "呢", "啊", "，求解答", "？？", "。", "，麻烦了", "，简单说"],
}
# Words which people use for the same thing. One list holds what may stand in for each other.
SAME = {
    "en": [["how do i", "how can i", "how to", "how do you", "how could i", "how would i", "how does one"],
           ["what is", "what's", "whats", "what exactly is"], ["tell me about", "explain", "describe"],
           ["app", "program", "application", "software"], ["don't", "do not", "dont"],
           ["can't", "cannot", "cant"], ["doesn't", "does not", "doesnt"], ["i'm", "i am", "im"],
           ["why is", "why's", "why exactly is"], ["is it possible to", "can i", "am i able to", "may i"],
           ["difference between", "differences between", "difference of"], ["big", "large"],
           ["my computer", "my machine", "my pc"], ["fast", "quick"], ["delete", "remove"],
           ["begin", "start"], ["show me", "show"], ["where is", "where do i find", "where's", "where can i find"]],
    "zh": [["怎么", "如何", "怎样", "咋"], ["为什么", "为何", "为啥", "怎么会"], ["是什么", "是啥", "是什么意思", "指什么"],
           ["软件", "应用", "程序"], ["吗", "么"], ["能不能", "可不可以", "能否"], ["区别", "差别", "不同"], ["电脑", "机器", "计算机"],
           ["多大", "有多大"], ["删除", "删掉"], ["哪里", "哪儿", "什么地方"], ["有什么用", "有啥用", "干什么用"], ["我想", "我要"]],
}
SWAPS = {lang: [(re.compile("(?<![a-z])(" + "|".join(map(re.escape, g)) + ")(?![a-z])", re.I), g)
                for g in groups] for lang, groups in SAME.items()}
SYSTEMS = ["You are a helpful assistant.", "You are Fettle Starter, a small demonstration model.",
           "Answer briefly.", "You are a friendly assistant. Be short and exact.", "你是一个乐于助人的助手。",
           "请简短地回答。", "You are an expert in language models.", "Be polite."]
TURNS = (0,) * 10 + (1, 1, 1, 2, 3)
QUESTION_WEIGHT = 0.1  # a little loss on questions teaches which words belong together


def typo(word, rng):
    i = rng.randrange(len(word) - 1)
    return rng.choice([word[:i] + word[i + 1:], word[:i] + word[i] + word[i:],
                       word[:i] + word[i + 1] + word[i] + word[i + 2:]])


def lose_words(q, lang, rng):
    if lang == "zh":
        i = rng.randrange(len(q))
        return q[:i] + q[i + 1:] if len(q) > 5 else q
    words = q.split()
    if len(words) < 3:
        return q
    small = [i for i, w in enumerate(words) if w.lower().strip("?,.!") in STOP]
    if small and rng.random() < 0.35:  # only the key words are left, as in a search box
        return " ".join(w for i, w in enumerate(words) if i not in small) or q
    i = rng.choice(small) if small and rng.random() < 0.7 else rng.randrange(len(words))
    return " ".join(words[:i] + words[i + 1:])


def roughen(q, lang, rng):
    """The question as somebody else might have typed it."""
    chance = rng.random
    if chance() < 0.4:
        pattern, group = rng.choice(SWAPS[lang])
        for _ in range(6):  # most lists do not apply to most questions
            if pattern.search(q):
                q = pattern.sub(rng.choice(group), q, 1)
                break
            pattern, group = rng.choice(SWAPS[lang])
    if chance() < 0.15:
        q = lose_words(q, lang, rng)
    if chance() < 0.4:
        q = q.lower()
    elif lang == "en" and chance() < 0.1:
        q = q[:1].upper() + q[1:]
    end = chance()
    if end < 0.3:
        q = q.rstrip("?？。.!！ ")
    elif end < 0.45:
        q = q.rstrip("?？") + ("?" if lang == "en" or chance() < 0.4 else "？")
    if chance() < 0.12:
        q = rng.choice(OPENINGS[lang]) + (q[:1].lower() + q[1:] if chance() < 0.7 else q)
    if chance() < 0.08:
        q = q.rstrip("?？") + rng.choice(CLOSINGS[lang])
    if lang == "en" and chance() < 0.08:
        words = q.split(" ")
        long = [i for i, w in enumerate(words) if len(w) > 3]
        if long:
            i = rng.choice(long)
            words[i] = typo(words[i], rng)
            q = " ".join(words)
    return q or "?"


class Batches:
    def __init__(self, entries, chat, seed):
        self.chat, self.seed = chat, seed
        self.by_language = {lang: [e for e in entries if e.language == lang] for lang in ("en", "zh")}
        self.share_zh = len(self.by_language["zh"]) / max(1, len(entries))

    def question(self, entry, rng):
        q = rng.choice(entry.train)
        if rng.random() < 0.04:  # both at once: people do ask the same thing twice
            q += rng.choice([" ", "? ", ", "]) + rng.choice(entry.train)
        q = roughen(q, entry.language, rng)
        return self.chat.cut(q, 0.1, rng) if rng.random() < 0.2 else self.chat.body("user", q)

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
            say("assistant", self.chat.body("assistant", entry.answer), 1.0)
        if not turns:
            end = len(ids) - len(self.chat.body("assistant", entry.answer)) + rng.randint(6, 16)
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
