// SPDX-License-Identifier: GPL-3.0-or-later
// Statements: each writes to `out` and says whether a break or continue is under way.
#include "engine/text/jinja/access.h"
#include "engine/text/jinja/evaluator.h"
#include "engine/text/jinja/failure.h"
#include "engine/text/jinja/print.h"

namespace engine::text::jinja
{

Evaluator::Flow Evaluator::exec(const Body& body, const FramePtr& frame, Text& out)
{
    for (const StmtPtr& statement : body) {
        const Flow flow = exec(*statement, frame, out);
        if (flow != Flow::Normal)
            return flow;
    }
    return Flow::Normal;
}

void Evaluator::output(Text& out, const Value& value)
{
    appendStr(*this, out, value);
    if (out.size() > kMaxTextBytes)
        throw RenderFailure("the output grows too long: more than " + std::to_string(kMaxTextBytes >> 20) + " MiB");
}

Evaluator::Flow Evaluator::exec(const Stmt& s, const FramePtr& frame, Text& out)
{
    const Depth depth(*this);
    tick(2);
    m_line = s.line;
    switch (s.kind) {
    case StmtKind::Data:
        handle(s.data.size());
        checkTextSize(out.size() + s.data.size());
        out.append(s.data);
        return Flow::Normal;
    case StmtKind::Output:
        output(out, eval(*s.expr, frame));
        return Flow::Normal;
    case StmtKind::If:
        return execIf(s, frame, out);
    case StmtKind::For:
        return execFor(s, frame, out);
    case StmtKind::Set:
        assign(*s.target, eval(*s.expr, frame), frame);
        return Flow::Normal;
    case StmtKind::SetBlock:
        return execSetBlock(s, frame);
    case StmtKind::Macro: {
        Frame* home = frame.get();
        for (int i = 0; i < s.hops; ++i)
            home = home->parent.get();
        home->slots[static_cast<std::size_t>(s.slot)] = makeMacro(s, frame);
        return Flow::Normal;
    }
    case StmtKind::CallBlock:
        execCallBlock(s, frame, out);
        return Flow::Normal;
    case StmtKind::FilterBlock:
        return execFilterBlock(s, frame, out);
    case StmtKind::With:
        return execWith(s, frame, out);
    case StmtKind::Scope:
        return exec(s.body, enter(s.layout, frame), out);
    case StmtKind::Break:
        return Flow::Break;
    case StmtKind::Continue:
        return Flow::Continue;
    }
    return Flow::Normal;
}

Evaluator::Flow Evaluator::execIf(const Stmt& s, const FramePtr& frame, Text& out)
{
    for (const Branch& branch : s.branches) {
        if (truth(eval(*branch.condition, frame)))
            return exec(branch.body, frame, out);
    }
    return exec(s.otherwise, frame, out);
}

std::shared_ptr<Loop> Evaluator::makeLoop(const Stmt& s, const Value& iterable, const FramePtr& frame,
                                          std::int64_t depth0)
{
    auto loop = std::make_shared<Loop>();
    loop->items = iterate(*this, iterable);
    loop->statement = &s;
    loop->depth0 = depth0;
    for (const Value& value : loop->items)
        loop->depth = std::max(loop->depth, depthOf(value) + 1);
    checkDepth(loop->depth);
    if (s.recursive)
        loop->outer = frame;
    if (s.filter) {
        const FramePtr testFrame = enter(s.testLayout, frame);
        loop->accept = [this, &s, testFrame](const Value& value) {
            tick(2);
            assign(*s.target, value, testFrame);
            return truth(eval(*s.filter, testFrame));
        };
    }
    return loop;
}

Evaluator::Flow Evaluator::execFor(const Stmt& s, const FramePtr& frame, Text& out)
{
    const Value iterable = eval(*s.expr, frame);
    if (!s.recursive)
        return runLoop(s, makeLoop(s, iterable, frame, 0), frame, out);
    Text inner;
    const Flow flow = runLoop(s, makeLoop(s, iterable, frame, 0), frame, inner);
    output(out, string(std::move(inner)));
    return flow;
}

Evaluator::Flow Evaluator::runLoop(const Stmt& s, const std::shared_ptr<Loop>& loop, const FramePtr& frame, Text& out)
{
    struct Finish {
        Loop& loop;
        ~Finish() { loop.finish(); }
    };
    const Finish finish{*loop};
    FramePtr inner;
    while (loop->next()) {
        tick(2);
        if (inner && inner.use_count() == 1)
            load(s.layout, *inner);
        else
            inner = enter(s.layout, frame);
        if (s.loopSlot >= 0)
            inner->slots[static_cast<std::size_t>(s.loopSlot)] = Value(Kind::Loop, loop);
        assign(*s.target, loop->current, inner);
        if (exec(s.body, inner, out) == Flow::Break)
            return Flow::Normal;
    }
    if (loop->index0 < 0 && !s.otherwise.empty())
        return exec(s.otherwise, enter(s.elseLayout, frame), out);
    return Flow::Normal;
}

Evaluator::Flow Evaluator::execSetBlock(const Stmt& s, const FramePtr& frame)
{
    const FramePtr inner = enter(s.layout, frame);
    Text captured;
    const Flow flow = exec(s.body, inner, captured);
    if (flow != Flow::Normal)
        return flow;
    Value value = string(std::move(captured));
    if (s.expr) {
        std::swap(m_blockInput, value);
        Value filtered = eval(*s.expr, inner);
        std::swap(m_blockInput, value);
        value = std::move(filtered);
    }
    assign(*s.target, value, frame);
    return Flow::Normal;
}

Evaluator::Flow Evaluator::execFilterBlock(const Stmt& s, const FramePtr& frame, Text& out)
{
    const FramePtr inner = enter(s.layout, frame);
    Text captured;
    const Flow flow = exec(s.body, inner, captured);
    if (flow != Flow::Normal)
        return flow;
    Value value = string(std::move(captured));
    std::swap(m_blockInput, value);
    const Value filtered = eval(*s.expr, inner);
    std::swap(m_blockInput, value);
    output(out, filtered);
    return Flow::Normal;
}

Evaluator::Flow Evaluator::execWith(const Stmt& s, const FramePtr& frame, Text& out)
{
    const FramePtr inner = enter(s.layout, frame);
    for (std::size_t i = 0; i < s.parameters.size(); ++i)
        assign(*s.parameters[i], eval(*s.defaults[i], frame), inner);
    return exec(s.body, inner, out);
}

void Evaluator::execCallBlock(const Stmt& s, const FramePtr& frame, Text& out)
{
    const Value caller = makeMacro(s, frame);
    output(out, callExpr(*s.expr, frame, &caller));
}

void Evaluator::assign(const Expr& target, const Value& value, const FramePtr& frame)
{
    if (target.kind == ExprKind::Tuple) {
        const std::vector<Value> values = iterate(*this, value);
        if (values.size() != target.items.size())
            throw RenderFailure((values.size() > target.items.size() ? "too many values to unpack (expected "
                                                                     : "not enough values to unpack (expected ") +
                                std::to_string(target.items.size()) + ", got " + std::to_string(values.size()) + ")");
        for (std::size_t i = 0; i < values.size(); ++i)
            assign(*target.items[i], values[i], frame);
        return;
    }
    Frame* home = frame.get();
    for (int i = 0; i < target.hops && home; ++i)
        home = home->parent.get();
    Value& slot = home->slots[static_cast<std::size_t>(target.slot)];
    if (target.kind == ExprKind::Name) {
        slot = value;
        return;
    }
    if (!slot.is(Kind::Namespace))
        throw RenderFailure("cannot assign attribute on non-namespace object");
    setAttribute(slot.as<Namespace>(), target.value.text().bytes(), value);
}

} // namespace engine::text::jinja
