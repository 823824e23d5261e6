// SPDX-License-Identifier: GPL-3.0-or-later
// Filters that make a string from a string. Other values are printed first, as Jinja does.
#include "engine/text/jinja/access.h"
#include "engine/text/jinja/failure.h"
#include "engine/text/jinja/filters.h"
#include "engine/text/jinja/operators.h"
#include "engine/text/jinja/percent_format.h"
#include "engine/text/jinja/print.h"
#include "engine/text/jinja/text_edit.h"
#include "engine/text/jinja/unicode.h"
#include "engine/text/jinja/word_wrap.h"

#include <array>

namespace engine::text::jinja
{

namespace
{

bool isMarkup(const Value& value)
{
    return value.isString() && value.as<String>().markup;
}

template <Casing casing>
Value cased(Runtime& runtime, const Value& value, const CallArgs& args)
{
    const Bound none("this filter", args, {});
    return runtime.string(changeCase(runtime, toStr(runtime, value), casing), isMarkup(value));
}

// Not str.title: words begin after space, brackets and hyphens only.
Value title(Runtime& runtime, const Value& value, const CallArgs& args)
{
    const Bound none("title", args, {});
    const Text text = toStr(runtime, value);
    const std::string_view bytes = text.view();
    runtime.handle(16 * bytes.size());
    Text out;
    bool start = true;
    for (std::size_t i = 0; i < bytes.size();) {
        const Character c = characterAt(bytes, i);
        std::string mapped;
        start ? appendUpper(mapped, c.code) : appendLower(mapped, c.code);
        out.appendAs(mapped, text, i);
        start = isSpace(c.code) || c.code == '-' || c.code == '(' || c.code == '{' || c.code == '[' || c.code == '<';
        i += c.length;
    }
    return runtime.string(std::move(out));
}

Value trim(Runtime& runtime, const Value& value, const CallArgs& args)
{
    const Bound bound("trim", args, {"chars"});
    const Text text = toStr(runtime, value);
    return runtime.string(strip(runtime, text, bound.absent(0) ? nullptr : &bound.text(0), true, true),
                          isMarkup(value));
}

Value replaceFilter(Runtime& runtime, const Value& value, const CallArgs& args)
{
    const Bound bound("replace", args, {"old", "new", "count"}, 2);
    const std::int64_t most = bound.absent(2) ? -1 : bound.integer(2, -1);
    return runtime.string(
        replace(runtime, toStr(runtime, value), toStr(runtime, bound.at(0)), toStr(runtime, bound.at(1)), most));
}

Value indent(Runtime& runtime, const Value& value, const CallArgs& args)
{
    const Bound bound("indent", args, {"width", "first", "blank"});
    if (!value.isString())
        throw RenderFailure(std::string("indent needs a string, not '") + typeName(value) + "'");
    Text indention(std::string(static_cast<std::size_t>(4), ' '), true);
    if (bound.get(0) && bound.at(0).isString()) {
        indention = bound.text(0);
    } else if (bound.get(0)) {
        const std::int64_t width = std::max<std::int64_t>(bound.integer(0, 4), 0);
        Runtime::checkTextSize(static_cast<std::size_t>(width));
        indention = Text(std::string(static_cast<std::size_t>(width), ' '), true);
    }
    Text text = value.text();
    text.append("\n", true);
    runtime.handle(4 * text.size());
    Text out;
    if (bound.flag(1, false))
        out.append(indention);
    bool first = true;
    for (const Line& line : lines(text.view())) {
        if (!first)
            out.append("\n", true);
        if (!first && (bound.flag(2, false) || line.end > line.begin)) {
            runtime.handle(indention.size() + 64);
            out.append(indention);
        }
        out.append(text, line.begin, line.end - line.begin);
        Runtime::checkTextSize(out.size());
        first = false;
    }
    return runtime.string(std::move(out), isMarkup(value));
}

Value center(Runtime& runtime, const Value& value, const CallArgs& args)
{
    const Bound bound("center", args, {"width"});
    return runtime.string(pad(runtime, toStr(runtime, value), bound.integer(0, 80), " ", Side::Both));
}

Value truncate(Runtime& runtime, const Value& value, const CallArgs& args)
{
    const Bound bound("truncate", args, {"length", "killwords", "end", "leeway"});
    const Text end = bound.get(2) ? bound.text(2) : Text("...", true);
    const auto endLength = static_cast<std::int64_t>(countCharacters(end.view()));
    const std::int64_t limit = bound.integer(0, 255), leeway = bound.absent(3) ? 5 : bound.integer(3, 5);
    if (limit < endLength || leeway < 0)
        throw RenderFailure("truncate: the length is shorter than the end, or the leeway is negative");
    if (length(runtime, value) - leeway <= limit)
        return value;
    if (!value.isString())
        throw RenderFailure(std::string("truncate needs a string, not '") + typeName(value) + "'");
    Text cut = value.text().slice(0, offsetOfCharacter(value.view(), static_cast<std::size_t>(limit - endLength)));
    if (!bound.flag(1, false)) {
        const std::size_t blank = cut.view().rfind(' ');
        if (blank != std::string_view::npos)
            cut = cut.slice(0, blank);
    }
    cut.append(end);
    return runtime.string(std::move(cut));
}

Value wordCount(Runtime& runtime, const Value& value, const CallArgs& args)
{
    const Bound none("wordcount", args, {});
    const Text text = toStr(runtime, value);
    runtime.handle(16 * text.size());
    std::int64_t words = 0;
    bool inside = false;
    for (std::size_t i = 0; i < text.size();) {
        const Character c = characterAt(text.view(), i);
        const bool word = c.code == '_' || isAlphabetic(c.code) || isNumeric(c.code);
        words += word && !inside ? 1 : 0;
        inside = word;
        i += c.length;
    }
    return Value::integer(words);
}

Value wordWrap(Runtime& runtime, const Value& value, const CallArgs& args)
{
    const Bound bound("wordwrap", args, {"width", "break_long_words", "wrapstring", "break_on_hyphens"});
    if (!value.isString())
        throw RenderFailure(std::string("wordwrap needs a string, not '") + typeName(value) + "'");
    const std::int64_t width = bound.integer(0, 79);
    if (width <= 0)
        throw RenderFailure("wordwrap: the width must be positive");
    const Text separator = bound.absent(2) ? Text("\n", true) : bound.text(2);
    std::vector<Text> out;
    for (const Line& line : lines(value.view())) {
        const Text text = value.text().slice(line.begin, line.end - line.begin);
        out.push_back(
            join(runtime, separator,
                 wrapLine(runtime, text, static_cast<std::size_t>(width), bound.flag(1, true), bound.flag(3, true))));
    }
    return runtime.string(join(runtime, separator, out));
}

Value formatFilter(Runtime& runtime, const Value& value, const CallArgs& args)
{
    if (!args.positional.empty() && !args.named.empty())
        throw RenderFailure("format takes positional or keyword arguments, not both");
    Value values = runtime.tuple(args.positional);
    if (!args.named.empty()) {
        std::vector<std::pair<Value, Value>> entries;
        for (const auto& [name, argument] : args.named)
            entries.emplace_back(runtime.string(name, true), argument);
        values = runtime.dict(std::move(entries));
    }
    return runtime.string(percentFormat(runtime, toStr(runtime, value), values, isMarkup(value)), isMarkup(value));
}

Value stringFilter(Runtime& runtime, const Value& value, const CallArgs& args)
{
    const Bound none("string", args, {});
    return value.isString() ? value : runtime.string(toStr(runtime, value));
}

Value safe(Runtime& runtime, const Value& value, const CallArgs& args)
{
    const Bound none("safe", args, {});
    return isMarkup(value) ? value : runtime.string(toStr(runtime, value), true);
}

Value escape(Runtime& runtime, const Value& value, const CallArgs& args)
{
    const Bound none("escape", args, {});
    return isMarkup(value) ? value : runtime.string(escapeHtml(runtime, toStr(runtime, value)), true);
}

Value forceEscape(Runtime& runtime, const Value& value, const CallArgs& args)
{
    const Bound none("forceescape", args, {});
    return runtime.string(escapeHtml(runtime, toStr(runtime, value)), true);
}

// Removes <...> and comments, then joins the words with single blanks.
Value stripTags(Runtime& runtime, const Value& value, const CallArgs& args)
{
    const Bound none("striptags", args, {});
    const Text text = toStr(runtime, value);
    const std::string_view bytes = text.view();
    runtime.handle(16 * bytes.size());
    Text kept;
    for (std::size_t i = 0; i < bytes.size();) {
        const bool comment = bytes.substr(i).starts_with("<!--");
        const std::size_t close = bytes[i] != '<' ? std::string_view::npos
                                  : comment       ? bytes.find("-->", i)
                                                  : bytes.find('>', i);
        if (close != std::string_view::npos) {
            i = close + (comment ? 3 : 1);
        } else if (bytes[i] == '<') { // an opening without an end: nothing more can be a tag
            kept.append(text, i, bytes.size() - i);
            break;
        } else {
            const std::size_t next = std::min(bytes.find('<', i), bytes.size());
            kept.append(text, i, next - i);
            i = next;
        }
    }
    Text out;
    bool blank = false;
    for (std::size_t i = 0; i < kept.size();) {
        const Character c = characterAt(kept.view(), i);
        if (isSpace(c.code)) {
            blank = !out.empty();
        } else {
            if (blank)
                out.appendAs(" ", kept, i);
            blank = false;
            out.append(kept, i, c.length);
        }
        i += c.length;
    }
    return runtime.string(std::move(out));
}

void percentEncode(Text& out, const Text& text, bool forQuery)
{
    static constexpr char kHex[] = "0123456789ABCDEF";
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text.bytes()[i];
        const auto byte = static_cast<unsigned char>(c);
        const bool word = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
                          c == '.' || c == '-' || c == '~' || (c == '/' && !forQuery);
        if (word)
            out.append(text, i, 1);
        else if (c == ' ' && forQuery)
            out.appendAs("+", text, i);
        else
            out.appendAs(std::string{'%', kHex[byte >> 4], kHex[byte & 15]}, text, i);
    }
}

Value urlEncode(Runtime& runtime, const Value& value, const CallArgs& args)
{
    const Bound none("urlencode", args, {});
    Text out;
    if (value.isString() || !isIterable(value)) {
        const Text text = toStr(runtime, value);
        runtime.handle(16 * text.size());
        percentEncode(out, text, false);
        return runtime.string(std::move(out));
    }
    const Value pairs = value.is(Kind::Dict) ? runtime.view(View::Of::Items, value) : value;
    bool first = true;
    for (const Value& pair : iterate(runtime, pairs)) {
        const std::vector<Value> two = iterate(runtime, pair);
        if (two.size() != 2)
            throw RenderFailure("urlencode needs pairs of key and value");
        if (!first)
            out.append("&", true);
        first = false;
        percentEncode(out, toStr(runtime, two[0]), true);
        out.append("=", true);
        percentEncode(out, toStr(runtime, two[1]), true);
        runtime.handle(16 * out.size());
    }
    return runtime.string(std::move(out));
}

Value xmlAttributes(Runtime& runtime, const Value& value, const CallArgs& args)
{
    const Bound bound("xmlattr", args, {"autospace"});
    if (!value.is(Kind::Dict))
        throw RenderFailure(std::string("xmlattr needs a mapping, not '") + typeName(value) + "'");
    Text out;
    for (const auto& [key, item] : value.as<Dict>().entries) {
        if (item.isNone() || item.isUndefined())
            continue;
        const Text name = toStr(runtime, key);
        if (name.view().find_first_of(" \t\n\r\f\v/>=") != std::string_view::npos)
            throw RenderFailure("invalid character in an attribute name");
        if (!out.empty() || bound.flag(0, true))
            out.append(" ", true);
        out.append(escapeHtml(runtime, name));
        out.append("=\"", true);
        const Text text = toStr(runtime, item);
        out.append(isMarkup(item) ? text : escapeHtml(runtime, text));
        out.append("\"", true);
        Runtime::checkTextSize(out.size());
    }
    return runtime.string(std::move(out));
}

constexpr std::array kFilters = {FilterEntry{"upper", cased<Casing::Upper>},
                                 FilterEntry{"lower", cased<Casing::Lower>},
                                 FilterEntry{"capitalize", cased<Casing::Capitalize>},
                                 FilterEntry{"title", title},
                                 FilterEntry{"trim", trim},
                                 FilterEntry{"replace", replaceFilter},
                                 FilterEntry{"indent", indent},
                                 FilterEntry{"center", center},
                                 FilterEntry{"truncate", truncate},
                                 FilterEntry{"wordcount", wordCount},
                                 FilterEntry{"wordwrap", wordWrap},
                                 FilterEntry{"format", formatFilter},
                                 FilterEntry{"string", stringFilter},
                                 FilterEntry{"safe", safe},
                                 FilterEntry{"escape", escape},
                                 FilterEntry{"e", escape},
                                 FilterEntry{"forceescape", forceEscape},
                                 FilterEntry{"striptags", stripTags},
                                 FilterEntry{"urlencode", urlEncode},
                                 FilterEntry{"xmlattr", xmlAttributes}};

} // namespace

std::span<const FilterEntry> textFilters()
{
    return kFilters;
}

} // namespace engine::text::jinja
