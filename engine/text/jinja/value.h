// SPDX-License-Identifier: GPL-3.0-or-later
// The values of a running template: Python's, with its sharing. Lists and dicts never change after they are made (the
// sandbox that templates are written for forbids it); only a namespace does. Belongs to one render on one thread.
#pragma once

#include "engine/text/jinja/limits.h"
#include "engine/text/jinja/text.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace engine::text::jinja
{

struct Frame;
struct Stmt;
class Value;

enum class Kind : std::uint8_t {
    Missing, // a slot that was never set; an expression never yields it
    Undefined,
    None,
    Bool,
    Int,
    Float,
    String,
    List,
    Tuple,
    Dict,
    Range,
    View,      // dict.keys(), values(), items()
    Generator, // map, select, items... : can be walked once, has no length
    Namespace,
    Macro,
    Loop,
    Function // a global or a bound method
};

// Bytes alive in one render; objects give theirs back when they die.
struct Ledger {
    std::size_t liveBytes = 0;
};

struct Object {
    Object() = default;
    Object(const Object&) = delete;
    Object& operator=(const Object&) = delete;
    virtual ~Object()
    {
        if (ledger)
            ledger->liveBytes -= charged;
    }
    Ledger* ledger = nullptr; // null for constants of the template, which live longer than a render
    std::size_t charged = 0;
};

struct String;
struct List;
struct Dict;

class Value
{
public:
    Value() : m_kind(Kind::None) {}
    static Value missing() { return Value(Kind::Missing); }
    static Value boolean(bool b);
    static Value integer(std::int64_t i);
    static Value real(double d);
    // A constant of the template: not counted against the render's memory.
    static Value constant(std::string bytes, bool fromTemplate = true);
    Value(Kind kind, std::shared_ptr<Object> object) : m_kind(kind), m_object(std::move(object)) {}

    Kind kind() const { return m_kind; }
    bool is(Kind kind) const { return m_kind == kind; }
    bool isUndefined() const { return m_kind == Kind::Undefined; }
    bool isNone() const { return m_kind == Kind::None; }
    bool isString() const { return m_kind == Kind::String; }
    bool isNumber() const { return m_kind == Kind::Int || m_kind == Kind::Float || m_kind == Kind::Bool; }
    bool isIntegral() const { return m_kind == Kind::Int || m_kind == Kind::Bool; }

    bool asBool() const { return m_scalar.b; }
    std::int64_t asInt() const { return m_kind == Kind::Bool ? std::int64_t{m_scalar.b} : m_scalar.i; }
    double asDouble() const { return m_kind == Kind::Float ? m_scalar.d : static_cast<double>(asInt()); }
    // Only for the kinds that hold such an object.
    template <typename T>
    T& as() const
    {
        return static_cast<T&>(*m_object);
    }
    const Text& text() const;
    std::string_view view() const { return text().view(); }
    const std::shared_ptr<Object>& object() const { return m_object; }

private:
    explicit Value(Kind kind) : m_kind(kind) {}
    union Scalar {
        bool b;
        std::int64_t i;
        double d;
    };
    Kind m_kind;
    Scalar m_scalar{};
    std::shared_ptr<Object> m_object;
};

struct String : Object {
    Text text;
    bool markup = false; // came through |safe or |escape: joining with it escapes the other side, as in Python
    mutable std::int64_t characters = -1;
    std::size_t length() const; // in characters
    bool isAscii() const { return length() == text.size(); }
};

struct List : Object { // List and Tuple
    std::vector<Value> items;
    int depth = 1;
    bool isGroup = false; // a tuple of groupby: has .grouper and .list
};

struct Dict : Object {
    std::vector<std::pair<Value, Value>> entries; // in order of insertion
    int depth = 1;

    const Value* find(std::string_view key) const;
    const Value* find(const Value& key) const; // throws RenderFailure when the key has no hash
    void set(const Value& key, Value value);

private:
    std::unordered_map<std::string, std::size_t> m_index; // only for large dicts; by keyOf
};

struct Range : Object {
    std::int64_t start = 0, stop = 0, step = 1;
    std::int64_t length() const;
    std::int64_t at(std::int64_t index) const { return start + index * step; }
};

struct View : Object {
    enum class Of : std::uint8_t { Keys, Values, Items };
    Of of = Of::Keys;
    Value dict;
};

struct Generator : Object {
    std::function<void(std::vector<Value>&)> fill; // runs at the first use, so that an unused one cannot fail
    const char* name = "generator";
    std::vector<Value> items;
    std::size_t position = 0;
    int depth = 1;
};

struct Namespace : Object {
    std::vector<std::pair<std::string, Value>> attributes;
    int depth = 1;
    const Value* find(std::string_view name) const;
};

struct Undefined : Object {
    std::string name;
    std::string owner; // "dict object" and the like; empty for a name
    std::string hint;  // says it all when not empty
    std::string message() const;
};

struct Macro : Object {
    const Stmt* definition = nullptr;
    std::shared_ptr<Frame> closure;
};

class Runtime;
struct CallArgs;
struct Function;
using Builtin = Value (*)(Runtime&, Function&, const CallArgs&);

struct Function : Object {
    const char* name = "";
    Builtin code = nullptr;
    Value self = Value::missing(); // missing for a global
    std::int64_t state = 0;        // cycler and joiner: where they are
};

// "str", "int", "dict"...
const char* typeName(const Value& value);
bool truth(const Value& value);
bool equal(const Value& a, const Value& b);
bool identical(const Value& a, const Value& b); // Python's `is`
// < 0, 0, > 0; throws RenderFailure naming both types where Python has no order. `op` is for the sentence.
int compare(const Value& a, const Value& b, const char* op);
// A text that is equal for equal hashable values; throws RenderFailure for the unhashable.
std::string keyOf(const Value& value);
int depthOf(const Value& value);

} // namespace engine::text::jinja
