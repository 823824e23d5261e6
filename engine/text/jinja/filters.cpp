// SPDX-License-Identifier: GPL-3.0-or-later
// The register of filters, and the ones that fit no other kind.
#include "engine/text/jinja/filters.h"

#include "engine/text/jinja/access.h"
#include "engine/text/jinja/failure.h"
#include "engine/text/jinja/json_filter.h"
#include "engine/text/jinja/print.h"

#include <algorithm>
#include <array>

namespace engine::text::jinja
{

namespace
{

Value lengthFilter(Runtime& runtime, const Value& value, const CallArgs& args)
{
    const Bound none("length", args, {});
    return Value::integer(length(runtime, value));
}

Value defaultFilter(Runtime& runtime, const Value& value, const CallArgs& args)
{
    const Bound bound("default", args, {"default_value", "boolean"});
    const bool replaced = value.isUndefined() || (bound.flag(1, false) && !truth(value));
    if (!replaced)
        return value;
    return bound.get(0) ? bound.at(0) : runtime.string(Text());
}

Value attrFilter(Runtime& runtime, const Value& value, const CallArgs& args)
{
    const Bound bound("attr", args, {"name"}, 1);
    const std::string& name = bound.text(0).bytes();
    if (value.is(Kind::Dict)) { // only real attributes, never items
        const Value* hidden = value.as<Dict>().find(std::string_view(name));
        const Value found = attribute(runtime, value, name);
        return hidden && found.object() == hidden->object() ? runtime.undefinedAttribute(value, name) : found;
    }
    return attribute(runtime, value, name);
}

Value unavailable(Runtime& runtime, const Value&, const CallArgs&)
{
    runtime.tick();
    throw RenderFailure("the filters urlize, random and pprint are not available in chat templates");
}

constexpr std::array kGeneral = {
    FilterEntry{"length", lengthFilter}, FilterEntry{"count", lengthFilter}, FilterEntry{"default", defaultFilter},
    FilterEntry{"d", defaultFilter},     FilterEntry{"attr", attrFilter},    FilterEntry{"tojson", toJson},
    FilterEntry{"urlize", unavailable},  FilterEntry{"random", unavailable}, FilterEntry{"pprint", unavailable}};

} // namespace

const FilterEntry* findFilter(std::string_view name)
{
    for (const std::span<const FilterEntry> table :
         {std::span<const FilterEntry>(kGeneral), textFilters(), sequenceFilters(), selectFilters(), numberFilters()}) {
        const auto found =
            std::find_if(table.begin(), table.end(), [name](const FilterEntry& f) { return name == f.name; });
        if (found != table.end())
            return &*found;
    }
    return nullptr;
}

} // namespace engine::text::jinja
