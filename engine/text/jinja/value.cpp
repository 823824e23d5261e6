// SPDX-License-Identifier: GPL-3.0-or-later
// Values: truth, equality, order and dictionary keys, by the rules of Python's data model.
#include "engine/text/jinja/value.h"

#include "engine/text/jinja/failure.h"
#include "engine/text/jinja/loop.h"
#include "engine/text/jinja/unicode.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace engine::text::jinja
{

namespace
{

constexpr std::size_t kIndexedFrom = 12; // below this a dict is searched from front to back

bool sameSequence(const std::vector<Value>& a, const std::vector<Value>& b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const Value& x, const Value& y) { return identical(x, y) || equal(x, y); });
}

bool sameDict(const Dict& a, const Dict& b)
{
    if (a.entries.size() != b.entries.size())
        return false;
    return std::all_of(a.entries.begin(), a.entries.end(), [&b](const auto& entry) {
        const Value* other = b.find(entry.first);
        return other && (identical(entry.second, *other) || equal(entry.second, *other));
    });
}

// Exact: a double cannot hold every 64-bit integer.
int compareIntDouble(std::int64_t i, double d)
{
    if (d >= 9223372036854775808.0)
        return -1;
    if (d < -9223372036854775808.0)
        return 1;
    const auto whole = static_cast<std::int64_t>(d);
    if (i != whole)
        return i < whole ? -1 : 1;
    const double rest = d - static_cast<double>(whole);
    return rest > 0 ? -1 : (rest < 0 ? 1 : 0);
}

bool equalNumbers(const Value& a, const Value& b)
{
    if (a.isIntegral() && b.isIntegral())
        return a.asInt() == b.asInt();
    if (a.is(Kind::Float) && b.is(Kind::Float))
        return a.asDouble() == b.asDouble();
    const Value& f = a.is(Kind::Float) ? a : b;
    const Value& i = a.is(Kind::Float) ? b : a;
    return !std::isnan(f.asDouble()) && compareIntDouble(i.asInt(), f.asDouble()) == 0;
}

} // namespace

Value Value::boolean(bool b)
{
    Value v(Kind::Bool);
    v.m_scalar.b = b;
    return v;
}

Value Value::integer(std::int64_t i)
{
    Value v(Kind::Int);
    v.m_scalar.i = i;
    return v;
}

Value Value::real(double d)
{
    Value v(Kind::Float);
    v.m_scalar.d = d;
    return v;
}

Value Value::constant(std::string bytes, bool fromTemplate)
{
    auto string = std::make_shared<String>();
    string->text = Text(std::move(bytes), fromTemplate);
    string->length(); // now, since threads that render share the constants
    return {Kind::String, std::move(string)};
}

const Text& Value::text() const
{
    return as<String>().text;
}

std::size_t String::length() const
{
    if (characters < 0)
        characters = static_cast<std::int64_t>(countCharacters(text.view()));
    return static_cast<std::size_t>(characters);
}

const Value* Dict::find(std::string_view key) const
{
    if (m_index.empty()) {
        for (const auto& [k, v] : entries) {
            if (k.isString() && k.view() == key)
                return &v;
        }
        return nullptr;
    }
    const auto found = m_index.find("s" + std::string(key));
    return found == m_index.end() ? nullptr : &entries[found->second].second;
}

const Value* Dict::find(const Value& key) const
{
    if (key.isString())
        return find(key.view());
    const std::string wanted = keyOf(key);
    if (!m_index.empty()) {
        const auto found = m_index.find(wanted);
        return found == m_index.end() ? nullptr : &entries[found->second].second;
    }
    for (const auto& [k, v] : entries) {
        if (!k.isString() && keyOf(k) == wanted)
            return &v;
    }
    return nullptr;
}

void Dict::set(const Value& key, Value value)
{
    depth = std::max(depth, depthOf(value) + 1);
    if (const Value* present = find(key)) {
        *const_cast<Value*>(present) = std::move(value); // an entry of our own vector
        return;
    }
    if (!m_index.empty())
        m_index.emplace(keyOf(key), entries.size());
    entries.emplace_back(key, std::move(value));
    if (m_index.empty() && entries.size() > kIndexedFrom) {
        for (std::size_t i = 0; i < entries.size(); ++i)
            m_index.emplace(keyOf(entries[i].first), i);
    }
}

const Value* Namespace::find(std::string_view name) const
{
    for (const auto& [k, v] : attributes) {
        if (k == name)
            return &v;
    }
    return nullptr;
}

std::int64_t Range::length() const
{
    if (step > 0)
        return start < stop ? (stop - start - 1) / step + 1 : 0;
    return start > stop ? (start - stop - 1) / -step + 1 : 0;
}

std::string Undefined::message() const
{
    if (!hint.empty())
        return hint;
    if (owner.empty())
        return "'" + name + "' is undefined";
    return "'" + owner + "' has no attribute '" + name + "'";
}

const char* typeName(const Value& value)
{
    switch (value.kind()) {
    case Kind::Missing:
    case Kind::Undefined:
        return "Undefined";
    case Kind::None:
        return "NoneType";
    case Kind::Bool:
        return "bool";
    case Kind::Int:
        return "int";
    case Kind::Float:
        return "float";
    case Kind::String:
        return "str";
    case Kind::List:
        return "list";
    case Kind::Tuple:
        return "tuple";
    case Kind::Dict:
        return "dict";
    case Kind::Range:
        return "range";
    case Kind::View:
        return value.as<View>().of == View::Of::Keys     ? "dict_keys"
               : value.as<View>().of == View::Of::Values ? "dict_values"
                                                         : "dict_items";
    case Kind::Generator:
        return value.as<Generator>().name;
    case Kind::Namespace:
        return "Namespace";
    case Kind::Macro:
        return "Macro";
    case Kind::Loop:
        return "LoopContext";
    case Kind::Function:
        return "function";
    }
    return "object";
}

bool truth(const Value& v)
{
    switch (v.kind()) {
    case Kind::Missing:
    case Kind::Undefined:
    case Kind::None:
        return false;
    case Kind::Bool:
        return v.asBool();
    case Kind::Int:
        return v.asInt() != 0;
    case Kind::Float:
        return v.asDouble() != 0.0;
    case Kind::String:
        return !v.text().empty();
    case Kind::List:
    case Kind::Tuple:
        return !v.as<List>().items.empty();
    case Kind::Dict:
        return !v.as<Dict>().entries.empty();
    case Kind::Range:
        return v.as<Range>().length() > 0;
    case Kind::View:
        return !v.as<View>().dict.as<Dict>().entries.empty();
    case Kind::Loop:
        return v.as<Loop>().length() > 0;
    default:
        return true;
    }
}

bool identical(const Value& a, const Value& b)
{
    if (a.kind() != b.kind())
        return false;
    switch (a.kind()) {
    case Kind::Missing:
    case Kind::None:
        return true;
    case Kind::Bool:
        return a.asBool() == b.asBool();
    case Kind::Int:
        return a.asInt() == b.asInt() && a.asInt() >= -5 && a.asInt() <= 256; // the integers that Python shares
    case Kind::Float:
        return false;
    default:
        return a.object() == b.object();
    }
}

bool equal(const Value& a, const Value& b)
{
    if (a.isNumber() && b.isNumber())
        return equalNumbers(a, b);
    if (a.kind() != b.kind())
        return false;
    switch (a.kind()) {
    case Kind::Missing:
    case Kind::Undefined:
    case Kind::None:
        return true;
    case Kind::String:
        return a.view() == b.view();
    case Kind::List:
    case Kind::Tuple:
        return sameSequence(a.as<List>().items, b.as<List>().items);
    case Kind::Dict:
        return sameDict(a.as<Dict>(), b.as<Dict>());
    case Kind::Range: {
        const auto& x = a.as<Range>();
        const auto& y = b.as<Range>();
        const auto n = x.length();
        return n == y.length() && (n == 0 || (x.start == y.start && (n == 1 || x.step == y.step)));
    }
    default:
        return a.object() == b.object();
    }
}

int compare(const Value& a, const Value& b, const char* op)
{
    if (a.isUndefined() || b.isUndefined())
        throw RenderFailure((a.isUndefined() ? a : b).as<Undefined>().message());
    if (a.isNumber() && b.isNumber()) {
        if (a.isIntegral() && b.isIntegral())
            return a.asInt() < b.asInt() ? -1 : (a.asInt() > b.asInt() ? 1 : 0);
        const double x = a.asDouble(), y = b.asDouble();
        if (std::isnan(x) || std::isnan(y))
            return 2; // unordered: neither <, = nor >
        if (a.isIntegral())
            return compareIntDouble(a.asInt(), y);
        if (b.isIntegral())
            return -compareIntDouble(b.asInt(), x);
        return x < y ? -1 : (x > y ? 1 : 0);
    }
    if (a.isString() && b.isString()) {
        const int order = a.view().compare(b.view()); // the order of UTF-8 is the order of code points
        return order < 0 ? -1 : (order > 0 ? 1 : 0);
    }
    if (a.kind() == b.kind() && (a.is(Kind::List) || a.is(Kind::Tuple))) {
        const auto& x = a.as<List>().items;
        const auto& y = b.as<List>().items;
        for (std::size_t i = 0; i < std::min(x.size(), y.size()); ++i) {
            if (!identical(x[i], y[i]) && !equal(x[i], y[i]))
                return compare(x[i], y[i], op);
        }
        return x.size() < y.size() ? -1 : (x.size() > y.size() ? 1 : 0);
    }
    throw RenderFailure(std::string("'") + op + "' not supported between instances of '" + typeName(a) + "' and '" +
                        typeName(b) + "'");
}

std::string keyOf(const Value& value)
{
    switch (value.kind()) {
    case Kind::String:
        return "s" + value.text().bytes();
    case Kind::None:
        return "n";
    case Kind::Undefined:
        return "u";
    case Kind::Bool:
    case Kind::Int:
        return "i" + std::to_string(value.asInt());
    case Kind::Float: {
        const double d = value.asDouble();
        if (d == std::floor(d) && std::fabs(d) < 9.2e18)
            return "i" + std::to_string(static_cast<std::int64_t>(d));
        char bytes[sizeof d];
        std::memcpy(bytes, &d, sizeof d);
        return "f" + std::string(bytes, sizeof d);
    }
    case Kind::Tuple: {
        std::string key = "t";
        for (const Value& item : value.as<List>().items) {
            const std::string part = keyOf(item);
            key += std::to_string(part.size()) + ":" + part;
            if (key.size() > kMaxSourceBytes) // nested tuples that share their parts grow without end
                throw RenderFailure("a dictionary key grows too long");
        }
        return key;
    }
    case Kind::List:
    case Kind::Dict:
        throw RenderFailure(std::string("unhashable type: '") + typeName(value) + "'");
    default:
        return "o" + std::to_string(reinterpret_cast<std::uintptr_t>(value.object().get()));
    }
}

int depthOf(const Value& value)
{
    switch (value.kind()) {
    case Kind::List:
    case Kind::Tuple:
        return value.as<List>().depth;
    case Kind::Dict:
        return value.as<Dict>().depth;
    case Kind::Namespace:
        return value.as<Namespace>().depth;
    case Kind::View:
        return depthOf(value.as<View>().dict) + 1;
    case Kind::Generator:
        return value.as<Generator>().depth;
    case Kind::Loop:
        return value.as<Loop>().depth;
    case Kind::Function:
        return depthOf(value.as<Function>().self) + 1;
    default:
        return 0;
    }
}

} // namespace engine::text::jinja
