// SPDX-License-Identifier: GPL-3.0-or-later
// Filters over lists: joining, ordering, cutting.
#include "engine/text/jinja/access.h"
#include "engine/text/jinja/attribute_path.h"
#include "engine/text/jinja/failure.h"
#include "engine/text/jinja/filters.h"
#include "engine/text/jinja/print.h"
#include "engine/text/jinja/text_edit.h"
#include "engine/text/jinja/unicode.h"

#include <algorithm>
#include <array>
#include <set>

namespace engine::text::jinja
{

namespace
{

Value joinFilter(Runtime& runtime, const Value& value, const CallArgs& args)
{
    const Bound bound("join", args, {"d", "attribute"});
    const Text separator = bound.get(0) ? toStr(runtime, bound.at(0)) : Text();
    std::vector<Text> parts;
    if (bound.absent(1)) {
        for (const Value& item : iterate(runtime, value))
            parts.push_back(toStr(runtime, item));
    } else {
        const AttributePath path(runtime, bound.at(1));
        for (const Value& item : iterate(runtime, value))
            parts.push_back(toStr(runtime, path.of(runtime, item)));
    }
    return runtime.string(join(runtime, separator, parts));
}

Value first(Runtime& runtime, const Value& value, const CallArgs& args)
{
    const Bound none("first", args, {});
    if (value.isString() && !value.text().empty()) // without taking a long text apart
        return runtime.string(value.text().slice(0, characterAt(value.view(), 0).length));
    const std::vector<Value> items = iterate(runtime, value);
    return items.empty() ? runtime.undefined("no first item, the sequence was empty") : items.front();
}

Value last(Runtime& runtime, const Value& value, const CallArgs& args)
{
    const Bound none("last", args, {});
    const bool reversible = isIterable(value) && !value.is(Kind::Generator) && !value.is(Kind::Loop);
    if (!reversible)
        throw RenderFailure(std::string("'") + typeName(value) + "' object is not reversible");
    const std::vector<Value> items = iterate(runtime, value);
    return items.empty() ? runtime.undefined("no last item, the sequence was empty") : items.back();
}

Value listFilter(Runtime& runtime, const Value& value, const CallArgs& args)
{
    const Bound none("list", args, {});
    return runtime.list(iterate(runtime, value));
}

Value items(Runtime& runtime, const Value& value, const CallArgs& args)
{
    const Bound none("items", args, {});
    return runtime.generator("generator", value, [&runtime, value](std::vector<Value>& out) {
        if (value.isUndefined())
            return;
        if (!value.is(Kind::Dict))
            throw RenderFailure("items: can only get item pairs from a mapping");
        for (const auto& [key, item] : value.as<Dict>().entries)
            out.push_back(runtime.tuple({key, item}));
    });
}

Value reverse(Runtime& runtime, const Value& value, const CallArgs& args)
{
    const Bound none("reverse", args, {});
    if (value.isString())
        return slice(runtime, value, Value(), Value(), Value::integer(-1));
    std::vector<Value> all = iterate(runtime, value);
    std::reverse(all.begin(), all.end());
    const bool becomesList = value.is(Kind::Generator) || value.isUndefined();
    return becomesList ? runtime.list(std::move(all)) : runtime.generatorOf("reversed", std::move(all));
}

Value sort(Runtime& runtime, const Value& value, const CallArgs& args)
{
    const Bound bound("sort", args, {"reverse", "case_sensitive", "attribute"});
    std::vector<Value> all = iterate(runtime, value);
    std::vector<AttributePath> paths;
    if (!bound.absent(2) && bound.at(2).isString()) {
        const std::string names = bound.text(2).bytes();
        for (std::size_t begin = 0; begin <= names.size();) {
            const std::size_t end = std::min(names.find(',', begin), names.size());
            paths.emplace_back(runtime, runtime.string(names.substr(begin, end - begin), true));
            begin = end + 1;
        }
    } else {
        paths.emplace_back(runtime, bound.get(2) ? bound.at(2) : Value());
    }
    std::vector<Value> keys;
    for (const Value& item : all) {
        std::vector<Value> parts;
        for (const AttributePath& path : paths) {
            const Value part = path.of(runtime, item);
            parts.push_back(bound.flag(1, false) ? part : ignoringCase(runtime, part));
        }
        keys.push_back(runtime.list(std::move(parts)));
    }
    return runtime.list(sortedBy(runtime, std::move(all), std::move(keys), bound.flag(0, false)));
}

Value dictSort(Runtime& runtime, const Value& value, const CallArgs& args)
{
    const Bound bound("dictsort", args, {"case_sensitive", "by", "reverse"});
    const std::string by = bound.get(1) ? bound.text(1).bytes() : "key";
    if (by != "key" && by != "value")
        throw RenderFailure("dictsort: you can only sort by either \"key\" or \"value\"");
    if (!value.is(Kind::Dict))
        throw RenderFailure(value.isUndefined()
                                ? value.as<Undefined>().message()
                                : std::string("dictsort needs a mapping, not '") + typeName(value) + "'");
    std::vector<Value> pairs, keys;
    for (const auto& [key, item] : value.as<Dict>().entries) {
        const Value& sortKey = by == "key" ? key : item;
        keys.push_back(bound.flag(0, false) ? sortKey : ignoringCase(runtime, sortKey));
        pairs.push_back(runtime.tuple({key, item}));
    }
    return runtime.list(sortedBy(runtime, std::move(pairs), std::move(keys), bound.flag(2, false)));
}

Value unique(Runtime& runtime, const Value& value, const CallArgs& args)
{
    const Bound bound("unique", args, {"case_sensitive", "attribute"});
    const bool exact = bound.flag(0, false);
    const Value attribute = bound.get(1) ? bound.at(1) : Value();
    return runtime.generator("generator", value, [&runtime, value, exact, attribute](std::vector<Value>& out) {
        const AttributePath path(runtime, attribute);
        std::set<std::string> seen;
        for (const Value& item : iterate(runtime, value)) {
            const Value key = path.of(runtime, item);
            if (seen.insert(keyOf(exact ? key : ignoringCase(runtime, key))).second)
                out.push_back(item);
            runtime.step();
        }
    });
}

Value extreme(Runtime& runtime, const Value& value, const CallArgs& args, int wanted)
{
    const Bound bound(wanted < 0 ? "min" : "max", args, {"case_sensitive", "attribute"});
    const std::vector<Value> all = iterate(runtime, value);
    if (all.empty())
        return runtime.undefined("no aggregated item, the sequence was empty");
    const AttributePath path(runtime, bound.get(1) ? bound.at(1) : Value());
    const auto keyFor = [&](const Value& item) {
        const Value key = path.of(runtime, item);
        return bound.flag(0, false) ? key : ignoringCase(runtime, key);
    };
    std::size_t best = 0;
    Value bestKey = keyFor(all[0]);
    for (std::size_t i = 1; i < all.size(); ++i) {
        const Value key = keyFor(all[i]);
        chargeComparison(runtime, key, bestKey);
        if (compare(key, bestKey, wanted < 0 ? "<" : ">") == wanted) {
            best = i;
            bestKey = key;
        }
    }
    return all[best];
}

Value minimum(Runtime& runtime, const Value& value, const CallArgs& args)
{
    return extreme(runtime, value, args, -1);
}

Value maximum(Runtime& runtime, const Value& value, const CallArgs& args)
{
    return extreme(runtime, value, args, 1);
}

Value batch(Runtime& runtime, const Value& value, const CallArgs& args)
{
    const Bound bound("batch", args, {"linecount", "fill_with"}, 1);
    const std::int64_t count = bound.integer(0, 1);
    const Value fill = bound.get(1) ? bound.at(1) : Value();
    return runtime.generator("generator", value, [&runtime, value, count, fill](std::vector<Value>& out) {
        std::vector<Value> row;
        for (const Value& item : iterate(runtime, value)) {
            if (static_cast<std::int64_t>(row.size()) == count)
                out.push_back(runtime.list(std::exchange(row, {})));
            row.push_back(item);
        }
        if (row.empty())
            return;
        if (!fill.isNone() && count > kMaxRange)
            throw RenderFailure("batch: the line count is too large");
        while (!fill.isNone() && static_cast<std::int64_t>(row.size()) < count)
            row.push_back(fill);
        out.push_back(runtime.list(std::move(row)));
    });
}

Value sliceFilter(Runtime& runtime, const Value& value, const CallArgs& args)
{
    const Bound bound("slice", args, {"slices", "fill_with"}, 1);
    const std::int64_t slices = bound.integer(0, 1);
    const Value fill = bound.get(1) ? bound.at(1) : Value();
    return runtime.generator("generator", value, [&runtime, value, slices, fill](std::vector<Value>& out) {
        if (slices == 0)
            throw RenderFailure("slice: integer division or modulo by zero");
        if (slices > kMaxRange)
            throw RenderFailure("slice: too many slices");
        const std::vector<Value> all = iterate(runtime, value);
        const auto size = static_cast<std::int64_t>(all.size());
        const std::int64_t each = size / slices, extra = size % slices;
        auto at = all.begin();
        for (std::int64_t i = 0; i < slices; ++i) {
            const auto end = at + static_cast<std::ptrdiff_t>(each + (i < extra ? 1 : 0));
            std::vector<Value> part(at, end);
            at = end;
            if (!fill.isNone() && i >= extra)
                part.push_back(fill);
            out.push_back(runtime.list(std::move(part)));
        }
    });
}

constexpr std::array kFilters = {
    FilterEntry{"join", joinFilter},  FilterEntry{"first", first},       FilterEntry{"last", last},
    FilterEntry{"list", listFilter},  FilterEntry{"items", items},       FilterEntry{"reverse", reverse},
    FilterEntry{"sort", sort},        FilterEntry{"dictsort", dictSort}, FilterEntry{"unique", unique},
    FilterEntry{"min", minimum},      FilterEntry{"max", maximum},       FilterEntry{"batch", batch},
    FilterEntry{"slice", sliceFilter}};

} // namespace

std::span<const FilterEntry> sequenceFilters()
{
    return kFilters;
}

} // namespace engine::text::jinja
