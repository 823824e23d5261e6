// SPDX-License-Identifier: GPL-3.0-or-later
// The names of one frame while scopes are resolved: which slot each has and where its first value comes from.
#pragma once

#include "engine/text/jinja/ast.h"
#include "engine/text/jinja/failure.h"
#include "engine/text/jinja/limits.h"

#include <cstddef>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace engine::text::jinja
{

struct Place {
    int level = -1, slot = -1;
};

// The names of one frame. Copies (for the branches of an if) share the numbering of slots.
class Symbols
{
public:
    Symbols(const Symbols* parent, FrameLayout& layout, std::size_t& work)
        : m_parent(parent),
          m_layout(&layout),
          m_work(&work),
          m_level(parent ? parent->m_level + 1 : 0)
    {
    }

    int level() const { return m_level; }
    const Symbols* parent() const { return m_parent; }

    Place find(const std::string& name) const
    {
        for (const Symbols* s = this; s; s = s->m_parent) {
            const auto found = s->m_refs.find(name);
            if (found != s->m_refs.end())
                return {s->m_level, found->second};
        }
        return {};
    }

    int parameter(const std::string& name)
    {
        m_stores.insert(name);
        return define(name, {SlotLoad::From::Parameter, 0, 0, 0, {}});
    }

    void store(const std::string& name)
    {
        m_stores.insert(name);
        if (m_refs.count(name) == 0)
            define(name, outerLoad(name, SlotLoad::From::Nothing));
    }

    void load(const std::string& name)
    {
        if (find(name).slot < 0)
            define(name, {SlotLoad::From::Context, 0, 0, 0, name});
    }

    // What the branches of an if have stored: afterwards either stored or as outside.
    void mergeBranches(const std::vector<Symbols>& branches)
    {
        std::set<std::string> stores;
        for (const Symbols& branch : branches)
            stores.insert(branch.m_stores.begin(), branch.m_stores.end());
        for (const std::string& name : m_stores)
            stores.erase(name);
        for (const Symbols& branch : branches) {
            m_refs.insert(branch.m_refs.begin(), branch.m_refs.end());
            for (const auto& [slot, load] : branch.m_loads)
                m_loads[slot] = load;
            m_stores.insert(branch.m_stores.begin(), branch.m_stores.end());
        }
        for (const std::string& name : stores)
            define(name, outerLoad(name, SlotLoad::From::Context));
    }

    Symbols copy() const
    {
        *m_work += m_refs.size() + m_stores.size() + m_loads.size() + 1;
        if (*m_work > kMaxAnalysis)
            throw SyntaxFailure("the template is too large: too many names in too many branches", 1, 1);
        return *this;
    }

    void finish() const
    {
        m_layout->loads.clear();
        for (const auto& [slot, load] : m_loads)
            m_layout->loads.push_back(load);
    }

    void analyze(const Body& body)
    {
        for (const StmtPtr& statement : body)
            analyze(*statement);
    }

    void analyze(const Expr* expr)
    {
        if (!expr)
            return;
        if (expr->kind == ExprKind::Name)
            return load(expr->name);
        for (const ExprPtr& item : expr->items)
            analyze(item.get());
        if (expr->arguments)
            analyze(*expr->arguments);
    }

    void analyzeTarget(const Expr& target, bool asParameter)
    {
        if (target.kind == ExprKind::Name && asParameter)
            parameter(target.name);
        else if (target.kind == ExprKind::Name)
            store(target.name);
        else if (target.kind == ExprKind::NamespaceRef)
            load(target.name);
        for (const ExprPtr& item : target.items)
            analyzeTarget(*item, asParameter);
    }

private:
    int define(const std::string& name, SlotLoad load)
    {
        const auto [place, added] = m_refs.emplace(name, 0);
        if (added) {
            const auto [slot, fresh] = m_slots->emplace(name, static_cast<int>(m_slots->size()));
            place->second = slot->second;
            if (fresh)
                m_layout->names.push_back(name);
        }
        load.slot = place->second;
        m_loads[place->second] = load;
        return place->second;
    }

    SlotLoad outerLoad(const std::string& name, SlotLoad::From otherwise) const
    {
        const Place outer = m_parent ? m_parent->find(name) : Place{};
        if (outer.slot >= 0)
            return {SlotLoad::From::Outer, 0, m_level - outer.level, outer.slot, {}};
        return {otherwise, 0, 0, 0, name};
    }

    void analyze(const Arguments& arguments)
    {
        for (const ExprPtr& item : arguments.positional)
            analyze(item.get());
        for (const auto& [name, item] : arguments.named)
            analyze(item.get());
        analyze(arguments.star.get());
        analyze(arguments.doubleStar.get());
    }

    void analyzeIf(const Stmt& statement)
    {
        // The branches after the first see the tests of those before them, each in a copy of its own.
        analyze(statement.branches.front().condition.get());
        std::vector<Symbols> branches{copy(), copy(), copy()};
        branches[0].analyze(statement.branches.front().body);
        for (std::size_t i = 1; i < statement.branches.size(); ++i) {
            branches[1].analyze(statement.branches[i].condition.get());
            std::vector<Symbols> inner{branches[1].copy()};
            inner[0].analyze(statement.branches[i].body);
            branches[1].mergeBranches(inner);
        }
        branches[2].analyze(statement.otherwise);
        mergeBranches(branches);
    }

    void analyze(const Stmt& s)
    {
        switch (s.kind) {
        case StmtKind::If:
            return analyzeIf(s);
        case StmtKind::Set:
            analyze(s.expr.get());
            return analyzeTarget(*s.target, false);
        case StmtKind::SetBlock:
            return analyzeTarget(*s.target, false);
        case StmtKind::Macro:
            return store(s.name);
        case StmtKind::With:
            for (const ExprPtr& value : s.defaults)
                analyze(value.get());
            return;
        case StmtKind::Output:
        case StmtKind::For:
        case StmtKind::CallBlock:
        case StmtKind::FilterBlock:
            return analyze(s.expr.get());
        default:
            return;
        }
    }

    const Symbols* m_parent;
    FrameLayout* m_layout;
    std::size_t* m_work;
    int m_level;
    std::map<std::string, int> m_refs;
    std::shared_ptr<std::map<std::string, int>> m_slots = std::make_shared<std::map<std::string, int>>();
    std::map<int, SlotLoad> m_loads;
    std::set<std::string> m_stores;
};

} // namespace engine::text::jinja
