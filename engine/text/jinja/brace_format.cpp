// SPDX-License-Identifier: GPL-3.0-or-later
// str.format: fields with attributes and subscripts, conversions, and the standard format specification.
#include "engine/text/jinja/brace_format.h"

#include "engine/text/jinja/access.h"
#include "engine/text/jinja/failure.h"
#include "engine/text/jinja/number_format.h"
#include "engine/text/jinja/operators.h"
#include "engine/text/jinja/print.h"
#include "engine/text/jinja/text_edit.h"
#include "engine/text/jinja/unicode.h"

#include <algorithm>

namespace engine::text::jinja
{

namespace
{

struct Spec {
    std::string fill = " ";
    char align = '\0';
    int width = -1;
    bool zero = false, hasType = false;
    NumberStyle number;
};

int digits(std::string_view text, std::size_t& i)
{
    int n = -1;
    for (; i < text.size() && text[i] >= '0' && text[i] <= '9'; ++i) {
        n = (n < 0 ? 0 : n) * 10 + (text[i] - '0');
        if (n > kMaxFormatWidth)
            throw RenderFailure("a width or precision is too large");
    }
    return n;
}

Spec parseSpec(std::string_view text)
{
    static constexpr std::string_view kAligns = "<>^=";
    Spec spec;
    std::size_t i = 0;
    const auto has = [&](std::string_view set) {
        return i < text.size() && set.find(text[i]) != std::string_view::npos;
    };
    const std::size_t first = text.empty() ? 0 : characterAt(text, 0).length;
    if (first < text.size() && kAligns.find(text[first]) != std::string_view::npos) {
        spec.fill = std::string(text.substr(0, first));
        spec.align = text[first];
        i = first + 1;
    } else if (has(kAligns)) {
        spec.align = text[i++];
    }
    if (has("+- "))
        spec.number.sign = text[i++];
    if (has("#")) {
        spec.number.alternate = true;
        ++i;
    }
    if (has("0")) {
        spec.zero = true;
        ++i;
    }
    spec.width = digits(text, i);
    if (has(",_"))
        spec.number.grouping = text[i++];
    if (has(".")) {
        ++i;
        spec.number.precision = digits(text, i);
        if (spec.number.precision < 0)
            throw RenderFailure("format specifier missing precision");
    }
    if (i < text.size()) {
        spec.hasType = true;
        spec.number.type = text[i++];
    }
    if (i != text.size())
        throw RenderFailure("invalid format specifier");
    return spec;
}

Side sideOf(char align)
{
    return align == '<' ? Side::Right : (align == '^' ? Side::Both : Side::Left);
}

// {:^10} puts the odd blank on the right; str.center does not always.
Text aligned(Runtime& runtime, const Text& body, const Spec& spec, char align)
{
    const auto length = static_cast<std::int64_t>(countCharacters(body.view()));
    if (align == '^' && spec.width > length) {
        const std::int64_t before = (spec.width - length) / 2;
        return pad(runtime, pad(runtime, body, length + before, spec.fill, Side::Left), spec.width, spec.fill,
                   Side::Right);
    }
    return pad(runtime, body, spec.width, spec.fill, sideOf(align));
}

Text formatNumber(Runtime& runtime, const Value& value, Spec spec)
{
    static constexpr std::string_view kReal = "eEfFgG%";
    static constexpr std::string_view kInteger = "dxXob";
    const bool real = value.is(Kind::Float);
    if (spec.hasType && spec.number.type == 'n')
        spec.number.type = real ? 'g' : 'd';
    FormattedNumber number;
    if (spec.hasType && kReal.find(spec.number.type) != std::string_view::npos) {
        number = formatReal(value.asDouble(), spec.number);
    } else if (!real && (!spec.hasType || kInteger.find(spec.number.type) != std::string_view::npos)) {
        if (spec.number.precision >= 0)
            throw RenderFailure("precision not allowed in integer format specifier");
        number = formatInteger(value.asInt(), spec.number);
    } else if (real && !spec.hasType) {
        if (spec.number.precision >= 0) {
            spec.number.type = 'g';
            number = formatReal(value.asDouble(), spec.number);
            if (number.digits.find_first_of(".en") == std::string::npos)
                number.digits += ".0";
        } else {
            const std::string text = floatRepr(value.asDouble());
            const bool negative = text[0] == '-';
            number.prefix = negative ? "-" : (spec.number.sign == '-' ? "" : std::string(1, spec.number.sign));
            number.digits = text.substr(negative ? 1 : 0);
        }
    } else {
        throw RenderFailure(std::string("unknown format code '") + spec.number.type + "' for object of type '" +
                            typeName(value) + "'");
    }
    const char align = spec.align ? spec.align : (spec.zero ? '=' : '>');
    const auto size = static_cast<int>(number.prefix.size() + number.digits.size());
    if (align == '=' && spec.width > size) {
        const std::string fill = spec.zero && !spec.align ? "0" : spec.fill;
        std::string zeros;
        for (int n = spec.width - size; n > 0; --n)
            zeros += fill;
        number.digits.insert(0, zeros);
    }
    return aligned(runtime, Text(number.prefix + number.digits, true), spec, align);
}

Text formatValue(Runtime& runtime, const Value& value, const Text& specText)
{
    if (specText.empty())
        return toStr(runtime, value);
    const Spec spec = parseSpec(specText.view());
    const bool number = value.isNumber() && !(value.is(Kind::Bool) && !spec.hasType);
    if (number && !(spec.hasType && spec.number.type == 's'))
        return formatNumber(runtime, value, spec);
    if (!value.isString() && !value.is(Kind::Bool))
        throw RenderFailure(std::string("unsupported format string passed to ") + typeName(value) + ".__format__");
    if (spec.hasType && spec.number.type != 's')
        throw RenderFailure(std::string("unknown format code '") + spec.number.type + "' for object of type 'str'");
    if (spec.align == '=' || spec.number.grouping)
        throw RenderFailure("this alignment or grouping is not allowed in a string format specifier");
    Text body = toStr(runtime, value);
    if (spec.number.precision >= 0)
        body = body.slice(0, offsetOfCharacter(body.view(), static_cast<std::size_t>(spec.number.precision)));
    Spec padded = spec;
    if (spec.zero && !spec.align)
        padded.fill = "0";
    return aligned(runtime, body, padded, spec.align ? spec.align : '<');
}

class BraceFormatter
{
public:
    BraceFormatter(Runtime& runtime, const CallArgs& args, bool escape)
        : m_runtime(runtime),
          m_args(args),
          m_escape(escape)
    {
    }

    Text run(const Text& format, int depth)
    {
        if (depth > 2)
            throw RenderFailure("max string recursion exceeded");
        const std::string_view bytes = format.view();
        m_runtime.handle(2 * bytes.size());
        Text out;
        for (std::size_t i = 0; i < bytes.size();) {
            const std::size_t at = bytes.find_first_of("{}", i);
            out.append(format, i, (at == std::string_view::npos ? bytes.size() : at) - i);
            if (at == std::string_view::npos)
                break;
            if (at + 1 < bytes.size() && bytes[at + 1] == bytes[at]) {
                out.append(format, at, 1);
                i = at + 2;
                continue;
            }
            if (bytes[at] == '}')
                throw RenderFailure("single '}' encountered in format string");
            i = field(format, at + 1, out, depth);
            Runtime::checkTextSize(out.size());
            m_runtime.step();
        }
        return out;
    }

private:
    std::size_t field(const Text& format, std::size_t begin, Text& out, int depth)
    {
        const std::string_view bytes = format.view();
        std::size_t end = begin, level = 1;
        while (end < bytes.size()) {
            level += bytes[end] == '{' ? 1 : 0;
            level -= bytes[end] == '}' ? 1 : 0;
            if (level == 0)
                break;
            ++end;
        }
        if (end == bytes.size())
            throw RenderFailure("expected '}' before end of string");
        const std::string_view inside = bytes.substr(begin, end - begin);
        std::size_t nameEnd = 0;
        for (bool subscript = false; nameEnd < inside.size(); ++nameEnd) {
            const char c = inside[nameEnd];
            subscript = c == '[' || (subscript && c != ']');
            if (!subscript && (c == '!' || c == ':'))
                break;
        }
        Value value = lookUp(inside.substr(0, nameEnd));
        std::size_t i = nameEnd;
        if (i < inside.size() && inside[i] == '!') {
            value = converted(value, i + 1 < inside.size() ? inside[i + 1] : '\0');
            i += 2;
        }
        Text spec;
        if (i < inside.size()) {
            if (inside[i] != ':')
                throw RenderFailure("expected ':' after conversion specifier");
            spec = run(format.slice(begin + i + 1, inside.size() - i - 1), depth + 1);
        }
        const bool plain = !m_escape || (value.isString() && value.as<String>().markup);
        const Text text = formatValue(m_runtime, value, spec);
        out.append(plain ? text : escapeHtml(m_runtime, text));
        return end + 1;
    }

    Value converted(const Value& value, char how)
    {
        Text text;
        if (how == 's')
            appendStr(m_runtime, text, value);
        else if (how == 'r' || how == 'a')
            appendRepr(m_runtime, text, value);
        else
            throw RenderFailure("unknown conversion specifier in a format string");
        return m_runtime.string(std::move(text));
    }

    Value argument(std::string_view name)
    {
        const bool number =
            std::all_of(name.begin(), name.end(), [](char c) { return c >= '0' && c <= '9'; }) && name.size() < 10;
        if (name.empty() || number) {
            if ((name.empty() && m_manual) || (!name.empty() && m_next > 0))
                throw RenderFailure("cannot mix automatic and manual field numbering");
            m_manual = m_manual || !name.empty();
            const std::size_t index = name.empty() ? m_next++ : static_cast<std::size_t>(std::stoul(std::string(name)));
            if (index >= m_args.positional.size())
                throw RenderFailure("replacement index " + std::to_string(index) + " out of range");
            return m_args.positional[index];
        }
        for (const auto& [key, value] : m_args.named) {
            if (key == name)
                return value;
        }
        throw RenderFailure("format has no value for '" + std::string(name.substr(0, 60)) + "'");
    }

    Value lookUp(std::string_view path)
    {
        std::size_t i = std::min(path.find_first_of(".["), path.size());
        Value value = argument(path.substr(0, i));
        while (i < path.size()) {
            const bool bracket = path[i] == '[';
            const std::size_t begin = i + 1;
            std::size_t end = bracket ? path.find(']', begin) : path.find_first_of(".[", begin);
            if (bracket && end == std::string_view::npos)
                throw RenderFailure("missing ']' in format string");
            end = std::min(end, path.size());
            const std::string_view part = path.substr(begin, end - begin);
            if (part.empty())
                throw RenderFailure("empty attribute in format string");
            const bool number =
                part.size() < 10 && std::all_of(part.begin(), part.end(), [](char c) { return c >= '0' && c <= '9'; });
            if (!bracket)
                value = attribute(m_runtime, value, std::string(part));
            else
                value = item(m_runtime, value,
                             number ? Value::integer(std::stol(std::string(part)))
                                    : m_runtime.string(std::string(part), true));
            i = bracket ? end + 1 : end;
            m_runtime.step();
        }
        return value;
    }

    Runtime& m_runtime;
    const CallArgs& m_args;
    std::size_t m_next = 0;
    bool m_manual = false, m_escape;
};

} // namespace

Text braceFormat(Runtime& runtime, const Text& format, const CallArgs& args, bool escape)
{
    return BraceFormatter(runtime, args, escape).run(format, 1);
}

} // namespace engine::text::jinja
