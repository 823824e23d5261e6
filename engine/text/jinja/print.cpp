// SPDX-License-Identifier: GPL-3.0-or-later
// str() and repr().
#include "engine/text/jinja/print.h"

#include "engine/text/jinja/ast.h"
#include "engine/text/jinja/failure.h"
#include "engine/text/jinja/loop.h"
#include "engine/text/jinja/unicode.h"

#include <charconv>
#include <cmath>
#include <cstdlib>

namespace engine::text::jinja
{

namespace
{

std::string hex(char32_t code, int digits)
{
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string out(static_cast<std::size_t>(digits), '0');
    for (auto it = out.rbegin(); it != out.rend(); ++it, code >>= 4)
        *it = kDigits[code & 15];
    return out;
}

std::string escapedForRepr(char32_t code, char quote)
{
    switch (code) {
    case '\n':
        return "\\n";
    case '\r':
        return "\\r";
    case '\t':
        return "\\t";
    case '\\':
        return "\\\\";
    default:
        break;
    }
    if (code == static_cast<char32_t>(quote))
        return std::string("\\") + quote;
    if (isPrintable(code))
        return {};
    if (code < 0x100)
        return "\\x" + hex(code, 2);
    return code < 0x10000 ? "\\u" + hex(code, 4) : "\\U" + hex(code, 8);
}

void appendStringRepr(Runtime& runtime, Text& out, const String& string)
{
    const std::string_view bytes = string.text.view();
    runtime.handle(16 * bytes.size());
    const bool single = bytes.find('\'') != std::string_view::npos && bytes.find('"') == std::string_view::npos;
    const char quote = single ? '"' : '\'';
    if (string.markup)
        out.append("Markup(", false);
    out.append(std::string_view(&quote, 1), false);
    const auto plain = [quote](char c) { return c >= ' ' && c < 127 && c != quote && c != '\\'; };
    for (std::size_t i = 0; i < bytes.size();) {
        std::size_t run = i;
        while (run < bytes.size() && plain(bytes[run]))
            ++run;
        if (run > i) {
            out.append(string.text, i, run - i);
            i = run;
            continue;
        }
        const Character c = characterAt(bytes, i);
        const std::string escaped = escapedForRepr(c.code, quote);
        if (escaped.empty())
            out.append(string.text, i, c.length);
        else
            out.appendAs(escaped, string.text, i);
        i += c.length;
    }
    out.append(std::string_view(&quote, 1), false);
    if (string.markup)
        out.append(")", false);
}

void appendItems(Runtime& runtime, Text& out, const std::vector<Value>& items)
{
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (i != 0)
            out.append(", ", false);
        appendRepr(runtime, out, items[i]);
    }
}

void appendDict(Runtime& runtime, Text& out, const Dict& dict)
{
    out.append("{", false);
    bool first = true;
    for (const auto& [key, value] : dict.entries) {
        if (!first)
            out.append(", ", false);
        first = false;
        appendRepr(runtime, out, key);
        out.append(": ", false);
        appendRepr(runtime, out, value);
    }
    out.append("}", false);
}

void appendView(Runtime& runtime, Text& out, const Value& value)
{
    const View& view = value.as<View>();
    out.append(std::string(typeName(value)) + "([", false);
    bool first = true;
    for (const auto& [key, item] : view.dict.as<Dict>().entries) {
        if (!first)
            out.append(", ", false);
        first = false;
        const bool both = view.of == View::Of::Items;
        if (both)
            out.append("(", false);
        if (view.of != View::Of::Values)
            appendRepr(runtime, out, key);
        if (both)
            out.append(", ", false);
        if (view.of != View::Of::Keys)
            appendRepr(runtime, out, item);
        if (both)
            out.append(")", false);
    }
    out.append("])", false);
}

std::string scalarRepr(const Value& value)
{
    switch (value.kind()) {
    case Kind::None:
        return "None";
    case Kind::Bool:
        return value.asBool() ? "True" : "False";
    case Kind::Int:
        return std::to_string(value.asInt());
    case Kind::Float:
        return floatRepr(value.asDouble());
    case Kind::Range: {
        const Range& range = value.as<Range>();
        return "range(" + std::to_string(range.start) + ", " + std::to_string(range.stop) +
               (range.step == 1 ? "" : ", " + std::to_string(range.step)) + ")";
    }
    case Kind::Macro: {
        const std::string& name = value.as<Macro>().definition->name;
        return name.empty() ? "<Macro anonymous>" : "<Macro '" + name + "'>";
    }
    case Kind::Loop:
        return "<LoopContext " + std::to_string(value.as<Loop>().index0 + 1) + "/" +
               std::to_string(value.as<Loop>().length()) + ">";
    case Kind::Function:
        return std::string("<function ") + value.as<Function>().name + ">";
    case Kind::Generator:
        return std::string("<") + value.as<Generator>().name + " object>";
    default:
        return "Undefined";
    }
}

} // namespace

std::string floatRepr(double value)
{
    if (std::isnan(value))
        return "nan";
    if (std::isinf(value))
        return value < 0 ? "-inf" : "inf";
    char buffer[64];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::scientific).ptr;
    const std::string shortest(buffer, end);
    const std::size_t e = shortest.find('e');
    const int exponent = std::atoi(shortest.c_str() + e + 1);
    const bool negative = shortest[0] == '-';
    std::string digits = shortest.substr(negative ? 1 : 0, e - (negative ? 1 : 0));
    if (digits.size() > 1)
        digits.erase(1, 1); // the point
    std::string out = negative ? "-" : "";
    if (exponent < -4 || exponent >= 16) {
        out += digits.substr(0, 1);
        if (digits.size() > 1)
            out += "." + digits.substr(1);
        const std::string power = std::to_string(std::abs(exponent));
        return out + (exponent < 0 ? "e-" : "e+") + (power.size() < 2 ? "0" : "") + power;
    }
    if (exponent < 0)
        return out + "0." + std::string(static_cast<std::size_t>(-exponent - 1), '0') + digits;
    const auto whole = static_cast<std::size_t>(exponent) + 1;
    if (digits.size() <= whole)
        return out + digits + std::string(whole - digits.size(), '0') + ".0";
    return out + digits.substr(0, whole) + "." + digits.substr(whole);
}

void appendRepr(Runtime& runtime, Text& out, const Value& value)
{
    runtime.tick(2); // twice a node: it takes that long
    Runtime::checkTextSize(out.size());
    switch (value.kind()) {
    case Kind::String:
        return appendStringRepr(runtime, out, value.as<String>());
    case Kind::List:
        out.append("[", false);
        appendItems(runtime, out, value.as<List>().items);
        return out.append("]", false);
    case Kind::Tuple:
        out.append("(", false);
        appendItems(runtime, out, value.as<List>().items);
        return out.append(value.as<List>().items.size() == 1 ? ",)" : ")", false);
    case Kind::Dict:
        return appendDict(runtime, out, value.as<Dict>());
    case Kind::View:
        return appendView(runtime, out, value);
    case Kind::Namespace:
        // Not its attributes, as Python would: a namespace may hold itself.
        return out.append("<Namespace>", false);
    default:
        return out.append(scalarRepr(value), true);
    }
}

void appendStr(Runtime& runtime, Text& out, const Value& value)
{
    if (value.isUndefined())
        return;
    if (value.isString()) {
        runtime.handle(value.text().size());
        Runtime::checkTextSize(out.size() + value.text().size());
        return out.append(value.text());
    }
    appendRepr(runtime, out, value);
}

Text toStr(Runtime& runtime, const Value& value)
{
    Text out;
    appendStr(runtime, out, value);
    return out;
}

} // namespace engine::text::jinja
