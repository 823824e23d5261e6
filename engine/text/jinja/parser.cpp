// SPDX-License-Identifier: GPL-3.0-or-later
// Statements: tags and their bodies.
#include "engine/text/jinja/parser.h"

#include "engine/text/jinja/expression_parser.h"
#include "engine/text/jinja/limits.h"

#include <algorithm>
#include <initializer_list>

namespace engine::text::jinja
{

namespace
{

using Ends = std::initializer_list<std::string_view>;

class Parser
{
public:
    explicit Parser(std::vector<Token> tokens) : m_stream(std::move(tokens)), m_expressions(m_stream) {}

    Tree run()
    {
        Tree tree;
        tree.body = body({});
        return tree;
    }

private:
    StmtPtr make(StmtKind kind, const Token& at)
    {
        if (++m_statements > kMaxNodes)
            m_stream.fail("the template is too large: more than " + std::to_string(kMaxNodes) + " statements");
        auto statement = std::make_unique<Stmt>();
        statement->kind = kind;
        statement->line = at.line;
        statement->column = at.column;
        return statement;
    }

    bool atOneOf(Ends ends) const
    {
        return std::any_of(ends.begin(), ends.end(), [this](std::string_view end) { return m_stream.isName(end); });
    }

    // Up to one of the tags in `ends`, whose name is then the current token; with no ends, up to the end of the source.
    Body body(Ends ends)
    {
        Body result;
        for (;;) {
            const Token token = m_stream.current();
            if (token.kind == TokenKind::Data) {
                StmtPtr data = make(StmtKind::Data, token);
                data->data = Text(token.text, true);
                result.push_back(std::move(data));
                m_stream.next();
            } else if (token.kind == TokenKind::VariableBegin) {
                m_stream.next();
                StmtPtr output = make(StmtKind::Output, token);
                output->expr = m_expressions.tuple();
                result.push_back(std::move(output));
                m_stream.expect(TokenKind::VariableEnd, "'}}'");
            } else if (token.kind == TokenKind::BlockBegin) {
                m_stream.next();
                if (atOneOf(ends))
                    return result;
                statement(result, ends);
                m_stream.expect(TokenKind::BlockEnd, "'%}'");
            } else {
                if (ends.size() != 0)
                    m_stream.fail("the template ends inside " + m_open.back() + ": expected '" +
                                  std::string(*(ends.end() - 1)) + "'");
                return result;
            }
        }
    }

    // The rest of an opening tag and the body under it.
    Body block(Ends ends)
    {
        const ExpressionParser::Nested level(m_expressions);
        m_stream.skipOp(":");
        m_stream.expect(TokenKind::BlockEnd, "'%}'");
        return body(ends);
    }

    void statement(Body& into, Ends ends)
    {
        const Token at = m_stream.current();
        if (at.kind != TokenKind::Name)
            m_stream.fail("expected the name of a tag, got " + TokenStream::describe(at));
        m_open.push_back("'" + at.text + "' of line " + std::to_string(at.line));
        m_stream.next();
        if (at.text == "print")
            print(at, into);
        else
            into.push_back(tag(at, ends));
        m_open.pop_back();
    }

    StmtPtr tag(const Token& at, Ends ends)
    {
        if (at.text == "if")
            return ifTag(at);
        if (at.text == "for")
            return forTag(at);
        if (at.text == "set")
            return setTag(at);
        if (at.text == "macro")
            return macroTag(at);
        if (at.text == "call")
            return callTag(at);
        if (at.text == "filter")
            return filterTag(at);
        if (at.text == "with")
            return withTag(at);
        if (at.text == "generation")
            return generationTag(at);
        if (at.text == "break" || at.text == "continue") {
            if (m_loops == 0)
                TokenStream::fail("'" + at.text + "' outside of a loop", at);
            return make(at.text == "break" ? StmtKind::Break : StmtKind::Continue, at);
        }
        static constexpr std::string_view kOther[] = {"extends", "include", "import", "from", "block", "autoescape"};
        if (std::find(std::begin(kOther), std::end(kOther), at.text) != std::end(kOther))
            TokenStream::fail("the tag '" + at.text + "' has no place in a chat template", at);
        std::string looking;
        for (const std::string_view end : ends)
            looking += (looking.empty() ? " (looking for '" : ", '") + std::string(end) + "'";
        TokenStream::fail("unknown tag '" + at.text + "'" + (looking.empty() ? "" : looking + ")"), at);
    }

    void print(const Token& at, Body& into)
    {
        for (bool first = true; m_stream.current().kind != TokenKind::BlockEnd; first = false) {
            if (!first)
                m_stream.expectOp(",");
            StmtPtr output = make(StmtKind::Output, at);
            output->expr = m_expressions.expression();
            into.push_back(std::move(output));
        }
    }

    StmtPtr ifTag(const Token& at)
    {
        StmtPtr node = make(StmtKind::If, at);
        for (;;) {
            Branch branch;
            branch.condition = m_expressions.tuple(false);
            branch.body = block({"elif", "else", "endif"});
            node->branches.push_back(std::move(branch));
            const std::string end = m_stream.next().text;
            if (end == "elif")
                continue;
            if (end == "else") {
                node->otherwise = block({"endif"});
                m_stream.next();
            }
            return node;
        }
    }

    StmtPtr forTag(const Token& at)
    {
        StmtPtr node = make(StmtKind::For, at);
        node->target = m_expressions.assignTarget("in");
        if (!m_stream.skipName("in"))
            m_stream.fail("expected 'in', got " + TokenStream::describe(m_stream.current()));
        node->expr = m_expressions.tuple(false, "recursive");
        if (m_stream.skipName("if"))
            node->filter = m_expressions.expression();
        node->recursive = m_stream.skipName("recursive");
        ++m_loops;
        node->body = block({"else", "endfor"});
        --m_loops;
        if (m_stream.next().text == "else") {
            node->otherwise = block({"endfor"});
            m_stream.next();
        }
        return node;
    }

    StmtPtr setTag(const Token& at)
    {
        ExprPtr target = m_expressions.assignTarget({}, true);
        if (m_stream.skipOp("=")) {
            StmtPtr node = make(StmtKind::Set, at);
            node->target = std::move(target);
            node->expr = m_expressions.tuple();
            return node;
        }
        StmtPtr node = make(StmtKind::SetBlock, at);
        node->target = std::move(target);
        node->expr = m_expressions.filters(nullptr);
        node->body = block({"endset"});
        m_stream.next();
        return node;
    }

    void signature(Stmt& node)
    {
        m_stream.expectOp("(");
        while (!m_stream.isOp(")")) {
            if (!node.parameters.empty())
                m_stream.expectOp(",");
            ExprPtr parameter = m_expressions.nameTarget();
            for (const ExprPtr& other : node.parameters) {
                if (other->name == parameter->name)
                    m_stream.fail("the parameter '" + parameter->name + "' is named twice");
            }
            if (m_stream.skipOp("="))
                node.defaults.push_back(m_expressions.expression());
            else if (!node.defaults.empty())
                m_stream.fail("a parameter without a default follows one with a default");
            node.parameters.push_back(std::move(parameter));
        }
        m_stream.expectOp(")");
    }

    // The body of a macro is a function of its own: break and continue do not reach out of it.
    Body functionBody(Ends ends)
    {
        const int outer = m_loops;
        m_loops = 0;
        Body result = block(ends);
        m_loops = outer;
        m_stream.next();
        return result;
    }

    StmtPtr macroTag(const Token& at)
    {
        StmtPtr node = make(StmtKind::Macro, at);
        node->name = m_expressions.nameTarget()->name;
        signature(*node);
        node->body = functionBody({"endmacro"});
        return node;
    }

    StmtPtr callTag(const Token& at)
    {
        StmtPtr node = make(StmtKind::CallBlock, at);
        if (m_stream.isOp("("))
            signature(*node);
        node->expr = m_expressions.expression();
        if (node->expr->kind != ExprKind::Call)
            TokenStream::fail("expected a call", at);
        node->body = functionBody({"endcall"});
        return node;
    }

    StmtPtr filterTag(const Token& at)
    {
        StmtPtr node = make(StmtKind::FilterBlock, at);
        node->expr = m_expressions.filters(nullptr, true);
        node->body = block({"endfilter"});
        m_stream.next();
        return node;
    }

    StmtPtr withTag(const Token& at)
    {
        StmtPtr node = make(StmtKind::With, at);
        while (m_stream.current().kind != TokenKind::BlockEnd) {
            if (!node->parameters.empty())
                m_stream.expectOp(",");
            node->parameters.push_back(m_expressions.nameTarget());
            m_stream.expectOp("=");
            node->defaults.push_back(m_expressions.expression());
        }
        node->body = block({"endwith"});
        m_stream.next();
        return node;
    }

    // Marks the assistant's words for training; here only a scope of its own, run as a caller is.
    StmtPtr generationTag(const Token& at)
    {
        StmtPtr node = make(StmtKind::Scope, at);
        node->body = functionBody({"endgeneration"});
        return node;
    }

    TokenStream m_stream;
    ExpressionParser m_expressions;
    std::vector<std::string> m_open;
    std::size_t m_statements = 0;
    int m_loops = 0;
};

} // namespace

Tree parseTemplate(std::string_view source)
{
    return Parser(tokenize(source)).run();
}

} // namespace engine::text::jinja
