// SPDX-License-Identifier: GPL-3.0-or-later
// The lexer: data between tags, then the tokens inside a tag.
#include "engine/text/jinja/lexer.h"

#include "engine/text/jinja/failure.h"
#include "engine/text/jinja/limits.h"
#include "engine/text/jinja/string_literal.h"
#include "engine/text/jinja/unicode.h"

#include <algorithm>
#include <array>

namespace engine::text::jinja
{

namespace
{

// \r\n and \r become \n; one newline at the very end goes.
std::string normalizeNewlines(std::string_view source)
{
    std::string out;
    out.reserve(source.size());
    for (std::size_t i = 0; i < source.size(); ++i) {
        if (source[i] == '\r') {
            out += '\n';
            if (i + 1 < source.size() && source[i + 1] == '\n')
                ++i;
        } else {
            out += source[i];
        }
    }
    if (!out.empty() && out.back() == '\n')
        out.pop_back();
    return out;
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isNameByte(char c)
{
    return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
}

class Lexer
{
public:
    explicit Lexer(std::string source) : m_source(std::move(source)) {}

    std::vector<Token> run()
    {
        while (m_pos < m_source.size())
            lexRoot();
        push(TokenKind::End, {});
        return std::move(m_tokens);
    }

private:
    enum class Tag { Variable, Block, Comment, Raw };

    char peek(std::size_t ahead = 0) const { return m_pos + ahead < m_source.size() ? m_source[m_pos + ahead] : '\0'; }
    bool startsWith(std::string_view what, std::size_t at) const
    {
        return std::string_view(m_source).substr(std::min(at, m_source.size())).starts_with(what);
    }
    [[noreturn]] void fail(const std::string& reason) const { throw SyntaxFailure(reason, m_line, column()); }

    int column() const
    {
        return 1 +
               static_cast<int>(countCharacters(std::string_view(m_source).substr(m_lineStart, m_pos - m_lineStart)));
    }

    void push(TokenKind kind, std::string text)
    {
        if (m_tokens.size() >= kMaxTokens)
            fail("the template is too large: more than " + std::to_string(kMaxTokens) + " tokens");
        // Columns of a very long line are counted from the last token on, so that this stays linear.
        if (m_columnLine != m_lineStart || m_columnPos > m_pos) {
            m_columnLine = m_lineStart;
            m_columnPos = m_lineStart;
            m_column = 1;
        }
        m_column +=
            static_cast<int>(countCharacters(std::string_view(m_source).substr(m_columnPos, m_pos - m_columnPos)));
        m_columnPos = m_pos;
        m_tokens.push_back({kind, std::move(text), m_line, m_column});
    }

    void advanceTo(std::size_t end)
    {
        for (; m_pos < end; ++m_pos) {
            if (m_source[m_pos] == '\n') {
                ++m_line;
                m_lineStart = m_pos + 1;
            }
        }
    }

    std::size_t skipSpace(std::size_t at) const
    {
        while (at < m_source.size()) {
            const Character c = characterAt(m_source, at);
            if (!isSpace(c.code))
                break;
            at += c.length;
        }
        return at;
    }

    // {%[-+]? raw -?%}: the end of the tag, or npos when it is another tag.
    std::size_t rawTagEnd(std::size_t at) const
    {
        at += 2;
        if (at < m_source.size() && (m_source[at] == '-' || m_source[at] == '+'))
            ++at;
        at = skipSpace(at);
        if (!startsWith("raw", at))
            return std::string::npos;
        at = skipSpace(at + 3);
        if (startsWith("-%}", at))
            return skipSpace(at + 3);
        return startsWith("%}", at) ? at + 2 : std::string::npos;
    }

    // The data before a tag, shortened by the tag's sign or by lstrip_blocks.
    std::string_view strippedData(std::size_t begin, std::size_t end, char sign, bool isVariable) const
    {
        std::string_view text = std::string_view(m_source).substr(begin, end - begin);
        if (sign == '-') {
            std::size_t keep = 0;
            for (std::size_t i = 0; i < text.size();) {
                const Character c = characterAt(text, i);
                i += c.length;
                if (!isSpace(c.code))
                    keep = i;
            }
            return text.substr(0, keep);
        }
        if (sign == '+' || isVariable)
            return text;
        const std::size_t newline = text.rfind('\n');
        const std::size_t lineBegin = newline == std::string_view::npos ? 0 : newline + 1;
        if (lineBegin == 0 && !m_lineStarting)
            return text;
        const bool blank = skipSpace(begin + lineBegin) >= end;
        return blank ? text.substr(0, lineBegin) : text;
    }

    std::size_t findTag() const
    {
        for (std::size_t at = m_source.find('{', m_pos); at != std::string::npos; at = m_source.find('{', at + 1)) {
            const char next = at + 1 < m_source.size() ? m_source[at + 1] : '\0';
            if (next == '{' || next == '%' || next == '#')
                return at;
        }
        return std::string::npos;
    }

    void lexRoot()
    {
        const std::size_t begin = m_pos;
        const std::size_t at = findTag();
        if (at == std::string::npos) {
            push(TokenKind::Data, m_source.substr(begin));
            advanceTo(m_source.size());
            return;
        }
        const char type = m_source[at + 1];
        const char signChar = at + 2 < m_source.size() ? m_source[at + 2] : '\0';
        const char sign = signChar == '-' || signChar == '+' ? signChar : '\0';
        const std::size_t rawEnd = type == '%' ? rawTagEnd(at) : std::string::npos;
        const std::string_view data = strippedData(begin, at, sign, type == '{');
        if (!data.empty())
            push(TokenKind::Data, std::string(data));
        advanceTo(at);
        if (rawEnd != std::string::npos) {
            advanceTo(rawEnd);
            m_lineStarting = m_source[rawEnd - 1] == '\n';
            lexRaw();
        } else if (type == '#') {
            advanceTo(at + 2 + (sign ? 1 : 0));
            m_lineStarting = false;
            lexComment();
        } else {
            push(type == '{' ? TokenKind::VariableBegin : TokenKind::BlockBegin, {});
            advanceTo(at + 2 + (sign ? 1 : 0));
            m_lineStarting = false;
            lexTag(type == '{');
        }
    }

    // After the closing bracket at `at` (two bytes long): -X} eats all space, X} one newline (trim_blocks), +X}
    // nothing.
    std::size_t closedAt(std::size_t at, char sign) const
    {
        const std::size_t end = at + 2;
        if (sign == '-')
            return skipSpace(end);
        return sign != '+' && startsWith("\n", end) ? end + 1 : end;
    }

    void finishAt(std::size_t end)
    {
        advanceTo(end);
        m_lineStarting = m_source[end - 1] == '\n';
    }

    void lexComment()
    {
        const std::size_t at = m_source.find("#}", m_pos);
        if (at == std::string::npos)
            fail("missing end of comment tag");
        char sign = at > m_pos ? m_source[at - 1] : '\0';
        finishAt(closedAt(at, sign));
    }

    void lexRaw()
    {
        for (std::size_t at = m_source.find("{%", m_pos); at != std::string::npos; at = m_source.find("{%", at + 1)) {
            std::size_t inside = at + 2;
            char sign = '\0';
            if (inside < m_source.size() && (m_source[inside] == '-' || m_source[inside] == '+'))
                sign = m_source[inside++];
            inside = skipSpace(inside);
            if (!startsWith("endraw", inside))
                continue;
            inside = skipSpace(inside + 6);
            char endSign = '\0';
            if (inside < m_source.size() && (m_source[inside] == '-' || m_source[inside] == '+'))
                endSign = m_source[inside++];
            if (!startsWith("%}", inside))
                continue;
            const std::string_view data = strippedData(m_pos, at, sign, false);
            if (!data.empty())
                push(TokenKind::Data, std::string(data));
            finishAt(closedAt(inside, endSign));
            return;
        }
        fail("missing end of raw directive");
    }

    bool lexTagEnd(bool variable)
    {
        if (!m_brackets.empty())
            return false;
        const char* close = variable ? "}}" : "%}";
        const bool minus = peek() == '-' && startsWith(close, m_pos + 1);
        const bool plus = !variable && peek() == '+' && startsWith(close, m_pos + 1);
        if (!minus && !plus && !startsWith(close, m_pos))
            return false;
        push(variable ? TokenKind::VariableEnd : TokenKind::BlockEnd, {});
        const std::size_t at = m_pos + (minus || plus ? 1 : 0);
        if (variable)
            finishAt(minus ? skipSpace(at + 2) : at + 2);
        else
            finishAt(closedAt(at, minus ? '-' : (plus ? '+' : '\0')));
        return true;
    }

    void lexTag(bool variable)
    {
        while (m_pos < m_source.size()) {
            if (lexTagEnd(variable))
                return;
            const std::size_t space = skipSpace(m_pos);
            if (space != m_pos) {
                finishAt(space);
                continue;
            }
            m_lineStarting = false;
            const char c = peek();
            if (isDigit(c))
                lexNumber();
            else if (isNameByte(c))
                lexName();
            else if (c == '\'' || c == '"')
                lexString();
            else
                lexOperator();
        }
        if (!m_brackets.empty())
            fail(std::string("unexpected end of template, '") + m_brackets.back() + "' expected");
    }

    void lexName()
    {
        std::size_t end = m_pos;
        while (end < m_source.size() && isNameByte(m_source[end]))
            ++end;
        push(TokenKind::Name, m_source.substr(m_pos, end - m_pos));
        advanceTo(end);
    }

    std::size_t digits(std::size_t at) const // (\d+_)*\d+, or `at` when there is none
    {
        if (at >= m_source.size() || !isDigit(m_source[at]))
            return at;
        while (at < m_source.size() && isDigit(m_source[at])) {
            ++at;
            if (at + 1 < m_source.size() && m_source[at] == '_' && isDigit(m_source[at + 1]))
                ++at;
        }
        return at;
    }

    void lexNumber()
    {
        const std::size_t whole = digits(m_pos);
        std::size_t end = whole;
        if (end < m_source.size() && m_source[end] == '.') {
            const std::size_t fraction = digits(end + 1);
            if (fraction != end + 1)
                end = fraction;
        }
        if (end < m_source.size() && (m_source[end] == 'e' || m_source[end] == 'E')) {
            std::size_t exponent = end + 1;
            if (exponent < m_source.size() && (m_source[exponent] == '+' || m_source[exponent] == '-'))
                ++exponent;
            const std::size_t stop = digits(exponent);
            if (stop != exponent)
                end = stop;
        }
        const bool afterDot = m_pos > 0 && m_source[m_pos - 1] == '.';
        if (end != whole && !afterDot)
            return pushNumber(TokenKind::Float, end);
        if (peek() == '0' && m_pos + 2 < m_source.size()) {
            const char base = static_cast<char>(m_source[m_pos + 1] | 0x20);
            const char* allowed = base == 'x' ? "0123456789abcdefABCDEF" : base == 'o' ? "01234567" : "01";
            if (base == 'x' || base == 'o' || base == 'b') {
                std::size_t at = m_pos + 2;
                while (at < m_source.size() && m_source[at] != '\0' &&
                       (std::string_view(allowed).find(m_source[at]) != std::string_view::npos || m_source[at] == '_'))
                    ++at;
                if (at > m_pos + 2)
                    return pushNumber(TokenKind::Integer, at);
            }
        }
        std::size_t stop = whole;
        if (peek() == '0') // 0 or 00, but 07 is two tokens
            for (stop = m_pos; stop < whole && (m_source[stop] == '0' || m_source[stop] == '_');)
                ++stop;
        pushNumber(TokenKind::Integer, stop);
    }

    void pushNumber(TokenKind kind, std::size_t end)
    {
        std::string text = m_source.substr(m_pos, end - m_pos);
        text.erase(std::remove(text.begin(), text.end(), '_'), text.end());
        push(kind, std::move(text));
        advanceTo(end);
    }

    void lexString()
    {
        const char quote = peek();
        std::size_t end = m_pos + 1;
        while (end < m_source.size() && m_source[end] != quote)
            end += m_source[end] == '\\' ? 2 : 1;
        if (end >= m_source.size())
            fail("this string is never closed");
        std::string reason;
        std::string text;
        if (!unescape(std::string_view(m_source).substr(m_pos + 1, end - m_pos - 1), text, reason))
            fail(reason);
        push(TokenKind::String, std::move(text));
        advanceTo(end + 1);
    }

    void lexOperator()
    {
        static constexpr std::array<std::string_view, 6> kTwo = {"//", "**", "==", "!=", ">=", "<="};
        static constexpr std::string_view kOne = "+-*/%~[](){}.:|,;<>=";
        const std::string_view rest = std::string_view(m_source).substr(m_pos);
        for (const std::string_view op : kTwo) {
            if (rest.starts_with(op)) {
                push(TokenKind::Operator, std::string(op));
                return advanceTo(m_pos + 2);
            }
        }
        const char c = peek();
        if (c == '\0' || kOne.find(c) == std::string_view::npos) {
            if (c >= ' ' && c < 127)
                fail(std::string("unexpected character '") + c + "'");
            fail("unexpected character with the code " + std::to_string(static_cast<unsigned char>(c)));
        }
        balance(c);
        push(TokenKind::Operator, std::string(1, c));
        advanceTo(m_pos + 1);
    }

    void balance(char c)
    {
        if (c == '(' || c == '[' || c == '{') {
            m_brackets.push_back(c == '(' ? ')' : (c == '[' ? ']' : '}'));
        } else if (c == ')' || c == ']' || c == '}') {
            if (m_brackets.empty())
                fail(std::string("unexpected '") + c + "'");
            if (m_brackets.back() != c)
                fail(std::string("unexpected '") + c + "', expected '" + m_brackets.back() + "'");
            m_brackets.pop_back();
        }
    }

    std::string m_source;
    std::size_t m_pos = 0, m_lineStart = 0;
    int m_line = 1;
    std::size_t m_columnLine = 0, m_columnPos = 0;
    int m_column = 1;
    bool m_lineStarting = true;
    std::string m_brackets;
    std::vector<Token> m_tokens;
};

} // namespace

std::vector<Token> tokenize(std::string_view source)
{
    return Lexer(normalizeNewlines(source)).run();
}

} // namespace engine::text::jinja
