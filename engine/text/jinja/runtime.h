// SPDX-License-Identifier: GPL-3.0-or-later
// What everything in a running template shares: the counted budget, the making of values, and calls back into the
// evaluator. One per render, on the stack of the thread that renders.
#pragma once

#include "engine/text/jinja/call_args.h"
#include "engine/text/jinja/value.h"

#include <cstdint>
#include <ctime>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace engine::text::jinja
{

class Runtime
{
public:
    explicit Runtime(const std::tm& now) : m_now(now) {}
    Runtime(const Runtime&) = delete;
    Runtime& operator=(const Runtime&) = delete;
    virtual ~Runtime();

    // Each throws RenderFailure once the template has used up what it may.
    void tick(std::int64_t ticks = 1)
    {
        m_ticks += ticks;
        if (m_ticks > kMaxSteps * kTicksPerStep)
            failSteps();
    }
    void step() { tick(kTicksPerStep); }
    void handle(std::size_t bytes) { tick(static_cast<std::int64_t>(bytes / 64)); }
    void handleItems(std::size_t items) { tick(static_cast<std::int64_t>(items)); }
    static void checkTextSize(std::size_t bytes);
    std::int64_t stepsUsed() const { return m_ticks / kTicksPerStep; }

    Value string(Text text, bool markup = false);
    Value string(std::string bytes, bool fromTemplate) { return string(Text(std::move(bytes), fromTemplate)); }
    Value list(std::vector<Value> items, Kind kind = Kind::List);
    Value tuple(std::vector<Value> items) { return list(std::move(items), Kind::Tuple); }
    Value dict(std::vector<std::pair<Value, Value>> entries); // a later key replaces an earlier one
    // `source` is what `fill` will read: the depth of such chains is bounded by it.
    Value generator(const char* name, const Value& source, std::function<void(std::vector<Value>&)> fill);
    Value generatorOf(const char* name, std::vector<Value> items);
    Value function(const char* name, Builtin code, Value self = Value::missing());
    Value nameSpace(std::vector<std::pair<std::string, Value>> attributes);
    void setAttribute(Namespace& target, const std::string& name, Value value);
    Value range(std::int64_t start, std::int64_t stop, std::int64_t step);
    Value view(View::Of of, Value dict);
    Value undefined(std::string hint);
    Value undefinedName(std::string name);
    Value undefinedAttribute(const Value& owner, std::string name);

    const std::tm& now() const { return m_now; }

    virtual Value call(const Value& callee, const CallArgs& args) = 0;

protected:
    // Namespaces and captured frames can hold each other in a circle; the end of the render cuts them open.
    void dropNamespaces();
    void hold(std::size_t bytes); // alive until the end of the render
    static void checkDepth(int depth);

private:
    template <typename T>
    std::shared_ptr<T> charge(std::shared_ptr<T> object, std::size_t bytes);
    [[noreturn]] static void failSteps();
    [[noreturn]] static void failMemory();

    Ledger m_ledger;
    std::int64_t m_ticks = 0;
    std::tm m_now;
    std::vector<std::shared_ptr<Namespace>> m_namespaces;
};

} // namespace engine::text::jinja
