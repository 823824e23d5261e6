// SPDX-License-Identifier: GPL-3.0-or-later
// The expression half of the parser; the statement half (parser.cpp) owns the one instance.
#pragma once

#include "engine/text/jinja/ast.h"
#include "engine/text/jinja/token_stream.h"

#include <initializer_list>
#include <string_view>

namespace engine::text::jinja
{

class ExpressionParser
{
public:
    explicit ExpressionParser(TokenStream& stream) : m_stream(stream) {}

    ExprPtr expression(bool withConditional = true);
    // An expression, or a tuple when commas follow. `endName` also ends it ("in" of a for, "recursive").
    ExprPtr tuple(bool withConditional = true, std::string_view endName = {}, bool parenthesized = false);
    ExprPtr assignTarget(std::string_view endName = {}, bool withNamespace = false);
    ExprPtr nameTarget();
    // Zero or more |filter; with `inlineStart` the first one comes without its bar.
    ExprPtr filters(ExprPtr node, bool inlineStart = false);

    // One level of brackets or blocks; throws beyond kMaxNesting.
    class Nested
    {
    public:
        explicit Nested(ExpressionParser& parser);
        ~Nested() { --m_parser.m_nesting; }
        Nested(const Nested&) = delete;
        Nested& operator=(const Nested&) = delete;

    private:
        ExpressionParser& m_parser;
    };

private:
    ExprPtr make(ExprKind kind, const Token& at);
    ExprPtr adopt(ExprPtr parent, ExprPtr child); // appends and keeps the depth
    ExprPtr seal(ExprPtr node);
    ExprPtr conditional();
    ExprPtr disjunction();
    ExprPtr conjunction();
    ExprPtr chain(const char* word, ExprKind kind, ExprPtr (ExpressionParser::*operand)()); // a and b and c
    ExprPtr negation();
    ExprPtr comparison();
    ExprPtr sum();
    ExprPtr concatenation();
    ExprPtr product();
    ExprPtr power();
    ExprPtr unary(bool withFilter = true);
    ExprPtr primary(bool withNamespace = false);
    ExprPtr number(const Token& token);
    ExprPtr postfix(ExprPtr node);
    ExprPtr filterExpression(ExprPtr node);
    ExprPtr subscript(ExprPtr node);
    ExprPtr subscriptBody(ExprPtr node, const Token& at);
    ExprPtr call(ExprPtr node);
    ExprPtr test(ExprPtr node);
    ExprPtr listLiteral();
    ExprPtr dictLiteral();
    std::unique_ptr<Arguments> callArguments(std::uint16_t& depth);
    bool atTupleEnd(std::string_view endName) const;
    ExprPtr arithmetic(ExprPtr (ExpressionParser::*operand)(), std::initializer_list<std::pair<const char*, Op>> ops);

    TokenStream& m_stream;
    int m_nesting = 0;
    std::size_t m_nodes = 0;
};

} // namespace engine::text::jinja
