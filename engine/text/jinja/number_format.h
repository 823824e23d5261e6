// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers with width, precision and grouping: the part that "%5.2f" and "{:>8,}" share.
#pragma once

#include <cstdint>
#include <string>

namespace engine::text::jinja
{

struct NumberStyle {
    char type = 'd'; // d x X o b  e E f F g G %
    int precision = -1;
    bool alternate = false; // 0x, 0o, 0b
    char sign = '-';        // '+' always, ' ' a blank, '-' only minus
    char grouping = '\0';   // ',' or '_'
};

inline constexpr int kMaxFormatWidth = 100'000; // also the bound of a precision

// Sign and digits apart, so that zeros can be put between them.
struct FormattedNumber {
    std::string prefix; // sign and 0x
    std::string digits;
};
FormattedNumber formatInteger(std::int64_t value, const NumberStyle& style);
FormattedNumber formatReal(double value, const NumberStyle& style);

} // namespace engine::text::jinja
