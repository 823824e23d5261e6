// SPDX-License-Identifier: GPL-3.0-or-later
// Runs a tree: one per render, on the stack of the rendering thread. Expressions in evaluator.cpp, statements in
// statements.cpp, calls in calls.cpp.
#pragma once

#include "engine/text/jinja/ast.h"
#include "engine/text/jinja/loop.h"
#include "engine/text/jinja/runtime.h"

#include <memory>
#include <string>
#include <vector>

namespace engine::text::jinja
{

struct Frame {
    std::shared_ptr<Frame> parent;
    std::vector<Value> slots;
    bool captured = false; // a macro looks into it; kept until the end
};
using FramePtr = std::shared_ptr<Frame>;

class Evaluator : public Runtime
{
public:
    Evaluator(const Tree& tree, const std::tm& now) : Runtime(now), m_tree(tree) {}
    ~Evaluator() override;

    // Throws RenderFailure; line() then says where. `context` is a dict.
    Text run(Value context);
    int line() const { return m_line; }

    Value call(const Value& callee, const CallArgs& args) override;

private:
    enum class Flow { Normal, Break, Continue };
    class Depth;

    // evaluator.cpp
    Value eval(const Expr& e, const FramePtr& frame);
    Value name(const Expr& e, const FramePtr& frame);
    Value listLiteral(const Expr& e, const FramePtr& frame);
    Value dictLiteral(const Expr& e, const FramePtr& frame);
    Value arithmeticChain(const Expr& e, const FramePtr& frame);
    Value compareChain(const Expr& e, const FramePtr& frame);
    Value logical(const Expr& e, const FramePtr& frame);
    Value conditional(const Expr& e, const FramePtr& frame);
    Value concat(const Expr& e, const FramePtr& frame);
    Value sliceOf(const Expr& e, const FramePtr& frame);
    Value filter(const Expr& e, const FramePtr& frame);
    Value test(const Expr& e, const FramePtr& frame);
    Value callExpr(const Expr& e, const FramePtr& frame, const Value* caller);
    void collect(const Arguments* from, CallArgs& into, const FramePtr& frame);

    // statements.cpp
    Flow exec(const Body& body, const FramePtr& frame, Text& out);
    Flow exec(const Stmt& s, const FramePtr& frame, Text& out);
    Flow execIf(const Stmt& s, const FramePtr& frame, Text& out);
    Flow execFor(const Stmt& s, const FramePtr& frame, Text& out);
    Flow runLoop(const Stmt& s, const std::shared_ptr<Loop>& loop, const FramePtr& frame, Text& out);
    Flow execSetBlock(const Stmt& s, const FramePtr& frame);
    Flow execFilterBlock(const Stmt& s, const FramePtr& frame, Text& out);
    Flow execWith(const Stmt& s, const FramePtr& frame, Text& out);
    void execCallBlock(const Stmt& s, const FramePtr& frame, Text& out);
    std::shared_ptr<Loop> makeLoop(const Stmt& s, const Value& iterable, const FramePtr& frame, std::int64_t depth0);
    void assign(const Expr& target, const Value& value, const FramePtr& frame);
    void output(Text& out, const Value& value);

    // calls.cpp
    Value makeMacro(const Stmt& definition, const FramePtr& frame);
    Value callMacro(const Macro& macro, const CallArgs& args);
    void bindMacro(const Stmt& definition, const FramePtr& frame, const CallArgs& args);
    Value callLoop(const Loop& loop, const CallArgs& args);
    FramePtr enter(const FrameLayout& layout, const FramePtr& parent);
    void load(const FrameLayout& layout, Frame& frame);
    Value resolve(const std::string& name);

    const Tree& m_tree;
    Value m_context;
    Value m_blockInput = Value::missing(); // what the filters of a filter block start from
    std::vector<FramePtr> m_captured;
    int m_line = 1, m_depth = 0, m_calls = 0;
};

// Counts the recursion of the evaluator itself.
class Evaluator::Depth
{
public:
    explicit Depth(Evaluator& evaluator);
    ~Depth() { --m_evaluator.m_depth; }
    Depth(const Depth&) = delete;
    Depth& operator=(const Depth&) = delete;

private:
    Evaluator& m_evaluator;
};

} // namespace engine::text::jinja
