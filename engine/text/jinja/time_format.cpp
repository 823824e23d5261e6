// SPDX-License-Identifier: GPL-3.0-or-later
// The directives of strftime.
#include "engine/text/jinja/time_format.h"

#include "engine/text/jinja/failure.h"

namespace engine::text::jinja
{

namespace
{

constexpr const char* kDays[] = {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};
constexpr const char* kMonths[] = {"January", "February", "March",     "April",   "May",      "June",
                                   "July",    "August",   "September", "October", "November", "December"};

std::string padded(int value, std::size_t width, char fill)
{
    std::string digits = std::to_string(value);
    return digits.size() < width && fill != '\0' ? std::string(width - digits.size(), fill) + digits : digits;
}

int week(const std::tm& t, int firstDay)
{
    return (t.tm_yday + 7 - (t.tm_wday + 7 - firstDay) % 7) / 7;
}

std::string directive(char code, const std::tm& t, char fill)
{
    const int hour12 = t.tm_hour % 12 == 0 ? 12 : t.tm_hour % 12;
    const std::string day = kDays[(t.tm_wday % 7 + 7) % 7], month = kMonths[(t.tm_mon % 12 + 12) % 12];
    switch (code) {
    case 'Y':
        return std::to_string(t.tm_year + 1900);
    case 'y':
        return padded((t.tm_year + 1900) % 100, 2, fill);
    case 'm':
        return padded(t.tm_mon + 1, 2, fill);
    case 'd':
        return padded(t.tm_mday, 2, fill);
    case 'e':
        return padded(t.tm_mday, 2, fill == '0' ? ' ' : fill);
    case 'B':
        return month;
    case 'b':
    case 'h':
        return month.substr(0, 3);
    case 'A':
        return day;
    case 'a':
        return day.substr(0, 3);
    case 'H':
        return padded(t.tm_hour, 2, fill);
    case 'I':
        return padded(hour12, 2, fill);
    case 'M':
        return padded(t.tm_min, 2, fill);
    case 'S':
        return padded(t.tm_sec, 2, fill);
    case 'f':
        return "000000";
    case 'j':
        return padded(t.tm_yday + 1, 3, fill);
    case 'p':
        return t.tm_hour < 12 ? "AM" : "PM";
    case 'w':
        return std::to_string(t.tm_wday);
    case 'u':
        return std::to_string(t.tm_wday == 0 ? 7 : t.tm_wday);
    case 'U':
        return padded(week(t, 0), 2, fill);
    case 'W':
        return padded(week(t, 1), 2, fill);
    case 'z':
    case 'Z': // the clock that templates see has no zone, as in Python
        return "";
    case '%':
        return "%";
    case 'n':
        return "\n";
    case 't':
        return "\t";
    case 'D':
    case 'x':
        return padded(t.tm_mon + 1, 2, '0') + "/" + padded(t.tm_mday, 2, '0') + "/" +
               padded((t.tm_year + 1900) % 100, 2, '0');
    case 'F':
        return std::to_string(t.tm_year + 1900) + "-" + padded(t.tm_mon + 1, 2, '0') + "-" + padded(t.tm_mday, 2, '0');
    case 'T':
    case 'X':
        return padded(t.tm_hour, 2, '0') + ":" + padded(t.tm_min, 2, '0') + ":" + padded(t.tm_sec, 2, '0');
    case 'R':
        return padded(t.tm_hour, 2, '0') + ":" + padded(t.tm_min, 2, '0');
    case 'c':
        return day.substr(0, 3) + " " + month.substr(0, 3) + " " + padded(t.tm_mday, 2, ' ') + " " +
               directive('T', t, '0') + " " + std::to_string(t.tm_year + 1900);
    default:
        throw RenderFailure(std::string("strftime_now: unknown directive '%") + code + "'");
    }
}

} // namespace

std::string formatTime(std::string_view format, const std::tm& time)
{
    std::string out;
    for (std::size_t i = 0; i < format.size(); ++i) {
        if (format[i] != '%' || i + 1 == format.size()) {
            out += format[i];
            continue;
        }
        const bool bare = format[i + 1] == '-' && i + 2 < format.size();
        i += bare ? 2 : 1;
        out += directive(format[i], time, bare ? '\0' : '0');
    }
    return out;
}

} // namespace engine::text::jinja
