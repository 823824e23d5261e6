// SPDX-License-Identifier: GPL-3.0-or-later
// UTF-8 bytes that remember, byte by byte, whether the template or the conversation wrote them.
// A plain value; used on one thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace engine::text::jinja
{

// Provenance is kept as the positions at which it changes, so that the common text of one origin costs nothing.
class Text
{
public:
    Text() = default;
    Text(std::string bytes, bool fromTemplate) : m_bytes(std::move(bytes)), m_first(fromTemplate) {}

    const std::string& bytes() const { return m_bytes; }
    std::string_view view() const { return m_bytes; }
    std::size_t size() const { return m_bytes.size(); }
    bool empty() const { return m_bytes.empty(); }

    bool fromTemplateAt(std::size_t position) const;
    // End of the run of one origin that contains `position` (position < size()).
    std::size_t runEnd(std::size_t position) const;

    void append(std::string_view bytes, bool fromTemplate);
    void append(const Text& other) { append(other, 0, other.size()); }
    void append(const Text& other, std::size_t position, std::size_t count);
    // Bytes made from the character of `origin` at `position`: they inherit its origin.
    void appendAs(std::string_view bytes, const Text& origin, std::size_t position);
    Text slice(std::size_t position, std::size_t count = std::string::npos) const;
    std::size_t heapBytes() const { return m_bytes.capacity() + m_switches.capacity() * sizeof(std::size_t); }

private:
    bool lastOrigin() const { return m_first != ((m_switches.size() & 1) != 0); }

    std::string m_bytes;
    std::vector<std::size_t> m_switches; // ascending, each in (0, size())
    bool m_first = false;                // origin of byte 0
};

} // namespace engine::text::jinja
