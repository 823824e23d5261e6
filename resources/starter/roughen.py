# SPDX-License-Identifier: GPL-3.0-or-later
"""A question as somebody else might have typed it: other words, fewer words, typos, key words.

Whatever loses words is kept only if the rest still points to its own entry; otherwise the model
would be taught guesses."""
import math
import re
from collections import Counter, defaultdict

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
FILLERS = {"en": ["meaning", "explained", "help", "info", "in simple words", "question"],
           "zh": ["是什么", "什么意思", "怎么办", "介绍", "说明", "问题"]}
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


def typo(word, rng):
    i = rng.randrange(len(word) - 1)
    return rng.choice([word[:i] + word[i + 1:], word[:i] + word[i] + word[i:],
                       word[:i] + word[i + 1] + word[i] + word[i + 2:]])


class Rougher:
    """Knows how telling each word is, from the training questions of one language."""

    def __init__(self, entries, lang, pieces):
        self.lang, self.pieces = lang, pieces
        self.entries = {e.id: Counter(w for q in e.train for w in dict.fromkeys(self.keys(q))) for e in entries}
        self.holders = defaultdict(dict)
        for id, words in self.entries.items():
            for w, n in words.items():
                self.holders[w][id] = n
        self.worth = {w: math.log(1 + len(entries) / len(h)) for w, h in self.holders.items()}

    def units(self, q):
        """The words; in Chinese the pieces of the vocabulary, as nothing marks the words there."""
        if self.lang == "en":
            return q.split()
        runs = re.findall(r"[\w.+-]+|\W+", q, re.ASCII)  # names such as Q8_0 stay whole
        return [u for r in runs for u in ([r] if r[0].isascii() and r[0] != " " else self.pieces(r)) if u]

    def joined(self, units):
        return (" " if self.lang == "en" else "").join(units)

    def keys(self, q):
        keys = (u.lower().strip(" ?？!！.。,，:;\"'") for u in self.units(q))
        return [k for k in keys if k and k not in STOP]

    def points_to(self, q, id):
        scores = Counter()
        for w in set(self.keys(q)):
            for holder, n in self.holders.get(w, {}).items():
                scores[holder] += self.worth[w] * n
        return bool(scores) and scores[id] == max(scores.values())

    def search(self, id, rng):
        """Key words only, drawn from all ways to ask, the telling ones more often."""
        words = [w for w in self.entries[id] if self.lang == "en" or len(w) > 1]
        if not words:
            return ""
        odds = [self.worth[w] ** 2 * self.entries[id][w] for w in words]
        picked = list(dict.fromkeys(rng.choices(words, odds, k=rng.randint(2, 5))))
        if rng.random() < 0.3:
            picked.append(rng.choice(FILLERS[self.lang]))
        return self.joined(picked)

    def thinned(self, q, rng):
        units = self.units(q)
        # Chinese pieces are often single characters, which say less without their neighbours.
        drop = rng.uniform(0.1, 0.5 if self.lang == "en" else 0.25)
        left = [u for u in units if rng.random() > drop]
        if self.lang == "en" and rng.random() < 0.25:
            rng.shuffle(left)
        return self.joined(left)

    def swapped(self, q, rng):
        fitting = [(p, g) for p, g in SWAPS[self.lang] if p.search(q)]
        if not fitting:
            return q
        pattern, group = rng.choice(fitting)
        word = rng.choice(group)
        return pattern.sub(lambda _: word, q, count=1)

    def __call__(self, q, id, rng):
        chance, lang = rng.random, self.lang
        shorter = chance()
        if shorter < 0.4:
            for _ in range(3):
                fewer = self.search(id, rng) if shorter < 0.2 else self.thinned(q, rng)
                if self.points_to(fewer, id):
                    q = fewer
                    break
        if chance() < 0.4:
            q = self.swapped(q, rng)
        case = chance()
        if case < 0.4:
            q = q.lower()
        elif case < 0.5:
            q = q[:1].upper() + q[1:]
        elif case < 0.52:
            q = q.upper()
        end = chance()
        if end < 0.3:
            q = q.rstrip("?？。.!！ ")
        elif end < 0.45:
            q = q.rstrip("?？") + ("?" if lang == "en" or chance() < 0.4 else "？")
        if chance() < 0.2:  # also moves the first word inside, where its token is another one
            q = rng.choice(OPENINGS[lang]) + (q[:1].lower() + q[1:] if chance() < 0.7 else q)
        if chance() < 0.08:
            q = q.rstrip("?？") + rng.choice(CLOSINGS[lang])
        if lang == "en" and chance() < 0.1:
            words = q.split(" ")
            long = [i for i, w in enumerate(words) if len(w) > 3]
            if long:
                i = rng.choice(long)
                words[i] = typo(words[i], rng)
                q = " ".join(words)
        return q or "?"
