// SPDX-License-Identifier: GPL-3.0-or-later
// Edits of strings.
#include "engine/text/jinja/text_edit.h"

#include "engine/text/jinja/failure.h"
#include "engine/text/jinja/search.h"
#include "engine/text/jinja/unicode.h"

#include <algorithm>

namespace engine::text::jinja
{

namespace
{

bool inSet(char32_t code, const Text* set)
{
    if (!set)
        return isSpace(code);
    const std::string_view bytes = set->view();
    for (std::size_t i = 0; i < bytes.size();) {
        const Character c = characterAt(bytes, i);
        if (c.code == code)
            return true;
        i += c.length;
    }
    return false;
}

std::size_t lastCharacter(std::string_view bytes, std::size_t begin, std::size_t end)
{
    // At most four bytes back; a broken sequence is single bytes, which the forward reading tells.
    for (std::size_t back = std::min<std::size_t>(4, end - begin); back > 1; --back) {
        if (characterAt(bytes, end - back).length == back)
            return end - back;
    }
    return end - 1;
}

bool isLineEnd(char32_t c)
{
    return (c >= 0x0A && c <= 0x0D) || (c >= 0x1C && c <= 0x1E) || c == 0x85 || c == 0x2028 || c == 0x2029;
}

} // namespace

Text strip(Runtime& runtime, const Text& text, const Text* set, bool left, bool right)
{
    const std::string_view bytes = text.view();
    const std::size_t setCost = set ? set->size() + 1 : 1;
    std::size_t begin = 0, end = bytes.size();
    while (left && begin < end) {
        const Character c = characterAt(bytes, begin);
        runtime.handle(16 * setCost);
        if (!inSet(c.code, set))
            break;
        begin += c.length;
    }
    while (right && begin < end) {
        const std::size_t last = lastCharacter(bytes, begin, end);
        runtime.handle(16 * setCost);
        if (!inSet(characterAt(bytes, last).code, set))
            break;
        end = last;
    }
    return text.slice(begin, end - begin);
}

Text replace(Runtime& runtime, const Text& text, const Text& from, const Text& to, std::int64_t most)
{
    const std::string_view bytes = text.view();
    runtime.handle(2 * bytes.size());
    Text out;
    std::size_t done = 0;
    const auto put = [&](std::size_t at, std::size_t taken) {
        runtime.tick();
        runtime.handle(to.size());
        out.append(text, done, at - done);
        out.append(to);
        done = at + taken;
        Runtime::checkTextSize(out.size());
    };
    if (from.empty()) { // between all characters, as Python does
        for (std::size_t i = 0; most != 0 && i <= bytes.size(); --most) {
            put(i, 0);
            i += i < bytes.size() ? characterAt(bytes, i).length : 1;
        }
    } else {
        for (std::size_t at = findText(runtime, bytes, from.view()); most != 0 && at != std::string_view::npos;
             --most) {
            put(at, from.size());
            at = findText(runtime, bytes, from.view(), done);
        }
    }
    out.append(text, done, bytes.size() - done);
    Runtime::checkTextSize(out.size());
    return out;
}

Text join(Runtime& runtime, const Text& separator, const std::vector<Text>& parts)
{
    Text out;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        runtime.tick();
        runtime.handle(parts[i].size() + separator.size());
        if (i != 0)
            out.append(separator);
        out.append(parts[i]);
        Runtime::checkTextSize(out.size());
    }
    return out;
}

Text changeCase(Runtime& runtime, const Text& text, Casing casing)
{
    const std::string_view bytes = text.view();
    runtime.handle(16 * bytes.size());
    Text out;
    bool wordStart = true, first = true;
    for (std::size_t i = 0; i < bytes.size();) {
        const Character c = characterAt(bytes, i);
        std::string mapped;
        switch (casing) {
        case Casing::Upper:
            appendUpper(mapped, c.code);
            break;
        case Casing::Lower:
            appendLower(mapped, c.code);
            break;
        case Casing::Capitalize:
            first ? appendTitle(mapped, c.code) : appendLower(mapped, c.code);
            break;
        case Casing::Title:
            wordStart ? appendTitle(mapped, c.code) : appendLower(mapped, c.code);
            break;
        case Casing::Swap:
            isUpper(c.code) ? appendLower(mapped, c.code) : appendUpper(mapped, c.code);
            break;
        }
        wordStart = !isAlphabetic(c.code);
        first = false;
        out.appendAs(mapped, text, i);
        i += c.length;
    }
    return out;
}

Text pad(Runtime& runtime, const Text& text, std::int64_t width, std::string_view fill, Side padded)
{
    const auto length = static_cast<std::int64_t>(countCharacters(text.view()));
    const std::int64_t missing = width - length;
    if (missing <= 0)
        return text;
    Runtime::checkTextSize(static_cast<std::size_t>(std::min<std::int64_t>(missing, INT64_MAX / 8)) * fill.size());
    runtime.handle(static_cast<std::size_t>(missing) * fill.size());
    std::int64_t before = padded == Side::Left ? missing : 0;
    if (padded == Side::Both)
        before = missing / 2 + (missing & width & 1);
    const auto filler = [fill](std::int64_t count) {
        std::string out;
        for (; count > 0; --count)
            out += fill;
        return out;
    };
    Text out(filler(before), true);
    out.append(text);
    out.append(filler(missing - before), true);
    return out;
}

std::vector<Line> lines(std::string_view bytes)
{
    std::vector<Line> out;
    std::size_t begin = 0;
    for (std::size_t i = 0; i < bytes.size();) {
        const Character c = characterAt(bytes, i);
        std::size_t next = i + c.length;
        if (isLineEnd(c.code)) {
            if (c.code == '\r' && next < bytes.size() && bytes[next] == '\n')
                ++next;
            out.push_back({begin, i, next});
            begin = next;
        }
        i = next;
    }
    if (begin < bytes.size())
        out.push_back({begin, bytes.size(), bytes.size()});
    return out;
}

} // namespace engine::text::jinja
