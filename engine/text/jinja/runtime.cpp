// SPDX-License-Identifier: GPL-3.0-or-later
// Making values and counting what they cost.
#include "engine/text/jinja/runtime.h"

#include "engine/text/jinja/failure.h"
#include "engine/text/jinja/print.h"

#include <algorithm>

namespace engine::text::jinja
{

void Runtime::checkDepth(int depth)
{
    if (depth > kMaxValueDepth)
        throw RenderFailure("values are nested too deeply: more than " + std::to_string(kMaxValueDepth) + " levels");
}

void Runtime::hold(std::size_t bytes)
{
    m_ledger.liveBytes += bytes;
    if (m_ledger.liveBytes > kMaxLiveBytes)
        failMemory();
}

void Runtime::failMemory()
{
    throw RenderFailure("the template needs too much memory: more than " + std::to_string(kMaxLiveBytes >> 20) +
                        " MiB");
}

Runtime::~Runtime()
{
    dropNamespaces();
}

void Runtime::dropNamespaces()
{
    for (const auto& space : m_namespaces)
        space->attributes.clear(); // what it pointed to is still held by the list, so this never recurses
    m_namespaces.clear();
}

void Runtime::failSteps()
{
    throw RenderFailure("the template takes too long: more than " + std::to_string(kMaxSteps) + " steps");
}

void Runtime::checkTextSize(std::size_t bytes)
{
    if (bytes > kMaxTextBytes)
        throw RenderFailure("the text grows too long: more than " + std::to_string(kMaxTextBytes >> 20) + " MiB");
}

template <typename T>
std::shared_ptr<T> Runtime::charge(std::shared_ptr<T> object, std::size_t bytes)
{
    tick(8); // an allocation
    object->ledger = &m_ledger;
    object->charged = bytes + sizeof(T);
    hold(object->charged);
    return object;
}

Value Runtime::string(Text text, bool markup)
{
    checkTextSize(text.size());
    handle(text.size());
    auto object = std::make_shared<String>();
    object->text = std::move(text);
    object->markup = markup;
    const std::size_t bytes = object->text.heapBytes();
    return {Kind::String, charge(std::move(object), bytes)};
}

Value Runtime::list(std::vector<Value> items, Kind kind)
{
    handleItems(items.size());
    auto object = std::make_shared<List>();
    for (const Value& item : items)
        object->depth = std::max(object->depth, depthOf(item) + 1);
    checkDepth(object->depth);
    object->items = std::move(items);
    const std::size_t bytes = object->items.capacity() * sizeof(Value);
    return {kind, charge(std::move(object), bytes)};
}

Value Runtime::dict(std::vector<std::pair<Value, Value>> entries)
{
    handleItems(2 * entries.size());
    auto object = std::make_shared<Dict>();
    for (auto& [key, value] : entries)
        object->set(key, std::move(value));
    checkDepth(object->depth);
    const std::size_t bytes = object->entries.capacity() * 4 * sizeof(Value);
    return {Kind::Dict, charge(std::move(object), bytes)};
}

Value Runtime::generator(const char* name, const Value& source, std::function<void(std::vector<Value>&)> fill)
{
    auto object = std::make_shared<Generator>();
    object->depth = depthOf(source) + 1;
    checkDepth(object->depth);
    object->name = name;
    object->fill = std::move(fill);
    return {Kind::Generator, charge(std::move(object), 0)};
}

Value Runtime::generatorOf(const char* name, std::vector<Value> items)
{
    handleItems(items.size());
    auto object = std::make_shared<Generator>();
    object->name = name;
    for (const Value& item : items)
        object->depth = std::max(object->depth, depthOf(item) + 1);
    checkDepth(object->depth);
    object->items = std::move(items);
    const std::size_t bytes = object->items.capacity() * sizeof(Value);
    return {Kind::Generator, charge(std::move(object), bytes)};
}

Value Runtime::function(const char* name, Builtin code, Value self)
{
    auto object = std::make_shared<Function>();
    object->name = name;
    object->code = code;
    object->self = std::move(self);
    checkDepth(depthOf(object->self) + 1);
    return {Kind::Function, charge(std::move(object), 0)};
}

Value Runtime::nameSpace(std::vector<std::pair<std::string, Value>> attributes)
{
    auto object = charge(std::make_shared<Namespace>(), 0);
    for (auto& [name, value] : attributes)
        setAttribute(*object, name, std::move(value));
    m_namespaces.push_back(object);
    return {Kind::Namespace, std::move(object)};
}

void Runtime::setAttribute(Namespace& target, const std::string& name, Value value)
{
    target.depth = std::max(target.depth, depthOf(value) + 1);
    checkDepth(target.depth);
    for (auto& [present, slot] : target.attributes) {
        if (present == name) {
            slot = std::move(value);
            return;
        }
    }
    target.attributes.emplace_back(name, std::move(value));
}

Value Runtime::range(std::int64_t start, std::int64_t stop, std::int64_t step)
{
    auto object = charge(std::make_shared<Range>(), 0);
    object->start = start;
    object->stop = stop;
    object->step = step;
    return {Kind::Range, std::move(object)};
}

Value Runtime::view(View::Of of, Value dict)
{
    auto object = charge(std::make_shared<View>(), 0);
    object->of = of;
    object->dict = std::move(dict);
    return {Kind::View, std::move(object)};
}

Value Runtime::undefined(std::string hint)
{
    auto object = charge(std::make_shared<Undefined>(), 0);
    object->hint = std::move(hint);
    return {Kind::Undefined, std::move(object)};
}

Value Runtime::undefinedName(std::string name)
{
    auto object = charge(std::make_shared<Undefined>(), 0);
    object->name = std::move(name);
    return {Kind::Undefined, std::move(object)};
}

Value Runtime::undefinedAttribute(const Value& owner, std::string name)
{
    auto object = charge(std::make_shared<Undefined>(), 0);
    object->owner = owner.isNone() ? "None" : std::string(typeName(owner)) + " object";
    object->name = std::move(name);
    return {Kind::Undefined, std::move(object)};
}

} // namespace engine::text::jinja
