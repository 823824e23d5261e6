// SPDX-License-Identifier: GPL-3.0-or-later
// map, select, reject, selectattr, rejectattr and groupby. They wait until someone walks their result.
#include "engine/text/jinja/access.h"
#include "engine/text/jinja/attribute_path.h"
#include "engine/text/jinja/failure.h"
#include "engine/text/jinja/filters.h"
#include "engine/text/jinja/predicates.h"

#include <array>

namespace engine::text::jinja
{

namespace
{

std::string nameOf(const Value& value, const char* what)
{
    if (!value.isString())
        throw RenderFailure(std::string("the name of a ") + what + " must be a string, not '" + typeName(value) + "'");
    return value.text().bytes();
}

void mapAttribute(Runtime& runtime, const Value& value, const CallArgs& args, std::vector<Value>& out)
{
    const Bound bound("map", args, {"attribute", "default"}, 1);
    const AttributePath path(runtime, bound.at(0));
    const Value* otherwise = bound.absent(1) ? nullptr : &bound.at(1);
    for (const Value& item : iterate(runtime, value))
        out.push_back(path.of(runtime, item, otherwise));
}

void mapFilter(Runtime& runtime, const Value& value, const CallArgs& args, std::vector<Value>& out)
{
    if (args.positional.empty())
        throw RenderFailure("map requires a filter argument");
    const std::string name = nameOf(args.positional.front(), "filter");
    const FilterEntry* filter = findFilter(name);
    const std::vector<Value> items = iterate(runtime, value);
    if (!filter)
        throw RenderFailure("no filter named '" + name + "'");
    const CallArgs rest{{args.positional.begin() + 1, args.positional.end()}, args.named};
    for (const Value& item : items) {
        runtime.step();
        out.push_back(filter->apply(runtime, item, rest));
    }
}

Value map(Runtime& runtime, const Value& value, const CallArgs& args)
{
    const bool byAttribute = args.positional.empty() && !args.named.empty();
    return runtime.generator("generator", value, [&runtime, value, args, byAttribute](std::vector<Value>& out) {
        if (!truth(value))
            return;
        if (byAttribute)
            mapAttribute(runtime, value, args, out);
        else
            mapFilter(runtime, value, args, out);
    });
}

void selectInto(Runtime& runtime, const Value& value, const CallArgs& args, bool wanted, bool byAttribute,
                std::vector<Value>& out)
{
    if (byAttribute && args.positional.empty())
        throw RenderFailure("missing parameter for attribute name");
    const AttributePath path(runtime, byAttribute ? args.positional.front() : Value());
    const std::size_t at = byAttribute ? 1 : 0;
    const TestEntry* test = nullptr;
    CallArgs rest;
    if (args.positional.size() > at) {
        const std::string name = nameOf(args.positional[at], "test");
        test = findTest(name);
        if (!test)
            throw RenderFailure("no test named '" + name + "'");
        rest = {{args.positional.begin() + static_cast<std::ptrdiff_t>(at) + 1, args.positional.end()}, args.named};
    }
    for (const Value& item : iterate(runtime, value)) {
        runtime.step();
        const Value subject = byAttribute ? path.of(runtime, item) : item;
        if ((test ? test->holds(runtime, subject, rest) : truth(subject)) == wanted)
            out.push_back(item);
    }
}

template <bool wanted, bool byAttribute>
Value select(Runtime& runtime, const Value& value, const CallArgs& args)
{
    return runtime.generator("generator", value, [&runtime, value, args](std::vector<Value>& out) {
        if (truth(value))
            selectInto(runtime, value, args, wanted, byAttribute, out);
    });
}

Value groupBy(Runtime& runtime, const Value& value, const CallArgs& args)
{
    const Bound bound("groupby", args, {"attribute", "default", "case_sensitive"}, 1);
    const AttributePath path(runtime, bound.at(0));
    const Value* otherwise = bound.absent(1) ? nullptr : &bound.at(1);
    const bool exact = bound.flag(2, false);
    const auto keyFor = [&](const Value& item) {
        const Value key = path.of(runtime, item, otherwise);
        return exact ? key : ignoringCase(runtime, key);
    };
    std::vector<Value> items = iterate(runtime, value), keys;
    for (const Value& item : items)
        keys.push_back(keyFor(item));
    items = sortedBy(runtime, std::move(items), std::move(keys), false);
    std::vector<Value> groups;
    for (std::size_t begin = 0; begin < items.size();) {
        const Value key = keyFor(items[begin]);
        std::size_t end = begin + 1;
        while (end < items.size() && equal(keyFor(items[end]), key))
            ++end;
        std::vector<Value> members(items.begin() + static_cast<std::ptrdiff_t>(begin),
                                   items.begin() + static_cast<std::ptrdiff_t>(end));
        const Value shown = path.of(runtime, items[begin], otherwise);
        Value group = runtime.tuple({shown, runtime.list(std::move(members))});
        group.as<List>().isGroup = true;
        groups.push_back(group);
        begin = end;
    }
    return runtime.list(std::move(groups));
}

constexpr std::array kFilters = {FilterEntry{"map", map},
                                 FilterEntry{"select", select<true, false>},
                                 FilterEntry{"reject", select<false, false>},
                                 FilterEntry{"selectattr", select<true, true>},
                                 FilterEntry{"rejectattr", select<false, true>},
                                 FilterEntry{"groupby", groupBy}};

} // namespace

std::span<const FilterEntry> selectFilters()
{
    return kFilters;
}

} // namespace engine::text::jinja
