// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/bytes_text.h"

#include <cctype>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <iterator>

namespace cli
{

std::string bytesText(double bytes)
{
    static const char* const units[] = {"B", "kB", "MB", "GB", "TB"};
    int unit = 0;
    for (; bytes >= 999.95 && unit < 4; ++unit)
        bytes /= 1000;
    char text[40];
    std::snprintf(text, sizeof text, unit == 0 ? "%.0f %s" : "%.1f %s", bytes, units[unit]);
    return text;
}

std::optional<std::uint64_t> bytesIn(std::string_view text)
{
    const auto trim = [&text] {
        while (!text.empty() && text.front() == ' ')
            text.remove_prefix(1);
        while (!text.empty() && text.back() == ' ')
            text.remove_suffix(1);
    };
    trim();
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
    if (error != std::errc() || number < 0)
        return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    trim();
    std::string unit;
    for (const char letter : text)
        unit += static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
    constexpr const char* kThousands[] = {"b", "kb", "mb", "gb", "tb", "pb"};
    constexpr const char* kBinary[] = {"", "kib", "mib", "gib", "tib", "pib"};
    for (std::size_t i = 0; i < std::size(kBinary); ++i) {
        const bool binary = unit == kBinary[i];
        const double bytes = number * std::pow(binary ? 1024.0 : 1000.0, static_cast<double>(i));
        if ((binary || unit == kThousands[i]) && bytes < 0x1p63)
            return static_cast<std::uint64_t>(bytes);
    }
    return std::nullopt;
}

std::string secondsText(double time)
{
    const auto seconds = static_cast<long long>(time + 0.5);
    char text[48];
    if (seconds >= 3600)
        std::snprintf(text, sizeof text, "%lld h %02lld min", seconds / 3600, seconds / 60 % 60);
    else if (seconds >= 60)
        std::snprintf(text, sizeof text, "%lld min %02lld s", seconds / 60, seconds % 60);
    else
        std::snprintf(text, sizeof text, "%lld s", seconds);
    return text;
}

} // namespace cli
