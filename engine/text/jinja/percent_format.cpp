// SPDX-License-Identifier: GPL-3.0-or-later
// The % operator of strings.
#include "engine/text/jinja/percent_format.h"

#include "engine/text/jinja/failure.h"
#include "engine/text/jinja/number_format.h"
#include "engine/text/jinja/operators.h"
#include "engine/text/jinja/print.h"
#include "engine/text/jinja/text_edit.h"
#include "engine/text/jinja/unicode.h"

#include <cmath>

namespace engine::text::jinja
{

namespace
{

class PercentFormatter
{
public:
    PercentFormatter(Runtime& runtime, const Text& format, const Value& values, bool escape)
        : m_runtime(runtime),
          m_format(format),
          m_values(values),
          m_escape(escape)
    {
    }

    Text run()
    {
        const std::string_view bytes = m_format.view();
        m_runtime.handle(2 * bytes.size());
        for (std::size_t at = bytes.find('%'); at != std::string_view::npos; at = bytes.find('%', m_pos)) {
            m_out.append(m_format, m_pos, at - m_pos);
            m_pos = at + 1;
            field(at);
            Runtime::checkTextSize(m_out.size());
            m_runtime.step();
        }
        m_out.append(m_format, m_pos, bytes.size() - m_pos);
        if (m_values.is(Kind::Tuple) ? m_used < m_values.as<List>().items.size() : m_used == 0 && !unusedIsFine())
            throw RenderFailure("not all arguments converted during string formatting");
        return std::move(m_out);
    }

private:
    bool unusedIsFine() const
    {
        return m_named || m_values.isUndefined() || m_values.is(Kind::Dict) || m_values.is(Kind::List) ||
               m_values.is(Kind::Range);
    }
    char peek() const { return m_pos < m_format.size() ? m_format.bytes()[m_pos] : '\0'; }

    Value next()
    {
        if (m_key.kind() != Kind::Missing)
            return m_key;
        if (m_values.is(Kind::Tuple)) {
            const auto& items = m_values.as<List>().items;
            if (m_used >= items.size())
                throw RenderFailure("not enough arguments for format string");
            return items[m_used++];
        }
        if (m_used++ > 0)
            throw RenderFailure("not enough arguments for format string");
        return m_values;
    }

    int number()
    {
        if (peek() == '*') {
            ++m_pos;
            const Value value = next();
            if (!value.isIntegral() || std::llabs(value.asInt()) > kMaxFormatWidth)
                throw RenderFailure("* wants a small integer");
            return static_cast<int>(value.asInt());
        }
        int n = -1;
        for (; peek() >= '0' && peek() <= '9'; ++m_pos) {
            n = (n < 0 ? 0 : n) * 10 + (peek() - '0');
            if (n > kMaxFormatWidth)
                throw RenderFailure("a width or precision is too large");
        }
        return n;
    }

    void readKey()
    {
        m_key = Value::missing();
        if (peek() != '(')
            return;
        const std::size_t close = m_format.view().find(')', m_pos);
        if (close == std::string_view::npos)
            throw RenderFailure("incomplete format key");
        if (!m_values.is(Kind::Dict))
            throw RenderFailure("format requires a mapping");
        const std::string_view name = m_format.view().substr(m_pos + 1, close - m_pos - 1);
        const Value* found = m_values.as<Dict>().find(name);
        if (!found)
            throw RenderFailure("format key '" + std::string(name.substr(0, 60)) + "' is missing");
        m_key = *found;
        m_named = true;
        m_pos = close + 1;
    }

    void field(std::size_t at)
    {
        readKey();
        NumberStyle style;
        bool left = false, zero = false;
        for (bool flag = true; flag;) {
            switch (peek()) {
            case '-':
                left = true;
                break;
            case '0':
                zero = true;
                break;
            case '+':
                style.sign = '+';
                break;
            case ' ':
                style.sign = style.sign == '+' ? '+' : ' ';
                break;
            case '#':
                style.alternate = true;
                break;
            default:
                flag = false;
                continue;
            }
            ++m_pos;
        }
        int width = number();
        if (width < -1) {
            left = true;
            width = -width;
        }
        if (peek() == '.') {
            ++m_pos;
            style.precision = std::max(number(), 0);
        }
        while (peek() == 'l' || peek() == 'h' || peek() == 'L')
            ++m_pos;
        style.type = peek();
        if (m_pos >= m_format.size())
            throw RenderFailure("incomplete format");
        ++m_pos;
        if (style.type == '%') {
            m_out.append(m_format, at, 1);
            return;
        }
        convert(style, width, left, zero);
    }

    void convert(NumberStyle style, int width, bool left, bool zero)
    {
        const Value value = next();
        Text body;
        switch (style.type) {
        case 's':
        case 'r':
        case 'a':
            style.type == 's' ? appendStr(m_runtime, body, value) : appendRepr(m_runtime, body, value);
            if (m_escape && !(value.isString() && value.as<String>().markup))
                body = escapeHtml(m_runtime, body);
            if (style.precision >= 0)
                body = body.slice(0, offsetOfCharacter(body.view(), static_cast<std::size_t>(style.precision)));
            zero = false;
            break;
        case 'c':
            if (value.isIntegral() && value.asInt() >= 0 && value.asInt() <= 0x10FFFF) {
                std::string character;
                appendUtf8(character, static_cast<char32_t>(value.asInt()));
                body.append(character, false);
            } else if (value.isString() && value.as<String>().length() == 1) {
                body = value.text();
            } else {
                throw RenderFailure("%c requires int or char");
            }
            zero = false;
            break;
        default:
            return numeric(style, width, left, zero, value);
        }
        m_out.append(pad(m_runtime, body, width, " ", left ? Side::Right : Side::Left));
    }

    void numeric(NumberStyle style, int width, bool left, bool zero, const Value& value)
    {
        FormattedNumber number;
        switch (style.type) {
        case 'd':
        case 'i':
        case 'u':
        case 'x':
        case 'X':
        case 'o': {
            const bool decimal = style.type == 'd' || style.type == 'i' || style.type == 'u';
            if (!value.isNumber() || (value.is(Kind::Float) && !decimal))
                throw RenderFailure(std::string("%") + style.type + " format: a number is required, not " +
                                    typeName(value));
            const double d = value.asDouble();
            if (value.is(Kind::Float) && !(std::fabs(d) < 9.2e18))
                throw RenderFailure("integer overflow in a format");
            style.type = decimal ? 'd' : style.type;
            number = formatInteger(value.is(Kind::Float) ? static_cast<std::int64_t>(d) : value.asInt(), style);
            if (style.precision > static_cast<int>(number.digits.size()))
                number.digits.insert(0, static_cast<std::size_t>(style.precision) - number.digits.size(), '0');
            break;
        }
        case 'e':
        case 'E':
        case 'f':
        case 'F':
        case 'g':
        case 'G':
            if (!value.isNumber())
                throw RenderFailure(std::string("must be real number, not ") + typeName(value));
            number = formatReal(value.asDouble(), style);
            break;
        default:
            throw RenderFailure(std::string("unsupported format character '") + style.type + "'");
        }
        const auto size = static_cast<int>(number.prefix.size() + number.digits.size());
        if (zero && !left && width > size)
            number.digits.insert(0, static_cast<std::size_t>(width - size), '0');
        const Text body(number.prefix + number.digits, true);
        m_out.append(pad(m_runtime, body, width, " ", left ? Side::Right : Side::Left));
    }

    Runtime& m_runtime;
    const Text& m_format;
    const Value& m_values;
    Value m_key = Value::missing();
    Text m_out;
    std::size_t m_pos = 0, m_used = 0;
    bool m_named = false, m_escape;
};

} // namespace

Text percentFormat(Runtime& runtime, const Text& format, const Value& values, bool escape)
{
    return PercentFormatter(runtime, format, values, escape).run();
}

} // namespace engine::text::jinja
