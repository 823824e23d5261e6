// SPDX-License-Identifier: GPL-3.0-or-later
// A cursor over tokens, with the tests that both halves of the parser need.
#pragma once

#include "engine/text/jinja/failure.h"
#include "engine/text/jinja/lexer.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace engine::text::jinja
{

class TokenStream
{
public:
    explicit TokenStream(std::vector<Token> tokens) : m_tokens(std::move(tokens)) {}

    const Token& current() const { return m_tokens[m_at]; }
    const Token& look() const { return m_tokens[m_at + 1 < m_tokens.size() ? m_at + 1 : m_at]; }
    const Token& next()
    {
        const Token& token = m_tokens[m_at];
        if (m_at + 1 < m_tokens.size())
            ++m_at;
        return token;
    }
    bool isOp(std::string_view op) const { return current().kind == TokenKind::Operator && current().text == op; }
    bool isName(std::string_view name) const { return current().kind == TokenKind::Name && current().text == name; }
    bool skipOp(std::string_view op) { return isOp(op) && (next(), true); }
    bool skipName(std::string_view name) { return isName(name) && (next(), true); }

    [[noreturn]] void fail(const std::string& reason) const { fail(reason, current()); }
    [[noreturn]] static void fail(const std::string& reason, const Token& at)
    {
        throw SyntaxFailure(reason, at.line, at.column);
    }
    const Token& expectOp(std::string_view op)
    {
        if (!isOp(op))
            fail("expected '" + std::string(op) + "', got " + describe(current()));
        return next();
    }
    const Token& expect(TokenKind kind, const char* what)
    {
        if (current().kind != kind)
            fail(std::string("expected ") + what + ", got " + describe(current()));
        return next();
    }
    const Token& expectName() { return expect(TokenKind::Name, "a name"); }

    static std::string describe(const Token& token)
    {
        switch (token.kind) {
        case TokenKind::Data:
            return "text";
        case TokenKind::VariableBegin:
            return "'{{'";
        case TokenKind::VariableEnd:
            return "'}}'";
        case TokenKind::BlockBegin:
            return "'{%'";
        case TokenKind::BlockEnd:
            return "'%}'";
        case TokenKind::String:
            return "a string";
        case TokenKind::End:
            return "the end of the template";
        default:
            return "'" + token.text.substr(0, 60) + "'";
        }
    }

private:
    std::vector<Token> m_tokens;
    std::size_t m_at = 0;
};

} // namespace engine::text::jinja
