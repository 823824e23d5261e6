#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads and checks the hand-written corpus. Run it alone to list mistakes and counts.

An entry is `@ id`, ten `? question` lines that ask the same thing, `! answer` lines, one
`= key | words ; more` line, then an empty line. Lines beginning with `#` are comments.
"""
import hashlib
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
FOLDER = HERE / "corpus"
PARAPHRASES = 10


@dataclass
class Entry:
    id: str
    file: str
    line: int
    questions: list = field(default_factory=list)
    answer_lines: list = field(default_factory=list)
    keys: list = field(default_factory=list)  # groups of alternatives, lower case

    @property
    def answer(self):
        return "\n".join(self.answer_lines).strip("\n")

    @property
    def language(self):
        return "zh" if is_chinese(self.answer) else "en"

    @property
    def held_index(self):
        # The hash of the id alone picks the paraphrase, so nobody can choose an easy one and
        # the choice stays when entries are added elsewhere.
        return int(hashlib.sha256(self.id.encode()).hexdigest(), 16) % len(self.questions)

    @property
    def held(self):
        return self.questions[self.held_index]

    @property
    def train(self):
        return [q for i, q in enumerate(self.questions) if i != self.held_index]

    def accepts(self, text):
        """The rule of the measurement: every group has an alternative in the text."""
        low = text.lower()
        return all(any(word in low for word in group) for group in self.keys)


def is_chinese(text):
    han = len(re.findall(r"[\u3400-\u9fff]", text))
    return han * 4 > len(text)


def normal(question):
    """What a question is compared by: its letters, without case and punctuation."""
    return re.sub(r"[^\w+#]+", " ", question.lower()).strip()


def read_file(path, problems):
    entries, entry = [], None
    for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        line = raw.rstrip()
        mark, text = line[:1], line[1:].removeprefix(" ")
        where = f"{path.name}:{number}"
        if not line or mark == "#":
            continue
        if mark == "@":
            entry = Entry(text.strip(), path.stem, number)
            entries.append(entry)
        elif entry is None or mark not in "?!=":
            problems.append(f"{where}: not a line of an entry: {line[:60]}")
        elif mark == "?":
            entry.questions.append(text.strip())
        elif mark == "!":
            entry.answer_lines.append(text)
        elif entry.keys:
            problems.append(f"{where}: a second line of key words")
        else:
            groups = [[w.strip().lower() for w in g.split("|") if w.strip()] for g in text.split(";")]
            entry.keys = [g for g in groups if g]
    return entries


def check(entries, problems):
    ids, asked = {}, {}
    for e in entries:
        where = f"{e.file}.txt:{e.line} {e.id}"
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", e.id):
            problems.append(f"{where}: the id is not kebab-case")
        if e.id in ids:
            problems.append(f"{where}: the id is used in {ids[e.id]} already")
        ids[e.id] = e.file
        if len(e.questions) != PARAPHRASES:
            problems.append(f"{where}: {len(e.questions)} questions instead of {PARAPHRASES}")
        if len(set(e.questions)) != len(e.questions):
            problems.append(f"{where}: the same question twice")
        if not e.answer:
            problems.append(f"{where}: no answer")
        if not 2 <= len(e.keys) <= 3:
            problems.append(f"{where}: {len(e.keys)} groups of key words instead of 2 or 3")
        elif not e.accepts(e.answer):
            problems.append(f"{where}: its own answer lacks the key words")
        for q in e.questions:
            other = asked.setdefault(normal(q) or q, e.id)
            if other != e.id:
                problems.append(f"{where}: asks the same as {other}: {q}")


def load(folder=FOLDER):
    """All entries and a list of what is wrong with them."""
    problems, entries = [], []
    for path in sorted(Path(folder).glob("*.txt")):
        entries += read_file(path, problems)
    check(entries, problems)
    return entries, problems


def main():
    entries, problems = load(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
    for problem in problems:
        print(problem)
    files = {}
    for e in entries:
        files.setdefault(e.file, []).append(e)
    for name, group in files.items():
        print(f"{name:16} {len(group):4} entries  {group[0].language}")
    print(f"{len(entries)} entries, {sum(len(e.questions) for e in entries)} questions, "
          f"{sum(e.language == 'zh' for e in entries)} entries in Chinese, {len(problems)} problems")
    return bool(problems)


if __name__ == "__main__":
    sys.exit(main())
