// SPDX-License-Identifier: GPL-3.0-or-later
// Arithmetic, comparison, membership.
#include "engine/text/jinja/operators.h"

#include "engine/text/jinja/access.h"
#include "engine/text/jinja/failure.h"
#include "engine/text/jinja/percent_format.h"
#include "engine/text/jinja/print.h"
#include "engine/text/jinja/search.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace engine::text::jinja
{

namespace
{

const char* symbol(Op op)
{
    static constexpr const char* kSymbols[] = {
        "+", "-", "*", "/", "//", "%", "**", "==", "!=", "<", "<=", ">", ">=", "in", "not in"};
    return kSymbols[static_cast<int>(op)];
}

[[noreturn]] void unsupported(Op op, const Value& a, const Value& b)
{
    throw RenderFailure(std::string("unsupported operand types for ") + symbol(op) + ": '" + typeName(a) + "' and '" +
                        typeName(b) + "'");
}

[[noreturn]] void overflow()
{
    throw RenderFailure("integer overflow: the result does not fit into 64 bits");
}

std::int64_t floorDivide(std::int64_t a, std::int64_t b)
{
    if (b == 0)
        throw RenderFailure("division by zero");
    if (a == std::numeric_limits<std::int64_t>::min() && b == -1)
        overflow();
    const std::int64_t q = a / b;
    return (a % b != 0) && ((a < 0) != (b < 0)) ? q - 1 : q;
}

std::int64_t floorModulo(std::int64_t a, std::int64_t b)
{
    if (b == 0)
        throw RenderFailure("modulo by zero");
    if (b == -1)
        return 0;
    const std::int64_t r = a % b;
    return r != 0 && ((r < 0) != (b < 0)) ? r + b : r;
}

Value power(std::int64_t base, std::int64_t exponent)
{
    if (exponent < 0) {
        if (base == 0)
            throw RenderFailure("0 cannot be raised to a negative power");
        return Value::real(std::pow(static_cast<double>(base), static_cast<double>(exponent)));
    }
    std::int64_t result = 1;
    for (std::int64_t factor = base; exponent > 0; exponent >>= 1) {
        if ((exponent & 1) && __builtin_mul_overflow(result, factor, &result))
            overflow();
        if (exponent > 1 && __builtin_mul_overflow(factor, factor, &factor))
            overflow();
    }
    return Value::integer(result);
}

Value integers(Op op, std::int64_t a, std::int64_t b)
{
    std::int64_t result = 0;
    bool bad = false;
    switch (op) {
    case Op::Add:
        bad = __builtin_add_overflow(a, b, &result);
        break;
    case Op::Sub:
        bad = __builtin_sub_overflow(a, b, &result);
        break;
    case Op::Mul:
        bad = __builtin_mul_overflow(a, b, &result);
        break;
    case Op::Div:
        if (b == 0)
            throw RenderFailure("division by zero");
        return Value::real(static_cast<double>(a) / static_cast<double>(b));
    case Op::FloorDiv:
        result = floorDivide(a, b);
        break;
    case Op::Mod:
        result = floorModulo(a, b);
        break;
    default:
        return power(a, b);
    }
    if (bad)
        overflow();
    return Value::integer(result);
}

Value reals(Op op, double a, double b)
{
    const bool divides = op == Op::Div || op == Op::FloorDiv || op == Op::Mod;
    if (divides && b == 0.0)
        throw RenderFailure("float division by zero");
    switch (op) {
    case Op::Add:
        return Value::real(a + b);
    case Op::Sub:
        return Value::real(a - b);
    case Op::Mul:
        return Value::real(a * b);
    case Op::Div:
        return Value::real(a / b);
    case Op::FloorDiv:
    case Op::Mod: {
        double rest = std::fmod(a, b);
        double quotient = (a - rest) / b;
        if (rest != 0.0 && ((rest < 0) != (b < 0))) {
            rest += b;
            quotient -= 1.0;
        }
        if (op == Op::Mod)
            return Value::real(rest != 0.0 ? rest : std::copysign(0.0, b));
        const double whole = std::floor(quotient);
        return Value::real(quotient - whole > 0.5 ? whole + 1.0 : whole);
    }
    default: {
        if (a == 0.0 && b < 0)
            throw RenderFailure("0.0 cannot be raised to a negative power");
        const double result = std::pow(a, b);
        if (std::isinf(result) && std::isfinite(a) && std::isfinite(b))
            throw RenderFailure("float overflow: numerical result out of range");
        if (std::isnan(result) && !std::isnan(a) && !std::isnan(b))
            throw RenderFailure("a negative number cannot be raised to a fractional power");
        return Value::real(result);
    }
    }
}

Value addStrings(Runtime& runtime, const String& a, const String& b)
{
    const bool markup = a.markup || b.markup;
    Runtime::checkTextSize(a.text.size() + b.text.size());
    Text out = markup && !a.markup ? escapeHtml(runtime, a.text) : a.text;
    out.append(markup && !b.markup ? escapeHtml(runtime, b.text) : b.text);
    return runtime.string(std::move(out), markup);
}

Value repeat(Runtime& runtime, const Value& value, std::int64_t times)
{
    const auto count = static_cast<std::size_t>(std::max<std::int64_t>(times, 0));
    if (value.isString()) {
        const Text& text = value.text();
        if (!text.empty() && count > kMaxTextBytes / text.size())
            Runtime::checkTextSize(kMaxTextBytes + 1);
        Text out, power = text;
        for (std::size_t left = text.empty() ? 0 : count; left > 0; left >>= 1) { // by doubling
            if (left & 1)
                out.append(power);
            if (left > 1)
                power.append(Text(power));
        }
        return runtime.string(std::move(out), value.as<String>().markup);
    }
    const std::vector<Value>& items = value.as<List>().items;
    if (!items.empty() && count > static_cast<std::size_t>(kMaxSteps) / items.size())
        throw RenderFailure("the list grows too long: more than " + std::to_string(kMaxSteps) + " items");
    std::vector<Value> out;
    out.reserve(items.size() * count);
    for (std::size_t i = 0; i < (items.empty() ? 0 : count); ++i)
        out.insert(out.end(), items.begin(), items.end());
    return runtime.list(std::move(out), value.kind());
}

bool isSequence(const Value& value)
{
    return value.isString() || value.is(Kind::List) || value.is(Kind::Tuple);
}

} // namespace

Value arithmetic(Runtime& runtime, Op op, const Value& a, const Value& b)
{
    if (op == Op::Mod && a.isString())
        return runtime.string(percentFormat(runtime, a.text(), b, a.as<String>().markup), a.as<String>().markup);
    if (a.isUndefined() || b.isUndefined())
        throw RenderFailure((a.isUndefined() ? a : b).as<Undefined>().message());
    if (a.isIntegral() && b.isIntegral())
        return integers(op, a.asInt(), b.asInt());
    if (a.isNumber() && b.isNumber())
        return reals(op, a.asDouble(), b.asDouble());
    if (op == Op::Add && a.isString() && b.isString())
        return addStrings(runtime, a.as<String>(), b.as<String>());
    if (op == Op::Add && a.kind() == b.kind() && (a.is(Kind::List) || a.is(Kind::Tuple))) {
        std::vector<Value> items = a.as<List>().items;
        items.insert(items.end(), b.as<List>().items.begin(), b.as<List>().items.end());
        return runtime.list(std::move(items), a.kind());
    }
    if (op == Op::Mul && isSequence(a) && b.isIntegral())
        return repeat(runtime, a, b.asInt());
    if (op == Op::Mul && a.isIntegral() && isSequence(b))
        return repeat(runtime, b, a.asInt());
    unsupported(op, a, b);
}

Value negative(Runtime& runtime, const Value& value)
{
    if (value.isIntegral())
        return integers(Op::Sub, 0, value.asInt());
    if (value.is(Kind::Float))
        return Value::real(-value.asDouble());
    runtime.tick();
    throw RenderFailure(value.isUndefined() ? value.as<Undefined>().message()
                                            : std::string("bad operand type for unary -: '") + typeName(value) + "'");
}

Value positive(Runtime& runtime, const Value& value)
{
    if (value.isIntegral())
        return Value::integer(value.asInt());
    if (value.is(Kind::Float))
        return value;
    runtime.tick();
    throw RenderFailure(value.isUndefined() ? value.as<Undefined>().message()
                                            : std::string("bad operand type for unary +: '") + typeName(value) + "'");
}

bool compareOp(Runtime& runtime, Op op, const Value& a, const Value& b)
{
    chargeComparison(runtime, a, b);
    switch (op) {
    case Op::Eq:
        return equal(a, b);
    case Op::Ne:
        return !equal(a, b);
    case Op::In:
        return contains(runtime, b, a);
    case Op::NotIn:
        return !contains(runtime, b, a);
    default:
        break;
    }
    const int order = compare(a, b, symbol(op));
    if (order == 2)
        return false;
    switch (op) {
    case Op::Lt:
        return order < 0;
    case Op::Le:
        return order <= 0;
    case Op::Gt:
        return order > 0;
    default:
        return order >= 0;
    }
}

bool contains(Runtime& runtime, const Value& container, const Value& item)
{
    switch (container.kind()) {
    case Kind::String:
        if (item.isUndefined() || !item.isString())
            throw RenderFailure(std::string("'in <string>' requires a string as left operand, not '") + typeName(item) +
                                "'");
        return findText(runtime, container.view(), item.view()) != std::string_view::npos;
    case Kind::Dict:
        return container.as<Dict>().find(item) != nullptr;
    case Kind::Range:
        if (item.isIntegral()) {
            const Range& range = container.as<Range>();
            const std::int64_t offset = item.asInt() - range.start;
            return offset % range.step == 0 && offset / range.step >= 0 && offset / range.step < range.length();
        }
        return false;
    default: {
        const std::vector<Value> items = iterate(runtime, container);
        return std::any_of(items.begin(), items.end(), [&](const Value& candidate) {
            chargeComparison(runtime, candidate, item);
            return identical(candidate, item) || equal(candidate, item);
        });
    }
    }
}

Text escapeHtml(Runtime& runtime, const Text& text)
{
    runtime.handle(8 * text.size());
    Text out;
    std::size_t plain = 0;
    const std::string_view bytes = text.view();
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const char* entity = bytes[i] == '&'    ? "&amp;"
                             : bytes[i] == '<'  ? "&lt;"
                             : bytes[i] == '>'  ? "&gt;"
                             : bytes[i] == '"'  ? "&#34;"
                             : bytes[i] == '\'' ? "&#39;"
                                                : nullptr;
        if (!entity)
            continue;
        out.append(text, plain, i - plain);
        out.appendAs(entity, text, i);
        plain = i + 1;
    }
    out.append(text, plain, bytes.size() - plain);
    Runtime::checkTextSize(out.size());
    return out;
}

Value concatenate(Runtime& runtime, const std::vector<Value>& parts)
{
    Text out;
    for (const Value& part : parts)
        appendStr(runtime, out, part);
    return runtime.string(std::move(out));
}

} // namespace engine::text::jinja
