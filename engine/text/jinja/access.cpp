// SPDX-License-Identifier: GPL-3.0-or-later
// Attributes, items, slices and iteration.
#include "engine/text/jinja/access.h"

#include "engine/text/jinja/ast.h"
#include "engine/text/jinja/failure.h"
#include "engine/text/jinja/loop.h"
#include "engine/text/jinja/methods.h"
#include "engine/text/jinja/unicode.h"

#include <algorithm>

namespace engine::text::jinja
{

namespace
{

// True when `value` has a real attribute of this name (Python's getattr), which then is in `out`.
bool realAttribute(Runtime& runtime, const Value& value, const std::string& name, Value& out)
{
    switch (value.kind()) {
    case Kind::Namespace:
        if (const Value* found = value.as<Namespace>().find(name)) {
            out = *found;
            return true;
        }
        return false;
    case Kind::Loop:
        return loopAttribute(runtime, value, name, out);
    case Kind::Macro:
        return macroAttribute(runtime, value, name, out);
    default:
        return methodAttribute(runtime, value, name, out);
    }
}

bool normalizeIndex(const Value& key, std::int64_t length, std::size_t& index)
{
    std::int64_t i = key.asInt();
    if (i < 0)
        i += length;
    if (i < 0 || i >= length)
        return false;
    index = static_cast<std::size_t>(i);
    return true;
}

// value[key] without the detour over attributes; false when Python raises TypeError or LookupError.
bool realItem(Runtime& runtime, const Value& value, const Value& key, Value& out)
{
    std::size_t index = 0;
    switch (value.kind()) {
    case Kind::Dict: {
        const bool hashable = !key.is(Kind::List) && !key.is(Kind::Dict);
        const Value* found = hashable ? value.as<Dict>().find(key) : nullptr;
        if (found)
            out = *found;
        return found != nullptr;
    }
    case Kind::List:
    case Kind::Tuple: {
        const auto& items = value.as<List>().items;
        if (!key.isIntegral() || !normalizeIndex(key, static_cast<std::int64_t>(items.size()), index))
            return false;
        out = items[index];
        return true;
    }
    case Kind::Range:
        if (!key.isIntegral() || !normalizeIndex(key, value.as<Range>().length(), index))
            return false;
        out = Value::integer(value.as<Range>().at(static_cast<std::int64_t>(index)));
        return true;
    case Kind::String: {
        const String& string = value.as<String>();
        if (!key.isIntegral() || !normalizeIndex(key, static_cast<std::int64_t>(string.length()), index))
            return false;
        runtime.handle(string.isAscii() ? 1 : string.text.size());
        const std::size_t at = string.isAscii() ? index : offsetOfCharacter(string.text.view(), index);
        out = runtime.string(string.text.slice(at, characterAt(string.text.view(), at).length), string.markup);
        return true;
    }
    default:
        return false;
    }
}

struct SliceBounds {
    std::int64_t start = 0, stop = 0, step = 1, count = 0;
};

std::int64_t bound(const Value& value, std::int64_t otherwise, std::int64_t length, std::int64_t low, std::int64_t high)
{
    if (value.isNone())
        return otherwise;
    if (!value.isIntegral())
        throw RenderFailure("slice indices must be integers or None");
    std::int64_t i = value.asInt();
    if (i < 0)
        i = i < -length ? low : i + length;
    return std::clamp(i, low, high);
}

SliceBounds bounds(const Value& start, const Value& stop, const Value& step, std::int64_t length)
{
    SliceBounds b;
    if (!step.isNone()) {
        if (!step.isIntegral())
            throw RenderFailure("slice indices must be integers or None");
        b.step = std::clamp<std::int64_t>(step.asInt(), -(std::int64_t{1} << 40), std::int64_t{1} << 40);
    }
    if (b.step == 0)
        throw RenderFailure("slice step cannot be zero");
    if (b.step > 0) {
        b.start = bound(start, 0, length, 0, length);
        b.stop = bound(stop, length, length, 0, length);
        b.count = b.start < b.stop ? (b.stop - b.start - 1) / b.step + 1 : 0;
    } else {
        b.start = bound(start, length - 1, length, -1, length - 1);
        b.stop = bound(stop, -1, length, -1, length - 1);
        b.count = b.start > b.stop ? (b.start - b.stop - 1) / -b.step + 1 : 0;
    }
    return b;
}

Value sliceString(Runtime& runtime, const String& string, const SliceBounds& b)
{
    const std::string_view bytes = string.text.view();
    runtime.handle(bytes.size());
    const bool ascii = string.isAscii();
    if (b.step == 1) {
        const auto begin = static_cast<std::size_t>(b.start), count = static_cast<std::size_t>(b.count);
        const std::size_t from = ascii ? begin : offsetOfCharacter(bytes, begin);
        const std::size_t size = ascii ? count : offsetOfCharacter(bytes.substr(from), count);
        return runtime.string(string.text.slice(from, size), string.markup);
    }
    runtime.handleItems(string.length());
    std::vector<std::size_t> offsets;
    for (std::size_t i = 0; i < bytes.size(); i += characterAt(bytes, i).length)
        offsets.push_back(i);
    Text out;
    for (std::int64_t n = 0, i = b.start; n < b.count; ++n, i += b.step) {
        const std::size_t at = offsets[static_cast<std::size_t>(i)];
        out.append(string.text, at, characterAt(bytes, at).length);
    }
    return runtime.string(std::move(out), string.markup);
}

void fillGenerator(Runtime& runtime, Generator& generator)
{
    if (!generator.fill)
        return;
    const auto fill = std::move(generator.fill);
    generator.fill = nullptr;
    fill(generator.items);
    runtime.handleItems(generator.items.size());
}

} // namespace

Value attribute(Runtime& runtime, const Value& value, const std::string& name)
{
    if (value.isUndefined())
        throw RenderFailure(value.as<Undefined>().message());
    Value out = Value::missing();
    if (realAttribute(runtime, value, name, out))
        return out;
    if (value.is(Kind::Dict)) {
        if (const Value* found = value.as<Dict>().find(std::string_view(name)))
            return *found;
    }
    return runtime.undefinedAttribute(value, name);
}

Value item(Runtime& runtime, const Value& value, const Value& key)
{
    if (value.isUndefined())
        throw RenderFailure(value.as<Undefined>().message());
    Value out = Value::missing();
    if (realItem(runtime, value, key, out))
        return out;
    if (key.isString() && realAttribute(runtime, value, key.text().bytes(), out))
        return out;
    if (key.isString())
        return runtime.undefinedAttribute(value, key.text().bytes().substr(0, 200));
    const std::string shown = key.isIntegral() ? std::to_string(key.asInt()) : typeName(key);
    return runtime.undefined(std::string("'") + typeName(value) + " object' has no element " + shown);
}

Value slice(Runtime& runtime, const Value& value, const Value& start, const Value& stop, const Value& step)
{
    if (value.isUndefined())
        throw RenderFailure(value.as<Undefined>().message());
    if (value.isString()) {
        const String& string = value.as<String>();
        return sliceString(runtime, string, bounds(start, stop, step, static_cast<std::int64_t>(string.length())));
    }
    if (value.is(Kind::Range)) {
        const Range& range = value.as<Range>();
        const SliceBounds b = bounds(start, stop, step, range.length());
        return runtime.range(range.start + b.start * range.step, range.start + b.stop * range.step,
                             range.step * b.step);
    }
    if (!value.is(Kind::List) && !value.is(Kind::Tuple))
        throw RenderFailure(std::string("'") + typeName(value) + "' object cannot be sliced");
    const auto& items = value.as<List>().items;
    const SliceBounds b = bounds(start, stop, step, static_cast<std::int64_t>(items.size()));
    std::vector<Value> out;
    out.reserve(static_cast<std::size_t>(b.count));
    for (std::int64_t n = 0, i = b.start; n < b.count; ++n, i += b.step)
        out.push_back(items[static_cast<std::size_t>(i)]);
    return runtime.list(std::move(out), value.kind());
}

std::vector<Value> characters(Runtime& runtime, const String& string)
{
    const std::string_view bytes = string.text.view();
    runtime.handleItems(bytes.size());
    std::vector<Value> out;
    for (std::size_t i = 0; i < bytes.size();) {
        const std::size_t size = characterAt(bytes, i).length;
        out.push_back(runtime.string(string.text.slice(i, size)));
        i += size;
    }
    return out;
}

bool isIterable(const Value& value)
{
    switch (value.kind()) {
    case Kind::Undefined:
    case Kind::String:
    case Kind::List:
    case Kind::Tuple:
    case Kind::Dict:
    case Kind::Range:
    case Kind::View:
    case Kind::Generator:
    case Kind::Loop:
        return true;
    default:
        return false;
    }
}

bool hasLength(const Value& value)
{
    return isIterable(value) && !value.is(Kind::Generator);
}

std::int64_t length(Runtime& runtime, const Value& value)
{
    runtime.tick();
    switch (value.kind()) {
    case Kind::Undefined:
        return 0;
    case Kind::String:
        return static_cast<std::int64_t>(value.as<String>().length());
    case Kind::List:
    case Kind::Tuple:
        return static_cast<std::int64_t>(value.as<List>().items.size());
    case Kind::Dict:
        return static_cast<std::int64_t>(value.as<Dict>().entries.size());
    case Kind::Range:
        return value.as<Range>().length();
    case Kind::View:
        return static_cast<std::int64_t>(value.as<View>().dict.as<Dict>().entries.size());
    case Kind::Loop:
        return value.as<Loop>().length();
    default:
        throw RenderFailure(std::string("object of type '") + typeName(value) + "' has no len()");
    }
}

std::vector<Value> iterate(Runtime& runtime, const Value& value)
{
    std::vector<Value> out;
    switch (value.kind()) {
    case Kind::Undefined:
        return out;
    case Kind::String:
        return characters(runtime, value.as<String>());
    case Kind::List:
    case Kind::Tuple:
        runtime.handleItems(value.as<List>().items.size() / 4);
        return value.as<List>().items;
    case Kind::Dict:
        for (const auto& [key, item] : value.as<Dict>().entries)
            out.push_back(key);
        break;
    case Kind::Range: {
        const Range& range = value.as<Range>();
        for (std::int64_t i = 0; i < range.length(); ++i)
            out.push_back(Value::integer(range.at(i)));
        break;
    }
    case Kind::View:
        for (const auto& [key, item] : value.as<View>().dict.as<Dict>().entries) {
            const View::Of of = value.as<View>().of;
            out.push_back(of == View::Of::Keys ? key : of == View::Of::Values ? item : runtime.tuple({key, item}));
        }
        break;
    case Kind::Generator: {
        auto& generator = value.as<Generator>();
        fillGenerator(runtime, generator);
        out.assign(generator.items.begin() + static_cast<std::ptrdiff_t>(generator.position), generator.items.end());
        generator.items.clear();
        generator.position = 0;
        break;
    }
    case Kind::Loop:
        while (value.as<Loop>().next()) {
            runtime.step();
            out.push_back(runtime.tuple({value.as<Loop>().current, value}));
        }
        break;
    default:
        throw RenderFailure(std::string("'") + typeName(value) + "' object is not iterable");
    }
    runtime.handleItems(out.size());
    return out;
}

void chargeComparison(Runtime& runtime, const Value& a, const Value& b)
{
    runtime.tick(2);
    if (a.kind() != b.kind() || a.object() == b.object())
        return;
    switch (a.kind()) {
    case Kind::String:
        return runtime.handle(std::min(a.text().size(), b.text().size()));
    case Kind::List:
    case Kind::Tuple: {
        const auto& x = a.as<List>().items;
        const auto& y = b.as<List>().items;
        for (std::size_t i = 0; i < std::min(x.size(), y.size()); ++i)
            chargeComparison(runtime, x[i], y[i]);
        return;
    }
    case Kind::Dict:
        if (a.as<Dict>().entries.size() != b.as<Dict>().entries.size())
            return;
        for (const auto& [key, value] : a.as<Dict>().entries) {
            if (const Value* other = b.as<Dict>().find(key))
                chargeComparison(runtime, value, *other);
        }
        return;
    default:
        return;
    }
}

} // namespace engine::text::jinja
