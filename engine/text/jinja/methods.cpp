// SPDX-License-Identifier: GPL-3.0-or-later
// Methods of dict, list, tuple and numbers; attributes of loop and macro.
#include "engine/text/jinja/methods.h"

#include "engine/text/jinja/access.h"
#include "engine/text/jinja/ast.h"
#include "engine/text/jinja/failure.h"
#include "engine/text/jinja/loop.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace engine::text::jinja
{

namespace
{

Value dictKeys(Runtime& runtime, Function& f, const CallArgs& args)
{
    const Bound none("keys", args, {});
    return runtime.view(View::Of::Keys, f.self);
}

Value dictValues(Runtime& runtime, Function& f, const CallArgs& args)
{
    const Bound none("values", args, {});
    return runtime.view(View::Of::Values, f.self);
}

Value dictItems(Runtime& runtime, Function& f, const CallArgs& args)
{
    const Bound none("items", args, {});
    return runtime.view(View::Of::Items, f.self);
}

Value dictGet(Runtime& runtime, Function& f, const CallArgs& args)
{
    if (!args.named.empty())
        throw RenderFailure("get takes no keyword arguments");
    const Bound bound("get", args, {"key", "default"}, 1);
    runtime.tick();
    if (const Value* found = f.self.as<Dict>().find(bound.at(0)))
        return *found;
    return bound.get(1) ? bound.at(1) : Value();
}

Value dictCopy(Runtime& runtime, Function& f, const CallArgs& args)
{
    const Bound none("copy", args, {});
    return runtime.dict(f.self.as<Dict>().entries);
}

Value listCopy(Runtime& runtime, Function& f, const CallArgs& args)
{
    const Bound none("copy", args, {});
    return runtime.list(f.self.as<List>().items, f.self.kind());
}

Value listCount(Runtime& runtime, Function& f, const CallArgs& args)
{
    const Bound bound("count", args, {"value"}, 1);
    std::int64_t count = 0;
    for (const Value& item : f.self.as<List>().items) {
        chargeComparison(runtime, item, bound.at(0));
        count += identical(item, bound.at(0)) || equal(item, bound.at(0)) ? 1 : 0;
    }
    return Value::integer(count);
}

Value listIndex(Runtime& runtime, Function& f, const CallArgs& args)
{
    const Bound bound("index", args, {"value", "start", "stop"}, 1);
    const auto& items = f.self.as<List>().items;
    const auto size = static_cast<std::int64_t>(items.size());
    const auto place = [size](std::int64_t i) { return std::clamp<std::int64_t>(i < 0 ? i + size : i, 0, size); };
    for (std::int64_t i = place(bound.integer(1, 0)); i < place(bound.integer(2, size)); ++i) {
        const Value& item = items[static_cast<std::size_t>(i)];
        chargeComparison(runtime, item, bound.at(0));
        if (identical(item, bound.at(0)) || equal(item, bound.at(0)))
            return Value::integer(i);
    }
    throw RenderFailure("the value is not in the list");
}

Value floatIsInteger(Runtime& runtime, Function& f, const CallArgs& args)
{
    const Bound none("is_integer", args, {});
    runtime.tick();
    const double d = f.self.asDouble();
    return Value::boolean(std::isfinite(d) && std::floor(d) == d);
}

constexpr MethodEntry kDictMethods[] = {
    {"keys", dictKeys}, {"values", dictValues}, {"items", dictItems}, {"get", dictGet}, {"copy", dictCopy}};
constexpr MethodEntry kListMethods[] = {{"count", listCount}, {"index", listIndex}, {"copy", listCopy}};

constexpr std::string_view kDictChanges[] = {"clear", "pop", "popitem", "setdefault", "update"};
constexpr std::string_view kListChanges[] = {"append", "clear", "extend", "insert", "pop", "remove", "reverse", "sort"};

template <std::size_t N>
const MethodEntry* findIn(const MethodEntry (&table)[N], std::string_view name)
{
    const auto* found =
        std::find_if(std::begin(table), std::end(table), [name](const MethodEntry& m) { return name == m.name; });
    return found == std::end(table) ? nullptr : found;
}

template <std::size_t N>
bool changes(const std::string_view (&names)[N], std::string_view name)
{
    return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

const MethodEntry* findMethod(const Value& value, std::string_view name)
{
    static constexpr MethodEntry kIsInteger = {"is_integer", floatIsInteger};
    switch (value.kind()) {
    case Kind::String: {
        const MethodEntry* found = findTextMethod(name);
        found = found ? found : findSplitMethod(name);
        return found ? found : findTextPredicate(name);
    }
    case Kind::Dict:
        return findIn(kDictMethods, name);
    case Kind::List:
        return findIn(kListMethods, name);
    case Kind::Tuple:
        return name == "copy" ? nullptr : findIn(kListMethods, name);
    case Kind::Float:
        return name == "is_integer" ? &kIsInteger : nullptr;
    default:
        return nullptr;
    }
}

} // namespace

bool methodAttribute(Runtime& runtime, const Value& value, const std::string& name, Value& out)
{
    if (value.is(Kind::Tuple) && value.as<List>().isGroup && (name == "grouper" || name == "list")) {
        out = value.as<List>().items[name == "list" ? 1 : 0];
        return true;
    }
    if (const MethodEntry* method = findMethod(value, name)) {
        out = runtime.function(method->name, method->code, value);
        return true;
    }
    const bool forbidden =
        (value.is(Kind::Dict) && changes(kDictChanges, name)) || (value.is(Kind::List) && changes(kListChanges, name));
    if (forbidden) {
        // Undefined like in the sandbox, with the reason for the moment it is called.
        out = runtime.undefined("'" + name + "' would change a " + typeName(value) +
                                ", which the sandbox that templates are written for forbids");
        return true;
    }
    return false;
}

namespace
{

Value loopCycle(Runtime& runtime, Function& f, const CallArgs& args)
{
    runtime.tick();
    if (args.positional.empty() || !args.named.empty())
        throw RenderFailure("no items for cycling given");
    const auto index = static_cast<std::size_t>(f.self.as<Loop>().index0);
    return args.positional[index % args.positional.size()];
}

Value loopChanged(Runtime& runtime, Function& f, const CallArgs& args)
{
    Loop& loop = f.self.as<Loop>();
    bool same = loop.everChanged && loop.lastChanged.size() == args.positional.size();
    for (std::size_t i = 0; same && i < args.positional.size(); ++i) {
        chargeComparison(runtime, loop.lastChanged[i], args.positional[i]);
        same = equal(loop.lastChanged[i], args.positional[i]);
    }
    loop.everChanged = true;
    loop.lastChanged = args.positional;
    return Value::boolean(!same);
}

} // namespace

bool loopAttribute(Runtime& runtime, const Value& value, const std::string& name, Value& out)
{
    const Loop& loop = value.as<Loop>();
    const auto number = [&out](std::int64_t i) {
        out = Value::integer(i);
        return true;
    };
    if (name == "index0")
        return number(loop.index0);
    if (name == "index")
        return number(loop.index0 + 1);
    if (name == "length")
        return number(loop.length());
    if (name == "revindex0")
        return number(loop.length() - loop.index0 - 1);
    if (name == "revindex")
        return number(loop.length() - loop.index0);
    if (name == "depth")
        return number(loop.depth0 + 1);
    if (name == "depth0")
        return number(loop.depth0);
    if (name == "first") {
        out = Value::boolean(loop.index0 == 0);
    } else if (name == "last") {
        out = Value::boolean(loop.peek() == nullptr);
    } else if (name == "previtem") {
        out = loop.index0 == 0 ? runtime.undefined("there is no previous item") : loop.previous;
    } else if (name == "nextitem") {
        const Value* next = loop.peek();
        out = next ? *next : runtime.undefined("there is no next item");
    } else if (name == "cycle") {
        out = runtime.function("cycle", loopCycle, value);
    } else if (name == "changed") {
        out = runtime.function("changed", loopChanged, value);
    } else {
        return false;
    }
    return true;
}

bool macroAttribute(Runtime& runtime, const Value& value, const std::string& name, Value& out)
{
    const Stmt& macro = *value.as<Macro>().definition;
    if (name == "name") {
        out = macro.name.empty() ? Value() : runtime.string(macro.name, true);
    } else if (name == "arguments") {
        std::vector<Value> names;
        for (const ExprPtr& parameter : macro.parameters)
            names.push_back(runtime.string(parameter->name, true));
        out = runtime.tuple(std::move(names));
    } else if (name == "catch_kwargs") {
        out = Value::boolean(macro.kwargsSlot >= 0);
    } else if (name == "catch_varargs") {
        out = Value::boolean(macro.varargsSlot >= 0);
    } else if (name == "caller") {
        out = Value::boolean(macro.callerSlot >= 0);
    } else {
        return false;
    }
    return true;
}

} // namespace engine::text::jinja
