// SPDX-License-Identifier: GPL-3.0-or-later
// Text: appending and slicing while the origin of each byte is kept.
#include "engine/text/jinja/text.h"

#include <algorithm>

namespace engine::text::jinja
{

bool Text::fromTemplateAt(std::size_t position) const
{
    const auto passed = std::upper_bound(m_switches.begin(), m_switches.end(), position) - m_switches.begin();
    return m_first != ((passed & 1) != 0);
}

std::size_t Text::runEnd(std::size_t position) const
{
    const auto next = std::upper_bound(m_switches.begin(), m_switches.end(), position);
    return next == m_switches.end() ? m_bytes.size() : *next;
}

void Text::append(std::string_view bytes, bool fromTemplate)
{
    if (bytes.empty())
        return;
    if (m_bytes.empty())
        m_first = fromTemplate;
    else if (lastOrigin() != fromTemplate)
        m_switches.push_back(m_bytes.size());
    m_bytes.append(bytes);
}

void Text::append(const Text& other, std::size_t position, std::size_t count)
{
    const std::size_t end = position + std::min(count, other.size() - position);
    while (position < end) {
        const std::size_t stop = std::min(other.runEnd(position), end);
        append(std::string_view(other.m_bytes).substr(position, stop - position), other.fromTemplateAt(position));
        position = stop;
    }
}

void Text::appendAs(std::string_view bytes, const Text& origin, std::size_t position)
{
    append(bytes, position < origin.size() && origin.fromTemplateAt(position));
}

Text Text::slice(std::size_t position, std::size_t count) const
{
    Text result;
    result.append(*this, std::min(position, size()), count);
    return result;
}

} // namespace engine::text::jinja
