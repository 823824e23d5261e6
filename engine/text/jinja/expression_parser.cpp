// SPDX-License-Identifier: GPL-3.0-or-later
// Operators by precedence: conditional, or, and, not, comparison, + -, ~, * / // %, **, unary, then postfix and
// filters.
#include "engine/text/jinja/expression_parser.h"

#include "engine/text/jinja/limits.h"

#include <algorithm>
#include <charconv>

namespace engine::text::jinja
{

ExpressionParser::Nested::Nested(ExpressionParser& parser) : m_parser(parser)
{
    if (++m_parser.m_nesting > kMaxNesting) {
        --m_parser.m_nesting;
        m_parser.m_stream.fail("nested too deeply: more than " + std::to_string(kMaxNesting) + " levels");
    }
}

ExprPtr ExpressionParser::make(ExprKind kind, const Token& at)
{
    if (++m_nodes > kMaxNodes)
        m_stream.fail("the template is too large: more than " + std::to_string(kMaxNodes) + " expressions");
    auto node = std::make_unique<Expr>();
    node->kind = kind;
    node->line = at.line;
    node->column = at.column;
    return node;
}

ExprPtr ExpressionParser::adopt(ExprPtr parent, ExprPtr child)
{
    if (child)
        parent->depth = std::max(parent->depth, static_cast<std::uint16_t>(child->depth + 1));
    parent->items.push_back(std::move(child));
    return seal(std::move(parent));
}

ExprPtr ExpressionParser::seal(ExprPtr node)
{
    constexpr int kMaxChain = 4 * kMaxNesting; // a.b.c.d... and x|f|g|h... grow to the left without brackets
    if (node->depth > kMaxChain)
        m_stream.fail("this expression is chained too long: more than " + std::to_string(kMaxChain) + " steps");
    return node;
}

ExprPtr ExpressionParser::expression(bool withConditional)
{
    const Nested level(*this);
    return withConditional ? conditional() : disjunction();
}

ExprPtr ExpressionParser::conditional()
{
    const Token at = m_stream.current();
    ExprPtr result = disjunction();
    while (m_stream.skipName("if")) {
        ExprPtr node = make(ExprKind::Conditional, at);
        ExprPtr condition = disjunction();
        ExprPtr otherwise;
        if (m_stream.skipName("else")) {
            const Nested level(*this);
            otherwise = conditional();
        }
        node = adopt(std::move(node), std::move(condition));
        node = adopt(std::move(node), std::move(result));
        result = adopt(std::move(node), std::move(otherwise));
    }
    return result;
}

ExprPtr ExpressionParser::disjunction()
{
    return chain("or", ExprKind::Or, &ExpressionParser::conjunction);
}

ExprPtr ExpressionParser::conjunction()
{
    return chain("and", ExprKind::And, &ExpressionParser::negation);
}

ExprPtr ExpressionParser::chain(const char* word, ExprKind kind, ExprPtr (ExpressionParser::*operand)())
{
    const Token at = m_stream.current();
    ExprPtr left = (this->*operand)();
    if (!m_stream.isName(word))
        return left;
    ExprPtr node = adopt(make(kind, at), std::move(left));
    while (m_stream.skipName(word))
        node = adopt(std::move(node), (this->*operand)());
    return node;
}

ExprPtr ExpressionParser::negation()
{
    if (!m_stream.isName("not"))
        return comparison();
    const Token at = m_stream.next();
    const Nested level(*this);
    return adopt(make(ExprKind::Not, at), negation());
}

ExprPtr ExpressionParser::comparison()
{
    static constexpr std::pair<const char*, Op> kOps[] = {{"==", Op::Eq}, {"!=", Op::Ne}, {"<", Op::Lt},
                                                          {"<=", Op::Le}, {">", Op::Gt},  {">=", Op::Ge}};
    const Token at = m_stream.current();
    ExprPtr left = sum();
    ExprPtr node;
    for (;;) {
        const auto* op = std::find_if(std::begin(kOps), std::end(kOps),
                                      [this](const auto& candidate) { return m_stream.isOp(candidate.first); });
        Op kind = Op::In;
        if (op != std::end(kOps)) {
            kind = op->second;
            m_stream.next();
        } else if (m_stream.skipName("in")) {
            kind = Op::In;
        } else if (m_stream.isName("not") && m_stream.look().kind == TokenKind::Name && m_stream.look().text == "in") {
            m_stream.next();
            m_stream.next();
            kind = Op::NotIn;
        } else {
            break;
        }
        if (!node)
            node = adopt(make(ExprKind::Compare, at), std::move(left));
        node->ops.push_back(kind);
        node = adopt(std::move(node), sum());
    }
    return node ? std::move(node) : std::move(left);
}

ExprPtr ExpressionParser::arithmetic(ExprPtr (ExpressionParser::*operand)(),
                                     std::initializer_list<std::pair<const char*, Op>> ops)
{
    const Token at = m_stream.current();
    ExprPtr left = (this->*operand)();
    ExprPtr node;
    for (;;) {
        const auto* op = std::find_if(ops.begin(), ops.end(),
                                      [this](const auto& candidate) { return m_stream.isOp(candidate.first); });
        if (op == ops.end())
            return node ? std::move(node) : std::move(left);
        m_stream.next();
        if (!node)
            node = adopt(make(ExprKind::Arithmetic, at), std::move(left));
        node->ops.push_back(op->second);
        node = adopt(std::move(node), (this->*operand)());
    }
}

ExprPtr ExpressionParser::sum()
{
    return arithmetic(&ExpressionParser::concatenation, {{"+", Op::Add}, {"-", Op::Sub}});
}

ExprPtr ExpressionParser::concatenation()
{
    const Token at = m_stream.current();
    ExprPtr left = product();
    if (!m_stream.isOp("~"))
        return left;
    ExprPtr node = adopt(make(ExprKind::Concat, at), std::move(left));
    while (m_stream.skipOp("~"))
        node = adopt(std::move(node), product());
    return node;
}

ExprPtr ExpressionParser::product()
{
    return arithmetic(&ExpressionParser::power, {{"*", Op::Mul}, {"/", Op::Div}, {"//", Op::FloorDiv}, {"%", Op::Mod}});
}

ExprPtr ExpressionParser::power()
{
    const Token at = m_stream.current();
    ExprPtr left = unary();
    while (m_stream.skipOp("**")) {
        ExprPtr node = adopt(make(ExprKind::Arithmetic, at), std::move(left));
        node->ops.push_back(Op::Pow);
        left = adopt(std::move(node), unary());
    }
    return left;
}

ExprPtr ExpressionParser::unary(bool withFilter)
{
    ExprPtr node;
    if (m_stream.isOp("-") || m_stream.isOp("+")) {
        const Token at = m_stream.next();
        const Nested level(*this);
        node = adopt(make(at.text == "-" ? ExprKind::Negative : ExprKind::Positive, at), unary(false));
    } else {
        node = primary();
    }
    node = postfix(std::move(node));
    return withFilter ? filterExpression(std::move(node)) : std::move(node);
}

ExprPtr ExpressionParser::number(const Token& token)
{
    ExprPtr node = make(ExprKind::Constant, token);
    const char* begin = token.text.data();
    const char* end = begin + token.text.size();
    if (token.kind == TokenKind::Float) {
        double d = 0;
        const auto result = std::from_chars(begin, end, d);
        if (result.ec != std::errc{})
            TokenStream::fail("the number " + token.text.substr(0, 40) + " is out of range", token);
        node->value = Value::real(d);
        return node;
    }
    int base = 10;
    if (token.text.size() > 2 && token.text[0] == '0') {
        const char mark = static_cast<char>(token.text[1] | 0x20);
        base = mark == 'x' ? 16 : (mark == 'o' ? 8 : (mark == 'b' ? 2 : 10));
        begin += base == 10 ? 0 : 2;
    }
    std::int64_t i = 0;
    const auto result = std::from_chars(begin, end, i, base);
    if (result.ec != std::errc{} || result.ptr != end)
        TokenStream::fail("the number " + token.text.substr(0, 40) + " does not fit into 64 bits", token);
    node->value = Value::integer(i);
    return node;
}

ExprPtr ExpressionParser::primary(bool withNamespace)
{
    const Token token = m_stream.current();
    if (token.kind == TokenKind::Name) {
        m_stream.next();
        ExprPtr node = make(ExprKind::Constant, token);
        if (token.text == "true" || token.text == "True" || token.text == "false" || token.text == "False") {
            node->value = Value::boolean(token.text[0] == 't' || token.text[0] == 'T');
        } else if (token.text == "none" || token.text == "None") {
            node->value = Value();
        } else if (withNamespace && m_stream.isOp(".")) {
            m_stream.next();
            node->kind = ExprKind::NamespaceRef;
            node->name = token.text;
            node->value = Value::constant(m_stream.expectName().text);
        } else {
            node->kind = ExprKind::Name;
            node->name = token.text;
        }
        return node;
    }
    if (token.kind == TokenKind::String) {
        std::string joined;
        while (m_stream.current().kind == TokenKind::String)
            joined += m_stream.next().text;
        ExprPtr node = make(ExprKind::Constant, token);
        node->value = Value::constant(std::move(joined));
        return node;
    }
    if (token.kind == TokenKind::Integer || token.kind == TokenKind::Float) {
        m_stream.next();
        return number(token);
    }
    if (m_stream.skipOp("(")) {
        ExprPtr node = tuple(true, {}, true);
        m_stream.expectOp(")");
        return node;
    }
    if (m_stream.isOp("["))
        return listLiteral();
    if (m_stream.isOp("{"))
        return dictLiteral();
    m_stream.fail("unexpected " + TokenStream::describe(token));
}

ExprPtr ExpressionParser::listLiteral()
{
    ExprPtr node = make(ExprKind::List, m_stream.expectOp("["));
    while (!m_stream.isOp("]")) {
        if (!node->items.empty())
            m_stream.expectOp(",");
        if (m_stream.isOp("]"))
            break;
        node = adopt(std::move(node), expression());
    }
    m_stream.expectOp("]");
    return node;
}

ExprPtr ExpressionParser::dictLiteral()
{
    ExprPtr node = make(ExprKind::Dict, m_stream.expectOp("{"));
    while (!m_stream.isOp("}")) {
        if (!node->items.empty())
            m_stream.expectOp(",");
        if (m_stream.isOp("}"))
            break;
        node = adopt(std::move(node), expression());
        m_stream.expectOp(":");
        node = adopt(std::move(node), expression());
    }
    m_stream.expectOp("}");
    return node;
}

bool ExpressionParser::atTupleEnd(std::string_view endName) const
{
    const TokenKind kind = m_stream.current().kind;
    return kind == TokenKind::VariableEnd || kind == TokenKind::BlockEnd || m_stream.isOp(")") ||
           (!endName.empty() && m_stream.isName(endName));
}

ExprPtr ExpressionParser::tuple(bool withConditional, std::string_view endName, bool parenthesized)
{
    const Token at = m_stream.current();
    ExprPtr node = make(ExprKind::Tuple, at);
    bool isTuple = false;
    for (;;) {
        if (!node->items.empty())
            m_stream.expectOp(",");
        if (atTupleEnd(endName))
            break;
        node = adopt(std::move(node), expression(withConditional));
        if (!m_stream.isOp(","))
            break;
        isTuple = true;
    }
    if (isTuple)
        return node;
    if (!node->items.empty())
        return std::move(node->items.front());
    if (!parenthesized)
        m_stream.fail("expected an expression, got " + TokenStream::describe(m_stream.current()));
    return node;
}

ExprPtr ExpressionParser::nameTarget()
{
    const Token at = m_stream.expectName();
    static constexpr std::string_view kReserved[] = {"true", "false", "none", "True", "False", "None"};
    if (std::find(std::begin(kReserved), std::end(kReserved), at.text) != std::end(kReserved))
        TokenStream::fail("cannot assign to '" + at.text + "'", at);
    ExprPtr node = make(ExprKind::Name, at);
    node->name = at.text;
    return node;
}

ExprPtr ExpressionParser::assignTarget(std::string_view endName, bool withNamespace)
{
    const Token at = m_stream.current();
    const auto one = [this, withNamespace]() -> ExprPtr {
        const Token first = m_stream.current();
        const Nested level(*this);
        ExprPtr target = primary(withNamespace);
        const bool good =
            target->kind == ExprKind::Name || target->kind == ExprKind::NamespaceRef || target->kind == ExprKind::Tuple;
        if (!good)
            TokenStream::fail("cannot assign to " + TokenStream::describe(first), first);
        if (target->kind == ExprKind::Tuple) {
            for (const ExprPtr& item : target->items) {
                if (item->kind != ExprKind::Name)
                    TokenStream::fail("cannot assign to this", first);
            }
        }
        return target;
    };
    ExprPtr node = make(ExprKind::Tuple, at);
    bool isTuple = false;
    for (;;) {
        if (!node->items.empty())
            m_stream.expectOp(",");
        if (atTupleEnd(endName))
            break;
        node = adopt(std::move(node), one());
        if (!m_stream.isOp(","))
            break;
        isTuple = true;
    }
    if (isTuple)
        return node;
    if (node->items.empty())
        m_stream.fail("expected a name to assign to, got " + TokenStream::describe(m_stream.current()));
    return std::move(node->items.front());
}

} // namespace engine::text::jinja
