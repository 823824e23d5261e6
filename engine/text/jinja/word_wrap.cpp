// SPDX-License-Identifier: GPL-3.0-or-later
// Chunks of words and of space, laid into lines.
#include "engine/text/jinja/word_wrap.h"

#include "engine/text/jinja/unicode.h"

namespace engine::text::jinja
{

namespace
{

bool isBlank(char c) // textwrap knows only ASCII space
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

bool isLetter(std::string_view bytes, std::size_t at)
{
    return at < bytes.size() && isAlphabetic(characterAt(bytes, at).code);
}

// A hyphen between letters ends a chunk ("well-" "known"); a word is cut after it.
std::vector<Text> chunks(const Text& line, bool breakOnHyphens)
{
    const std::string_view bytes = line.view();
    std::vector<Text> out;
    std::size_t begin = 0;
    const auto flush = [&](std::size_t end) {
        if (end > begin)
            out.push_back(line.slice(begin, end - begin));
        begin = end;
    };
    for (std::size_t i = 1; i < bytes.size(); ++i) {
        const bool edge = isBlank(bytes[i]) != isBlank(bytes[i - 1]);
        const bool hyphen = breakOnHyphens && bytes[i - 1] == '-' && i >= 3 && isLetter(bytes, i) &&
                            !isBlank(bytes[i - 2]) && bytes[i - 2] != '-' && !isBlank(bytes[i - 3]) &&
                            bytes[i - 3] != '-' && i + 1 < bytes.size() && !isBlank(bytes[i + 1]);
        if (edge || hyphen)
            flush(i);
    }
    flush(bytes.size());
    return out;
}

std::size_t widthOf(const Text& text)
{
    return countCharacters(text.view());
}

bool isBlankText(const Text& text)
{
    for (const char c : text.view()) {
        if (!isBlank(c))
            return false;
    }
    return true;
}

} // namespace

std::vector<Text> wrapLine(Runtime& runtime, const Text& line, std::size_t width, bool breakLongWords,
                           bool breakOnHyphens)
{
    runtime.handle(64 * line.size());
    std::vector<Text> words = chunks(line, breakOnHyphens);
    std::vector<Text> out;
    for (std::size_t next = 0; next < words.size();) {
        if (!out.empty() && isBlankText(words[next])) {
            ++next;
            if (next == words.size())
                break;
        }
        std::vector<Text> current;
        std::size_t used = 0;
        while (next < words.size() && used + widthOf(words[next]) <= width) {
            used += widthOf(words[next]);
            current.push_back(words[next++]);
        }
        if (next < words.size() && widthOf(words[next]) > width) {
            if (breakLongWords && used < width) {
                const std::size_t cut = offsetOfCharacter(words[next].view(), width - used);
                current.push_back(words[next].slice(0, cut));
                words[next] = words[next].slice(cut);
            } else if (!breakLongWords && current.empty()) {
                current.push_back(words[next++]);
            }
        }
        if (!current.empty() && isBlankText(current.back()))
            current.pop_back();
        runtime.step();
        Text joined;
        for (const Text& part : current)
            joined.append(part);
        if (!current.empty())
            out.push_back(std::move(joined));
    }
    return out;
}

} // namespace engine::text::jinja
