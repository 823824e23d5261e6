// SPDX-License-Identifier: GPL-3.0-or-later
// Methods of str that search, change case, join, pad and format.
#include "engine/text/jinja/access.h"
#include "engine/text/jinja/brace_format.h"
#include "engine/text/jinja/failure.h"
#include "engine/text/jinja/methods.h"
#include "engine/text/jinja/operators.h"
#include "engine/text/jinja/print.h"
#include "engine/text/jinja/search.h"
#include "engine/text/jinja/text_edit.h"
#include "engine/text/jinja/unicode.h"

#include <algorithm>
#include <iterator>

namespace engine::text::jinja
{

namespace
{

template <Casing casing>
Value cased(Runtime& runtime, Function& f, const CallArgs& args)
{
    const Bound none(f.name, args, {});
    return runtime.string(changeCase(runtime, f.self.text(), casing), f.self.as<String>().markup);
}

// Byte range of the optional character bounds start and stop.
std::pair<std::size_t, std::size_t> window(Runtime& runtime, const Value& self, const Bound& bound, std::size_t first)
{
    const auto size = static_cast<std::int64_t>(self.as<String>().length());
    const auto place = [&](std::size_t index, std::int64_t otherwise) {
        const std::int64_t i = bound.absent(index) ? otherwise : bound.integer(index, otherwise);
        return static_cast<std::size_t>(std::clamp<std::int64_t>(i < 0 ? i + size : i, 0, size));
    };
    runtime.handle(self.text().size());
    const std::size_t begin = offsetOfCharacter(self.view(), place(first, 0));
    const std::size_t end = offsetOfCharacter(self.view(), place(first + 1, size));
    return {begin, end};
}

bool affix(std::string_view text, const Value& value, bool atStart)
{
    if (value.is(Kind::Tuple)) {
        const auto& items = value.as<List>().items;
        return std::any_of(items.begin(), items.end(), [&](const Value& item) { return affix(text, item, atStart); });
    }
    if (!value.isString())
        throw RenderFailure(std::string(atStart ? "startswith" : "endswith") +
                            " first arg must be str or a tuple of str, not " + typeName(value));
    return atStart ? text.starts_with(value.view()) : text.ends_with(value.view());
}

template <bool atStart>
Value hasAffix(Runtime& runtime, Function& f, const CallArgs& args)
{
    const Bound bound(f.name, args, {"prefix", "start", "end"}, 1);
    const auto [begin, end] =
        bound.get(1) ? window(runtime, f.self, bound, 1) : std::pair<std::size_t, std::size_t>(0, f.self.view().size());
    runtime.tick();
    return Value::boolean(begin <= end && affix(f.self.view().substr(begin, end - begin), bound.at(0), atStart));
}

std::int64_t search(Runtime& runtime, Function& f, const CallArgs& args, bool fromRight)
{
    const Bound bound(f.name, args, {"sub", "start", "end"}, 1);
    const std::string_view wanted = bound.text(0).view();
    const auto [begin, end] = window(runtime, f.self, bound, 1);
    if (begin > end)
        return -1;
    const std::string_view inside = f.self.view().substr(begin, end - begin);
    const std::size_t at = fromRight ? findTextFromRight(runtime, inside, wanted) : findText(runtime, inside, wanted);
    if (at == std::string_view::npos)
        return -1;
    return static_cast<std::int64_t>(countCharacters(f.self.view().substr(0, begin + at)));
}

template <bool fromRight>
Value find(Runtime& runtime, Function& f, const CallArgs& args)
{
    return Value::integer(search(runtime, f, args, fromRight));
}

template <bool fromRight>
Value index(Runtime& runtime, Function& f, const CallArgs& args)
{
    const std::int64_t at = search(runtime, f, args, fromRight);
    if (at < 0)
        throw RenderFailure("substring not found");
    return Value::integer(at);
}

Value count(Runtime& runtime, Function& f, const CallArgs& args)
{
    const Bound bound("count", args, {"sub", "start", "end"}, 1);
    const std::string_view wanted = bound.text(0).view();
    const auto [begin, end] = window(runtime, f.self, bound, 1);
    const std::string_view inside = begin <= end ? f.self.view().substr(begin, end - begin) : std::string_view();
    if (wanted.empty())
        return Value::integer(begin <= end ? static_cast<std::int64_t>(countCharacters(inside)) + 1 : 0);
    std::int64_t found = 0;
    for (std::size_t at = findText(runtime, inside, wanted); at != std::string_view::npos;
         at = findText(runtime, inside, wanted, at + wanted.size()))
        ++found;
    return Value::integer(found);
}

Value replaceMethod(Runtime& runtime, Function& f, const CallArgs& args)
{
    const Bound bound("replace", args, {"old", "new", "count"}, 2);
    const bool markup = f.self.as<String>().markup;
    const auto operand = [&](std::size_t i) {
        const Text& text = bound.text(i);
        return markup && !bound.at(i).as<String>().markup ? escapeHtml(runtime, text) : text;
    };
    return runtime.string(replace(runtime, f.self.text(), operand(0), operand(1), bound.integer(2, -1)), markup);
}

Value joinMethod(Runtime& runtime, Function& f, const CallArgs& args)
{
    const Bound bound("join", args, {"iterable"}, 1);
    const bool markup = f.self.as<String>().markup;
    std::vector<Text> parts;
    for (const Value& value : iterate(runtime, bound.at(0))) {
        if (!value.isString())
            throw RenderFailure(std::string("join: expected strings, found '") + typeName(value) + "'");
        parts.push_back(markup && !value.as<String>().markup ? escapeHtml(runtime, value.text()) : value.text());
    }
    return runtime.string(join(runtime, f.self.text(), parts), markup);
}

template <Side side>
Value justify(Runtime& runtime, Function& f, const CallArgs& args)
{
    const Bound bound(f.name, args, {"width", "fillchar"}, 1);
    const std::string_view fill = bound.get(1) ? bound.text(1).view() : std::string_view(" ");
    if (countCharacters(fill) != 1)
        throw RenderFailure("the fill character must be exactly one character long");
    return runtime.string(pad(runtime, f.self.text(), bound.integer(0, 0), fill, side));
}

Value zfill(Runtime& runtime, Function& f, const CallArgs& args)
{
    const Bound bound("zfill", args, {"width"}, 1);
    const Text& text = f.self.text();
    const bool sign = !text.empty() && (text.bytes()[0] == '-' || text.bytes()[0] == '+');
    Text out = text.slice(0, sign ? 1 : 0);
    out.append(pad(runtime, text.slice(sign ? 1 : 0), bound.integer(0, 0) - (sign ? 1 : 0), "0", Side::Left));
    return runtime.string(std::move(out));
}

Value expandTabs(Runtime& runtime, Function& f, const CallArgs& args)
{
    const Bound bound("expandtabs", args, {"tabsize"});
    const std::int64_t size = std::clamp<std::int64_t>(bound.integer(0, 8), 0, 1'000);
    const Text& text = f.self.text();
    Text out;
    std::int64_t column = 0;
    for (std::size_t i = 0; i < text.size();) {
        const Character c = characterAt(text.view(), i);
        if (c.code == '\t' && size > 0) {
            const std::int64_t spaces = size - column % size;
            runtime.tick(spaces);
            out.appendAs(std::string(static_cast<std::size_t>(spaces), ' '), text, i);
            column += spaces;
        } else if (c.code != '\t') {
            out.append(text, i, c.length);
            column = c.code == '\n' || c.code == '\r' ? 0 : column + 1;
        }
        Runtime::checkTextSize(out.size());
        i += c.length;
    }
    runtime.handle(8 * text.size());
    return runtime.string(std::move(out));
}

Value format(Runtime& runtime, Function& f, const CallArgs& args)
{
    return runtime.string(braceFormat(runtime, f.self.text(), args, f.self.as<String>().markup),
                          f.self.as<String>().markup);
}

Value formatMap(Runtime& runtime, Function& f, const CallArgs& args)
{
    const Bound bound("format_map", args, {"mapping"}, 1);
    CallArgs named;
    if (!bound.at(0).is(Kind::Dict))
        throw RenderFailure("format_map needs a mapping");
    for (const auto& [key, value] : bound.at(0).as<Dict>().entries) {
        if (key.isString())
            named.named.emplace_back(key.text().bytes(), value);
    }
    return runtime.string(braceFormat(runtime, f.self.text(), named, f.self.as<String>().markup),
                          f.self.as<String>().markup);
}

constexpr MethodEntry kMethods[] = {
    {"upper", cased<Casing::Upper>},
    {"lower", cased<Casing::Lower>},
    {"casefold", cased<Casing::Lower>},
    {"capitalize", cased<Casing::Capitalize>},
    {"title", cased<Casing::Title>},
    {"swapcase", cased<Casing::Swap>},
    {"startswith", hasAffix<true>},
    {"endswith", hasAffix<false>},
    {"find", find<false>},
    {"rfind", find<true>},
    {"index", index<false>},
    {"rindex", index<true>},
    {"count", count},
    {"replace", replaceMethod},
    {"join", joinMethod},
    {"ljust", justify<Side::Right>},
    {"rjust", justify<Side::Left>},
    {"center", justify<Side::Both>},
    {"zfill", zfill},
    {"expandtabs", expandTabs},
    {"format", format},
    {"format_map", formatMap},
};

} // namespace

const MethodEntry* findTextMethod(std::string_view name)
{
    const auto* found =
        std::find_if(std::begin(kMethods), std::end(kMethods), [name](const MethodEntry& m) { return name == m.name; });
    return found == std::end(kMethods) ? nullptr : found;
}

} // namespace engine::text::jinja
