// SPDX-License-Identifier: GPL-3.0-or-later
// Walking and looking ahead in a for loop.
#include "engine/text/jinja/loop.h"

namespace engine::text::jinja
{

bool Loop::scan(Value& out) const
{
    while (m_position < items.size()) {
        const Value& item = items[m_position++];
        if (!accept || accept(item)) {
            out = item;
            return true;
        }
    }
    return false;
}

bool Loop::next()
{
    Value item = Value::missing();
    if (m_aheadPosition < m_ahead.size())
        item = m_ahead[m_aheadPosition++];
    else if (!scan(item))
        return false;
    ++index0;
    previous = std::move(current);
    current = std::move(item);
    return true;
}

const Value* Loop::peek() const
{
    if (m_aheadPosition == m_ahead.size()) {
        Value item = Value::missing();
        if (!scan(item))
            return nullptr;
        m_ahead.push_back(std::move(item));
    }
    return &m_ahead[m_aheadPosition];
}

void Loop::finish()
{
    if (accept)
        items.clear();
    m_filtered = m_filtered || static_cast<bool>(accept);
    accept = nullptr;
    outer.reset();
    lastChanged.clear();
}

std::int64_t Loop::length() const
{
    if (!accept && !m_filtered)
        return static_cast<std::int64_t>(items.size());
    for (Value item = Value::missing(); scan(item);)
        m_ahead.push_back(item);
    return index0 + 1 + static_cast<std::int64_t>(m_ahead.size() - m_aheadPosition);
}

} // namespace engine::text::jinja
