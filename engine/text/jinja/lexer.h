// SPDX-License-Identifier: GPL-3.0-or-later
// Template source to tokens, with Jinja's whitespace control: trim_blocks and lstrip_blocks on, the last newline
// dropped.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace engine::text::jinja
{

enum class TokenKind : std::uint8_t {
    Data,
    VariableBegin,
    VariableEnd,
    BlockBegin,
    BlockEnd,
    Name,
    String, // text is already unescaped
    Integer,
    Float,
    Operator,
    End
};

struct Token {
    TokenKind kind = TokenKind::End;
    std::string text;
    int line = 1, column = 1;
};

// Throws SyntaxFailure. The result ends with one End token.
std::vector<Token> tokenize(std::string_view source);

} // namespace engine::text::jinja
