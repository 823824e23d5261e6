// SPDX-License-Identifier: GPL-3.0-or-later
// Methods of str that take it apart: strip, split, partition, splitlines. Each piece is a slice and keeps its origin.
#include "engine/text/jinja/failure.h"
#include "engine/text/jinja/methods.h"
#include "engine/text/jinja/search.h"
#include "engine/text/jinja/text_edit.h"
#include "engine/text/jinja/unicode.h"

#include <algorithm>
#include <iterator>
#include <limits>

namespace engine::text::jinja
{

namespace
{

Value stripWith(Runtime& runtime, Function& f, const CallArgs& args, bool left, bool right)
{
    const Bound bound(f.name, args, {"chars"});
    const String& self = f.self.as<String>();
    return runtime.string(bound.absent(0) ? strip(runtime, self.text, nullptr, left, right)
                                          : strip(runtime, self.text, &bound.text(0), left, right),
                          self.markup);
}

Value stripBoth(Runtime& runtime, Function& f, const CallArgs& args)
{
    return stripWith(runtime, f, args, true, true);
}

Value stripLeft(Runtime& runtime, Function& f, const CallArgs& args)
{
    return stripWith(runtime, f, args, true, false);
}

Value stripRight(Runtime& runtime, Function& f, const CallArgs& args)
{
    return stripWith(runtime, f, args, false, true);
}

Value pieces(Runtime& runtime, const Value& self, const std::vector<std::pair<std::size_t, std::size_t>>& spans)
{
    std::vector<Value> out;
    out.reserve(spans.size());
    for (const auto& [begin, end] : spans) {
        runtime.tick();
        out.push_back(runtime.string(self.text().slice(begin, end - begin), self.as<String>().markup));
    }
    return runtime.list(std::move(out));
}

using Spans = std::vector<std::pair<std::size_t, std::size_t>>;

Spans splitAtSpace(std::string_view bytes, std::int64_t most)
{
    Spans spans;
    std::size_t i = 0;
    const auto skip = [&bytes, &i](bool space) {
        while (i < bytes.size()) {
            const Character c = characterAt(bytes, i);
            if (isSpace(c.code) != space)
                break;
            i += c.length;
        }
    };
    for (skip(true); i < bytes.size(); skip(true)) {
        const std::size_t begin = i;
        if (most-- == 0) {
            spans.emplace_back(begin, bytes.size()); // the rest keeps its space
            return spans;
        }
        skip(false);
        spans.emplace_back(begin, i);
    }
    return spans;
}

Spans splitAt(Runtime& runtime, std::string_view bytes, std::string_view separator, std::int64_t most)
{
    Spans spans;
    std::size_t begin = 0;
    for (;;) {
        const std::size_t at = most-- == 0 ? std::string_view::npos : findText(runtime, bytes, separator, begin);
        if (at == std::string_view::npos) {
            spans.emplace_back(begin, bytes.size());
            return spans;
        }
        spans.emplace_back(begin, at);
        begin = at + separator.size();
    }
}

Spans splitAtFromRight(Runtime& runtime, std::string_view bytes, std::string_view separator, std::int64_t most)
{
    Spans spans;
    std::size_t end = bytes.size();
    for (;;) {
        const bool room = end >= separator.size() && most-- != 0;
        const std::size_t at =
            room ? findTextFromRight(runtime, bytes.substr(0, end), separator) : std::string_view::npos;
        if (at == std::string_view::npos) {
            spans.emplace_back(0, end);
            std::reverse(spans.begin(), spans.end());
            return spans;
        }
        spans.emplace_back(at + separator.size(), end);
        end = at;
    }
}

Spans splitAtSpaceFromRight(std::string_view bytes, std::int64_t most)
{
    Spans all = splitAtSpace(bytes, -1);
    if (most < 0 || all.size() <= static_cast<std::size_t>(most))
        return all;
    const std::size_t joined = all.size() - static_cast<std::size_t>(most); // the first ones stay one piece
    Spans out{{0, all[joined - 1].second}};
    out.insert(out.end(), all.begin() + static_cast<std::ptrdiff_t>(joined), all.end());
    return out;
}

Value splitWith(Runtime& runtime, Function& f, const CallArgs& args, bool fromRight)
{
    const Bound bound(f.name, args, {"sep", "maxsplit"});
    const std::string_view bytes = f.self.view();
    const std::int64_t most = bound.integer(1, -1);
    runtime.handle(4 * bytes.size());
    if (bound.absent(0))
        return pieces(runtime, f.self, fromRight ? splitAtSpaceFromRight(bytes, most) : splitAtSpace(bytes, most));
    const std::string_view separator = bound.text(0).view();
    if (separator.empty())
        throw RenderFailure("empty separator");
    return pieces(runtime, f.self,
                  fromRight ? splitAtFromRight(runtime, bytes, separator, most)
                            : splitAt(runtime, bytes, separator, most));
}

Value split(Runtime& runtime, Function& f, const CallArgs& args)
{
    return splitWith(runtime, f, args, false);
}

Value rsplit(Runtime& runtime, Function& f, const CallArgs& args)
{
    return splitWith(runtime, f, args, true);
}

Value splitlines(Runtime& runtime, Function& f, const CallArgs& args)
{
    const Bound bound("splitlines", args, {"keepends"});
    const bool keep = bound.flag(0, false);
    runtime.handle(4 * f.self.text().size());
    Spans spans;
    for (const Line& line : lines(f.self.view()))
        spans.emplace_back(line.begin, keep ? line.next : line.end);
    return pieces(runtime, f.self, spans);
}

Value partitionWith(Runtime& runtime, Function& f, const CallArgs& args, bool fromRight)
{
    const Bound bound(f.name, args, {"sep"}, 1);
    const Text& text = f.self.text();
    const std::string_view separator = bound.text(0).view();
    if (separator.empty())
        throw RenderFailure("empty separator");
    runtime.handle(text.size());
    const std::size_t at =
        fromRight ? findTextFromRight(runtime, text.view(), separator) : findText(runtime, text.view(), separator);
    const Value none = runtime.string(Text());
    if (at == std::string_view::npos)
        return runtime.tuple(fromRight ? std::vector<Value>{none, none, f.self}
                                       : std::vector<Value>{f.self, none, none});
    return runtime.tuple({runtime.string(text.slice(0, at)), runtime.string(text.slice(at, separator.size())),
                          runtime.string(text.slice(at + separator.size()))});
}

Value partition(Runtime& runtime, Function& f, const CallArgs& args)
{
    return partitionWith(runtime, f, args, false);
}

Value rpartition(Runtime& runtime, Function& f, const CallArgs& args)
{
    return partitionWith(runtime, f, args, true);
}

Value removePrefix(Runtime& runtime, Function& f, const CallArgs& args)
{
    const Bound bound("removeprefix", args, {"prefix"}, 1);
    const std::string_view prefix = bound.text(0).view();
    return f.self.view().starts_with(prefix) ? runtime.string(f.self.text().slice(prefix.size())) : f.self;
}

Value removeSuffix(Runtime& runtime, Function& f, const CallArgs& args)
{
    const Bound bound("removesuffix", args, {"suffix"}, 1);
    const std::string_view suffix = bound.text(0).view();
    return f.self.view().ends_with(suffix)
               ? runtime.string(f.self.text().slice(0, f.self.text().size() - suffix.size()))
               : f.self;
}

constexpr MethodEntry kMethods[] = {{"strip", stripBoth},
                                    {"lstrip", stripLeft},
                                    {"rstrip", stripRight},
                                    {"split", split},
                                    {"rsplit", rsplit},
                                    {"splitlines", splitlines},
                                    {"partition", partition},
                                    {"rpartition", rpartition},
                                    {"removeprefix", removePrefix},
                                    {"removesuffix", removeSuffix}};

} // namespace

const MethodEntry* findSplitMethod(std::string_view name)
{
    const auto* found =
        std::find_if(std::begin(kMethods), std::end(kMethods), [name](const MethodEntry& m) { return name == m.name; });
    return found == std::end(kMethods) ? nullptr : found;
}

} // namespace engine::text::jinja
