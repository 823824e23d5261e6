// SPDX-License-Identifier: GPL-3.0-or-later
// Speed of a download over its last seconds, and the time that is left. Told the time, so it needs no clock.
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <optional>

namespace engine::hub
{

class SpeedMeter
{
public:
    static constexpr double kWindow = 5; // seconds

    // `seconds` on any clock that only goes forward; `bytes` in all, and fewer than before begins anew.
    void add(double seconds, std::uint64_t bytes)
    {
        if (!m_points.empty() && bytes < m_points.back().bytes)
            m_points.clear();
        m_points.push_back({seconds, bytes});
        while (m_points.size() > 2 && seconds - m_points[1].seconds >= kWindow)
            m_points.pop_front();
    }
    void clear() { m_points.clear(); }

    double bytesPerSecond() const // 0 until it is known
    {
        if (m_points.size() < 2 || m_points.back().seconds - m_points.front().seconds <= 0)
            return 0;
        return static_cast<double>(m_points.back().bytes - m_points.front().bytes) /
               (m_points.back().seconds - m_points.front().seconds);
    }
    std::optional<double> secondsLeft(std::uint64_t bytes) const // for so many more
    {
        const double speed = bytesPerSecond();
        return speed > 0 ? std::optional(static_cast<double>(bytes) / speed) : std::nullopt;
    }

private:
    struct Point {
        double seconds = 0;
        std::uint64_t bytes = 0;
    };
    std::deque<Point> m_points; // the oldest is just outside the window
};

} // namespace engine::hub
