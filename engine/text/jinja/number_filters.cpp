// SPDX-License-Identifier: GPL-3.0-or-later
// Filters about numbers.
#include "engine/text/jinja/access.h"
#include "engine/text/jinja/failure.h"
#include "engine/text/jinja/filters.h"
#include "engine/text/jinja/number_format.h"
#include "engine/text/jinja/operators.h"
#include "engine/text/jinja/text_edit.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>

namespace engine::text::jinja
{

namespace
{

std::string trimmed(Runtime& runtime, const Text& text)
{
    return strip(runtime, text, nullptr, true, true).bytes();
}

// Single underscores between digits are allowed; false for any other.
bool dropUnderscores(std::string& s)
{
    for (std::size_t i = 0; i < s.size(); ++i) {
        if (s[i] == '_' && (i == 0 || i + 1 == s.size() || s[i - 1] == '_'))
            return false;
    }
    s.erase(std::remove(s.begin(), s.end(), '_'), s.end());
    return true;
}

std::optional<std::int64_t> parseInt(Runtime& runtime, const Text& text, std::int64_t base)
{
    std::string s = trimmed(runtime, text);
    if (!dropUnderscores(s) || s.empty())
        return {};
    const bool negative = s[0] == '-';
    if (s[0] == '-' || s[0] == '+')
        s.erase(0, 1);
    const char mark = s.size() > 2 && s[0] == '0' ? static_cast<char>(s[1] | 0x20) : '\0';
    const std::int64_t marked = mark == 'x' ? 16 : (mark == 'o' ? 8 : (mark == 'b' ? 2 : 0));
    if (marked != 0 && (base == 0 || base == marked)) {
        base = marked;
        s.erase(0, 2);
    }
    if (base == 0)
        base = 10;
    if (base < 2 || base > 36 || s.empty() || s[0] == '-' || s[0] == '+')
        return {};
    std::uint64_t magnitude = 0;
    const auto result = std::from_chars(s.data(), s.data() + s.size(), magnitude, static_cast<int>(base));
    if (result.ptr != s.data() + s.size())
        return {};
    if (result.ec != std::errc{} || magnitude > static_cast<std::uint64_t>(INT64_MAX))
        throw RenderFailure("integer overflow: the number does not fit into 64 bits");
    return negative ? -static_cast<std::int64_t>(magnitude) : static_cast<std::int64_t>(magnitude);
}

std::optional<double> parseReal(Runtime& runtime, const Text& text)
{
    std::string s = trimmed(runtime, text);
    if (!dropUnderscores(s) || s.empty())
        return {};
    const bool negative = s[0] == '-';
    if (s[0] == '-' || s[0] == '+')
        s.erase(0, 1);
    std::transform(s.begin(), s.end(), s.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    if (s.empty() || s[0] == '-' || s[0] == '+' || s.starts_with("nan("))
        return {};
    double d = 0;
    const auto result = std::from_chars(s.data(), s.data() + s.size(), d);
    if (result.ptr != s.data() + s.size())
        return {};
    if (result.ec == std::errc::result_out_of_range)
        d = s.find("e-") != std::string::npos ? 0.0 : HUGE_VAL;
    return negative ? -d : d;
}

std::int64_t wholeOf(double d)
{
    if (!(std::fabs(d) < 9.2233720368547e18))
        throw RenderFailure("integer overflow: the number does not fit into 64 bits");
    return static_cast<std::int64_t>(d);
}

Value intFilter(Runtime& runtime, const Value& value, const CallArgs& args)
{
    const Bound bound("int", args, {"default", "base"});
    const Value otherwise = bound.get(0) ? bound.at(0) : Value::integer(0);
    if (value.isUndefined())
        throw RenderFailure(value.as<Undefined>().message());
    if (value.isIntegral())
        return Value::integer(value.asInt());
    if (value.is(Kind::Float))
        return std::isnan(value.asDouble()) ? otherwise : Value::integer(wholeOf(value.asDouble()));
    if (!value.isString())
        return otherwise;
    if (const auto whole = parseInt(runtime, value.text(), bound.integer(1, 10)))
        return Value::integer(*whole);
    const auto real = parseReal(runtime, value.text());
    return real && std::isfinite(*real) ? Value::integer(wholeOf(*real)) : otherwise;
}

Value floatFilter(Runtime& runtime, const Value& value, const CallArgs& args)
{
    const Bound bound("float", args, {"default"});
    if (value.isUndefined())
        throw RenderFailure(value.as<Undefined>().message());
    if (value.isNumber())
        return Value::real(value.asDouble());
    const auto real = value.isString() ? parseReal(runtime, value.text()) : std::nullopt;
    if (real)
        return Value::real(*real);
    return bound.get(0) ? bound.at(0) : Value::real(0.0);
}

Value absFilter(Runtime& runtime, const Value& value, const CallArgs& args)
{
    const Bound none("abs", args, {});
    if (value.isIntegral())
        return value.asInt() < 0 ? negative(runtime, value) : Value::integer(value.asInt());
    if (value.is(Kind::Float))
        return Value::real(std::fabs(value.asDouble()));
    throw RenderFailure(value.isUndefined() ? value.as<Undefined>().message()
                                            : std::string("bad operand type for abs(): '") + typeName(value) + "'");
}

// Python rounds the exact decimal value, ties to even; printf does the same.
Value roundCommon(const Value& value, std::int64_t precision)
{
    if (value.isIntegral() && precision >= 0)
        return Value::integer(value.asInt());
    if (precision < 0) {
        const double unit = std::pow(10.0, static_cast<double>(std::min<std::int64_t>(-precision, 400)));
        const double rounded = std::nearbyint(value.asDouble() / unit) * unit;
        return value.isIntegral() ? Value::integer(wholeOf(rounded)) : Value::real(rounded);
    }
    const double d = value.asDouble();
    if (!std::isfinite(d) || precision > 320)
        return value;
    NumberStyle style;
    style.type = 'f';
    style.precision = static_cast<int>(precision);
    const FormattedNumber text = formatReal(d, style);
    double rounded = 0;
    std::from_chars(text.digits.data(), text.digits.data() + text.digits.size(), rounded);
    return Value::real(std::signbit(d) ? -rounded : rounded);
}

Value roundFilter(Runtime& runtime, const Value& value, const CallArgs& args)
{
    const Bound bound("round", args, {"precision", "method"});
    runtime.tick();
    const std::string method = bound.get(1) ? bound.text(1).bytes() : "common";
    if (method != "common" && method != "ceil" && method != "floor")
        throw RenderFailure("round: the method must be common, ceil or floor");
    if (!value.isNumber())
        throw RenderFailure(value.isUndefined() ? value.as<Undefined>().message()
                                                : std::string("round needs a number, not '") + typeName(value) + "'");
    const std::int64_t precision = bound.integer(0, 0);
    if (method == "common")
        return roundCommon(value, precision);
    const double unit = std::pow(10.0, static_cast<double>(std::clamp<std::int64_t>(precision, -400, 400)));
    const double scaled = value.asDouble() * unit;
    return Value::real((method == "ceil" ? std::ceil(scaled) : std::floor(scaled)) / unit);
}

Value fileSize(Runtime& runtime, const Value& value, const CallArgs& args)
{
    const Bound bound("filesizeformat", args, {"binary"});
    const auto parsed = value.isString() ? parseReal(runtime, value.text()) : std::nullopt;
    const double bytes = value.isNumber() ? value.asDouble() : parsed.value_or(HUGE_VAL);
    if (!std::isfinite(bytes))
        throw RenderFailure("filesizeformat needs a number");
    const bool binary = bound.flag(0, false);
    const double base = binary ? 1024 : 1000;
    if (bytes == 1)
        return runtime.string("1 Byte", true);
    if (bytes < base)
        return runtime.string(std::to_string(wholeOf(bytes)) + " Bytes", true);
    static constexpr char kPrefixes[] = "kMGTPEZY";
    double unit = base * base;
    std::size_t i = 0;
    for (; i < 7 && bytes >= unit; ++i)
        unit *= base;
    NumberStyle style;
    style.type = 'f';
    style.precision = 1;
    const std::string prefix =
        binary ? std::string(1, i == 0 ? 'K' : kPrefixes[i]) + "iB" : std::string(1, kPrefixes[i]) + "B";
    return runtime.string(formatReal(base * bytes / unit, style).digits + " " + prefix, true);
}

Value sum(Runtime& runtime, const Value& value, const CallArgs& args)
{
    const Bound bound("sum", args, {"attribute", "start"});
    Value total = bound.get(1) ? bound.at(1) : Value::integer(0);
    if (total.isString())
        throw RenderFailure("sum() cannot sum strings");
    for (const Value& entry : iterate(runtime, value)) {
        Value part = entry;
        if (!bound.absent(0)) {
            part = item(runtime, entry, bound.at(0));
        }
        total = arithmetic(runtime, Op::Add, total, part);
    }
    return total;
}

constexpr std::array kFilters = {FilterEntry{"int", intFilter},           FilterEntry{"float", floatFilter},
                                 FilterEntry{"abs", absFilter},           FilterEntry{"round", roundFilter},
                                 FilterEntry{"filesizeformat", fileSize}, FilterEntry{"sum", sum}};

} // namespace

std::span<const FilterEntry> numberFilters()
{
    return kFilters;
}

} // namespace engine::text::jinja
