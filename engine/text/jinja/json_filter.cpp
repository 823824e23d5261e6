// SPDX-License-Identifier: GPL-3.0-or-later
// Writing values as JSON, byte for byte as Python does. Punctuation counts as data: it surrounds the user's words.
#include "engine/text/jinja/json_filter.h"

#include "engine/text/jinja/access.h"
#include "engine/text/jinja/failure.h"
#include "engine/text/jinja/print.h"
#include "engine/text/jinja/unicode.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace engine::text::jinja
{

namespace
{

struct JsonStyle {
    bool ascii = false, sorted = false;
    std::optional<std::string> indent;
    std::string itemSeparator = ", ", keySeparator = ": ";
};

class JsonWriter
{
public:
    JsonWriter(Runtime& runtime, JsonStyle style) : m_runtime(runtime), m_style(std::move(style)) {}

    Text run(const Value& value)
    {
        write(value, 0);
        return std::move(m_out);
    }

private:
    void put(std::string_view bytes) { m_out.append(bytes, false); }

    void write(const Value& value, int level)
    {
        m_runtime.tick(4);
        Runtime::checkTextSize(m_out.size());
        switch (value.kind()) {
        case Kind::None:
            return put("null");
        case Kind::Bool:
            return put(value.asBool() ? "true" : "false");
        case Kind::Int:
            return put(std::to_string(value.asInt()));
        case Kind::Float:
            return put(number(value.asDouble()));
        case Kind::String:
            return writeString(value.text());
        case Kind::List:
        case Kind::Tuple:
            return writeList(value.as<List>(), level);
        case Kind::Dict:
            return writeDict(value.as<Dict>(), level);
        default:
            throw RenderFailure(std::string("Object of type ") + typeName(value) + " is not JSON serializable");
        }
    }

    static std::string number(double d)
    {
        if (std::isnan(d))
            return "NaN";
        return std::isinf(d) ? (d < 0 ? "-Infinity" : "Infinity") : floatRepr(d);
    }

    void newline(int level)
    {
        if (!m_style.indent)
            return;
        m_runtime.handle(m_style.indent->size() * static_cast<std::size_t>(level));
        std::string space = "\n";
        for (int i = 0; i < level; ++i)
            space += *m_style.indent;
        put(space);
    }

    void writeList(const List& list, int level)
    {
        if (list.items.empty())
            return put("[]");
        put("[");
        for (std::size_t i = 0; i < list.items.size(); ++i) {
            if (i != 0)
                put(m_style.itemSeparator);
            newline(level + 1);
            write(list.items[i], level + 1);
        }
        newline(level);
        put("]");
    }

    void writeKey(const Value& key)
    {
        switch (key.kind()) {
        case Kind::String:
            return writeString(key.text());
        case Kind::None:
            return put("\"null\"");
        case Kind::Bool:
            return put(key.asBool() ? "\"true\"" : "\"false\"");
        case Kind::Int:
            return put("\"" + std::to_string(key.asInt()) + "\"");
        case Kind::Float:
            return put("\"" + number(key.asDouble()) + "\"");
        default:
            throw RenderFailure(std::string("keys must be str, int, float, bool or None, not ") + typeName(key));
        }
    }

    void writeDict(const Dict& dict, int level)
    {
        if (dict.entries.empty())
            return put("{}");
        std::vector<const std::pair<Value, Value>*> order;
        for (const auto& entry : dict.entries)
            order.push_back(&entry);
        if (m_style.sorted) {
            std::stable_sort(order.begin(), order.end(), [this](const auto* a, const auto* b) {
                chargeComparison(m_runtime, a->first, b->first);
                return compare(a->first, b->first, "<") < 0;
            });
        }
        put("{");
        bool first = true;
        for (const auto* entry : order) {
            if (!first)
                put(m_style.itemSeparator);
            first = false;
            newline(level + 1);
            writeKey(entry->first);
            put(m_style.keySeparator);
            write(entry->second, level + 1);
        }
        newline(level);
        put("}");
    }

    static std::string unicodeEscape(char32_t code)
    {
        static constexpr char kDigits[] = "0123456789abcdef";
        std::string out = "\\u0000";
        for (std::size_t i = 0; i < 4; ++i, code >>= 4)
            out[5 - i] = kDigits[code & 15];
        return out;
    }

    std::string escaped(char32_t code) const
    {
        switch (code) {
        case '"':
            return "\\\"";
        case '\\':
            return "\\\\";
        case '\n':
            return "\\n";
        case '\r':
            return "\\r";
        case '\t':
            return "\\t";
        case '\b':
            return "\\b";
        case '\f':
            return "\\f";
        default:
            break;
        }
        if (code < 0x20 || (m_style.ascii && code >= 0x7F && code < 0x10000 && code != 0x7F))
            return unicodeEscape(code);
        if (m_style.ascii && code >= 0x10000)
            return unicodeEscape(0xD7C0 + (code >> 10)) + unicodeEscape(0xDC00 + (code & 0x3FF));
        return {};
    }

    void writeString(const Text& text)
    {
        m_runtime.handle(4 * text.size());
        put("\"");
        const std::string_view bytes = text.view();
        std::size_t plain = 0;
        for (std::size_t i = 0; i < bytes.size();) {
            const auto byte = static_cast<unsigned char>(bytes[i]);
            const bool simple = byte >= 0x20 && byte != '"' && byte != '\\' && (byte < 0x80 || !m_style.ascii);
            const Character c = simple ? Character{byte, 1} : characterAt(bytes, i);
            const std::string escape = simple ? std::string() : escaped(c.code);
            if (!escape.empty()) {
                m_out.append(text, plain, i - plain);
                m_out.appendAs(escape, text, i);
                plain = i + c.length;
            }
            i += c.length;
        }
        m_out.append(text, plain, bytes.size() - plain);
        put("\"");
    }

    Runtime& m_runtime;
    JsonStyle m_style;
    Text m_out;
};

} // namespace

Value toJson(Runtime& runtime, const Value& value, const CallArgs& args)
{
    const Bound bound("tojson", args, {"ensure_ascii", "indent", "separators", "sort_keys"});
    JsonStyle style;
    style.ascii = bound.flag(0, false);
    style.sorted = bound.flag(3, false);
    if (!bound.absent(1)) {
        style.itemSeparator = ",";
        if (bound.at(1).isString())
            style.indent = bound.text(1).bytes();
        else
            style.indent =
                std::string(static_cast<std::size_t>(std::clamp<std::int64_t>(bound.integer(1, 0), 0, 1'000)), ' ');
    }
    if (!bound.absent(2)) {
        const std::vector<Value> separators = iterate(runtime, bound.at(2));
        if (separators.size() != 2 || !separators[0].isString() || !separators[1].isString())
            throw RenderFailure("tojson: 'separators' must be two strings");
        style.itemSeparator = separators[0].text().bytes();
        style.keySeparator = separators[1].text().bytes();
    }
    return runtime.string(JsonWriter(runtime, std::move(style)).run(value));
}

} // namespace engine::text::jinja
