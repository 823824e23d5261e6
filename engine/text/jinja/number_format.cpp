// SPDX-License-Identifier: GPL-3.0-or-later
// Digits of integers in any base, and of doubles by printf's exact rounding.
#include "engine/text/jinja/number_format.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <vector>

namespace engine::text::jinja
{

namespace
{

std::string signText(bool negative, char sign)
{
    if (negative)
        return "-";
    return sign == '-' ? "" : std::string(1, sign);
}

void group(std::string& digits, char mark, std::size_t size)
{
    std::size_t whole = digits.find_first_of(".e");
    whole = std::min(whole, digits.size());
    for (std::size_t at = whole; at > size;) {
        at -= size;
        digits.insert(at, 1, mark);
    }
}

std::string upper(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    return text;
}

} // namespace

FormattedNumber formatInteger(std::int64_t value, const NumberStyle& style)
{
    const char kind = static_cast<char>(style.type | 0x20);
    const int base = kind == 'x' ? 16 : (kind == 'o' ? 8 : (kind == 'b' ? 2 : 10));
    const std::uint64_t magnitude =
        value < 0 ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
    char buffer[72];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, magnitude, base).ptr;
    FormattedNumber out{signText(value < 0, style.sign), std::string(buffer, end)};
    if (style.alternate && base != 10)
        out.prefix += std::string("0") + kind;
    if (style.grouping)
        group(out.digits, style.grouping, base == 10 ? 3 : 4);
    if (style.type == 'X') {
        out.digits = upper(out.digits);
        out.prefix = upper(out.prefix);
    }
    return out;
}

FormattedNumber formatReal(double value, const NumberStyle& style)
{
    FormattedNumber out{signText(std::signbit(value) && !std::isnan(value), style.sign), {}};
    double magnitude = std::fabs(value);
    char type = style.type;
    const bool percent = type == '%';
    if (percent) {
        magnitude *= 100;
        type = 'f';
    }
    const bool capital = type == 'E' || type == 'F' || type == 'G';
    if (std::isnan(magnitude) || std::isinf(magnitude)) {
        out.digits = std::isnan(magnitude) ? "nan" : "inf";
    } else {
        const char format[] = {'%',
                               style.alternate ? '#' : '.',
                               style.alternate ? '.' : '*',
                               style.alternate ? '*' : static_cast<char>(type | 0x20),
                               style.alternate ? static_cast<char>(type | 0x20) : '\0',
                               '\0'};
        const int precision = style.precision < 0 ? 6 : style.precision;
        std::vector<char> buffer(static_cast<std::size_t>(precision) + 400);
        std::snprintf(buffer.data(), buffer.size(), format, precision, magnitude);
        out.digits = buffer.data();
    }
    if (style.grouping)
        group(out.digits, style.grouping, 3);
    if (capital)
        out.digits = upper(out.digits);
    if (percent)
        out.digits += '%';
    return out;
}

} // namespace engine::text::jinja
