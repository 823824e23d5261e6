// SPDX-License-Identifier: GPL-3.0-or-later
// Two walks: Symbols::analyze looks at one frame and stops at the frames inside; Binder then visits every node with the
// symbols of its frame and writes down where each name lives.
#include "engine/text/jinja/scope.h"

#include "engine/text/jinja/failure.h"
#include "engine/text/jinja/filters.h"
#include "engine/text/jinja/predicates.h"
#include "engine/text/jinja/symbols.h"

#include <algorithm>

namespace engine::text::jinja
{

namespace
{

// Is `name` read in here before anything assigns it? Goes into every frame, as Jinja's own search does.
class Mention
{
public:
    explicit Mention(std::string name) : m_name(std::move(name)) {}
    bool in(const Body& body)
    {
        for (const StmtPtr& s : body) {
            if (s->target)
                storeIn(*s->target);
            if (s->kind == StmtKind::Macro && s->name == m_name)
                m_stored = true;
            for (const ExprPtr& parameter : s->parameters)
                storeIn(*parameter);
            expr(s->expr.get());
            expr(s->filter.get());
            for (const ExprPtr& value : s->defaults)
                expr(value.get());
            for (const Branch& branch : s->branches) {
                expr(branch.condition.get());
                in(branch.body);
            }
            in(s->body);
            in(s->otherwise);
        }
        return m_found;
    }

private:
    void storeIn(const Expr& target)
    {
        m_stored = m_stored || (target.kind == ExprKind::Name && target.name == m_name);
        for (const ExprPtr& item : target.items)
            storeIn(*item);
    }
    void expr(const Expr* e)
    {
        if (!e || m_found || m_stored)
            return;
        m_found = e->kind == ExprKind::Name && e->name == m_name;
        for (const ExprPtr& item : e->items)
            expr(item.get());
        if (!e->arguments)
            return;
        for (const ExprPtr& item : e->arguments->positional)
            expr(item.get());
        for (const auto& [key, item] : e->arguments->named)
            expr(item.get());
        expr(e->arguments->star.get());
        expr(e->arguments->doubleStar.get());
    }

    std::string m_name;
    bool m_found = false, m_stored = false;
};

class Binder
{
public:
    void run(Tree& tree)
    {
        Symbols root(nullptr, tree.layout, m_work);
        root.analyze(tree.body);
        root.finish();
        body(tree.body, root, false);
    }

private:
    // `soft`: directly inside an if, where an unknown filter is an error only when it runs.
    void expr(Expr* e, const Symbols& symbols, bool soft)
    {
        if (!e)
            return;
        if (e->kind == ExprKind::Name || e->kind == ExprKind::NamespaceRef) {
            const Place place = symbols.find(e->name);
            e->hops = symbols.level() - place.level;
            e->slot = place.slot;
        }
        soft = soft || e->kind == ExprKind::Conditional;
        if (e->kind == ExprKind::Filter) {
            e->filter = findFilter(e->name);
            if (!e->filter && !soft)
                throw SyntaxFailure("no filter named '" + e->name + "'", e->line, e->column);
        } else if (e->kind == ExprKind::Test) {
            e->test = findTest(e->name);
            if (!e->test && !soft)
                throw SyntaxFailure("no test named '" + e->name + "'", e->line, e->column);
        }
        for (const ExprPtr& item : e->items)
            expr(item.get(), symbols, soft);
        if (!e->arguments)
            return;
        for (const ExprPtr& item : e->arguments->positional)
            expr(item.get(), symbols, soft);
        for (const auto& [name, item] : e->arguments->named)
            expr(item.get(), symbols, soft);
        expr(e->arguments->star.get(), symbols, soft);
        expr(e->arguments->doubleStar.get(), symbols, soft);
    }

    void body(Body& statements, const Symbols& symbols, bool soft)
    {
        for (const StmtPtr& statement : statements)
            bind(*statement, symbols, soft);
    }

    void bind(Stmt& s, const Symbols& symbols, bool soft)
    {
        switch (s.kind) {
        case StmtKind::If:
            for (Branch& branch : s.branches) {
                expr(branch.condition.get(), symbols, true);
                body(branch.body, symbols, true);
            }
            return body(s.otherwise, symbols, true);
        case StmtKind::For:
            return bindFor(s, symbols, soft);
        case StmtKind::Macro: {
            const Place place = symbols.find(s.name);
            s.slot = place.slot;
            s.hops = symbols.level() - place.level;
            return bindFunction(s, symbols);
        }
        case StmtKind::CallBlock:
            bindFunction(s, symbols);
            return expr(s.expr.get(), symbols, soft);
        case StmtKind::Scope:
            return bindFunction(s, symbols);
        case StmtKind::With:
            return bindWith(s, symbols, soft);
        case StmtKind::SetBlock:
        case StmtKind::FilterBlock: {
            Symbols inner(&symbols, s.layout, m_work);
            inner.analyze(s.body);
            inner.analyze(s.expr.get());
            inner.finish();
            body(s.body, inner, false);
            expr(s.expr.get(), inner, false);
            return expr(s.target.get(), symbols, soft);
        }
        default:
            expr(s.expr.get(), symbols, soft);
            return expr(s.target.get(), symbols, soft);
        }
    }

    void bindWith(Stmt& s, const Symbols& symbols, bool soft)
    {
        Symbols inner(&symbols, s.layout, m_work);
        for (const ExprPtr& target : s.parameters)
            inner.analyzeTarget(*target, true);
        inner.analyze(s.body);
        inner.finish();
        for (const ExprPtr& target : s.parameters)
            expr(target.get(), inner, false);
        for (const ExprPtr& value : s.defaults)
            expr(value.get(), symbols, soft);
        body(s.body, inner, false);
    }

    static void refuseLoopTarget(const Expr& target)
    {
        if (target.kind == ExprKind::Name && target.name == "loop")
            throw SyntaxFailure("cannot assign to the special variable 'loop' of a for", target.line, target.column);
        for (const ExprPtr& item : target.items)
            refuseLoopTarget(*item);
    }

    void refuseLoopStores(const Stmt& s)
    {
        if (s.target)
            refuseLoopTarget(*s.target);
        const auto each = [this](const Body& statements) {
            for (const StmtPtr& inner : statements)
                refuseLoopStores(*inner);
        };
        for (const Branch& branch : s.branches)
            each(branch.body);
        if (s.kind == StmtKind::For && &s != m_currentFor)
            return; // checked as its own
        each(s.body);
        each(s.otherwise);
    }

    void bindFor(Stmt& s, const Symbols& symbols, bool soft)
    {
        m_currentFor = &s;
        refuseLoopStores(s);
        Symbols loop(&symbols, s.layout, m_work);
        s.usesLoop = s.recursive || mentions("loop", s);
        loop.analyzeTarget(*s.target, true); // first, so that the frame of the filter has it in the same slots
        if (s.usesLoop)
            s.loopSlot = loop.parameter("loop");
        loop.analyze(s.body);
        loop.finish();
        expr(s.target.get(), loop, false);
        expr(s.expr.get(), symbols, soft);
        body(s.body, loop, false);
        Symbols test(&symbols, s.testLayout, m_work);
        if (s.filter) {
            test.analyzeTarget(*s.target, true);
            test.analyze(s.filter.get());
            test.finish();
            expr(s.filter.get(), test, false);
        }
        Symbols otherwise(&symbols, s.elseLayout, m_work);
        otherwise.analyze(s.otherwise);
        otherwise.finish();
        body(s.otherwise, otherwise, false);
    }

    // Nested frames are searched again for each frame around them; the nesting bound keeps that small.
    static bool mentions(const char* name, const Stmt& s) { return Mention(name).in(s.body); }

    void bindFunction(Stmt& s, const Symbols& symbols)
    {
        Symbols inner(&symbols, s.layout, m_work);
        for (const ExprPtr& parameter : s.parameters)
            inner.parameter(parameter->name);
        const auto special = [&](const char* name) {
            const bool listed = std::any_of(s.parameters.begin(), s.parameters.end(),
                                            [name](const ExprPtr& p) { return p->name == name; });
            return !listed && mentions(name, s) ? inner.parameter(name) : -1;
        };
        const std::size_t count = s.parameters.size();
        for (std::size_t i = 0; i < count; ++i) {
            if (s.parameters[i]->name != "caller")
                continue;
            s.explicitCaller = true;
            if (i + s.defaults.size() < count && mentions("caller", s))
                throw SyntaxFailure("the parameter 'caller' must have a default or be omitted", s.line, s.column);
        }
        if (s.kind != StmtKind::Scope) {
            s.callerSlot = special("caller");
            s.kwargsSlot = special("kwargs");
            s.varargsSlot = special("varargs");
        }
        for (const ExprPtr& value : s.defaults)
            inner.analyze(value.get());
        inner.analyze(s.body);
        inner.finish();
        for (const ExprPtr& parameter : s.parameters)
            expr(parameter.get(), inner, false);
        for (const ExprPtr& value : s.defaults)
            expr(value.get(), inner, false);
        body(s.body, inner, false);
    }

    std::size_t m_work = 0;
    const Stmt* m_currentFor = nullptr;
};

} // namespace

void resolveScopes(Tree& tree)
{
    Binder().run(tree);
}

} // namespace engine::text::jinja
