// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/text/utf8_stream.h"

namespace engine::text
{
namespace
{

constexpr const char* kReplacement = "\xEF\xBF\xBD"; // U+FFFD

// Length of the character that a first byte announces; 0 for a byte that begins none.
std::size_t announced(unsigned char lead)
{
    if (lead < 0x80)
        return 1;
    if (lead >= 0xC2 && lead <= 0xDF)
        return 2;
    if (lead >= 0xE0 && lead <= 0xEF)
        return 3;
    if (lead >= 0xF0 && lead <= 0xF4)
        return 4;
    return 0;
}

// Whether `byte` may stand at `index` of a character that begins with `lead` (no overlong forms, no surrogates).
bool continues(unsigned char lead, std::size_t index, unsigned char byte)
{
    if (index == 1) {
        if (lead == 0xE0)
            return byte >= 0xA0 && byte <= 0xBF;
        if (lead == 0xED)
            return byte >= 0x80 && byte <= 0x9F;
        if (lead == 0xF0)
            return byte >= 0x90 && byte <= 0xBF;
        if (lead == 0xF4)
            return byte >= 0x80 && byte <= 0x8F;
    }
    return byte >= 0x80 && byte <= 0xBF;
}

} // namespace

std::string Utf8Stream::push(std::string_view bytes)
{
    m_held.append(bytes);
    std::string out;
    std::size_t at = 0;
    while (at < m_held.size()) {
        const auto lead = static_cast<unsigned char>(m_held[at]);
        const std::size_t length = announced(lead);
        std::size_t have = length == 0 ? 0 : 1;
        while (have < length && at + have < m_held.size() && continues(lead, have, static_cast<unsigned char>(m_held[at + have])))
            ++have;
        if (length > 0 && have == length) {
            out.append(m_held, at, length);
            at += length;
        } else if (length > 0 && at + have == m_held.size()) {
            break; // the rest may still come
        } else {
            out += kReplacement;
            at += have == 0 ? 1 : have; // one mark per broken sequence, as Unicode 16, section 3.9 advises
        }
    }
    m_held.erase(0, at);
    return out;
}

std::string Utf8Stream::finish()
{
    const bool unfinished = !m_held.empty();
    m_held.clear();
    return unfinished ? kReplacement : std::string();
}

} // namespace engine::text
