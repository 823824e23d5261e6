// SPDX-License-Identifier: GPL-3.0-or-later
#include "qml/Parts/figures.h"

#include <QLocale>
#include <algorithm>
#include <array>
#include <cmath>

namespace qml
{

QString Figures::bytes(double count)
{
    static constexpr std::array kUnits{"KiB", "MiB", "GiB", "TiB"};
    constexpr double kStep = 1024;
    if (std::isnan(count))
        return decimals(count, 0);
    double value = std::max(0.0, count) / kStep;
    std::size_t unit = 0;
    while (value >= kStep && unit + 1 < kUnits.size()) {
        value /= kStep;
        ++unit;
    }
    return number(value) + QStringLiteral("\u00a0") + QLatin1String(kUnits.at(unit));
}

QString Figures::number(double value)
{
    const double size = std::abs(value);
    const int places = size >= 100 || size == 0 ? 0 : size >= 10 ? 1 : 2;
    return decimals(value, places);
}

QString Figures::integer(double value)
{
    return decimals(value, 0);
}

QString Figures::milliseconds(double span)
{
    constexpr double kSecond = 1000;
    return span < kSecond ? decimals(span, 0) + QStringLiteral("\u00a0ms")
                          : number(span / kSecond) + QStringLiteral("\u00a0s");
}

QString Figures::latency(double span)
{
    constexpr double kSecond = 1000;
    return span < kSecond ? number(span) + QStringLiteral("\u00a0ms")
                          : number(span / kSecond) + QStringLiteral("\u00a0s");
}

QString Figures::duration(double seconds)
{
    const double whole = std::round(std::max(0.0, seconds));
    if (whole < 60)
        return tr("%1\u00a0s").arg(decimals(whole, 0));
    const double minutes = std::round(whole / 60);
    if (minutes < 60)
        return tr("%1\u00a0min").arg(decimals(minutes, 0));
    return tr("%1\u00a0h %2\u00a0min").arg(decimals(std::floor(minutes / 60), 0), decimals(std::fmod(minutes, 60), 0));
}

QString Figures::percent(double share)
{
    return decimals(std::clamp(share, 0.0, 1.0) * 100, 0) + QStringLiteral("\u00a0%");
}

QString Figures::decimals(double value, int places)
{
    return std::isfinite(value) ? QLocale().toString(value, 'f', places) : QStringLiteral("–");
}

} // namespace qml
