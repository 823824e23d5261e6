// SPDX-License-Identifier: GPL-3.0-or-later
// Frames, macros, recursive loops.
#include "engine/text/jinja/evaluator.h"
#include "engine/text/jinja/failure.h"
#include "engine/text/jinja/globals.h"

#include <algorithm>

namespace engine::text::jinja
{

namespace
{

// One more call inside the others, for the length of a scope.
class CallLevel
{
public:
    explicit CallLevel(int& calls) : m_calls(calls)
    {
        if (++m_calls > kMaxCallDepth) {
            --m_calls;
            throw RenderFailure("calls are nested too deeply: more than " + std::to_string(kMaxCallDepth) + " levels");
        }
    }
    ~CallLevel() { --m_calls; }
    CallLevel(const CallLevel&) = delete;
    CallLevel& operator=(const CallLevel&) = delete;

private:
    int& m_calls;
};

} // namespace

Value Evaluator::resolve(const std::string& name)
{
    if (const Value* found = m_context.as<Dict>().find(std::string_view(name)))
        return *found;
    Value global = Value::missing();
    findGlobal(*this, name, global);
    return global;
}

void Evaluator::load(const FrameLayout& layout, Frame& frame)
{
    tick(static_cast<std::int64_t>(layout.loads.size()));
    frame.slots.assign(layout.names.size(), Value::missing());
    for (const SlotLoad& load : layout.loads) {
        Value& slot = frame.slots[static_cast<std::size_t>(load.slot)];
        if (load.from == SlotLoad::From::Context) {
            slot = resolve(load.name);
        } else if (load.from == SlotLoad::From::Outer) {
            const Frame* outer = &frame;
            for (int i = 0; i < load.hops; ++i)
                outer = outer->parent.get();
            slot = outer->slots[static_cast<std::size_t>(load.outerSlot)];
        }
    }
}

FramePtr Evaluator::enter(const FrameLayout& layout, const FramePtr& parent)
{
    auto frame = std::make_shared<Frame>();
    frame->parent = parent;
    load(layout, *frame);
    return frame;
}

Value Evaluator::makeMacro(const Stmt& definition, const FramePtr& frame)
{
    for (FramePtr at = frame; at && !at->captured; at = at->parent) {
        at->captured = true;
        m_captured.push_back(at);
        hold(sizeof(Frame) + at->slots.size() * sizeof(Value));
    }
    auto macro = std::make_shared<Macro>();
    macro->definition = &definition;
    macro->closure = frame;
    return {Kind::Macro, std::move(macro)};
}

Value Evaluator::call(const Value& callee, const CallArgs& args)
{
    step();
    switch (callee.kind()) {
    case Kind::Macro:
        return callMacro(callee.as<Macro>(), args);
    case Kind::Function: {
        auto& function = callee.as<Function>();
        return function.code(*this, function, args);
    }
    case Kind::Loop:
        return callLoop(callee.as<Loop>(), args);
    case Kind::Undefined:
        throw RenderFailure(callee.as<Undefined>().message());
    default:
        throw RenderFailure(std::string("'") + typeName(callee) + "' object is not callable");
    }
}

void Evaluator::bindMacro(const Stmt& definition, const FramePtr& frame, const CallArgs& args)
{
    const std::size_t count = definition.parameters.size();
    std::vector<bool> used(args.named.size(), false);
    const auto take = [&](const std::string& name) -> const Value* {
        for (std::size_t i = 0; i < args.named.size(); ++i) {
            if (!used[i] && args.named[i].first == name) {
                used[i] = true;
                return &args.named[i].second;
            }
        }
        return nullptr;
    };
    const auto slot = [&](int index) -> Value& { return frame->slots[static_cast<std::size_t>(index)]; };
    for (std::size_t i = 0; i < count; ++i) {
        const Expr& parameter = *definition.parameters[i];
        const Value* given = i < args.positional.size() ? &args.positional[i] : take(parameter.name);
        if (given)
            slot(parameter.slot) = *given;
    }
    if (definition.callerSlot >= 0) {
        const Value* given = take("caller");
        slot(definition.callerSlot) = given && !given->isNone() ? *given : undefined("no caller defined");
    }
    std::vector<std::pair<Value, Value>> rest;
    for (std::size_t i = 0; i < used.size(); ++i) {
        if (used[i])
            continue;
        if (definition.kwargsSlot < 0)
            throw RenderFailure("macro '" + definition.name + "' takes no keyword argument '" + args.named[i].first +
                                "'");
        rest.emplace_back(string(args.named[i].first, true), args.named[i].second);
    }
    if (definition.kwargsSlot >= 0)
        slot(definition.kwargsSlot) = dict(std::move(rest));
    if (definition.varargsSlot >= 0) {
        const auto first = std::min(count, args.positional.size());
        slot(definition.varargsSlot) =
            tuple({args.positional.begin() + static_cast<std::ptrdiff_t>(first), args.positional.end()});
    } else if (args.positional.size() > count) {
        throw RenderFailure("macro '" + definition.name + "' takes not more than " + std::to_string(count) +
                            " argument(s)");
    }
    const std::size_t without = count - definition.defaults.size();
    for (std::size_t i = 0; i < count; ++i) {
        Value& value = slot(definition.parameters[i]->slot);
        if (!value.is(Kind::Missing))
            continue;
        Value filled = i < without ? undefined("parameter '" + definition.parameters[i]->name + "' was not provided")
                                   : eval(*definition.defaults[i - without], frame);
        slot(definition.parameters[i]->slot) = std::move(filled);
    }
}

Value Evaluator::callMacro(const Macro& macro, const CallArgs& args)
{
    const CallLevel level(m_calls);
    const Stmt& definition = *macro.definition;
    const FramePtr frame = enter(definition.layout, macro.closure);
    bindMacro(definition, frame, args);
    Text out;
    exec(definition.body, frame, out);
    return string(std::move(out));
}

Value Evaluator::callLoop(const Loop& loop, const CallArgs& args)
{
    if (!loop.statement->recursive || !loop.outer)
        throw RenderFailure("the loop must have the 'recursive' marker to be called recursively");
    const CallLevel level(m_calls);
    const Bound bound("loop", args, {"iterable"}, 1);
    const Stmt& statement = *loop.statement;
    const FramePtr outer = loop.outer;
    Text out;
    runLoop(statement, makeLoop(statement, bound.at(0), outer, loop.depth0 + 1), outer, out);
    return string(std::move(out));
}

} // namespace engine::text::jinja
