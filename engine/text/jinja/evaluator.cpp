// SPDX-License-Identifier: GPL-3.0-or-later
// Expressions. Each kind has a function of its own, so that the recursion's stack frames stay small.
#include "engine/text/jinja/evaluator.h"

#include "engine/text/jinja/access.h"
#include "engine/text/jinja/failure.h"
#include "engine/text/jinja/filters.h"
#include "engine/text/jinja/operators.h"
#include "engine/text/jinja/predicates.h"

namespace engine::text::jinja
{

Evaluator::Depth::Depth(Evaluator& evaluator) : m_evaluator(evaluator)
{
    if (++m_evaluator.m_depth > kMaxEvalDepth) {
        --m_evaluator.m_depth;
        throw RenderFailure("nested too deeply while running: more than " + std::to_string(kMaxEvalDepth) + " levels");
    }
}

Evaluator::~Evaluator()
{
    for (const FramePtr& frame : m_captured)
        frame->slots.clear();
    dropNamespaces();
}

Text Evaluator::run(Value context)
{
    m_context = std::move(context);
    Text out;
    exec(m_tree.body, enter(m_tree.layout, nullptr), out);
    return out;
}

Value Evaluator::eval(const Expr& e, const FramePtr& frame)
{
    if (e.kind == ExprKind::Constant)
        return e.value;
    const Depth depth(*this);
    tick();
    m_line = e.line;
    switch (e.kind) {
    case ExprKind::Name:
        return name(e, frame);
    case ExprKind::List:
    case ExprKind::Tuple:
        return listLiteral(e, frame);
    case ExprKind::Dict:
        return dictLiteral(e, frame);
    case ExprKind::Attribute:
        return attribute(*this, eval(*e.items[0], frame), e.name);
    case ExprKind::Subscript: {
        const Value object = eval(*e.items[0], frame);
        return item(*this, object, eval(*e.items[1], frame));
    }
    case ExprKind::Slice:
        return sliceOf(e, frame);
    case ExprKind::Call:
        return callExpr(e, frame, nullptr);
    case ExprKind::Filter:
        return filter(e, frame);
    case ExprKind::Test:
        return test(e, frame);
    case ExprKind::Not:
        return Value::boolean(!truth(eval(*e.items[0], frame)));
    case ExprKind::Negative:
        return negative(*this, eval(*e.items[0], frame));
    case ExprKind::Positive:
        return positive(*this, eval(*e.items[0], frame));
    case ExprKind::And:
    case ExprKind::Or:
        return logical(e, frame);
    case ExprKind::Concat:
        return concat(e, frame);
    case ExprKind::Arithmetic:
        return arithmeticChain(e, frame);
    case ExprKind::Compare:
        return compareChain(e, frame);
    case ExprKind::Conditional:
        return conditional(e, frame);
    default:
        throw RenderFailure("this can only be assigned to");
    }
}

Value Evaluator::name(const Expr& e, const FramePtr& frame)
{
    const Frame* at = frame.get();
    for (int i = 0; i < e.hops && at; ++i)
        at = at->parent.get();
    if (at && e.slot >= 0 && !at->slots[static_cast<std::size_t>(e.slot)].is(Kind::Missing))
        return at->slots[static_cast<std::size_t>(e.slot)];
    return undefinedName(e.name);
}

Value Evaluator::listLiteral(const Expr& e, const FramePtr& frame)
{
    std::vector<Value> items;
    items.reserve(e.items.size());
    for (const ExprPtr& item : e.items)
        items.push_back(eval(*item, frame));
    return list(std::move(items), e.kind == ExprKind::List ? Kind::List : Kind::Tuple);
}

Value Evaluator::dictLiteral(const Expr& e, const FramePtr& frame)
{
    std::vector<std::pair<Value, Value>> entries;
    entries.reserve(e.items.size() / 2);
    for (std::size_t i = 0; i + 1 < e.items.size(); i += 2) {
        Value key = eval(*e.items[i], frame);
        Value value = eval(*e.items[i + 1], frame);
        entries.emplace_back(std::move(key), std::move(value));
    }
    return dict(std::move(entries));
}

Value Evaluator::sliceOf(const Expr& e, const FramePtr& frame)
{
    Value parts[4];
    for (std::size_t i = 0; i < 4; ++i) {
        if (e.items[i])
            parts[i] = eval(*e.items[i], frame);
    }
    return slice(*this, parts[0], parts[1], parts[2], parts[3]);
}

Value Evaluator::arithmeticChain(const Expr& e, const FramePtr& frame)
{
    Value result = eval(*e.items[0], frame);
    for (std::size_t i = 0; i < e.ops.size(); ++i)
        result = arithmetic(*this, e.ops[i], result, eval(*e.items[i + 1], frame));
    return result;
}

Value Evaluator::compareChain(const Expr& e, const FramePtr& frame)
{
    Value left = eval(*e.items[0], frame);
    for (std::size_t i = 0; i < e.ops.size(); ++i) {
        Value right = eval(*e.items[i + 1], frame);
        if (!compareOp(*this, e.ops[i], left, right))
            return Value::boolean(false);
        left = std::move(right);
    }
    return Value::boolean(true);
}

Value Evaluator::logical(const Expr& e, const FramePtr& frame)
{
    Value value;
    for (const ExprPtr& item : e.items) {
        value = eval(*item, frame);
        if (truth(value) == (e.kind == ExprKind::Or))
            return value;
    }
    return value;
}

Value Evaluator::conditional(const Expr& e, const FramePtr& frame)
{
    if (truth(eval(*e.items[0], frame)))
        return eval(*e.items[1], frame);
    if (e.items[2])
        return eval(*e.items[2], frame);
    return undefined("the inline if-expression on line " + std::to_string(e.line) +
                     " evaluated to false and no else section was defined");
}

Value Evaluator::concat(const Expr& e, const FramePtr& frame)
{
    std::vector<Value> parts;
    for (const ExprPtr& item : e.items)
        parts.push_back(eval(*item, frame));
    return concatenate(*this, parts);
}

void Evaluator::collect(const Arguments* from, CallArgs& into, const FramePtr& frame)
{
    if (!from)
        return;
    for (const ExprPtr& argument : from->positional)
        into.positional.push_back(eval(*argument, frame));
    for (const auto& [key, argument] : from->named)
        into.named.emplace_back(key, eval(*argument, frame));
    if (from->star) {
        const std::vector<Value> more = iterate(*this, eval(*from->star, frame));
        into.positional.insert(into.positional.end(), more.begin(), more.end());
    }
    if (!from->doubleStar)
        return;
    const Value more = eval(*from->doubleStar, frame);
    if (!more.is(Kind::Dict))
        throw RenderFailure("the argument after ** must be a mapping");
    for (const auto& [key, value] : more.as<Dict>().entries) {
        if (!key.isString())
            throw RenderFailure("keywords must be strings");
        for (const auto& present : into.named) {
            if (present.first == key.view())
                throw RenderFailure("got two values for the keyword argument '" + present.first + "'");
        }
        into.named.emplace_back(key.text().bytes(), value);
    }
}

Value Evaluator::callExpr(const Expr& e, const FramePtr& frame, const Value* caller)
{
    const Value callee = eval(*e.items[0], frame);
    CallArgs args;
    collect(e.arguments.get(), args, frame);
    if (caller)
        args.named.emplace_back("caller", *caller);
    m_line = e.line;
    return call(callee, args);
}

Value Evaluator::filter(const Expr& e, const FramePtr& frame)
{
    const Value value = e.items[0] ? eval(*e.items[0], frame) : m_blockInput;
    CallArgs args;
    collect(e.arguments.get(), args, frame);
    m_line = e.line;
    if (!e.filter)
        throw RenderFailure("no filter named '" + e.name + "'");
    step();
    return e.filter->apply(*this, value, args);
}

Value Evaluator::test(const Expr& e, const FramePtr& frame)
{
    const Value value = eval(*e.items[0], frame);
    CallArgs args;
    collect(e.arguments.get(), args, frame);
    m_line = e.line;
    if (!e.test)
        throw RenderFailure("no test named '" + e.name + "'");
    return Value::boolean(e.test->holds(*this, value, args));
}

} // namespace engine::text::jinja
