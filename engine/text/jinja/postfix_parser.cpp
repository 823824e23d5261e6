// SPDX-License-Identifier: GPL-3.0-or-later
// What may follow a value: attributes, subscripts, calls, filters and tests.
#include "engine/text/jinja/expression_parser.h"

#include <algorithm>

namespace engine::text::jinja
{

ExprPtr ExpressionParser::postfix(ExprPtr node)
{
    for (;;) {
        if (m_stream.isOp(".") || m_stream.isOp("["))
            node = subscript(std::move(node));
        else if (m_stream.isOp("("))
            node = call(std::move(node));
        else
            return node;
    }
}

ExprPtr ExpressionParser::filterExpression(ExprPtr node)
{
    for (;;) {
        if (m_stream.isOp("|"))
            node = filters(std::move(node));
        else if (m_stream.isName("is"))
            node = test(std::move(node));
        else if (m_stream.isOp("("))
            node = call(std::move(node));
        else
            return node;
    }
}

ExprPtr ExpressionParser::subscript(ExprPtr node)
{
    const Token at = m_stream.next();
    if (at.text == "[")
        return subscriptBody(std::move(node), at);
    const Token attribute = m_stream.next();
    if (attribute.kind == TokenKind::Name) {
        ExprPtr result = adopt(make(ExprKind::Attribute, at), std::move(node));
        result->name = attribute.text;
        result->value = Value::constant(attribute.text);
        return result;
    }
    if (attribute.kind != TokenKind::Integer)
        TokenStream::fail("expected a name or a number after '.'", attribute);
    ExprPtr result = adopt(make(ExprKind::Subscript, at), std::move(node));
    return adopt(std::move(result), number(attribute));
}

ExprPtr ExpressionParser::subscriptBody(ExprPtr node, const Token& at)
{
    ExprPtr parts[3];
    int colons = 0;
    ExprPtr list = make(ExprKind::Tuple, at);
    while (!m_stream.isOp("]")) {
        if (m_stream.skipOp(":")) {
            if (++colons > 2 || !list->items.empty())
                m_stream.fail("unexpected ':'");
        } else if (m_stream.isOp(",") && colons == 0 && parts[0]) {
            m_stream.next();
            list = adopt(std::move(list), std::move(parts[0]));
        } else {
            if (parts[colons])
                m_stream.fail("expected ']', got " + TokenStream::describe(m_stream.current()));
            parts[colons] = expression();
        }
    }
    m_stream.expectOp("]");
    if (colons > 0) {
        ExprPtr result = adopt(make(ExprKind::Slice, at), std::move(node));
        for (ExprPtr& part : parts)
            result = adopt(std::move(result), std::move(part));
        return result;
    }
    ExprPtr result = adopt(make(ExprKind::Subscript, at), std::move(node));
    if (list->items.empty() && parts[0])
        return adopt(std::move(result), std::move(parts[0]));
    if (parts[0])
        list = adopt(std::move(list), std::move(parts[0]));
    return adopt(std::move(result), std::move(list));
}

std::unique_ptr<Arguments> ExpressionParser::callArguments(std::uint16_t& depth)
{
    const Token at = m_stream.expectOp("(");
    auto arguments = std::make_unique<Arguments>();
    const auto keep = [&depth](ExprPtr node) {
        depth = std::max(depth, static_cast<std::uint16_t>(node->depth + 1));
        return node;
    };
    const auto ensure = [&at](bool good) {
        if (!good)
            TokenStream::fail("invalid arguments of a call", at);
    };
    for (bool first = true; !m_stream.isOp(")"); first = false) {
        if (!first) {
            m_stream.expectOp(",");
            if (m_stream.isOp(")"))
                break;
        }
        if (m_stream.skipOp("*")) {
            ensure(!arguments->star && !arguments->doubleStar);
            arguments->star = keep(expression());
        } else if (m_stream.skipOp("**")) {
            ensure(!arguments->doubleStar);
            arguments->doubleStar = keep(expression());
        } else if (m_stream.current().kind == TokenKind::Name && m_stream.look().kind == TokenKind::Operator &&
                   m_stream.look().text == "=") {
            ensure(!arguments->doubleStar);
            const std::string name = m_stream.next().text;
            m_stream.next();
            for (const auto& [present, value] : arguments->named) {
                if (present == name)
                    TokenStream::fail("the argument '" + name + "' is given twice", at);
            }
            arguments->named.emplace_back(name, keep(expression()));
        } else {
            ensure(!arguments->star && !arguments->doubleStar && arguments->named.empty());
            arguments->positional.push_back(keep(expression()));
        }
    }
    m_stream.expectOp(")");
    return arguments;
}

ExprPtr ExpressionParser::call(ExprPtr node)
{
    ExprPtr result = adopt(make(ExprKind::Call, m_stream.current()), std::move(node));
    result->arguments = callArguments(result->depth);
    return seal(std::move(result));
}

ExprPtr ExpressionParser::filters(ExprPtr node, bool inlineStart)
{
    while (inlineStart || m_stream.isOp("|")) {
        if (!inlineStart)
            m_stream.next();
        inlineStart = false;
        const Token at = m_stream.expectName();
        ExprPtr result = adopt(make(ExprKind::Filter, at), std::move(node));
        result->name = at.text;
        while (m_stream.skipOp("."))
            result->name += "." + m_stream.expectName().text;
        if (m_stream.isOp("("))
            result->arguments = callArguments(result->depth);
        node = seal(std::move(result));
    }
    return node;
}

ExprPtr ExpressionParser::test(ExprPtr node)
{
    const Token at = m_stream.next();
    const bool negated = m_stream.skipName("not");
    ExprPtr result = adopt(make(ExprKind::Test, at), std::move(node));
    result->name = m_stream.expectName().text;
    while (m_stream.skipOp("."))
        result->name += "." + m_stream.expectName().text;
    const Token& next = m_stream.current();
    const bool startsValue = next.kind == TokenKind::Name || next.kind == TokenKind::String ||
                             next.kind == TokenKind::Integer || next.kind == TokenKind::Float || m_stream.isOp("[") ||
                             m_stream.isOp("{");
    const bool isWord = m_stream.isName("else") || m_stream.isName("or") || m_stream.isName("and");
    if (m_stream.isOp("(")) {
        result->arguments = callArguments(result->depth);
    } else if (startsValue && !isWord) {
        if (m_stream.isName("is"))
            m_stream.fail("tests cannot be chained with 'is'");
        const Nested level(*this);
        ExprPtr argument = postfix(primary());
        result->depth = std::max(result->depth, static_cast<std::uint16_t>(argument->depth + 1));
        result->arguments = std::make_unique<Arguments>();
        result->arguments->positional.push_back(std::move(argument));
    }
    result = seal(std::move(result));
    return negated ? adopt(make(ExprKind::Not, at), std::move(result)) : std::move(result);
}

} // namespace engine::text::jinja
