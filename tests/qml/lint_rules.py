#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules of qml/ that qmllint does not know. Usage: lint_rules.py <folder qml/> | --self-test. Exit 1 on a finding.

1. No colour outside Theme: no "#rrggbb", no colour names but "transparent", no Qt.rgba.
2. No pixels outside Theme: sizes are tokens, sums and shares of tokens, or 0.
3. Every string a person can read is qsTr.
4. Text and TextEdit say PlainText; Label is PlainText by the style; nothing says RichText, StyledText, MarkdownText, AutoText.
5. No function or handler body longer than five lines; no for, while, regular expression.
6. No file longer than 200 lines; the first line is the licence.
7. Controls with text of data draw it by a label of ours: every button-like control of the style sets contentItem.
"""
import pathlib
import re
import sys

SIZES = r"(?:[a-zA-Z]*[wW]idth|[a-zA-Z]*[hH]eight|spacing|[a-z]*[mM]argins?|[a-z]*[pP]adding|radius|[xy]|pixelSize|[a-z]*[sS]pacing|indent|interval|duration|delay)"
PIXELS = re.compile(rf"^\s*(?:[a-zA-Z]+\.)*{SIZES}:.*(?<![\w.])([2-9]|\d\d+)(?![\w.%])")
SHARE = re.compile(r"(?<![\w.])\d+(?:\.\d+)?\s*\*|[*/]\s*\d+(?:\.\d+)?(?![\w.])|[=<>]=?\s*\d+\b")  # 2 * token, token / 2, a comparison
COLOUR = re.compile(r'"#[0-9a-fA-F]{3,8}"|Qt\.(?:rgba|hsla|hsva|darker|lighter)|color:\s*"(?!transparent")')
READABLE = re.compile(r"^\s*(?:text|title|intro|hint|name|word|sentence|placeholderText|Accessible\.(?:name|description)|ToolTip\.text)\s*:\s*(.*)$")
LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"')
MARKUP = re.compile(r"\b(?:RichText|StyledText|MarkdownText|AutoText)\b")
RAW_TEXT = re.compile(r"^\s*(?:contentItem:\s*|header:\s*)?(Text|TextEdit)\s*\{")
BUTTON_LIKE = {"Button", "ToolButton", "ItemDelegate", "MenuItem", "CheckBox", "Switch", "ComboBox", "ToolTip"}


def blocks(lines, start):
    """The lines of the { } that opens on line `start`."""
    depth, out = 0, []
    for line in lines[start:]:
        out.append(line)
        depth += line.count("{") - line.count("}")
        if depth <= 0 and "{" in "".join(out):
            break
    return out


def check_lines(path, lines, tokens):
    for number, line in enumerate(lines, 1):
        code = LITERAL.sub('""', line).split("//")[0]
        if not tokens:
            if COLOUR.search(line):
                yield number, "a colour outside Theme"
            if PIXELS.match(SHARE.sub("", code)):
                yield number, "a pixel size outside Theme"
        match = READABLE.match(line)
        if match and path.parent.name != "Theme":
            rest = re.sub(r'(?:qsTr\(|[!=]==?\s*|\[|arg\()"(?:[^"\\]|\\.)*"', "", match.group(1))
            rest = re.sub(r'"(?:[^"\\]|\\.)*"\s*[!=]==?', "", rest)
            words = [word for word in LITERAL.findall(rest) if re.search(r"[A-Za-z]{2}", word)]
            glyph = match.group(0).strip().startswith("name:") and all(re.fullmatch(r"[a-z]\w*", word) for word in words)
            if words and not glyph:
                yield number, f'a string that is not qsTr: "{words[0]}"'
        if MARKUP.search(code):
            yield number, "a text format other than PlainText"
        if re.search(r"\b(?:for|while)\s*\(|=\s*/[^/*]", code):
            yield number, "logic: a loop or a regular expression"
        if RAW_TEXT.match(line) and not any(re.search(r"textFormat: Text(?:Edit)?\.PlainText", text) for text in blocks(lines, number - 1)):
            yield number, "a Text or TextEdit without textFormat: PlainText"
        if re.match(r"^\s*(?:function\b.*|on[A-Z]\w*:.*|Keys\.on\w+:.*)\{\s*$", line) and len(blocks(lines, number - 1)) > 7:
            yield number, "a function longer than five lines"


def check(path):
    lines = path.read_text(encoding="utf-8").split("\n")
    tokens = path.name in {"Theme.qml", "LightTokens.qml", "LightContrastTokens.qml", "DarkContrastTokens.qml", "DarkTokens.qml"}
    if lines[0] != "// SPDX-License-Identifier: GPL-3.0-or-later":
        yield 1, "no licence line"
    if len(lines) > 201:
        yield len(lines), "a file longer than 200 lines"
    if path.parent.name == "Style" and path.stem in BUTTON_LIKE and not any("contentItem:" in line for line in lines):
        yield 1, "a button-like control without a contentItem of its own"
    yield from check_lines(path, lines, tokens)


BAD = {
    'color: "#fff"': "colour", 'color: "red"': "colour", "width: 12": "pixel", "anchors.margins: Theme.small + 3": "pixel",
    'text: "Hello"': "qsTr", 'title: cond ? "Yes" : qsTr("No")': "qsTr", "textFormat: Text.RichText": "PlainText",
    "Text { text: data }": "textFormat", "onClicked: { for (a of b) c() }": "loop", "text: Text.AutoText": "PlainText",
}
GOOD = ["width: 2 * Theme.small", "width: Theme.small / 2", "y: 0", "width: parent.width * 0.6", 'text: qsTr("Hello %1").arg(2)', 'text: name === "" ? qsTr("New") : name',
        'color: "transparent"', "Text { textFormat: Text.PlainText }", 'name: "check"', "opacity: 0.5"]


def self_test():
    path = pathlib.Path("Chat/Page.qml")
    for line, word in BAD.items():
        found = [message for _, message in check_lines(path, [line], False)]
        assert any(word in message for message in found), f"not found: {line}: {found}"
    for line in GOOD:
        found = list(check_lines(path, [line], False))
        assert not found, f"wrongly found: {line}: {found}"
    long = ["function f(): void {"] + ["a();"] * 6 + ["}"]
    assert any("longer" in message for _, message in check_lines(path, long, False))
    print("the rules find what they should")


def main():
    if sys.argv[1] == "--self-test":
        return self_test()
    findings = [(path, *finding) for path in sorted(pathlib.Path(sys.argv[1]).rglob("*.qml")) for finding in check(path)]
    for path, number, message in findings:
        print(f"{path}:{number}: {message}")
    sys.exit(1 if findings else 0)


main()
